"""CSVLogger with whole rows, also on a disk that becomes full."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from nnspec.network.backend import load_keras
from nnspec.runs.files import append_text


def csv_log(**arguments: Any) -> Any:
    """A `keras.callbacks.CSVLogger` that writes each row at once or not at all.

    Keras' own leaves the file open, with a part of a row in it, where the disk has no more room.

    Args:
        **arguments: Keras' own.
    """

    class CSVLog(load_keras().callbacks.CSVLogger):
        def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
            super().on_train_begin(logs)
            self.csv_file.close()
            self.csv_file = _Rows(Path(self.filename))

    return CSVLog(**arguments)


class _Rows(io.TextIOBase):
    """The end of a file: what is written is appended."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, text: str) -> int:
        append_text(self._path, text)
        return len(text)
