"""ModelCheckpoint and BackupAndRestore by the clock.

A small network improves hundreds of times a second, and to write a file each time would take longer
than to train it. To import this module loads Keras, whose classes these are.
"""

from __future__ import annotations

import io
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from nnspec.network.backend import load_keras, quiet_absl
from nnspec.runs.files import replacing, write_bytes, write_text
from nnspec.training.callbacks.clock import Clock
from nnspec.training.callbacks.state import (
    State,
    in_order,
    keras_state,
    numbered,
    restore_keras,
    together,
)
from nnspec.training.engine.snapshot import Snapshot

_callbacks = load_keras().callbacks


class ClockedCheckpoint(_callbacks.ModelCheckpoint):  # type: ignore[name-defined]
    """A `keras.callbacks.ModelCheckpoint` that writes by the clock.

    It decides as Keras' does which epochs are saved. Such an epoch's weights are kept in memory and
    written when the clock allows, when the training ends, and when `flush` is called; a later epoch
    for the same file takes the place of one that was not written yet. Files are moved into place
    whole.

    Args:
        clock: When to write.
        **arguments: Keras' own. With a number as `save_freq` it writes when Keras does.
    """

    def __init__(self, clock: Clock | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._clock = clock or Clock()
        self._pending: tuple[str, Snapshot] | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """As Keras'; and write what waits, where it is time to."""
        super().on_epoch_end(epoch, logs)
        if self._pending is not None and self._clock.may_write():
            self.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Write what waits."""
        self.flush()

    def _save_model(self, epoch: int, batch: int | None, logs: dict[str, Any] | None) -> None:
        path = self._get_file_path(epoch, batch, logs)
        if not self._should_save_model(epoch, batch, logs, path):
            return
        if self.save_freq != "epoch":
            self._write(path)
            return
        if self._pending is not None and self._pending[0] != path:
            # The epochs' files have names of their own, and each of them is wanted.
            self.flush()
        if self._clock.may_write():
            self._pending = None
            self._clock.measure(partial(self._write, path))
        else:
            self._pending = (path, Snapshot(self.model))

    def flush(self) -> None:
        """Write what is only in memory yet."""
        if self._pending is None:
            return
        (path, snapshot), self._pending = self._pending, None
        self._clock.measure(partial(snapshot.with_values, partial(self._write, path)))

    def state(self) -> State:
        """Keras' own, the clock, and what is only in memory yet."""
        unwritten = State({"path": None})
        if self._pending is not None:
            path, snapshot = self._pending
            unwritten = State({"path": path}, numbered(snapshot.values))
        return together(
            {"keras": keras_state(self), "clock": self._clock.state(), "unwritten": unwritten}
        )

    def restore(self, state: State) -> None:
        """Go on from the state of another one of the same arguments."""
        restore_keras(self, state.part("keras"))
        self._clock.restore(state.part("clock"))
        unwritten = state.part("unwritten")
        path = unwritten.values["path"]
        self._pending = None
        if path is not None:
            self._pending = path, Snapshot(self.model, in_order(unwritten.arrays))

    def _write(self, path: str) -> None:
        write_model(self.model, path, weights_only=self.save_weights_only)


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


class ClockedBackup(_callbacks.BackupAndRestore):  # type: ignore[name-defined]
    """A `keras.callbacks.BackupAndRestore` that writes by the clock.

    Args:
        clock: When to write.
        **arguments: Keras' own. With a number as `save_freq` it writes when Keras does.
    """

    def __init__(self, clock: Clock | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._clock = clock or Clock()
        self._unwritten = False

    def _save_model(self) -> None:
        self._unwritten = self.save_freq == "epoch" and not self._clock.may_write()
        if not self._unwritten:
            self._clock.measure(self._write)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Write what waits, and end as Keras' does."""
        # What Keras deletes at the end of the training need not be written first.
        if self._unwritten and not self.delete_checkpoint:
            self._clock.measure(self._write)
        super().on_train_end(logs)

    def state(self) -> State:
        """Keras' own, the clock, and whether the last epoch is not written yet."""
        unwritten = State({"epoch": self._unwritten})
        return together(
            {"keras": keras_state(self), "clock": self._clock.state(), "unwritten": unwritten}
        )

    def restore(self, state: State) -> None:
        """Go on from the state of another one of the same arguments."""
        restore_keras(self, state.part("keras"))
        self._clock.restore(state.part("clock"))
        self._unwritten = state.part("unwritten").values["epoch"]

    def _write(self) -> None:
        weights, state = Path(self._weights_path), Path(self._training_metadata_path)
        if self.double_checkpoint:
            for path in filter(Path.is_file, (weights, state)):
                with replacing(path.with_name(f"{path.name}.bkp")) as beside:
                    shutil.copyfile(path, beside)
        write_model(self.model, self._weights_path, weights_only=True)
        at = {"epoch": self._current_epoch, "batch": self._last_batch_seen}
        write_text(state, json.dumps(at))
