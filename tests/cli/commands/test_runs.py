"""`nnspec runs list` and `nnspec runs show`."""

from __future__ import annotations

import re

import pytest

from nnspec.runs.find import find_run


def test_the_list_has_the_newest_first(in_trained, cli):
    answer = cli("runs list")
    header, *rows = answer.stdout.splitlines()
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert header.split() == ["run", "status", "time", "epochs", "test", "metrics"]
    names = ["twins/ID", "sexes/ID", "species/ID", "strength/ID"]
    assert [row.split()[0] for row in rows] == names
    row = r"strength/ID +complete +\d+\.\d s +3  loss \S+  rmse \S+  mae \S+  r2 \S+"
    assert re.fullmatch(row, rows[-1])


def test_a_list_of_one_spec_and_of_few(in_trained, cli):
    assert len(cli("runs list strength").stdout.splitlines()) == 2
    assert len(cli("runs list -n 2").stdout.splitlines()) == 3


def test_a_list_of_one_spec_by_its_path(in_trained, cli):
    (in_trained / "own.yaml").write_text("name: strength\n", encoding="utf-8")
    (in_trained / "new.yaml").write_text("name: fresh\n", encoding="utf-8")
    by_name = cli("runs list strength").stdout
    assert cli("runs list own.yaml").stdout == by_name
    assert cli("runs list runs/strength/").stdout == by_name
    answer = cli("runs list new.yaml")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == "there is no run of 'fresh' in runs/\n"
    for name in ("own.yaml", "new.yaml"):
        (in_trained / name).unlink()


def test_a_list_of_a_spec_that_has_no_runs(in_trained, cli):
    answer = cli("runs list strenght")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "error[unknown-run]: there is no run of 'strenght' in runs/\n"
        "  did you mean 'strength'?\n"
        "  specs with runs: sexes, species, strength, twins\n"
    )


def test_no_runs(workshop, cli):
    answer = cli("runs list")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == "there is no run in runs/\n"
    assert cli("runs list --json").document == {"runs": []}


def test_the_list_as_json(in_trained, cli):
    answer = cli("runs list strength --json")
    (run,) = answer.document["runs"]
    assert list(run) == [
        "run",
        "name",
        "folder",
        "status",
        "started",
        "duration_seconds",
        "epochs",
        "metrics",
    ]
    assert run["run"] == find_run(in_trained / "runs", "strength").run_id
    assert run["folder"] == f"runs/{run['run']}"
    assert set(run["metrics"]) == {"loss", "rmse", "mae", "r2"}


def test_one_run(in_trained, cli):
    answer = cli("runs show strength")
    assert (answer.exit_code, answer.stderr) == (0, "")
    facts, metrics = answer.stdout.split("\n\n")
    lines = [line.split(maxsplit=1) for line in facts.splitlines()]
    assert [word for word, _ in lines if word != "git"] == [
        "run",
        "status",
        "started",
        "time",
        "epochs",
        "data",
        "seed",
        "network",
        "versions",
        "folder",
    ]
    shown = dict(lines)
    assert shown["run"] == "strength/ID"
    assert shown["status"] == "complete"
    assert shown["epochs"].startswith("3, best val_loss in epoch ")
    assert shown["data"] == "concrete.csv: 1,030 rows; 618 training, 206 validation, 206 test"
    assert shown["network"] == "81 parameters"
    assert shown["folder"] == "runs/strength/ID"
    assert [line.split()[0] for line in metrics.splitlines()[1:]] == [
        "training",
        "validation",
        "test",
    ]


def test_one_run_as_json(in_trained, cli):
    document = cli("runs show sexes --json").document
    assert {"run_id", "status", "started", "versions", "seed", "data", "folder"} <= set(document)
    assert document["outputs"] == {"sex": {"loss": "BinaryCrossentropy", "from_logits": True}}
    assert list(document["metrics"]) == ["training", "validation", "test"]


def test_a_run_that_did_not_finish_can_be_shown(interrupted, cli):
    answer = cli(f"runs show {interrupted.path.as_posix()}")
    assert answer.exit_code == 0
    assert "status    interrupted\n" in answer.stdout
    assert "overrides training.epochs=9\n" in answer.stdout
    assert cli(f"runs show {interrupted.path.as_posix()} --json").document["metrics"] is None


@pytest.mark.parametrize("content", ["{", "[]", '{"status": "complete"}'])
def test_a_damaged_run(own_trained, cli, content):
    run = find_run(own_trained / "runs", "strength")
    run.run_json.write_text(content, encoding="utf-8")
    answer = cli(f"runs show {run.run_id}")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error[damaged-run]: runs/strength/ID/run.json is damaged: it ")
    assert "damaged" in cli("runs list").stdout


def test_a_run_with_odd_facts_is_still_shown(own_trained, cli):
    """Whoever edits run.json gets what can be shown, and no traceback."""
    run = find_run(own_trained / "runs", "strength")
    run.run_json.write_text(
        '{"status": "complete", "started": "2026-11-22T06:00:00.000Z"}', encoding="utf-8"
    )
    run.metrics.write_text("{", encoding="utf-8")
    answer = cli(f"runs show {run.run_id}")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("run       strength/ID\nstatus    complete\n")
    assert answer.stderr == (
        "warning[damaged-run]: runs/strength/ID/metrics.json is damaged: it is not JSON "
        "(line 1, column 2)\n"
    )
