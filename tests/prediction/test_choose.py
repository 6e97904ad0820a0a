from __future__ import annotations

import json

import pytest
from support import Heard

from nnspec.errors import RunError
from nnspec.listener import Listener
from nnspec.prediction.choose import choose_run
from nnspec.runs.files import write_json
from nnspec.runs.folder import RunFolder


@pytest.fixture
def interrupted(tmp_path):
    folder = RunFolder.create(tmp_path / "runs", "concrete")
    folder.start()
    folder.model_keras.write_bytes(b"a network")
    folder.finish("interrupted", {"best_epoch": 7})
    return folder


def test_an_interrupted_run_may_be_used_when_it_is_named(tmp_path, interrupted):
    heard = Heard()
    chosen = choose_run(interrupted.run_id, tmp_path / "runs", heard)
    assert chosen.path.resolve() == interrupted.path.resolve()
    assert heard.notes == [f"run {interrupted.run_id}, interrupted: its best network, of epoch 7"]


@pytest.mark.parametrize("name", [None, "concrete"])
def test_it_is_never_taken_unasked(tmp_path, interrupted, name):
    with pytest.raises(RunError, match="is complete"):
        choose_run(name, tmp_path / "runs", Listener())


def test_without_a_network_there_is_nothing_to_use(tmp_path, interrupted):
    interrupted.model_keras.unlink()
    with pytest.raises(RunError, match="it was interrupted"):
        choose_run(interrupted.run_id, tmp_path / "runs", Listener())


@pytest.fixture
def killed(tmp_path):
    """A run whose process is gone, with what it had saved."""
    folder = RunFolder.create(tmp_path / "runs", "concrete")
    folder.start()
    record = json.loads(folder.run_json.read_text(encoding="utf-8"))
    write_json(folder.run_json, record | {"process_id": 10**30})
    folder.preprocessing.write_text("{}", encoding="utf-8")
    folder.checkpoint.parent.mkdir()
    folder.checkpoint.write_bytes(b"a network")
    return folder


def test_a_killed_run_may_be_used_when_it_is_named(tmp_path, killed):
    heard = Heard()
    chosen = choose_run(killed.run_id, tmp_path / "runs", heard)
    assert chosen.path.resolve() == killed.path.resolve()
    saved = "the network that it saved in checkpoints/best.keras"
    assert heard.notes == [f"run {killed.run_id}, killed: {saved}"]
    with pytest.raises(RunError, match="is complete"):
        choose_run("concrete", tmp_path / "runs", Listener())


@pytest.mark.parametrize("lost", ["preprocessing", "checkpoint"])
def test_a_killed_run_needs_both_files(tmp_path, killed, lost):
    getattr(killed, lost).unlink()
    with pytest.raises(RunError, match="it was killed"):
        choose_run(killed.run_id, tmp_path / "runs", Listener())


def test_a_folder_is_taken_as_it_is(interrupted):
    assert choose_run(interrupted, "nowhere", Listener()) is interrupted
