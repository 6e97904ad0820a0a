"""Keras callbacks: those of the spec, with their files in the run, and what they watch and say."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnspec.checks.training.paths import callback_path
from nnspec.errors import Problem, SpecError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.objects import make
from nnspec.network.places import Place, remember
from nnspec.network.refusals import refused
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.logs import better


def make_callbacks(loaded: LoadedSpec, run: RunFolder | None = None) -> list[Any]:
    """The spec's callbacks as Keras objects.

    Args:
        loaded: The spec.
        run: Where their files go; without it those that write files are left out.

    Raises:
        SpecError: Keras refuses a callback's arguments.
    """
    made = []
    for spec in loaded.spec.callbacks:
        if run is None and callback_path(spec) is not None:
            continue
        place = Place(spec.identifier or spec.name, spec.path, spec)
        with refused(loaded, place):
            made.append(_made(spec, run, loaded))
        remember(made[-1], place)
    return made


def _made(spec: ObjectSpec, run: RunFolder | None, loaded: LoadedSpec) -> Any:
    try:
        return _make(spec, run)
    except (FileExistsError, NotADirectoryError) as error:
        message = f"{spec.name} cannot write there: {error.strerror}"
        location = loaded.document.locate(spec.path)
        raise SpecError(Problem("bad-path", message, location)) from None


def _make(spec: ObjectSpec, run: RunFolder | None) -> Any:
    if spec.name == "LearningRateScheduler":
        schedule = make(spec.argument("schedule"), "schedules")
        verbose = spec.argument("verbose", 0)
        return load_keras().callbacks.LearningRateScheduler(_ByEpoch(schedule), verbose=verbose)
    if spec.name == "TerminateOnNaN":
        # Such a training ends as an error in any case, and with the last good values.
        return make(spec, "callbacks", raise_error=False)
    where = callback_path(spec)
    if where is None or run is None:
        return make(spec, "callbacks")
    parameter, path = where
    target = run.path / path
    # A folder whose name is filled in for each epoch is made by Keras.
    if "{" not in str(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    if spec.name == "ModelCheckpoint":
        # Keras fills the braces of all of it, and those of the run's own folder are no fields.
        target = Path(str(run.path).replace("{", "{{").replace("}", "}}")) / path
    arguments = {**spec.arguments, parameter: str(target)}
    # Keras' own classes are these ones' ancestors, and loaded with them.
    if spec.name == "CSVLogger":
        from nnspec.training.callbacks.csv_log import CSVLog

        return CSVLog(**arguments)
    if spec.name in ("ModelCheckpoint", "BackupAndRestore"):
        from nnspec.training.callbacks.checkpoint import ClockedBackup, ClockedCheckpoint

        return (ClockedCheckpoint if spec.name == "ModelCheckpoint" else ClockedBackup)(**arguments)
    return make(spec, "callbacks", **{parameter: str(target)})


@dataclass(frozen=True, slots=True)
class _ByEpoch:
    """A schedule of Keras, which counts steps; as a callback the steps are epochs."""

    schedule: Any

    def __call__(self, epoch: int) -> float:
        return float(self.schedule(epoch))


def watched(loaded: LoadedSpec, outputs: tuple[str, ...], has_validation: bool) -> tuple[str, str]:
    """The quantity that says which epoch is best, and whether `min` or `max` of it is.

    That of EarlyStopping, else of ModelCheckpoint, else the validation loss, else the loss.
    """
    for name in ("EarlyStopping", "ModelCheckpoint"):
        for spec in loaded.spec.callbacks:
            if spec.name == name:
                monitor = spec.argument("monitor", "val_loss")
                mode = spec.argument("mode", "auto")
                return monitor, better(loaded.spec, outputs, monitor, mode) or "min"
    return ("val_loss" if has_validation else "loss"), "min"


class Notes(io.TextIOBase):
    """A text stream whose lines the listener hears: Keras' callbacks print what they do.

    Args:
        listener: Hears every line that is not empty.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._rest = ""

    def write(self, text: str) -> int:
        """Take text; every line that it completes is a note."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in filter(None, map(str.strip, lines)):
            self._listener.note(line)
        return len(text)
