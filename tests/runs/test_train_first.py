from pathlib import Path

import pytest

from nnspec.errors import RunError
from nnspec.runs.find import find_run
from nnspec.runs.summary import spec_with_runs
from nnspec.runs.train_first import spec_called, train_first


@pytest.fixture(autouse=True)
def specs(tmp_path, monkeypatch):
    """Two specs in `specs`, one of another name than its file, and other files."""
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs/iris.yaml").write_text("layers: []\n", encoding="utf-8")
    Path("specs/a.yml").write_text("name: mix\n", encoding="utf-8")
    Path("specs/b.yaml").write_text("{", encoding="utf-8")
    Path("c.yaml").mkdir()


def said(run):
    with pytest.raises(RunError) as caught:
        find_run(Path("runs"), run)
    return str(caught.value)


def test_a_spec_is_found_by_its_name():
    assert spec_called("iris") == Path("specs/iris.yaml")
    assert spec_called("mix") == Path("specs/a.yml")
    assert [spec_called(name) for name in ("a", "b", "c", "")] == [None] * 4


def test_one_in_the_current_folder_comes_first():
    Path("own.yaml").write_text("name: iris\n", encoding="utf-8")
    assert train_first("iris") == "train one first: `nnspec train own.yaml`"


def test_any_spec():
    shipped = "train one first: `nnspec init concrete`, then `nnspec train specs/concrete.yaml`"
    assert train_first() == shipped
    Path("specs/concrete.yaml").touch()
    assert train_first() == "train one first: `nnspec train specs/concrete.yaml`"


@pytest.mark.parametrize(("name", "spec"), [("mix", "specs/a.yml"), ("gone", "SPEC")])
def test_a_name_whose_runs_were_all_deleted(name, spec):
    Path("runs", name).mkdir(parents=True)
    assert said(name) == (
        f"error[no-run]: there is no run of '{name}' in runs/\n"
        f"  train one first: `nnspec train {spec}`"
    )


def test_a_spec_that_was_never_trained():
    assert said("iris") == (
        "error[no-run]: there is no run in runs/\n  train one first: `nnspec train specs/iris.yaml`"
    )
    run = Path("runs/mix/20261122-033600-7f3a")
    run.mkdir(parents=True)
    assert said("iris") == (
        "error[unknown-run]: there is no run 'iris' in runs/\n"
        "  train one first: `nnspec train specs/iris.yaml`\n"
        "  specs with runs: mix"
    )


def test_the_list_of_a_name_that_nothing_has():
    assert spec_with_runs(Path("runs"), "iris") == "iris"
    with pytest.raises(RunError) as caught:
        spec_with_runs(Path("runs"), "irs")
    assert str(caught.value) == "error[unknown-run]: there is no run of 'irs' in runs/"
