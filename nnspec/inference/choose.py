"""Which run a user means to predict or measure with."""

from __future__ import annotations

from pathlib import Path

from nnspec.listener import Listener
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder


def choose_run(
    run: str | Path | RunFolder | None, runs_dir: str | Path, listener: Listener
) -> RunFolder:
    """The run, said to the listener: which one it is must never be a guess of the user's.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        runs_dir: The folder of all runs.
        listener: Hears which run it is, and whether it was interrupted.

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
    listener.note(note)
    return folder
