from pathlib import Path

from nnspec.runs.paths import RunPaths

RUN = RunPaths(Path("runs/concrete/20261122-033600-7f3a"))


def test_a_run_is_named_after_its_folders():
    assert (RUN.name, RUN.run_id) == ("concrete", "concrete/20261122-033600-7f3a")


def test_every_path_is_in_the_folder():
    names = [n for n, value in vars(RunPaths).items() if isinstance(value, property)]
    found = {n: getattr(RUN, n) for n in names if n not in ("name", "run_id", "saved_network")}
    assert len(found) > 15
    assert len(set(found.values())) == len(found)
    assert all(path.is_relative_to(RUN.path) for path in found.values())


def test_the_saved_network_is_the_last_one_or_else_the_checkpoint(tmp_path):
    run = RunPaths(tmp_path)
    assert run.saved_network is None
    run.checkpoints.mkdir()
    run.checkpoint.touch()
    assert run.saved_network == run.checkpoint
    run.model_keras.touch()
    assert run.saved_network == run.model_keras
