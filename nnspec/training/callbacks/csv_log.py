"""CSVLogger with whole rows, also on a disk that becomes full.

To import this module loads Keras, whose class this is.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from nnspec.network.backend import load_keras
from nnspec.runs.files import append_text
from nnspec.training.callbacks.state import State, keras_state, restore_keras, together


class CSVLog(load_keras().callbacks.CSVLogger):  # type: ignore[misc]
    """A `keras.callbacks.CSVLogger` that writes each row at once or not at all.

    Keras' own leaves the file open, with a part of a row in it, where the disk has no more room.

    Args:
        **arguments: Keras' own.
    """

    append: bool
    csv_file: Any

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """As Keras'; the file is emptied with the first row."""
        append, path = self.append, Path(self.filename)
        # Opened in Keras' usual way the file would be emptied, before `restore` can keep its rows.
        self.append = True
        try:
            super().on_train_begin(logs)
        finally:
            self.append = append
        self.csv_file.close()
        self.csv_file = _Rows(path, kept=path.stat().st_size if append else 0)
        if not append:
            self.append_header = True

    def state(self) -> State:
        """Keras' own, and how many bytes of the file are this training's."""
        return together({"keras": keras_state(self), "file": State({"bytes": self.csv_file.size})})

    def restore(self, state: State) -> None:
        """Go on below the rows that another one wrote, without those it wrote later."""
        restore_keras(self, state.part("keras"))
        kept = state.part("file").values["bytes"]
        self.append_header = kept == 0
        self.csv_file = _Rows(Path(self.filename), kept=kept)


class _Rows(io.TextIOBase):
    """The end of a file: what is written is appended.

    Args:
        path: The file.
        kept: How many of its bytes stand before it.
    """

    def __init__(self, path: Path, *, kept: int) -> None:
        self._path = path
        self._kept = kept
        self._begun = False

    @property
    def size(self) -> int:
        """How many bytes the file has, as far as it belongs to this training."""
        return self._path.stat().st_size if self._begun else self._kept

    def write(self, text: str) -> int:
        if not self._begun:
            os.truncate(self._path, self._kept)
            self._begun = True
        append_text(self._path, text)
        return len(text)
