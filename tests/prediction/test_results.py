"""Predictions as columns: numbers far from zero, classes by probabilities and by scores."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from sklearn.metrics import r2_score
from sklearn.preprocessing import StandardScaler

import nnspec
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.errors import InputError
from nnspec.evaluation.evaluate import evaluate
from nnspec.export.export import export
from nnspec.prediction.network import load_keras_network
from nnspec.prediction.predict import predict
from nnspec.prediction.predict_file import predict_file
from nnspec.prediction.results import (
    ResultOptions,
    check_options,
    names_beside,
    result_columns,
)
from nnspec.report.predictions import read_predictions
from nnspec.runs.find import find_run

FAR = """\
name: far
data: {source: far.csv, target: ends, features: [starts, load]}
preprocessing: {numeric: StandardScaler, target: StandardScaler}
layers: [{Dense: {units: 4, activation: tanh}}, {Dense: 1}]
compile: {optimizer: {Adam: 0.05}, loss: mse}
training: {epochs: 12, batch_size: 16, seed: 1}
"""


@pytest.fixture(scope="module")
def far(tmp_path_factory):
    """A run whose target and feature are times near 1.7e9, a few seconds apart."""
    folder = tmp_path_factory.mktemp("far")
    draw = np.random.default_rng(3)
    starts = 1.7e9 + np.round(draw.uniform(0, 60, 120), 3)
    load = draw.normal(size=120).round(3)
    ends = np.round(starts + 5 + 3 * load, 3)
    rows = np.column_stack([starts, load, ends]).tolist()
    lines = ["starts,load,ends", *(",".join(map(repr, row)) for row in rows)]
    (folder / "far.csv").write_text("\n".join(lines) + "\n")
    (folder / "far.yaml").write_text(FAR)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        nnspec.train("far.yaml", plots=False)
    return folder


@pytest.fixture
def right(far, monkeypatch):
    """What Keras and scikit-learn make of all rows, in float64."""
    monkeypatch.chdir(far)
    run = find_run(Path("runs"), "far")
    table = np.genfromtxt("far.csv", delimiter=",", skip_header=1)
    with run.predictions.open(encoding="utf-8", newline="") as file:
        held_out = [int(row["line"]) - 2 for row in csv.DictReader(file)]
    training = np.delete(table, held_out, axis=0)
    x = StandardScaler().fit(training[:, :2]).transform(table[:, :2]).astype(np.float32)
    model = load_keras_network(run).model
    scaler = StandardScaler().fit(training[:, 2:])
    return scaler.inverse_transform(model.predict(x, verbose=0).astype(np.float64))[:, 0]


def near(found, right):
    """Within what float32 tells apart of a spread of some twenty seconds."""
    np.testing.assert_allclose(found, right, rtol=0, atol=2e-5)


def test_every_way_of_predicting(far, right):
    column = predict("far", "far.csv").columns["predicted_ends"]
    assert column.dtype == np.float64
    near(column, right)
    rows = np.genfromtxt("far.csv", delimiter=",", skip_header=1)
    near(nnspec.load("far").predict(rows[:, :2]), right)
    one = nnspec.load("far").predict({"starts": rows[0, 0], "load": rows[0, 1]})
    assert one == column[0]
    records = []
    predict_file("far", Path("far.csv"), None, records=records)
    assert [row["predicted_ends"] for row in records] == column.tolist()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_every_format(far, right, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    predict_file("far", Path("far.csv"), path)
    if ending == "parquet":
        found = parquet.read_table(path)["predicted_ends"].to_pylist()
    elif ending == "jsonl":
        found = [json.loads(line)["predicted_ends"] for line in path.read_text().splitlines()]
    else:
        with path.open(newline="") as file:
            found = [float(row["predicted_ends"]) for row in csv.DictReader(file)]
    near(found, right)


def test_the_delivered_column_is_as_good_as_evaluate_says(far, right):
    run = find_run(Path("runs"), "far")
    stored = json.loads(run.metrics.read_text())["test"]["r2"]
    preprocessor = nnspec.load("far")._network.preprocessor
    test, _ = read_predictions(run.predictions, preprocessor)
    assert stored > 0.9
    assert r2_score(test.actual, test.predicted) == pytest.approx(stored, abs=1e-7)
    assert evaluate("far").metrics["r2"] == pytest.approx(stored, abs=1e-6)


@pytest.mark.parametrize("to", ["onnx", "saved_model"])
def test_exported_files(far, right, tmp_path, to):
    from nnspec.export.onnx_file import run_onnx
    from nnspec.export.saved_model import run_saved_model

    path = export("far", to, tmp_path / "file", with_preprocessing=True).path
    rows = np.genfromtxt("far.csv", delimiter=",", skip_header=1)
    run = run_onnx if to == "onnx" else run_saved_model
    found = run(path, {"starts": rows[:, 0], "load": rows[:, 1]})["predicted_ends"]
    assert found.dtype == np.float64
    near(found, right)


def test_names_beside_features_of_the_same_name():
    names = ["predicted_y", "predicted_y_1", "probability_a"]
    assert names_beside(names, ["x"]) == {name: name for name in names}
    assert names_beside(names, ["predicted_y", "predicted_y_2"]) == {
        "predicted_y": "predicted_y_3",
        "predicted_y_1": "predicted_y_1",
        "probability_a": "probability_a",
    }


def _preprocessor(encoding, *, margin=False):
    target = FittedTarget("y", ("y",), ("text",), encoding, (), (("no", "yes"),), margin)
    return Preprocessor({}, {"y": target})


def test_what_is_no_probability_is_not_called_one():
    outputs = {"y": np.array([[0.25], [-0.5]])}
    options = ResultOptions(proba=True, top_k=1)
    found = result_columns(_preprocessor("binary", margin=True), outputs, options)
    assert list(found) == ["predicted_y", "score_no", "score_yes", "top_1_y", "top_1_score_y"]
    assert found["predicted_y"].tolist() == ["yes", "no"]
    assert found["score_yes"].tolist() == [0.25, -0.5]
    assert found["top_1_score_y"].tolist() == [0.25, 0.5]


@pytest.mark.parametrize("encoding", ["binary", "sparse", "one_hot"])
def test_a_threshold_for_one_unit_and_for_two(encoding):
    preprocessor, options = _preprocessor(encoding), ResultOptions(threshold=0.3)
    check_options(preprocessor, options)
    second = np.array([[0.4], [0.2]])
    outputs = second if encoding == "binary" else np.hstack([1 - second, second])
    found = result_columns(preprocessor, {"y": outputs}, options)
    assert found["predicted_y"].tolist() == ["yes", "no"]


def test_a_threshold_for_scores_is_refused():
    preprocessor = _preprocessor("binary", margin=True)
    with pytest.raises(InputError, match="y has scores, which are cut at 0, and no probabilities"):
        check_options(preprocessor, ResultOptions(threshold=0.3))
