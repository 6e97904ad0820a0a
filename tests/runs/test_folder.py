import json
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from nnspec.errors import RunError
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder
from nnspec.version import __version__

NOW = datetime(2026, 11, 22, 3, 36, tzinfo=UTC)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / "runs", "concrete", now=NOW)


def test_the_folder(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(secrets, "token_hex", lambda size: "7f3a")
    run = RunFolder.create(tmp_path / "runs", "concrete", now=NOW)
    assert run.path == tmp_path / "runs" / "concrete" / "20261122-033600-7f3a"
    assert run.run_id == "concrete/20261122-033600-7f3a"
    assert run.name == "concrete"
    assert names(run.path) == []


def test_the_time_is_utc(tmp_path: Path):
    now = datetime(2026, 11, 22, 1, 36, tzinfo=timezone(timedelta(hours=-2)))
    assert RunFolder.create(tmp_path, "a", now=now).path.name.startswith("20261122-033600-")


def test_the_time_is_now(tmp_path: Path):
    before = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    name = RunFolder.create(tmp_path, "a").path.name
    assert before <= name[:15] <= datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


def test_a_folder_that_exists_is_never_taken(tmp_path: Path, monkeypatch):
    digits = iter(["0000", "0000", "0000", "0001"])
    monkeypatch.setattr(secrets, "token_hex", lambda size: next(digits))
    first = RunFolder.create(tmp_path, "a", now=NOW)
    second = RunFolder.create(tmp_path, "a", now=NOW)
    assert (first.path.name, second.path.name) == ("20261122-033600-0000", "20261122-033600-0001")


def test_every_name_taken(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(secrets, "token_hex", lambda size: "0000")
    RunFolder.create(tmp_path, "a", now=NOW)
    with pytest.raises(RunError) as caught:
        RunFolder.create(tmp_path, "a", now=NOW)
    (problem,) = caught.value.problems
    assert problem.code == "cannot-create-run"
    folder = (tmp_path / "a").as_posix()
    assert problem.message == (
        f"cannot make a folder for the run in {folder}: every name tried was taken"
    )


def test_a_place_where_no_folder_can_be_made(tmp_path: Path):
    (tmp_path / "runs").write_text("a file", encoding="utf-8")
    with pytest.raises(RunError) as caught:
        RunFolder.create(tmp_path / "runs", "a")
    (problem,) = caught.value.problems
    assert problem.code == "cannot-create-run"
    folder = (tmp_path / "runs" / "a").as_posix()
    assert problem.message.startswith(f"cannot make a folder for the run in {folder}: ")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "a\\b",
        ".a",
        "a.",
        " a",
        "a ",
        "a:b",
        "NUL",
        "com1.x",
        "con .x",
        "a" * 101,
    ],
)
def test_bad_names(tmp_path: Path, name: str):
    with pytest.raises(RunError) as caught:
        RunFolder.create(tmp_path, name)
    (problem,) = caught.value.problems
    assert problem.code == "bad-run-name"
    assert problem.message == (
        f"a run cannot be named {name!r}: the name must do as a folder's name"
    )
    assert problem.hint == "use letters, digits, '-' and '_'"
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    [
        "concrete",
        "iris-2.1",
        "größe",
        "two words",
        "latest",
        "console",
    ],
)
def test_good_names(tmp_path: Path, name: str):
    assert RunFolder.create(tmp_path, name).path.is_dir()


def test_where_everything_is(run: RunFolder):
    places = {
        "spec": "spec.yaml",
        "resolved_spec": "spec.resolved.yaml",
        "run_json": "run.json",
        "preprocessing": "preprocessing.json",
        "model_keras": "model.keras",
        "model_h5": "model.h5",
        "model_onnx": "model.onnx",
        "history": "history.csv",
        "metrics": "metrics.json",
        "checkpoints": "checkpoints",
        "cache": "cache",
        "plots": "plots",
        "report": "report.html",
    }
    for attribute, name in places.items():
        assert getattr(run, attribute) == run.path / name


def test_a_run_that_was_not_started_is_discarded(tmp_path: Path):
    run, other = (RunFolder.create(tmp_path / "runs", "concrete") for _ in range(2))
    run.cache.mkdir()
    (run.cache / "rows.npy").write_bytes(b"rows")
    run.discard()
    assert list((tmp_path / "runs" / "concrete").iterdir()) == [other.path]
    other.discard()
    assert list((tmp_path / "runs").iterdir()) == []


def test_the_id_of_a_relative_path(run: RunFolder, monkeypatch):
    monkeypatch.chdir(run.path)
    assert RunFolder(Path()).run_id == run.run_id
    assert RunFolder(Path()).name == "concrete"


def test_start(run: RunFolder):
    run.start({"seed": 42}, command=["nnspec", "train", "concrete.yaml"])
    document = json.loads(run.run_json.read_text(encoding="utf-8"))
    assert list(document) == [
        "run_id",
        "name",
        "status",
        "started",
        "process_id",
        "command",
        "versions",
        "platform",
        "git",
        "seed",
    ]
    assert document["run_id"] == run.run_id
    assert document["status"] == "running"
    assert document["process_id"] == os.getpid()
    assert document["command"] == ["nnspec", "train", "concrete.yaml"]
    assert document["versions"]["nnspec"] == __version__
    assert document["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert document["versions"]["numpy"]
    assert document["git"] == {"commit": None, "dirty": None}
    assert document["seed"] == 42
    assert run.status() == "running"


def test_start_asks_git_about_the_folder_of_the_spec(run: RunFolder, monkeypatch):
    asked = []
    state = {"commit": "0" * 40, "dirty": False}
    monkeypatch.setattr(
        "nnspec.runs.folder.git_state", lambda folder: asked.append(folder) or state
    )
    run.start(spec=Path("specs") / "a.yaml")
    assert asked == [Path("specs").absolute()]
    assert run.read()["git"] == state


def test_a_run_is_started_once(run: RunFolder):
    run.start()
    with pytest.raises(FileExistsError):
        run.start()


@pytest.mark.parametrize("status", ["complete", "interrupted", "failed"])
def test_finish(run: RunFolder, status: str):
    run.start({"seed": 42, "epochs": None})
    run.finish(status, {"epochs": 100})
    document = run.read()
    assert document["status"] == run.status() == status
    assert document["seed"] == 42
    assert document["epochs"] == 100
    assert document["finished"] >= document["started"]
    assert 0 <= document["duration_seconds"] < 10
    latest = run.path.parent / "latest"
    assert latest.exists() == (status == "complete")


def test_latest_names_the_run_that_was_completed_last(tmp_path: Path):
    first, second, third = (RunFolder.create(tmp_path, "a", now=NOW) for _ in range(3))
    for run in (first, second, third):
        run.start()
    second.finish("complete")
    first.finish("complete")
    third.finish("failed")
    assert (tmp_path / "a" / "latest").read_bytes() == f"{first.path.name}\n".encode()


def test_a_run_is_complete_where_latest_cannot_name_it(tmp_path: Path, monkeypatch):
    run, other = (RunFolder.create(tmp_path, "a", now=NOW) for _ in range(2))
    latest = tmp_path / "a" / "latest"
    latest.mkdir()
    run.start()
    assert run.finish("complete") == f"cannot write {latest.as_posix()}: it is a folder"
    assert run.status() == "complete"
    assert find_run(tmp_path, "a/latest").path == run.path
    latest.rmdir()
    other.start()
    wanted = f"cannot write {latest.as_posix()}: Permission denied"

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("nnspec.runs.folder.write_text", refuse)
    assert other.finish("complete") == wanted
    assert other.status() == "complete"


def test_an_interrupted_run_may_be_completed_later(run: RunFolder):
    run.start()
    run.finish("interrupted")
    run.finish("complete")
    assert run.status() == "complete"


def test_a_complete_run_is_not_changed_any_more(run: RunFolder):
    run.start()
    run.finish("complete")
    with pytest.raises(ValueError, match="is complete: it is not changed any more"):
        run.finish("failed")


@pytest.mark.parametrize("status", ["running", "killed", "done"])
def test_a_run_cannot_end_so(run: RunFolder, status: str):
    run.start()
    with pytest.raises(ValueError, match=f"a run cannot end as '{status}'"):
        run.finish(status)


def test_facts_do_not_hide_the_own_keys(run: RunFolder):
    message = r"run\.json has keys of its own named git, status"
    with pytest.raises(ValueError, match=message):
        run.start({"status": "complete", "git": None, "seed": 1})
    run.start()
    with pytest.raises(ValueError, match=message):
        run.finish("complete", {"status": "complete", "git": None})
    assert run.status() == "running"


def test_a_clock_that_was_set_back(run: RunFolder):
    run.start()
    document = run.read() | {"started": "2999-01-01T00:00:00.000Z"}
    run.run_json.write_text(json.dumps(document), encoding="utf-8")
    run.finish("complete")
    assert run.read()["duration_seconds"] == 0


def test_finish_without_start(run: RunFolder):
    with pytest.raises(RunError, match=r"is no run: it has no run\.json"):
        run.finish("complete")
