"""The second process as the first one sees it, and what happens without it."""

from __future__ import annotations

import shutil
import sys

import pytest
from support import Heard

from nnspec.checks.validate import validate
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.errors import Interrupted
from nnspec.listener import Listener
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder
from nnspec.training import helper_process as helper
from nnspec.training.helper_process import HelperProcess
from nnspec.training.read import read_work
from nnspec.training.train import train


@pytest.fixture
def process():
    made = HelperProcess(draws=True)
    yield made
    made.close()


def training_rows(spec):
    work = read_work(validate(spec), Listener())
    return work, work.table.take(work.rows.training)


@pytest.mark.slow
def test_a_training_with_it_is_that_without_it(workshop, process, no_plots):
    alone = train("strength.yaml").folder
    process.fit("strength.yaml")
    run = train("strength.yaml", plots=False, helper=process).folder
    heard = Heard()
    process.illustrate(run, heard)
    assert heard.warnings == []
    for name in ("preprocessing.json", "history.csv", "metrics.json", "predictions.csv"):
        assert (run.path / name).read_bytes() == (alone.path / name).read_bytes(), name
    assert {path.stem for path in run.plots.iterdir()} == {
        "learning_curve_loss",
        "learning_curve_mae",
        "predicted",
        "residuals",
        "network",
        "weights",
    }
    assert "<img" in run.report.read_text(encoding="utf-8")


def test_other_rows_are_not_taken_for_those_that_were_fitted(workshop, process, monkeypatch):
    work, rows = training_rows("strength.yaml")
    process.fit("species.yaml")
    assert process.fitted(rows) is None
    # What nobody waited for is passed over.
    process.fit("species.yaml")
    process.fit("strength.yaml")
    fitted = process.fitted(rows)
    assert isinstance(fitted, Preprocessor)
    assert fitted.to_json() == work.data.preprocessor.to_json()


@pytest.mark.parametrize("fails", ["never starts", "dies", "has no partner", "speaks in tongues"])
def test_the_first_process_does_it_where_the_second_fails(
    workshop, trained, tmp_path, process, monkeypatch, fails
):
    program = {"dies": "raise SystemExit(1)", "speaks in tongues": "print('hello')"}
    monkeypatch.setattr(helper, "PROGRAM", program.get(fails, helper.PROGRAM))
    if fails == "never starts":
        monkeypatch.setattr(sys, "executable", "/no/such/python")
    if fails == "has no partner":
        monkeypatch.setattr("os.cpu_count", lambda: 1)
    process.fit("strength.yaml")
    assert process.fitted(training_rows("strength.yaml")[1]) is None
    path = shutil.copytree(find_run(trained / "runs", "strength").path, tmp_path / "copied")
    run, heard = RunFolder(path), Heard()
    process.draw(run)
    process.illustrate(run, heard)
    assert heard.warnings == []
    assert run.report.is_file()


def test_warnings_come_over_whole(trained, tmp_path, process):
    path = shutil.copytree(find_run(trained / "runs", "strength").path, tmp_path / "copied")
    (path / "predictions.csv").write_bytes(b"\xff\xfe")
    process.fit("no_such.yaml")
    heard = Heard()
    process.illustrate(RunFolder(path), heard)
    (problem,) = heard.warnings
    assert (problem.code, problem.severity) == ("damaged-run", "warning")
    assert "predictions.csv is damaged" in problem.message


def test_ctrl_c_while_drawing(trained, process, monkeypatch):
    run = find_run(trained / "runs", "strength")

    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "answer", interrupt)
    with pytest.raises(Interrupted) as stopped:
        process.illustrate(run, Listener())
    (problem,) = stopped.value.problems
    assert problem.message == f"interrupted while drawing; run {run.run_id} is complete"


def test_closing_ends_it(workshop, process):
    process.fit("strength.yaml")
    running = process._process
    assert running.poll() is None
    process.close()
    assert running.poll() is not None
    process.close()
