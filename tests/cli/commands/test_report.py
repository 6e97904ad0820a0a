import json
import webbrowser

import pytest
from typer.testing import CliRunner

from nnspec.cli.main import app
from nnspec.errors import Interrupted, Problem
from nnspec.runs.find import find_run


def run(*args):
    return CliRunner().invoke(app, ["report", *args])


def test_it_prints_the_path_of_the_page(own_trained):
    folder = find_run(own_trained / "runs", "strength")
    result = run("strength")
    assert result.exit_code == 0
    assert result.stdout == f"runs/{folder.run_id}/report.html\n"
    assert result.stderr == f"run {folder.run_id}\n"
    assert folder.report.is_file()


def test_another_file_and_json(own_trained):
    folder = find_run(own_trained / "runs", "species")
    result = run("species", "-o", "pages/a.html", "--json", "--quiet")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert document["run"] == folder.run_id
    assert document["report"] == "pages/a.html"
    assert f"runs/{folder.run_id}/plots/roc.png" in document["pictures"]
    assert (own_trained / "pages" / "a.html").is_file()
    assert not folder.report.exists()


def test_open(own_trained, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert run("strength", "--open").exit_code == 0
    folder = find_run(own_trained / "runs", "strength")
    assert opened == [folder.report.absolute().as_uri()]


def test_no_such_run(in_trained):
    result = run("strenght")
    assert result.exit_code == 2
    assert result.stderr.startswith("error[unknown-run]: there is no run 'strenght' in runs/\n")


@pytest.fixture
def training(in_trained, monkeypatch):
    """`nnspec train` with a training that is over at once; gives the runs that were drawn."""
    from nnspec.report import write
    from nnspec.training import train

    done = find_run(in_trained / "runs", "strength")
    metrics = json.loads(done.metrics.read_text(encoding="utf-8"))

    def finished(*_, plots, **__):
        assert plots is False
        return train.TrainedRun(done, metrics, 3, 3, "val_loss", 3)

    drawn = []
    monkeypatch.setattr(train, "train", finished)
    monkeypatch.setattr(write, "illustrate", lambda run, _: drawn.append(run))
    return drawn


def test_train_draws(training, in_trained):
    assert CliRunner().invoke(app, ["train", "strength.yaml"]).exit_code == 0
    assert training == [find_run(in_trained / "runs", "strength")]


@pytest.mark.parametrize("flag", ["--no-plots", "--smoke"])
def test_train_draws_nothing(training, flag):
    assert CliRunner().invoke(app, ["train", "strength.yaml", flag]).exit_code == 0
    assert training == []


def test_the_metrics_are_shown_before_anything_is_drawn(training, monkeypatch):
    from nnspec.report import write

    def interrupt(run, listener):
        raise Interrupted(Problem("interrupted", "stopped", severity="warning"))

    monkeypatch.setattr(write, "illustrate", interrupt)
    result = CliRunner().invoke(app, ["train", "strength.yaml"])
    assert (result.exit_code, result.stderr) == (130, "warning[interrupted]: stopped\n")
    assert "\nsaved " in result.stdout
