"""history.csv: what each epoch's training and validation came to."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nnspec.errors import Problem, RunError
from nnspec.runs.files import append_text, write_text


class GrowingHistory:
    """history.csv while a training is on: epochs are appended every few seconds.

    What is read in between has no half rows but those of a program that is killed while it writes;
    `write_history` makes the file whole in the end.

    Args:
        path: The file.
        pause: Seconds between two writings.
        now: Seconds that only grow.
    """

    def __init__(
        self, path: Path, *, pause: float = 2.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._pause = pause
        self._now = now
        self._last = now()
        self._written = 0
        self._names: list[str] = []

    def grow(self, epochs: Sequence[Mapping[str, float]]) -> None:
        """Append the epochs that are not in the file yet, if it is time to.

        Args:
            epochs: The logs of every epoch so far, the first epoch first.
        """
        if self._now() - self._last < self._pause:
            return
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if not self._written:
            self._names = list(epochs[0])
            writer.writerow(["epoch", *self._names])
        for epoch, logs in enumerate(epochs[self._written :], start=self._written + 1):
            writer.writerow(_row(epoch, logs, self._names))
        append_text(self._path, text.getvalue())
        self._written = len(epochs)
        self._last = self._now()

    def restart(self, epochs: Sequence[Mapping[str, float]]) -> None:
        """Go on below these epochs, whatever the file holds: it is written anew.

        Args:
            epochs: The logs of every epoch so far, the first epoch first.
        """
        if epochs:
            write_history(self._path, epochs)
        else:
            self._path.unlink(missing_ok=True)
        self._names = list(dict.fromkeys(name for logs in epochs for name in logs))
        self._written = len(epochs)
        self._last = self._now()


def _row(epoch: int, logs: Mapping[str, float], names: Sequence[str]) -> list[str]:
    return [str(epoch), *(repr(float(logs[name])) if name in logs else "" for name in names)]


def write_history(path: Path, epochs: Sequence[Mapping[str, float]]) -> None:
    """Write history.csv atomically, one row an epoch.

    The first column is `epoch`, counted from 1; the others are named as Keras names its logs
    (`loss`, `mae`, `val_loss`, ...), in the order in which they first appear. Numbers are written
    so that they read back bit for bit; an epoch without a value (`validation_freq`) has an empty
    cell.

    Args:
        path: The file.
        epochs: The logs of every epoch so far, the first epoch first.
    """
    names = list(dict.fromkeys(name for logs in epochs for name in logs))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *names])
    for epoch, logs in enumerate(epochs, start=1):
        writer.writerow(_row(epoch, logs, names))
    write_text(path, text.getvalue())


def read_history(path: Path) -> dict[str, list[float]]:
    """The columns of history.csv by name, `epoch` first.

    Args:
        path: The file.

    Returns:
        One list of floats a column, all of the same length; NaN where a cell is empty.

    Raises:
        RunError: The file is missing, or is not what `write_history` writes.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = {
            name: [float(cell or "nan") for cell in cells]
            for name, cells in zip(header, zip(*rows, strict=True), strict=bool(rows))
        }
    except FileNotFoundError:
        raise RunError(Problem("no-history", f"there is no file {path.as_posix()}")) from None
    except (ValueError, csv.Error):
        raise RunError(
            Problem("damaged-run", f"{path.as_posix()} is damaged: it is no table of numbers")
        ) from None
    return columns or {name: [] for name in header}


def count_epochs(path: Path) -> int | None:
    """How many epochs history.csv holds, or None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return max(sum(1 for _ in file) - 1, 0)
    except OSError:
        return None
