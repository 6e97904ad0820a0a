"""Arrays as files and as text: `.npy`, `.npz` and `.csv`."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.table.arrow import text_array
from nnspec.errors import InputError, Problem
from nnspec.runs.files import replacing, write_text


def check_suffix(path: Path, suffixes: Sequence[str]) -> str:
    """The kind of file that a path asks for, in small letters.

    Args:
        path: The file to be written.
        suffixes: What is possible, such as `.npy`.

    Raises:
        InputError: It ends otherwise.
    """
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        *first, last = suffixes
        expected = f"{', '.join(first)} or {last}" if first else last
        raise InputError(
            Problem("unknown-format", f"cannot write {path.as_posix()}: expected {expected}")
        )
    return suffix


def write_arrays(
    path: Path,
    arrays: Mapping[str, np.ndarray],
    labels: Sequence[str] | None = None,
    *,
    escape_formulas: bool = False,
) -> None:
    """Write arrays, atomically: `.npy` and `.csv` hold one, `.npz` any number by name.

    Args:
        path: The file.
        arrays: At least one array, by name.
        labels: What the rows of a single 2-D array stand for, for `.csv`.
        escape_formulas: Whether names in `.csv` that a spreadsheet would calculate get a `'`.

    Raises:
        InputError: The file's kind cannot hold these arrays.
    """
    suffix = check_suffix(path, (".npy", ".npz", ".csv"))
    if suffix == ".npz":
        with replacing(path) as beside:
            np.savez(beside, allow_pickle=False, **dict(arrays))
        return
    if len(arrays) > 1:
        first = next(iter(arrays))
        raise InputError(
            Problem(
                "several-arrays",
                f"{path.as_posix()} can hold one array, and these are {len(arrays)}",
                hint=f"name one, as in '{first}', or write .npz",
            )
        )
    ((name, array),) = arrays.items()
    if suffix == ".npy":
        with replacing(path) as beside:
            np.save(beside, array, allow_pickle=False)
        return
    if array.ndim not in (1, 2):
        raise InputError(
            Problem(
                "too-many-axes",
                f"{path.as_posix()} can hold 1 or 2 axes, and {name} has {array.ndim}",
                hint="write .npy",
            )
        )
    short = name.rpartition("/")[2].replace(" ", "_")
    columns = [short] if array.ndim == 1 else [f"{short}_{n}" for n in range(array.shape[1])]
    rows = array.reshape(len(array), -1)
    write_csv(path, csv_rows(rows, columns, labels, escape_formulas=escape_formulas))


def csv_rows(
    array: np.ndarray,
    columns: Sequence[str],
    labels: Sequence[str] | None = None,
    *,
    escape_formulas: bool = False,
) -> Iterator[list[str]]:
    """A 2-D array as the rows of a CSV file, header first.

    Args:
        array: Shape (n, k).
        columns: k names.
        labels: n names for the column `row`; positions counted from 0 when left out.
        escape_formulas: Whether names that a spreadsheet would calculate get a `'` in front.
    """
    if escape_formulas:
        columns, labels = _harmless(columns), labels and _harmless(labels)
    yield ["row", *columns]
    for position, values in enumerate(array):
        label = labels[position] if labels else str(position)
        # `str` of a numpy number is the shortest text that reads back as the same number.
        yield [label, *map(str, values)]


def _harmless(names: Sequence[str]) -> list[str]:
    from nnspec.data.formats.csv.write import without_formulas

    return without_formulas(text_array(names)).to_pylist()


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows of text, atomically."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write_text(path, text.getvalue())


def json_values(array: np.ndarray) -> Any:
    """Nested lists of an array's numbers; None for NaN and infinity, which JSON does not have."""
    if array.ndim:
        return [json_values(part) for part in array]
    # A float32 by its shortest text: 0.1 and not 0.10000000149011612.
    value = float(str(array[()]))
    return value if math.isfinite(value) else None
