import json
import shutil

import pytest
from typer.testing import CliRunner

from nnspec.cli.main import app
from nnspec.runs.find import find_run


def run(*args):
    return CliRunner().invoke(app, ["runs", "compare", *args])


@pytest.fixture(scope="module")
def with_second(trained, tmp_path_factory):
    """A copy of `trained` with a further run of `strength`, with other settings."""
    from nnspec.training.train import train

    folder = tmp_path_factory.mktemp("compare") / "own"
    shutil.copytree(trained, folder)
    settings = ["training.batch_size=64", "layers.0.Dense.units=4"]
    spec, runs_dir = folder / "strength.yaml", folder / "runs"
    train(spec, overrides=settings, runs_dir=runs_dir, plots=False)
    return folder


@pytest.fixture
def folder(with_second, monkeypatch):
    """That folder, as the current one."""
    monkeypatch.chdir(with_second)
    return with_second


@pytest.fixture
def second(folder):
    """The further run."""
    return find_run(folder / "runs", "strength")


def test_a_table(second, folder):
    (first,) = (
        path.name
        for path in (folder / "runs" / "strength").iterdir()
        if path.is_dir() and path.name != second.path.name
    )
    result = run(first, second.path.name)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"A  strength/{first}  complete", f"B  {second.run_id}  complete"]
    assert lines[3:7] == [
        "spec                   A   B",
        "layers.0.Dense.units   8   4",
        "training.batch_size   32  64",
        "",
    ]
    assert lines[7].split() == ["run", "A", "B"]
    assert [line.split()[0] for line in lines[8:12]] == [
        "epochs",
        "best_epoch",
        "parameters",
        "duration_seconds",
    ]
    rmse = next(line for line in lines if line.startswith("test rmse"))
    assert rmse.count("*") == 1
    assert lines[-1] == "* the best"
    assert not (folder / "compare.png").exists()


def test_pictures_and_json(second, folder):
    result = run("strength", "species", "--plot", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert [entry["run"] for entry in document["runs"]] == [
        second.run_id,
        find_run(folder / "runs", "species").run_id,
    ]
    assert document["pictures"] == ["compare.png"]
    assert (folder / "compare.png").stat().st_size > 10_000
    rmse = next(entry for entry in document["metrics"] if entry["name"] == "test rmse")
    assert rmse["values"][1] is None
    assert {"path": "data.target", "values": ["strength", "species"]} in document["spec"]


def test_where_the_picture_was_written(second, folder):
    result = run(second.run_id, second.run_id, "-o", "a/b.png")
    assert result.stderr == "written to a/b.png\n"
    assert "the specs are the same" in result.stdout
    assert (folder / "a" / "b.png").is_file()


def test_one_run_is_not_enough(in_trained):
    result = run("strength")
    assert result.exit_code == 2
    assert result.stderr == (
        "error[number-of-runs]: expected 2 to 26 runs, got 1\n  `nnspec runs list` shows them\n"
    )


def test_no_boundary(in_trained):
    result = run("strength", "species", "--boundaries", "a.png")
    assert result.exit_code == 2
    folder = find_run(in_trained / "runs", "strength")
    assert result.stderr == (
        f"error[no-boundary]: run {folder.run_id} has no decision boundary\n"
        "  only a classifier of two numeric features has one\n"
    )
