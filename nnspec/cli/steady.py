"""The process' own stdout and stderr, wherever they lead: closed, full, or a pipe nobody reads."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class ReaderLeft(BrokenPipeError):
    """Who read stdout wants no more of it, as `head` does."""


class _Output(io.FileIO):
    """Stdout, which says why it cannot be written.

    Args:
        is_closed: Whether the process was started without one.
    """

    def __init__(self, *, is_closed: bool) -> None:
        super().__init__(1, "w", closefd=False)
        self._is_closed = is_closed
        self.is_dropped = False

    def write(self, data: Any) -> int:
        if self.is_dropped:
            return len(data)
        if self._is_closed:
            raise OSError(errno.EBADF, "stdout is closed")
        try:
            return super().write(data)
        except BrokenPipeError as error:
            raise ReaderLeft(error.errno, error.strerror) from None


class _Chatter(io.FileIO):
    """Stderr: what cannot be said is dropped, for no work should stop at it."""

    def __init__(self) -> None:
        super().__init__(2, "w", closefd=False)

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or len(data)
        except BrokenPipeError:
            # Nor do the libraries underneath have to ask again.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        except OSError:
            pass
        return len(data)


_output: _Output | None = None


def steady_streams() -> None:
    """Put streams in place of `sys.stdout` and `sys.stderr` that end in no traceback.

    Descriptors of streams that the process was started without are taken, so that no file of a run
    gets one of them and what libraries say there. Text that the encoding lacks is escaped. Streams
    that somebody has put in place already are left alone.
    """
    global _output
    is_closed = sys.stdout is None
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest one that is free is given.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if sys.stdout is sys.__stdout__:
        _output = _Output(is_closed=is_closed)
        sys.stdout = _text(_output, sys.stdout, line_buffering=_output.isatty())
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(_Chatter(), sys.stderr, line_buffering=True)


def _text(raw: io.FileIO, before: Any, *, line_buffering: bool) -> io.TextIOWrapper:
    encoding = before.encoding if before is not None else "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=line_buffering,
    )


def drop_output() -> None:
    """Write nothing more to stdout, not even what is buffered."""
    if _output is not None:
        _output.is_dropped = True


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Inside, results are written that are no reason to stop when nobody reads them."""
    try:
        yield
        sys.stdout.flush()
    except ReaderLeft:
        drop_output()


def finish_output() -> OSError | None:
    """Write what is buffered, at the end of the process.

    Returns:
        Why it could not be written; None also where its reader has left.
    """
    failure = None
    try:
        sys.stdout.flush()
    except OSError as error:
        drop_output()
        failure = None if isinstance(error, ReaderLeft) else error
    except (ValueError, AttributeError):
        # Somebody has closed it or taken it away.
        pass
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    return failure
