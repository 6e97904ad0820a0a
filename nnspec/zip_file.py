"""The one file in a .zip, which is read as if it lay beside it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZipInfo

from nnspec.errors import DataError, Problem, listing

# What macOS adds to every archive beside the files.
_NO_DATA = ("__MACOSX/", ".DS_Store")


def name_in_zip(path: Path) -> str | None:
    """The name of the one file in a .zip; None where there is no such archive or more in it.

    Args:
        path: The archive, which need not be there.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return None
    return members[0].filename if len(members) == 1 else None


def open_in_zip(path: Path, label: str) -> BinaryIO:
    """Open the one file in a .zip for reading.

    Args:
        path: The archive.
        label: What messages call it.

    Raises:
        DataError: It holds no file or several, is damaged, or asks for a password.
        OSError: It cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive.infolist())
            if len(members) != 1:
                raise DataError(_not_one([member.filename for member in members], label))
            # The archive stays open until this file is closed.
            return cast(BinaryIO, archive.open(members[0]))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        message = f"{label} cannot be read as a .zip: {error}"
        raise DataError(Problem("unreadable-file", message)) from error
    except RuntimeError as error:
        message = f"{label} asks for a password"
        raise DataError(Problem("unreadable-file", message, hint="unpack it")) from error


def _members(there: list[ZipInfo]) -> list[ZipInfo]:
    return [
        member
        for member in there
        if not (member.is_dir() or member.filename.startswith(_NO_DATA[0]))
        and not member.filename.endswith(_NO_DATA[1])
    ]


def _not_one(names: list[str], label: str) -> Problem:
    if not names:
        return Problem("not-one-file", f"{label} holds no file")
    message = f"{label} holds {len(names)} files, and not one: {listing(names)}"
    return Problem("not-one-file", message, hint="unpack it and name the file that holds the rows")
