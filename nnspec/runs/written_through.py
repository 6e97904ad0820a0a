"""Writing to what is no file: a pipe or a character device such as a terminal."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nnspec.errors import InputError, Problem

PATIENCE = 10.0
"""Seconds that a pipe without a reader is waited for."""
# Seconds between two looks at it.
_PAUSE = 0.05


@contextlib.contextmanager
def written_through(path: Path, mode: int) -> Iterator[Path]:
    """A temporary file whose bytes go to what stands at `path`, once it is whole.

    Args:
        path: A pipe, a character device or a file; it is written to and stays what it is.
        mode: Its `st_mode`.

    Yields:
        The path to write to, in a private folder; its name is that of `path`.

    Raises:
        InputError: It is a folder, a socket or a disk, nobody reads from the pipe within 10
            seconds, or its reader goes away.
        OSError: It cannot be written to.
    """
    if stat.S_ISDIR(mode):
        raise cannot_write(path, "it is a folder")
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISREG(mode)):
        kind = "a socket" if stat.S_ISSOCK(mode) else "a disk"
        raise cannot_write(path, f"it is {kind} and no file")
    with tempfile.TemporaryDirectory(prefix="nnspec-", ignore_cleanup_errors=True) as folder:
        temporary = Path(folder) / path.name
        yield temporary
        with temporary.open("rb") as source, open(_opened(path), "wb") as end:
            try:
                shutil.copyfileobj(source, end, 1 << 20)
                end.flush()
            except BrokenPipeError:
                # Not the closed stdout that ends a program without a word.
                raise cannot_write(path, "its reader has gone away") from None


def cannot_write(path: Path, why: str) -> InputError:
    """The error of a path at which no file can stand."""
    return InputError(Problem("cannot-write", f"cannot write {path.as_posix()}: {why}"))


def _opened(path: Path) -> int:
    """A descriptor to write with. A pipe opens once somebody reads from it, not before."""
    flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            # What a shell appends to is appended to.
            descriptor = os.open(path, flags | _append(path))
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > until:
                raise cannot_write(path, "nobody reads from this pipe") from None
            time.sleep(_PAUSE)
        else:
            os.set_blocking(descriptor, True)
            return descriptor


def _append(path: Path) -> int:
    return os.O_APPEND if path.is_file() else 0
