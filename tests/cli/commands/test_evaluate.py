"""`nnspec evaluate`."""

from __future__ import annotations

import json

import pytest

from nnspec.runs.find import find_run


def stored(folder, name, split):
    run = find_run(folder / "runs", name)
    return json.loads(run.metrics.read_text(encoding="utf-8"))[split]


def test_a_regression(in_trained, cli):
    answer = cli("evaluate strength")
    values = stored(in_trained, "strength", "test")
    header, row = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert answer.stderr == "run strength/ID\n"
    assert header.split() == ["loss", "rows", "rmse", "mae", "r2"]
    assert row.split() == [
        "test",
        f"{values['loss']:.5g}",
        "206",
        *(f"{values[name]:.5g}" for name in ("rmse", "mae", "r2")),
    ]


def test_classes_have_a_confusion_matrix(in_trained, cli):
    answer = cli("evaluate species --split validation -q")
    (a, b, c), (d, e, f), (g, h, i) = stored(in_trained, "species", "validation")[
        "confusion_matrix"
    ]
    assert answer.stderr == ""
    *_, gap, header, adelie, chinstrap, gentoo = answer.stdout.splitlines()
    assert gap == ""
    assert header == "true \\ predicted  Adelie  Chinstrap  Gentoo"
    assert adelie.split() == ["Adelie", str(a), str(b), str(c)]
    assert chinstrap.split() == ["Chinstrap", str(d), str(e), str(f)]
    assert gentoo.split() == ["Gentoo", str(g), str(h), str(i)]


def test_several_outputs_have_a_line_each(in_trained, cli):
    lines = cli("evaluate").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["test", "kind", "mass"]
    assert "kind" in lines[4:]


def test_json(in_trained, cli):
    answer = cli("evaluate sexes --json")
    document = answer.document
    assert list(document) == ["run", "rows_of", "metrics"]
    assert document["rows_of"] == "test"
    assert list(document["metrics"]) == [
        "loss",
        "rows",
        "accuracy",
        "macro_f1",
        "roc_auc",
        "confusion_matrix",
        "per_class",
    ]
    document = cli("evaluate sexes --json --input sexes.csv").document
    assert (document["rows_of"], document["metrics"]["rows"]) == ("sexes.csv", 333)


def test_groups_and_intervals_are_tables(in_trained, cli):
    answer = cli("evaluate species --by island --ci")
    lines = answer.stdout.splitlines()
    assert lines[0].split() == ["loss", "rows", "accuracy", "macro_f1", "roc_auc"]
    assert [line.split("  ")[0] for line in lines[1:2]] == ["test"]
    assert [line[:12] for line in lines[2:4]] == ["  95% from  ", "  95% to    "]
    assert lines[2].split()[3] == "-"
    assert lines[4] == ""
    assert lines[5].split() == ["island", "loss", "rows", "accuracy", "macro_f1", "roc_auc"]
    assert [line.split()[0] for line in lines[6:9]] == ["Biscoe", "Dream", "Torgersen"]
    assert lines[9] == ""
    assert lines[10].startswith("true \\ predicted")


def test_intervals_of_several_outputs(in_trained, cli):
    lines = cli("evaluate twins --ci-level 0.8").stdout.splitlines()
    words = [line[:12].strip() for line in lines[1:10]]
    assert words == ["test", "kind", "mass", "80% from", "kind", "mass", "80% to", "kind", "mass"]


def test_each_class_is_a_line(in_trained, cli):
    lines = cli("evaluate species --per-class").stdout.splitlines()
    assert lines[-4].split() == ["precision", "recall", "f1", "support"]
    per_class = stored(in_trained, "species", "test")["per_class"]
    for line, (label, values) in zip(lines[-3:], per_class.items(), strict=True):
        assert line.split() == [label, *(f"{value:.5g}" for value in values.values())]


def test_a_threshold_is_in_the_table(in_trained, cli):
    answer = cli("evaluate sexes --threshold 0.25")
    header, row, *_ = answer.stdout.splitlines()
    assert (header.split()[-1], row.split()[-1]) == ("threshold", "0.25")
    answer = cli("evaluate sexes --tune-threshold f1")
    assert "on the validation rows\n" in answer.stderr
    assert answer.stdout.splitlines()[0].split()[-1] == "threshold"


def test_json_of_everything(in_trained, cli):
    answer = cli(
        "evaluate sexes --json -q --by species --ci --tune-threshold f1 "
        "--fail-under accuracy=0.1 --fail-over loss=100"
    )
    assert (answer.exit_code, answer.stderr) == (0, "")
    document = answer.document
    asked = ["threshold", "intervals", "by", "limits"]
    assert list(document) == ["run", "rows_of", "metrics", *asked]
    assert list(document["threshold"]) == ["value", "tuned"]
    assert document["threshold"]["tuned"]["rows_of"] == "validation"
    assert {k: v for k, v in document["intervals"].items() if k != "metrics"} == {
        "level": 0.95,
        "resamples": 1000,
        "seed": 0,
    }
    low, high = document["intervals"]["metrics"]["accuracy"]
    assert low <= document["metrics"]["accuracy"] <= high
    assert document["by"]["column"] == "species"
    assert [group["value"] for group in document["by"]["groups"]] == [
        "Adelie",
        "Chinstrap",
        "Gentoo",
    ]
    assert document["limits"] == [
        {
            "metric": "accuracy",
            "at_least": 0.1,
            "found": document["metrics"]["accuracy"],
            "kept": True,
        },
        {"metric": "loss", "at_most": 100.0, "found": document["metrics"]["loss"], "kept": True},
    ]


def test_a_missed_limit_is_exit_code_1(in_trained, cli):
    rmse = stored(in_trained, "strength", "test")["rmse"]
    line = "evaluate strength -q --fail-over rmse=1 --fail-under r2=-9 --fail-over mae=99"
    answer = cli(line)
    assert answer.exit_code == 1
    assert answer.stdout.startswith("        ")
    assert answer.stderr == (
        f"error[limit-missed]: rmse of the test rows is {rmse:.5g}; --fail-over wants at most 1\n"
    )
    answer = cli(f"{line} --json")
    assert answer.exit_code == 1
    assert [limit["kept"] for limit in answer.document["limits"]] == [True, False, True]


def test_rows_of_the_training_are_a_warning(in_trained, cli):
    answer = cli("evaluate sexes --input sexes.csv -q")
    assert answer.exit_code == 0
    assert answer.stderr == (
        "warning[training-rows]: 199 of 333 rows of sexes.csv are rows that run sexes/ID was "
        "trained on\n"
        "  the figures say little of new rows\n"
    )
    assert cli("evaluate sexes --input sexes.csv -q --json").document["training_rows"] == 199


@pytest.mark.parametrize(
    ("line", "stderr"),
    [
        (
            "evaluate species -q --fail-under rmse=6",
            "error[bad-limit]: of rmse less is better, so --fail-under would fail a run for being "
            "good\n  write --fail-over rmse=6\n",
        ),
        (
            "evaluate species -q --fail-under acuracy=0.9",
            "error[unknown-metric]: there is no metric 'acuracy' for --fail-under\n"
            "  did you mean 'accuracy'?\n",
        ),
        (
            "evaluate species -q --by iland",
            "error[unknown-column]: there is no column 'iland' in penguins.csv to group the rows "
            "by\n  did you mean 'island'?\n"
            "  columns: species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, "
            "body_mass_g, sex, year\n",
        ),
        (
            "evaluate species -q --threshold 0.3",
            "error[no-threshold]: a threshold decides between two classes: species has 3 classes\n",
        ),
        (
            "evaluate sexes -q --threshold 0.3 --tune-threshold f1",
            "error[two-thresholds]: a threshold is given and is to be chosen as well\n"
            "  leave one of the two out\n",
        ),
        (
            "evaluate --ci 90",
            "error[flags]: --ci takes no value, found 90\n  name the level: --ci-level 0.9\n",
        ),
        (
            "evaluate sexes -q --ci-level 95",
            "error[bad-level]: the level of the intervals is 95\n  write 0.95\n",
        ),
        (
            "evaluate none",
            "error[unknown-run]: there is no run 'none' in runs/\n"
            "  specs with runs: sexes, species, strength, twins\n",
        ),
        (
            "evaluate --runs-dir elsewhere/",
            "error[no-run]: there is no run in elsewhere/\n"
            "  train one first: `nnspec init concrete`, then `nnspec train specs/concrete.yaml`\n",
        ),
        (
            "evaluate sexes --input none.csv -q",
            "error[no-such-file]: there is no file none.csv\n",
        ),
    ],
)
def test_what_is_wrong(in_trained, cli, line, stderr):
    answer = cli(line)
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", stderr)


def test_an_unfinished_run_by_its_folder(interrupted, cli):
    answer = cli(f"evaluate {interrupted.path.as_posix()}")
    assert answer.exit_code == 0
    assert "run strength/ID, interrupted: its best network, of epoch" in answer.stderr


def test_changed_data(own_trained, cli):
    with (own_trained / "sexes.csv").open("a", encoding="utf-8") as file:
        file.write("Adelie,Dream,39.0,18.0,190,3700,male,2009\n")
    answer = cli("evaluate sexes -q")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error[data-changed]: sexes.csv has changed since run sexes/ID was trained, so that its "
        "test rows can no longer be told from the others\n"
        "  name a labelled file with --input, or train again\n"
    )


def test_worse_than_the_mean_is_said(in_trained, cli, tmp_path):
    header, *lines = (in_trained / "concrete.csv").read_text(encoding="utf-8").splitlines()
    parts = [line.rpartition(",") for line in lines]
    turned = [f"{mix},{100 - float(strength)}" for mix, _, strength in parts]
    path = tmp_path / "turned.csv"
    path.write_text("\n".join([header, *turned]), encoding="utf-8")
    answer = cli(f"evaluate strength --input {path.as_posix()}")
    r2 = answer.stdout.split()[-1]
    assert float(r2) < 0
    assert answer.stderr.endswith(
        f"note: the rows of {path.as_posix()} are predicted worse than by no network (r2 {r2}): "
        "their own mean, for each of them, would be nearer\n"
    )
