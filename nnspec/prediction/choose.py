"""Which run a user means to predict or measure with."""

from __future__ import annotations

from pathlib import Path

from nnspec.listener import Listener
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder
from nnspec.runs.record import status_of


def choose_run(
    run: str | Path | RunFolder | None, runs_dir: str | Path, listener: Listener
) -> RunFolder:
    """The run, said to the listener: which one it is must never be a guess of the user's.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        runs_dir: The folder of all runs.
        listener: Hears which run it is, and whether it was interrupted or killed.

    Raises:
        RunError: There is no such run with a network.
    """
    if isinstance(run, RunFolder):
        folder = run
    else:
        folder = find_run(Path(runs_dir), None if run is None else str(run), usable=True)
    record = folder.read()
    note = f"run {folder.run_id}"
    if record["status"] == "interrupted":
        note += f", interrupted: its best network, of epoch {record.get('best_epoch')}"
    elif status_of(record) == "killed" and folder.saved_network is not None:
        name = folder.saved_network.relative_to(folder.path).as_posix()
        note += f", killed: the network that it saved in {name}"
    listener.note(note)
    return folder
