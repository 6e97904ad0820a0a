"""Writing files atomically: beside the final name first, then moved into place.

A reader sees the old file or the new one, never half of one, also when the program is stopped in
the middle of writing.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nnspec.runs.written_through import cannot_write, written_through

PAUSES = (0.01, 0.05, 0.2, 0.5)
"""Seconds to wait before each further attempt to move a file into place. Windows refuses to replace
a file that another process has open, and a virus scanner or `runs list` has it open for a moment.
"""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, moved to `path` on success and removed on any failure.

    The temporary name ends with the whole name of the file: Keras picks a file's format by its
    suffix, and `.weights.h5` is a suffix of two parts. It starts with a dot.

    What stands at `path` stays what it is: a link is followed, a file keeps its mode and owner, and
    a pipe or a character device is written to.

    Args:
        path: The final name; its folder is made when it does not exist.

    Yields:
        The path to write the file to.

    Raises:
        OSError: The file cannot be written or moved.
        InputError: A folder, a socket, a disk or a loop of links stands there, or nobody reads from
            the pipe that does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    there = _there(path)
    if there is not None and (not stat.S_ISREG(there.st_mode) or _is_a_stream(path)):
        with written_through(path, there.st_mode) as temporary:
            yield temporary
        return
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    temporary = target.with_name(f".{os.urandom(4).hex()}.{path.name}")
    try:
        yield temporary
        if there is not None:
            _keep_mode(temporary, there)
        _move(temporary, target)
    except BaseException as error:
        if isinstance(error, OSError):
            _name_the_file(error, path, temporary)
        # Without an answer of its own: the first failure is the one to report.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _there(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise cannot_write(path, "it is a loop of links") from None


def _is_a_stream(path: Path) -> bool:
    """Whether it is a name of an open file, as /dev/stdout is of what the shell has opened."""
    absolute = path.absolute()
    return path.is_symlink() and any(map(absolute.is_relative_to, ("/dev", "/proc")))


def _name_the_file(error: OSError, path: Path, temporary: Path) -> None:
    """Say what could not be written: not a name that is gone in a moment, or none at all."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if error.filename == str(temporary) or (full and error.filename is None):
        error.filename = path.as_posix()


def _keep_mode(path: Path, old: os.stat_result) -> None:
    """Give a new file the owner and the mode of the one that it replaces, as far as one may."""
    if hasattr(os, "chown"):
        new = path.stat()
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            with contextlib.suppress(OSError):
                os.chown(path, old.st_uid, old.st_gid)
    with contextlib.suppress(OSError):
        path.chmod(stat.S_IMODE(old.st_mode))


def _move(source: Path, target: Path) -> None:
    for pause in PAUSES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file of bytes atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    r"""Write a text file atomically, in UTF-8, with its line breaks as they are.

    Line breaks are not translated: `\n` stays `\n` on Windows too, so that a run's files are the
    same on every system.
    """
    write_bytes(path, text.encode("utf-8"))


def append_text(path: Path, text: str) -> None:
    """Append all of a text in UTF-8, or nothing where the disk has no room for it.

    Raises:
        OSError: It cannot be written.
    """
    # Without a buffer, whose rest would be written again when the file is closed.
    with path.open("ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        rest = memoryview(text.encode())
        try:
            while len(rest):
                rest = rest[file.write(rest) :]
        except OSError as error:
            file.truncate(before)
            _name_the_file(error, path, path)
            raise


def write_json(path: Path, document: Any) -> None:
    """Write a JSON file atomically: UTF-8, indented by 2, with a line break at the end.

    JSON has neither NaN nor infinity, so both become null. Tuples become lists, paths text, and
    whatever has a `tolist` method (numpy's scalars and arrays) what that method returns.

    Raises:
        TypeError: The document holds something that has no place in JSON.
    """
    text = json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False)
    # A file name that is not valid text reaches Python as lone surrogates; as `\udcff` they are
    # valid JSON and read back as they were.
    write_bytes(path, f"{text}\n".encode(errors="backslashreplace"))


def _plain(value: Any) -> Any:
    """The value in the types that JSON knows."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
