import json
import webbrowser

from typer.testing import CliRunner

from nnspec.cli.main import app
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


def test_train_draws_after_it_has_shown_the_metrics_and_only_when_asked(workshop, monkeypatch):
    from nnspec.errors import Interrupted, Problem
    from nnspec.report import write

    drawn = []
    monkeypatch.setattr(write, "illustrate", lambda run, listener: drawn.append(run.status()))
    train = ["train", "strength.yaml", "--set", "training.epochs=1"]
    assert CliRunner().invoke(app, train).exit_code == 0
    assert drawn == ["complete"]
    assert CliRunner().invoke(app, [*train, "--no-plots"]).exit_code == 0
    assert CliRunner().invoke(app, [*train, "--smoke"]).exit_code == 0
    assert drawn == ["complete"]

    def interrupt(run, listener):
        raise Interrupted(Problem("interrupted", "stopped", severity="warning"))

    monkeypatch.setattr(write, "illustrate", interrupt)
    result = CliRunner().invoke(app, train)
    assert result.exit_code == 130
    assert "saved runs/strength/" in result.stdout
