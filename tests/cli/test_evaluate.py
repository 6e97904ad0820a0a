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


@pytest.mark.parametrize(
    ("line", "stderr"),
    [
        (
            "evaluate none",
            "error[unknown-run]: there is no run 'none' in runs/\n"
            "  specs with runs: sexes, species, strength, twins\n",
        ),
        (
            "evaluate --runs-dir elsewhere/",
            "error[no-run]: there is no run in elsewhere/\n"
            "  train one first: `nnspec train specs/concrete.yaml`\n",
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
