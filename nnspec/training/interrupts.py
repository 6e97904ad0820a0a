"""Ctrl-C where a run must not be left half written, and where it arrives as another error."""

from __future__ import annotations

import contextlib
import signal
import threading
from types import FrameType
from typing import Any

from nnspec.listener import Listener


class FinishFirst:
    """Within this context Ctrl-C stops nothing: the run is finished first.

    Args:
        listener: Is told so, once.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._previous: Any = None
        self._heard = False

    def __enter__(self) -> FinishFirst:
        # Only the main thread may set handlers, and only there does Ctrl-C raise.
        if threading.current_thread() is threading.main_thread():
            try:
                self._previous = signal.signal(signal.SIGINT, self._hear)
            except KeyboardInterrupt:
                # One that was on its way: Python delivers it before it sets the handler.
                self._previous = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
            self._previous = None

    # Unlike SIG_IGN, a handler is not inherited by programs that are started meanwhile.
    def _hear(self, number: int, frame: FrameType | None) -> None:
        if not self._heard:
            self._heard = True
            # A terminal that is gone, or in the middle of a line, is no reason to stop writing.
            with contextlib.suppress(OSError, RuntimeError):
                self._listener.note("the run is being written; it is over in a moment")


def is_interruption(error: BaseException | None) -> bool:
    """Whether an error is Ctrl-C.

    Pressed while C code runs that goes on with it, such as numpy's, it arrives as `SystemError:
    ... returned a result with an exception set` whose cause is the KeyboardInterrupt.

    Args:
        error: What was raised.
    """
    while isinstance(error, SystemError):
        error = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt)
