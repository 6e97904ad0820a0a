"""Evaluating a run: what scikit-learn says of what plain Keras predicts."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn import metrics
from sklearn.preprocessing import StandardScaler
from support import Heard, said

from nnspec.data.loading.memory_need import Estimate
from nnspec.data.split.shares import Split, split_rows
from nnspec.errors import DataError, RunError
from nnspec.evaluation.evaluate import evaluate
from nnspec.prediction.predict import predict
from nnspec.runs.find import find_run
from nnspec.training.train import train

NAMES = ["training", "validation", "test"]


def stored(run, split):
    return json.loads(run.metrics.read_text(encoding="utf-8"))[split]


def leaves(value, path=""):
    """The numbers of nested metrics by their path."""
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        return {k: v for key, one in entries for k, v in leaves(one, f"{path}/{key}").items()}
    return {path: value}


def problem(error):
    (only,) = error.value.problems
    return only


@pytest.fixture
def by_hand(in_trained):
    """The concrete run's rows, and what Keras and scikit-learn alone predict for them."""
    run = find_run(in_trained / "runs", "strength")
    frame = pd.read_csv("concrete.csv")
    rows = split_rows(len(frame), Split(0.2, 0.2, 42)).by_name()
    x = frame.drop(columns="strength")
    x["age"] = np.log1p(x["age"])
    y = frame[["strength"]].to_numpy()
    training = rows["training"]
    x_scaler = StandardScaler().fit(x.to_numpy()[training])
    y_scaler = StandardScaler().fit(y[training])
    model = keras.saving.load_model(run.model_keras)
    scaled = x_scaler.transform(x.to_numpy()).astype(np.float32)
    guess = y_scaler.inverse_transform(model.predict(scaled, verbose=0).astype(float))
    return run, rows, y[:, 0], guess[:, 0]


@pytest.mark.parametrize("split", NAMES)
def test_a_regression_is_measured_as_scikit_learn_does(by_hand, split):
    run, rows, true, guess = by_hand
    true, guess = true[rows[split]], guess[rows[split]]
    found = evaluate(run, split=split)
    assert found.rows_of == split
    for values in (found.metrics, stored(run, split)):
        assert values["rows"] == len(true)
        expected = {
            "rmse": metrics.root_mean_squared_error(true, guess),
            "mae": metrics.mean_absolute_error(true, guess),
            "r2": metrics.r2_score(true, guess),
        }
        assert {name: values[name] for name in expected} == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", ["strength", "species", "sexes", "twins"])
def test_evaluating_gives_the_metrics_of_the_training_again(in_trained, name):
    run = find_run(in_trained / "runs", name)
    again, before = leaves(evaluate(run).metrics), leaves(stored(run, "test"))
    # ONNX Runtime and Keras round differently; counts must be the same.
    assert again == pytest.approx(before, rel=1e-6)


def test_classes_are_measured_as_scikit_learn_does(in_trained):
    found = evaluate("sexes", input="sexes.csv").metrics
    from nnspec.prediction.predict import predict

    guess = predict("sexes", "sexes.csv", proba=True).to_pandas()
    true = guess["sex"]
    assert found["rows"] == len(true) == 333
    assert found["accuracy"] == metrics.accuracy_score(true, guess["predicted_sex"])
    expected = metrics.f1_score(true, guess["predicted_sex"], average="macro")
    assert found["macro_f1"] == pytest.approx(expected, rel=1e-12)
    expected = metrics.roc_auc_score(true == "male", guess["probability_male"])
    assert found["roc_auc"] == pytest.approx(expected, rel=1e-9)
    matrix = metrics.confusion_matrix(true, guess["predicted_sex"]).tolist()
    assert found["confusion_matrix"] == matrix
    log_loss = metrics.log_loss(true == "male", guess["probability_male"].astype(float))
    assert found["loss"] == pytest.approx(log_loss, rel=1e-5)


def test_a_labelled_file_says_its_name(own_trained):
    lines = (own_trained / "concrete.csv").read_text(encoding="utf-8").splitlines()
    Path("few.csv").write_text("\n".join(lines[:11]) + "\n", encoding="utf-8")
    found = evaluate("strength", input="few.csv")
    assert found.rows_of == "few.csv"
    assert found.metrics["rows"] == 10


def test_without_a_name_it_is_the_latest_run(in_trained):
    assert evaluate(split="test").folder.name == "twins"


def test_data_that_changed_since_are_refused(own_trained):
    path = own_trained / "concrete.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("79.99", "80.99"), encoding="utf-8")
    run = find_run(own_trained / "runs", "strength")
    with pytest.raises(DataError) as caught:
        evaluate(run)
    assert problem(caught).code == "data-changed"
    assert problem(caught).message == (
        f"concrete.csv has changed since run {run.run_id} was trained, so that its test rows can "
        "no longer be told from the others"
    )
    assert problem(caught).hint == "name a labelled file with input, or train again"
    assert evaluate(run, input="concrete.csv").metrics["rows"] == 1030


def test_an_unknown_split(in_trained):
    with pytest.raises(DataError) as caught:
        evaluate("strength", split="train")
    assert problem(caught).message == "there is no split 'train'"
    assert problem(caught).hint == "one of training, validation, test"


def test_a_part_without_rows(own_trained):
    run = find_run(own_trained / "runs", "species")
    text = run.resolved_spec.read_text(encoding="utf-8")
    run.resolved_spec.write_text(text.replace("test: 0.2", "test: 0"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        evaluate(run)
    assert problem(caught).message == f"run {run.run_id} has no test rows"
    assert problem(caught).hint == "use split='training' or split='validation'"


def test_a_label_nobody_learnt(own_trained):
    path = own_trained / "penguins.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Gentoo", "Emperor"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        evaluate("species", input="penguins.csv")
    assert problem(caught).message == (
        "target 'species' is 'Emperor' on line 154 of penguins.csv, and 123 more: no training row "
        "is of that class"
    )


def test_a_file_without_the_target(own_trained):
    Path("new.csv").write_text("bill_length_mm,bill_depth_mm,body_mass_g\n1,2,3\n", "utf-8")
    with pytest.raises(DataError) as caught:
        evaluate("sexes", input="new.csv")
    assert problem(caught).code == "columns-differ"
    assert "- sex             text    missing" in problem(caught).details


def test_an_unfinished_run(interrupted):
    """Named, it is measured with the best network that it kept; unnamed, it is never taken."""
    assert evaluate(interrupted.path).metrics["rows"] > 0
    with pytest.raises(RunError):
        evaluate(None, runs_dir=interrupted.path.parent.parent / "nowhere")


# The loss


def test_a_network_with_an_activity_regularizer_has_no_loss(own_trained):
    run = find_run(own_trained / "runs", "species")
    text = run.resolved_spec.read_text(encoding="utf-8")
    regularized = text.replace("units: 8,", "units: 8, activity_regularizer: {L2: 0.01},")
    assert regularized != text
    run.resolved_spec.write_text(regularized, encoding="utf-8")
    heard = Heard()
    found = evaluate(run, ci=0.9, listener=heard)
    assert list(found.metrics)[:2] == ["rows", "accuracy"]
    assert "loss" not in found.intervals
    assert heard.notes[-1] == (
        "no loss: an activity regularizer adds to it what the layers make of the rows"
    )


def test_a_network_whose_outputs_are_masked_has_no_loss(own_trained):
    run = find_run(own_trained / "runs", "species")
    document = run.read()
    assert (document["masked_outputs"], document["activity_regularizers"]) == ([], [])
    text = json.dumps(document | {"masked_outputs": ["species"]})
    run.run_json.write_text(text, encoding="utf-8")
    heard = Heard()
    found = evaluate(run, ci=0.9, listener=heard)
    assert list(found.metrics)[:2] == ["rows", "accuracy"]
    assert "loss" not in found.intervals
    assert heard.notes[-1] == (
        "no loss: a mask reaches the output, and Keras leaves out of it what is masked"
    )


def test_the_regularization_is_part_of_the_loss(own_trained):
    run = find_run(own_trained / "runs", "species")
    before = evaluate(run)
    document = run.read()
    assert document["regularization"] == 0
    run.run_json.write_text(json.dumps(document | {"regularization": 0.25}), encoding="utf-8")
    found = evaluate(run, ci=0.95)
    assert found.metrics["loss"] == pytest.approx(before.metrics["loss"] + 0.25)
    low, high = found.intervals["loss"]
    assert low < found.metrics["loss"] < high


def test_classes_weigh_in_the_loss_of_training_rows_alone(own_trained):
    run = find_run(own_trained / "runs", "species")
    plain = evaluate(run, split="training", by="species", ci=0.9)
    held_out = evaluate(run).metrics
    text = run.resolved_spec.read_text(encoding="utf-8")
    balanced = text.replace("training:\n", "training:\n  class_weight: balanced\n", 1)
    assert balanced != text
    run.resolved_spec.write_text(balanced, encoding="utf-8")
    found = evaluate(run, split="training", by="species", ci=0.9)
    # Balanced, every class counts the same.
    of_classes = [metrics["loss"] for _, metrics in plain.groups]
    assert found.metrics["loss"] == pytest.approx(np.mean(of_classes))
    assert found.metrics["loss"] != pytest.approx(plain.metrics["loss"])
    assert found.metrics["accuracy"] == plain.metrics["accuracy"]
    low, high = found.intervals["loss"]
    assert low < found.metrics["loss"] < high
    assert evaluate(run).metrics == held_out
    # A file's rows are new ones.
    as_new = evaluate(run, input="penguins.csv").metrics["loss"]
    run.resolved_spec.write_text(text, encoding="utf-8")
    assert evaluate(run, input="penguins.csv").metrics["loss"] == as_new


# Groups, intervals and thresholds


def test_groups_add_up_to_the_whole(in_trained):
    found = evaluate("species", by="island")
    labels = [group.label for group, _ in found.groups]
    assert labels == ["Biscoe", "Dream", "Torgersen"]
    rows = [metrics["rows"] for _, metrics in found.groups]
    assert sum(rows) == found.metrics["rows"]
    for name in ("loss", "accuracy"):
        values = [metrics[name] for _, metrics in found.groups]
        assert found.metrics[name] == pytest.approx(np.average(values, weights=rows))


def test_intervals_are_around_the_metrics(in_trained):
    found = evaluate("strength", ci=0.95)
    assert list(found.intervals) == ["loss", "rmse", "mae", "r2"]
    for name, (low, high) in found.intervals.items():
        assert low < found.metrics[name] < high
    assert evaluate("strength", ci=0.95).intervals == found.intervals
    low, high = evaluate("strength", ci=0.5).intervals["rmse"]
    assert found.intervals["rmse"][0] < low < high < found.intervals["rmse"][1]


def test_a_threshold_moves_rows_from_one_class_to_the_other(in_trained):
    assert evaluate("sexes", threshold=0.5).metrics == evaluate("sexes").metrics
    found = evaluate("sexes", threshold=0.0)
    assert found.threshold == 0
    assert [row[0] for row in found.metrics["confusion_matrix"]] == [0, 0]


def test_a_threshold_is_chosen_on_the_validation_rows(in_trained):
    heard = Heard()
    found = evaluate("sexes", tune_threshold="accuracy", listener=heard)
    assert (found.tuned.rows_of, found.tuned.rows, found.rows_of) == ("validation", 67, "test")
    validation = evaluate("sexes", split="validation", threshold=found.threshold)
    assert found.tuned.value == validation.metrics["accuracy"]
    assert found.tuned.value >= evaluate("sexes", split="validation").metrics["accuracy"]
    assert evaluate("sexes", threshold=found.threshold).metrics == found.metrics
    assert heard.warnings == []
    assert heard.notes[-1] == (
        f"threshold {found.threshold:g}: the best accuracy, {found.tuned.value:.5g}, on the "
        "validation rows"
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"split": "validation"}, "the validation rows"),
        ({"input": "sexes.csv"}, "the rows of sexes.csv"),
    ],
)
def test_a_threshold_chosen_on_the_measured_rows_is_optimistic(in_trained, rows, words):
    heard = Heard()
    found = evaluate("sexes", tune_threshold="f1", listener=heard, **rows)
    assert found.tuned.rows == found.metrics["rows"]
    assert said(heard.warnings)[0] == (
        "optimistic",
        f"the threshold was chosen on the rows it is measured on, {words}",
        "the figures are better than those of new rows would be",
    )


def test_no_threshold_without_rows(own_trained):
    Path("none.csv").write_text("sex,bill_length_mm,bill_depth_mm,body_mass_g\n", encoding="utf-8")
    with pytest.raises(DataError):
        evaluate("sexes", input="none.csv", tune_threshold="f1")


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        ({"ci": 95}, "bad-level", "the level of the intervals is 95"),
        (
            {"threshold": 0.4, "tune_threshold": "f1"},
            "two-thresholds",
            "a threshold is given and is to be chosen as well",
        ),
    ],
)
def test_wrong_settings(in_trained, settings, code, message):
    with pytest.raises(DataError) as caught:
        evaluate("sexes", **settings)
    assert (problem(caught).code, problem(caught).message) == (code, message)


# Rows of the training


def file_of(run, name, source, split):
    """The rows of a part of a run's data, as a file of their own."""
    frame = pd.read_csv(source)
    kept = pd.read_csv(run.predictions)
    chosen = frame.iloc[kept[kept["part"] == split]["line"].to_numpy() - 2]
    chosen.to_csv(name, index=False)
    return len(chosen)


def test_held_out_rows_are_no_training_rows(own_trained):
    run = find_run(own_trained / "runs", "sexes")
    rows = file_of(run, "held.csv", "sexes.csv", "test")
    heard = Heard()
    found = evaluate(run, input="held.csv", listener=heard)
    assert (found.training_rows, found.metrics["rows"]) == (0, rows)
    assert heard.warnings == []


def test_training_rows_are_counted_whatever_the_order_and_columns(own_trained):
    run = find_run(own_trained / "runs", "sexes")
    frame = pd.read_csv("sexes.csv").sample(frac=1, random_state=1)
    frame[frame.columns[::-1]].drop(columns=["year"]).to_csv("mixed.csv", index=False)
    heard = Heard()
    found = evaluate(run, input="mixed.csv", listener=heard)
    assert found.training_rows == run.read()["data"]["split"]["training"] == 199
    assert said(heard.warnings) == [
        (
            "training-rows",
            f"199 of 333 rows of mixed.csv are rows that run {run.run_id} was trained on",
            "the figures say little of new rows",
        )
    ]
    # One digit makes another row.
    frame["body_mass_g"] += 1
    frame.to_csv("heavier.csv", index=False)
    assert evaluate(run, input="heavier.csv").training_rows < 5


def test_a_run_without_fingerprints_says_so(own_trained):
    run = find_run(own_trained / "runs", "sexes")
    run.rows.unlink()
    heard = Heard()
    assert evaluate(run, input="sexes.csv", listener=heard).training_rows is None
    assert heard.notes[-1] == (
        f"run {run.run_id} has no rows.npz: whether it was trained on these rows is not known"
    )
    assert evaluate(run).training_rows is None


FILTERED = """\
name: filtered
data:
  source: gaps.csv
  target: strength
  features: [cement, water, age]
  drop: missing-target
  filter: [age >= 7, "mill in [a, b]"]
preprocessing: {numeric: StandardScaler, target: StandardScaler}
layers: [{Dense: 1}]
compile: {optimizer: {Adam: 0.05}, loss: mse}
training: {epochs: 1}
ignore: duplicate-rows
"""


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "on disk"])
def test_rows_that_were_left_out_are_left_out_again(workshop, monkeypatch, on_disk):
    header, *lines = (workshop / "concrete.csv").read_text(encoding="utf-8").splitlines()
    lines = [
        (line if n % 5 else line.rpartition(",")[0] + ",") + f",{'abc'[n % 3]}"
        for n, line in enumerate(lines)
    ]
    (workshop / "gaps.csv").write_text("\n".join([f"{header},mill", *lines]), encoding="utf-8")
    (workshop / "filtered.yaml").write_text(FILTERED, encoding="utf-8")
    if on_disk:
        needed = Estimate(1030, 3 << 40, 1 << 20)
        monkeypatch.setattr("nnspec.training.read.estimate", lambda *_, **__: needed)
        monkeypatch.setattr("nnspec.evaluation.same_data.estimate", lambda *_, **__: needed)
    run = train("filtered.yaml", plots=False).folder
    assert run.read()["data"].get("streamed", False) is on_disk
    for part in ("training", "validation", "test"):
        own = evaluate(run.path, split=part)
        assert leaves(own.metrics) == pytest.approx(leaves(stored(run, part)), rel=1e-5)
    listener = Heard()
    found = evaluate(run.path, input="gaps.csv", listener=listener)
    used = run.read()["data"]["rows"]
    counts = run.read()["data"]["left_out"]
    assert counts["of"] == 1030
    assert counts["missing_target"] == 206
    assert found.metrics["rows"] == used == 824 - counts["filtered"]
    assert found.training_rows >= own.metrics["rows"]
    assert listener.notes[1] == (
        f"gaps.csv: left out {1030 - used} of 1,030 rows: 206 have no value of the target, "
        f"{counts['filtered']} do not meet data.filter"
    )
    # Every row is answered.
    assert len(predict(run.path, "gaps.csv").to_pandas()) == 1030


def test_a_file_without_a_column_to_filter_by(own_trained):
    run = find_run(own_trained / "runs", "strength")
    spec = run.resolved_spec.read_text(encoding="utf-8")
    run.resolved_spec.write_text(
        spec.replace("  drop:\n", "  filter: [mill == a, age > 7]\n  drop:\n"),
        encoding="utf-8",
    )
    listener = Heard()
    found = evaluate(run.path, input=own_trained / "concrete.csv", listener=listener)
    ages = np.genfromtxt(own_trained / "concrete.csv", delimiter=",", names=True)["age"]
    assert found.metrics["rows"] == (ages > 7).sum()
    assert listener.notes[1].endswith("concrete.csv has no column 'mill' to filter by")


def test_it_shows_itself(in_trained):
    found = evaluate("twins")
    folder, figures = found.folder, found.metrics["outputs"]["mass"]
    assert repr(found).startswith(f"<evaluation of {folder.run_id} on the test rows: loss ")
    assert f"mass.rmse {figures['rmse']:.5g}" in repr(found)
    page = found._repr_html_()
    assert page.startswith(f"<p>evaluation of {folder.run_id} on the test rows</p>\n<table>")
    assert f"<td>{figures['rmse']:.5g}</td>" in page
