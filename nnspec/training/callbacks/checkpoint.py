"""ModelCheckpoint and BackupAndRestore by the clock.

A small network improves hundreds of times a second, and to write a file each time would take longer
than to train it.
"""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnspec.network.backend import load_keras, quiet_absl
from nnspec.runs.files import replacing, write_bytes, write_text

# The share of the training's time that may go into writing files while it goes on.
WRITING_SHARE = 0.02
# Seconds between two writings, at least.
PAUSE = 2.0


class Clock:
    """Says when a file may be written again, so that writing takes 2% of the time at most.

    Args:
        now: Seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = self._last = now()
        self.spent = 0.0
        self._dearest = 0.0

    def may_write(self) -> bool:
        """Whether one more writing, as dear as the dearest so far, stays within the share."""
        now = self._now()
        if now - self._last < PAUSE:
            return False
        return self.spent + self._dearest <= WRITING_SHARE * (now - self._began)

    def measure(self, write: Callable[[], None]) -> None:
        """Write, and count the time."""
        began = self._now()
        write()
        self._last = self._now()
        seconds = self._last - began
        self.spent += seconds
        self._dearest = max(self._dearest, seconds)


class Snapshot:
    """A model's weights and its optimizer's state at one moment, in memory.

    Args:
        model: A compiled model whose optimizer is built.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._values = [variable.numpy() for variable in _variables(model)]

    def with_values(self, act: Callable[[], None]) -> None:
        """Act while the model has these values; afterwards it has its present ones again."""
        present = [variable.numpy() for variable in _variables(self._model)]
        try:
            self._assign(self._values)
            act()
        finally:
            self._assign(present)

    def _assign(self, values: list[Any]) -> None:
        for variable, value in zip(_variables(self._model), values, strict=True):
            variable.assign(value)


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *(model.optimizer.variables if model.optimizer else ())]


def checkpoint(clock: Clock | None = None, **arguments: Any) -> Any:
    """A `keras.callbacks.ModelCheckpoint` that writes by the clock.

    It decides as Keras' does which epochs are saved. Such an epoch's weights are kept in memory and
    written when the clock allows, when the training ends, and when `flush` is called; a later epoch
    for the same file takes the place of one that was not written yet. Files are moved into place
    whole.

    Args:
        clock: When to write.
        **arguments: Keras' own. With a number as `save_freq` it writes when Keras does.
    """
    keras = load_keras()
    at_once = arguments.get("save_freq", "epoch") != "epoch"

    class ClockedCheckpoint(keras.callbacks.ModelCheckpoint):
        def __init__(self) -> None:
            super().__init__(**arguments)
            self._clock = clock or Clock()
            self._pending: tuple[str, Snapshot] | None = None

        def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
            super().on_epoch_end(epoch, logs)
            if self._pending is not None and self._clock.may_write():
                self.flush()

        def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
            self.flush()

        def _save_model(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> None:
            path = self._get_file_path(epoch, batch, logs)
            if not self._should_save_model(epoch, batch, logs, path):
                return
            if at_once:
                self._write(path)
                return
            if self._pending is not None and self._pending[0] != path:
                # The epochs' files have names of their own, and each of them is wanted.
                self.flush()
            if self._clock.may_write():
                self._pending = None
                self._clock.measure(lambda: self._write(path))
            else:
                self._pending = (path, Snapshot(self.model))

        def flush(self) -> None:
            """Write what is only in memory yet."""
            if self._pending is None:
                return
            (path, snapshot), self._pending = self._pending, None
            self._clock.measure(lambda: snapshot.with_values(lambda: self._write(path)))

        def _write(self, path: str) -> None:
            write_model(self.model, path, weights_only=self.save_weights_only)

    return ClockedCheckpoint()


def write_model(model: Any, path: str, *, weights_only: bool = False) -> None:
    """Save a model or its weights as Keras does, moved into place whole."""
    if weights_only:
        write_bytes(Path(path), _weights_in_hdf5(model))
        return
    with replacing(Path(path)) as beside, quiet_absl():
        model.save(beside)


def _weights_in_hdf5(model: Any) -> bytes:
    """What Keras' `save_weights` writes.

    It is made in memory: HDF5 does not survive a disk that has no room left, and takes the whole
    process with it.
    """
    from keras.src.saving.saving_lib import H5IOStore, _save_state

    content = io.BytesIO()
    store = H5IOStore(content, mode="w")
    _save_state(model, store, None, inner_path="", visited_saveables=set())
    store.close()
    return content.getvalue()


def backup(clock: Clock | None = None, **arguments: Any) -> Any:
    """A `keras.callbacks.BackupAndRestore` that writes by the clock.

    Args:
        clock: When to write.
        **arguments: Keras' own. With a number as `save_freq` it writes when Keras does.
    """
    keras = load_keras()
    at_once = arguments.get("save_freq", "epoch") != "epoch"

    class ClockedBackup(keras.callbacks.BackupAndRestore):
        def __init__(self) -> None:
            super().__init__(**arguments)
            self._clock = clock or Clock()
            self._unwritten = False

        def _save_model(self) -> None:
            self._unwritten = not (at_once or self._clock.may_write())
            if not self._unwritten:
                self._clock.measure(self._write)

        def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
            # What Keras deletes at the end of the training need not be written first.
            if self._unwritten and not self.delete_checkpoint:
                self._clock.measure(self._write)
            super().on_train_end(logs)

        def _write(self) -> None:
            weights, state = Path(self._weights_path), Path(self._training_metadata_path)
            if self.double_checkpoint:
                for path in filter(Path.is_file, (weights, state)):
                    with replacing(path.with_name(f"{path.name}.bkp")) as beside:
                        shutil.copyfile(path, beside)
            write_model(self.model, self._weights_path, weights_only=True)
            at = {"epoch": self._current_epoch, "batch": self._last_batch_seen}
            write_text(state, json.dumps(at))

    return ClockedBackup()
