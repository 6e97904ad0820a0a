"""In which format new rows come, and where from."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePath

from nnspec.data.formats.common.first_bytes import refuse_foreign_ending
from nnspec.data.formats.registry import every_file_format
from nnspec.errors import InputError, Problem
from nnspec.spec.language.file_kinds import (
    DEFAULT_FORMAT,
    FILE_FORMATS,
    FOREIGN_ENDINGS,
    file_form,
    unpacked_name,
)


@contextlib.contextmanager
def local_file(path: Path, form: str) -> Iterator[Path]:
    """A file that can be read more than once: stdin, `-`, is written to a temporary one.

    Args:
        path: What the user named.
        form: Its format.
    """
    if path != Path("-"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="nnspec-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"stdin.{form}"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        yield copy


def file_format(path: Path, given: str | None, *, what: str = "read") -> str:
    """A file's format, by its ending or as the user says; CSV where neither says it.

    Args:
        path: The file; `-` has no ending.
        given: What the user says.
        what: What is done with it, for the message.

    Raises:
        InputError: There is no such format.
        DataError: The file is of a kind that cannot be read.
    """
    if given is not None:
        known = [made.name for made in every_file_format() if what == "read" or made.is_written]
        if given.lower() in known:
            return given.lower()
        message = f"there is no format '{given}' to {what}"
        hint = f"one of {', '.join(known)}"
        foreign = FOREIGN_ENDINGS.get(f".{given.lower()}")
        if foreign is not None and what == "read":
            hint = f"{foreign.hint}; the formats are {', '.join(known)}"
        raise InputError(Problem("unknown-format", message, hint=hint))
    form = file_form(path.as_posix())
    if form is None and what == "read":
        refuse_foreign_ending(path, path.as_posix())
    if form is None and what == "write":
        # `out.parquet.gz` is not CSV; that it cannot be packed is said where it is opened.
        form = FILE_FORMATS.get(PurePath(unpacked_name(path.name)).suffix)
    return form or DEFAULT_FORMAT
