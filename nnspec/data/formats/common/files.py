"""The bytes of a file of data, plain or packed, and what can be wrong with the file itself."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from nnspec.data.formats.common.first_bytes import no_text_problem
from nnspec.errors import DataError, Problem, did_you_mean_file
from nnspec.spec.language.file_kinds import ZIP
from nnspec.zip_file import open_in_zip

_CSV = "a CSV file"
# Of so many folders a file is looked for in each.
_FOLDERS = 100


@contextmanager
def open_binary(path: Path, label: str, what: str = _CSV) -> Iterator[BinaryIO]:
    """Open a text file for reading, decompressed by its ending: .gz, .bz2, .xz, .zst or .zip.

    Args:
        path: The file.
        label: What messages call it.
        what: The kind of file that is expected.

    Raises:
        DataError: There is no such file, it is a directory, it is no text, or it cannot be read.
    """
    openers: dict[str, Callable[..., Any]] = {
        ".gz": gzip.open,
        ".bz2": bz2.open,
        ".xz": lzma.open,
        ".zst": _open_zstandard,
    }
    suffix = path.suffix.casefold()
    packed = suffix in openers or suffix == ZIP

    def opened() -> BinaryIO:
        return (
            open_in_zip(path, label)
            if suffix == ZIP
            else openers.get(suffix, Path.open)(path, "rb")
        )

    try:
        check_is_file(path, label, what)
        with opened() as file:
            problem = no_text_problem(file, path, label, packed=packed, csv=what == _CSV)
        if problem is not None:
            raise DataError(problem)
        with opened() as file:
            yield file
    except (OSError, EOFError, lzma.LZMAError, zipfile.BadZipFile, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(Problem("unreadable-file", f"{label} cannot be read: {reason}")) from error


def _open_zstandard(path: Path, _mode: str) -> BinaryIO:
    import pyarrow as pa

    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")


def check_is_file(path: Path, label: str, what: str = "a CSV file") -> None:
    """Refuse a path that leads to no file.

    Args:
        path: The file.
        label: What messages call it.
        what: The kind of file that is expected.

    Raises:
        DataError: There is none, or it is a folder, a pipe or a device, which may have no end; the
            hint names the nearest file; or the system does not say, as for a name that is too long.
    """
    try:
        _look_at(path, label, what)
    except OSError as error:
        message = f"{label} cannot be read: {error.strerror}"
        raise DataError(Problem("unreadable-file", message)) from error


def _look_at(path: Path, label: str, what: str) -> None:
    if path.is_dir():
        raise DataError(Problem("not-a-file", f"{label} is a folder, not {what}"))
    if path.is_file():
        return
    if path.exists():
        message = f"{label} is a pipe or a device, not {what}"
        raise DataError(Problem("not-a-file", message, hint="copy what it gives into a file"))
    if path.is_symlink():
        message = f"{label} is a link that leads to no file"
        raise DataError(Problem("not-a-file", message))
    if path.parent.is_dir():
        files = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
        hint = _below(path) or did_you_mean_file(path.name, files)
    else:
        hint = f"there is no folder {Path(label).parent.as_posix()!r} either"
    raise DataError(Problem("no-such-file", f"there is no file {label}", hint=hint))


def _below(path: Path) -> str | None:
    """`did you mean 'datasets/new.csv'?` for a file of this name in a folder beside it."""
    folders = sorted(entry for entry in path.parent.iterdir() if entry.is_dir())
    found = next((f for f in folders[:_FOLDERS] if (f / path.name).is_file()), None)
    return f"did you mean '{found.name}/{path.name}'?" if found else None
