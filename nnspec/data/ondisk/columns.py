"""Columns on disk: a table that does not fit memory, one file a column.

Numbers are float64, NaN for missing. Text is an int32 code a row, -1 for missing, with the
different texts in memory; a column of too many different texts is kept as it is, for its
fingerprint alone. Arrays are in `array_column.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np


class Column(Protocol):
    """A column that grows piece by piece and is read back by row."""

    rows: int
    missing: int

    def append(self, values: np.ndarray) -> None:
        """Add rows, float64 or object, at the end."""

    def read(self, start: int, stop: int) -> np.ndarray:
        """The rows from `start` to before `stop`."""

    def remove(self) -> None:
        """Delete what is on disk."""


@dataclass(slots=True)
class NumberColumn:
    """Numbers, 8 bytes a row.

    Attributes:
        path: The file of little-endian float64.
        rows: How many rows there are.
        missing: How many of them have no value.
    """

    path: Path
    rows: int = 0
    missing: int = 0

    def append(self, values: np.ndarray) -> None:
        """Add float64 values of shape (n,)."""
        append_values(self.path, values.astype("<f8", copy=False))
        self.rows += len(values)
        self.missing += int(np.count_nonzero(np.isnan(values)))

    def read(self, start: int, stop: int) -> np.ndarray:
        """float64 of shape (stop - start,)."""
        return read_values(self.path, np.dtype("<f8"), start, stop)

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class TextColumn:
    """Text, 4 bytes a row and each different text once in memory.

    Attributes:
        path: The file of codes.
        codes: The code of each text, from 0 in the order of first appearance.
        rows: How many rows there are.
        missing: How many of them have no value.
    """

    path: Path
    codes: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    missing: int = 0

    def append(self, values: np.ndarray) -> None:
        """Add values of shape (n,): object, or float64 where all are missing."""
        if values.dtype == np.float64:
            found = np.full(len(values), -1, dtype="<i4")
        else:
            codes = self.codes
            for text in set(values.tolist()) - codes.keys() - {None}:
                codes[text] = len(codes)
            found = np.fromiter(
                (-1 if text is None else codes[text] for text in values.tolist()),
                dtype="<i4",
                count=len(values),
            )
        append_values(self.path, found)
        self.rows += len(values)
        self.missing += int(np.count_nonzero(found < 0))

    def read(self, start: int, stop: int) -> np.ndarray:
        """Object of shape (stop - start,); equal texts are one object."""
        return self.texts()[self.read_codes(start, stop)]

    def read_codes(self, start: int, stop: int) -> np.ndarray:
        """int32 of shape (stop - start,), -1 for missing."""
        return read_values(self.path, np.dtype("<i4"), start, stop)

    def texts(self) -> np.ndarray:
        """The text of each code, and None at the end, where -1 finds it."""
        texts = np.empty(len(self.codes) + 1, dtype=object)
        texts[:-1] = list(self.codes)
        return texts

    def remove(self) -> None:
        """Delete the file."""
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class LongTextColumn:
    """Text that is different in nearly every row: lengths and characters, nothing in memory.

    Attributes:
        path: The file of the lengths in characters, -1 for missing; the characters, in UTF-8, are
            in a file beside it.
        rows: How many rows there are.
        missing: How many of them have no value.
    """

    path: Path
    rows: int = 0
    missing: int = 0

    @property
    def characters(self) -> Path:
        """The file of all texts, one after the other."""
        return self.path.with_suffix(".utf8")

    def append(self, values: np.ndarray) -> None:
        """Add values of shape (n,): object, or float64 where all are missing."""
        numeric = values.dtype == np.float64
        texts = [None] * len(values) if numeric else values.tolist()
        lengths = np.array([-1 if t is None else len(t) for t in texts], dtype="<i8")
        append_values(self.path, lengths)
        with self.characters.open("ab") as file:
            present = "".join(text for text in texts if text is not None)
            file.write(present.encode("utf-8", "surrogatepass"))
        self.rows += len(values)
        self.missing += int(np.count_nonzero(lengths < 0))

    def pieces(self, step: int = 1 << 16) -> Iterator[list[str | None]]:
        """All values from the top, some at a time."""
        characters = self.characters.open(encoding="utf-8", errors="surrogatepass", newline="")
        with characters as file:
            for start in range(0, self.rows, step):
                stop = min(start + step, self.rows)
                lengths = read_values(self.path, np.dtype("<i8"), start, stop).tolist()
                yield [None if n < 0 else file.read(n) for n in lengths]

    def read(self, start: int, stop: int) -> np.ndarray:
        """No values: there is no way to a row but through all before it.

        Raises:
            TypeError: Always; whoever uses the column looks at its kind first.
        """
        raise TypeError(f"{self.path} has too many different texts to be read by row")

    def remove(self) -> None:
        """Delete the files."""
        self.path.unlink(missing_ok=True)
        self.characters.unlink(missing_ok=True)


def lengthened(column: TextColumn, step: int = 1 << 18) -> LongTextColumn:
    """A text column without its different texts in memory; the old one's file is removed."""
    longer = LongTextColumn(column.path.with_suffix(".lengths"))
    longer.path.unlink(missing_ok=True)
    longer.characters.unlink(missing_ok=True)
    texts = column.texts()
    for start in range(0, column.rows, step):
        longer.append(texts[column.read_codes(start, min(start + step, column.rows))])
    column.remove()
    return longer


def read_values(path: Path, dtype: np.dtype, start: int, stop: int) -> np.ndarray:
    """Values of a file by position.

    Read, not mapped: pages of a map count as this process' memory for as long as there is room.
    """
    return np.fromfile(path, dtype, stop - start, offset=start * dtype.itemsize)


def read_bytes(path: Path, step: int = 16 << 20) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(step):
            yield piece


def append_values(path: Path, values: np.ndarray) -> None:
    """Add values to the end of a file."""
    # Opened anew each time: there may be more columns than files that a process may have open.
    with path.open("ab") as file:
        values.tofile(file)
