"""The bytes of a CSV file, plain or compressed, and what can be wrong with the file itself."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nnspec.data.csv_format import CsvFormat
from nnspec.data.first_bytes import no_text_problem
from nnspec.errors import DataError, Location, Problem, did_you_mean_file
from nnspec.spec.file_kinds import ZIP
from nnspec.zip_file import open_in_zip


@contextmanager
def open_binary(path: Path, label: str, what: str = "a CSV file") -> Iterator[BinaryIO]:
    """Open a text file for reading, decompressed by its ending: .gz, .bz2, .xz, .zst or .zip.

    Args:
        path: The file.
        label: What messages call it.
        what: The kind of file that is expected.

    Raises:
        DataError: There is no such file, it is a directory, it is no text, or it cannot be read.
    """
    openers = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".zst": _open_zstandard}
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
            problem = no_text_problem(file, path, label, packed=packed)
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
        DataError: There is none, or it is a folder; the hint names the nearest one.
    """
    if path.is_dir():
        raise DataError(Problem("not-a-file", f"{label} is a folder, not {what}"))
    if path.exists():
        return
    if path.parent.is_dir():
        files = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
        hint = did_you_mean_file(path.name, files)
    else:
        hint = f"there is no folder {Path(label).parent.as_posix()!r} either"
    raise DataError(Problem("no-such-file", f"there is no file {label}", hint=hint))


def wrong_encoding(path: Path, label: str, form: CsvFormat) -> Problem | None:
    """What is wrong with the file's encoding, or None; reads all of it.

    Args:
        path: The file.
        label: What messages call it.
        form: Holds the encoding that was tried.
    """
    with open_binary(path, label) as file:
        data = file.read()
    try:
        data.decode(form.encoding)
    except UnicodeDecodeError as error:
        # A byte order mark that `utf-8-sig` skips is not counted in the error's position.
        skipped = 3 if form.encoding == "utf-8-sig" and data.startswith(b"\xef\xbb\xbf") else 0
        position = error.start + skipped
    else:
        return None
    line = data.count(b"\n", 0, position) + 1
    tried = "utf-8" if form.encoding == "utf-8-sig" else form.encoding
    return Problem(
        "wrong-encoding",
        f"{label} is not {tried}: byte 0x{data[position]:02X} on line {line} cannot be decoded",
        location=Location(label, line, 1),
        hint=f"add encoding: {_likely_encoding(data)}",
    )


def _likely_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
