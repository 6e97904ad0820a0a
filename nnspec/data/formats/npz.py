"""NumPy archives (.npz) to tables: arrays by name."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from nnspec.data.formats.common.files import check_is_file
from nnspec.data.formats.common.first_bytes import wrong_file_problem
from nnspec.data.formats.format import PATH, FileFormat
from nnspec.data.table.arrays import array_column
from nnspec.data.table.table import Table
from nnspec.data.table.values import column_of_values, no_rows, refuse_infinities
from nnspec.errors import DataError, Problem, did_you_mean, listing


def read_npz(
    path: str | Path,
    *,
    arrays: Sequence[str] | None = None,
    label: str | None = None,
    max_rows: int | None = None,
) -> Table:
    """Read an archive of arrays with one row each for every sample.

    Each array is a column of its name. One of shape (n,) holds numbers, or text: booleans, texts
    and dates become text. One of more axes, (n, 28, 28), is a column of arrays, here 28 x 28; see
    `nnspec.data.table.arrays`.

    Args:
        path: The file, from `np.savez` or `np.savez_compressed`. Pickled objects are never loaded.
        arrays: Only these arrays, in this order.
        label: What messages call the file; the path when left out.
        max_rows: Keep only so many rows from the top.

    Raises:
        DataError: There is no such file or array, an array cannot be a column, or two differ in
            length.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    check_is_file(path, label, "an .npz file")
    if not zipfile.is_zipfile(path):
        raise DataError(wrong_file_problem("unreadable-npz", path, label, "an .npz file"))
    try:
        with np.load(path, allow_pickle=False) as archive:
            names = _names(archive.files, arrays, label)
            loaded = {name: _array(archive, name, label) for name in names}
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{label} cannot be read as .npz: {reason}"
        raise DataError(Problem("unreadable-npz", message)) from error
    lengths = {name: len(array) for name, array in loaded.items()}
    if len(set(lengths.values())) > 1:
        said = listing([f"{name} {length:,}" for name, length in lengths.items()])
        message = f"the arrays of {label} differ in length: {said} rows"
        hint = "name those that belong together: arrays: [...]"
        raise DataError(Problem("arrays-differ", message, hint=hint))
    if not any(lengths.values()):
        raise no_rows(label)
    columns = {name: _column(array[:max_rows], name, label) for name, array in loaded.items()}
    table = Table(columns, label)
    refuse_infinities(table)
    return table


def _names(there: list[str], wanted: Sequence[str] | None, label: str) -> list[str]:
    names = list(dict.fromkeys(there if wanted is None else wanted))
    unknown = [name for name in names if name not in there]
    if unknown:
        message = f"{label} has no array {unknown[0]!r}; it has {listing(there)}"
        raise DataError(Problem("unknown-array", message, hint=did_you_mean(unknown[0], there)))
    return names


def _array(archive: np.lib.npyio.NpzFile, name: str, label: str) -> np.ndarray:
    try:
        array = archive[name]
    except ValueError as error:
        if "allow_pickle" not in str(error):
            raise
        array = None
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufUSM":
        kind = "Python objects" if array is None else getattr(array, "dtype", "no array")
        message = (
            f"array {name!r} of {label} holds {kind}; a column holds numbers, text, booleans "
            "or dates"
        )
        hint = "name the arrays to read: arrays: [...]"
        raise DataError(Problem("unsupported-column", message, hint=hint))
    if array.ndim == 0:
        message = f"array {name!r} of {label} is a single value; it needs one for each row"
        hint = "name the arrays to read: arrays: [...]"
        raise DataError(Problem("unsupported-column", message, hint=hint))
    return array


def _column(values: np.ndarray, name: str, label: str) -> np.ndarray:
    if values.ndim > 1 and values.dtype.kind in "biuf":
        return array_column(values, name, label)
    if values.ndim > 1:
        kind = "dates" if values.dtype.kind == "M" else "text"
        message = f"array {name!r} of {label} holds {kind} in shape {values.shape}; a column of "
        message += f"{kind} has one value a row"
        hint = "save each of its columns as an array of its own"
        raise DataError(Problem("unsupported-column", message, hint=hint))
    if values.dtype.kind in "iuf":
        return np.array(values, dtype=np.float64)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "M":
        values = values.astype("datetime64[us]")
    return column_of_values(values.tolist())


class Npz(FileFormat):
    """NumPy's arrays by name."""

    name = "npz"
    title = ".npz"
    what = "an .npz file"
    begins_as = "an archive of NumPy arrays"
    rank = 70
    endings = (".npz",)
    summary = "NumPy arrays by name, saved with np.savez."
    example: ClassVar = {"path": "data.npz", "arrays": ["x", "y"]}
    parameters: ClassVar = {
        "path": PATH,
        "arrays": {
            "takes": "list of string or null",
            "default": None,
            "summary": "Only these arrays; all of them when left out.",
        },
    }

    def is_archive(self, names: Sequence[str]) -> bool:
        """As `FileFormat.is_archive`."""
        return bool(names) and all(name.endswith(".npy") for name in names)

    def table(
        self, path: Path, *, label: str, max_rows: int | None = None, **arguments: Any
    ) -> Table:
        """As `FileFormat.table`."""
        return read_npz(path, label=label, max_rows=max_rows, **arguments)


FORMAT = Npz()
