"""Ctrl-C in a training: when it waits for what is under way, and where it is another error."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

from nnspec.listener import Listener
from nnspec.network.refusals import replaced_by
from nnspec.program import REQUESTS_TO_END


@contextlib.contextmanager
def _hearing(
    handler: Callable[[int, FrameType | None], None], also: Sequence[int] = ()
) -> Iterator[None]:
    """Within this context Ctrl-C calls the handler, or another one that it has set instead.

    So do other signals of `also`, where they would end the program as Ctrl-C does.
    """
    # Only the main thread may set handlers; elsewhere the caller's own rules hold.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous: dict[int, Any] = {}
    waiting, late = True, False
    while waiting:
        try:
            for number in (signal.SIGINT, *also):
                present = signal.getsignal(number)
                if number == signal.SIGINT or present is signal.default_int_handler:
                    previous.setdefault(number, present)
                    signal.signal(number, handler)
            waiting = False
        except KeyboardInterrupt:
            # One that was on its way: Python delivers it before it sets the handler.
            late = True
    if late:
        handler(signal.SIGINT, None)
    try:
        yield
    finally:
        for number, before in previous.items():
            signal.signal(number, before)


@contextlib.contextmanager
def interrupt_once(watcher: Any, listener: Listener) -> Iterator[None]:
    """Within this context the first Ctrl-C sets `watcher.interrupted`; the second one raises.

    Args:
        watcher: Stops the training at the end of the epoch.
        listener: Is told that the first was heard.
    """

    def first(number: int, frame: FrameType | None) -> None:
        watcher.interrupted = True
        listener.note("stopping after this epoch; press Ctrl-C again to stop at once")
        signal.signal(signal.SIGINT, signal.default_int_handler)

    with _hearing(first):
        yield


@contextlib.contextmanager
def finish_first(listener: Listener) -> Iterator[None]:
    """Within this context neither Ctrl-C nor a request to end stops anything.

    The run is finished first.

    Args:
        listener: Is told so, once.
    """
    heard = False

    # Unlike SIG_IGN, a handler is not inherited by programs that are started meanwhile.
    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal heard
        if not heard:
            heard = True
            # A terminal that is gone, or in the middle of a line, is no reason to stop writing.
            with contextlib.suppress(OSError, RuntimeError):
                listener.note("the run is being written; it is over in a moment")

    with _hearing(hear, also=REQUESTS_TO_END):
        yield


def is_interruption(error: BaseException | None) -> bool:
    """Whether an error is Ctrl-C.

    Pressed while C code runs that goes on with it, such as numpy's, it arrives as `SystemError:
    ... returned a result with an exception set` whose cause is the KeyboardInterrupt; while
    TensorFlow makes an error of its own, as a RuntimeError that names it.

    Args:
        error: What was raised.
    """
    while isinstance(error, SystemError):
        error = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt) or replaced_by(error) == "KeyboardInterrupt"
