"""Keras callbacks: those of the spec, with their files in the run, and nnspec's own."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.checks.training.paths import callback_path
from nnspec.errors import Problem, SpecError
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.objects import make
from nnspec.network.places import Place, remember
from nnspec.network.refusals import refused
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import GrowingHistory
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.logs import better
from nnspec.training.callbacks.checkpoint import backup, checkpoint
from nnspec.training.callbacks.csv_log import csv_log
from nnspec.training.endings import are_finite, lost


def make_callbacks(loaded: LoadedSpec, run: RunFolder) -> list[Any]:
    """The spec's callbacks as Keras objects.

    Args:
        loaded: The spec.
        run: Where their files go.

    Raises:
        SpecError: Keras refuses a callback's arguments.
    """
    made = []
    for spec in loaded.spec.callbacks:
        place = Place(spec.identifier or spec.name, spec.path, spec)
        with refused(loaded, place):
            made.append(_made(spec, run, loaded))
        remember(made[-1], place)
    return made


def _made(spec: ObjectSpec, run: RunFolder, loaded: LoadedSpec) -> Any:
    try:
        return _make(spec, run)
    except (FileExistsError, NotADirectoryError) as error:
        message = f"{spec.name} cannot write there: {error.strerror}"
        location = loaded.document.locate(spec.path)
        raise SpecError(Problem("bad-path", message, location)) from None


def _make(spec: ObjectSpec, run: RunFolder) -> Any:
    if spec.name == "LearningRateScheduler":
        schedule = make(spec.argument("schedule"), "schedules")
        verbose = spec.argument("verbose", 0)
        # Keras' schedules count steps; as a callback the steps are epochs.
        return load_keras().callbacks.LearningRateScheduler(
            lambda epoch: float(schedule(epoch)), verbose=verbose
        )
    if spec.name == "TerminateOnNaN":
        # Such a training ends as an error in any case, and with the last good values.
        return make(spec, "callbacks", raise_error=False)
    where = callback_path(spec)
    if where is None:
        return make(spec, "callbacks")
    parameter, path = where
    target = run.path / path
    # A folder whose name is filled in for each epoch is made by Keras.
    if "{" not in str(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    if spec.name == "ModelCheckpoint":
        # Keras fills the braces of all of it, and those of the run's own folder are no fields.
        target = Path(str(run.path).replace("{", "{{").replace("}", "}}")) / path
    own = {"ModelCheckpoint": checkpoint, "BackupAndRestore": backup, "CSVLogger": csv_log}
    if spec.name in own:
        return own[spec.name](**{**spec.arguments, parameter: str(target)})
    return make(spec, "callbacks", **{parameter: str(target)})


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


def watcher(
    listener: Listener, monitor: str, mode: str, history: GrowingHistory | None = None
) -> Any:
    """A Keras callback that keeps the best weights so far, and its recorder.

    Args:
        listener: Hears of every epoch.
        monitor: The watched quantity.
        mode: Whether its best value is the `min` or the `max`.
        history: Is written now and then.

    Its attributes: `history` (logs of every epoch), `best_epoch` (from 1, 0 before the first),
    `best_value`, `best_weights`; `interrupted` once the user has asked to stop; `recorder`, the
    callback that keeps the history and tells the listener.

    The watcher must be the first of the callbacks, to see an epoch's weights before EarlyStopping
    restores others; its recorder the last, since callbacks add to the logs: `learning_rate`.
    """
    keras = load_keras()

    class Watcher(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.history: list[dict[str, float]] = []
            self.best_epoch = 0
            self.best_value = math.inf if mode == "min" else -math.inf
            self.best_weights: list[Any] | None = None
            self.interrupted = False
            self.recorder = Recorder(self)

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            value = float((logs or {}).get(monitor, math.nan))
            if not (value < self.best_value if mode == "min" else value > self.best_value):
                return
            weights = self.model.get_weights()
            # The last update can spoil them, after the loss was measured.
            if are_finite(weights):
                self.best_value, self.best_epoch, self.best_weights = value, epoch + 1, weights

    class Recorder(keras.callbacks.Callback):
        def __init__(self, watch: Watcher) -> None:
            super().__init__()
            self.watch = watch

        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            watch = self.watch
            values = as_numbers(logs or {})
            watch.history.append(values)
            if history is not None:
                history.grow(watch.history)
            listener.epoch(epoch + 1, values, (monitor, watch.best_value, watch.best_epoch))
            # Nothing finite ever comes after NaN: the weights are NaN themselves.
            if watch.interrupted or lost(values) is not None:
                self.model.stop_training = True

    return Watcher()


def as_numbers(logs: Mapping[str, Any]) -> dict[str, float]:
    """Keras' logs, a metric with a number for each class or output as `name[0]`, `name[1]`, ..."""
    values: dict[str, float] = {}
    for name, value in logs.items():
        if np.ndim(value):
            parts = np.ravel(value).tolist()
            values |= {f"{name}[{place}]": part for place, part in enumerate(parts)}
        else:
            values[name] = float(value)
    return values


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
