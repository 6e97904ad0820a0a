"""What nnspec may do where it is the whole process, and not a library in somebody else's.

Loading TensorFlow takes most of a short training. It is much quicker where nobody else can notice
what is left out.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from typing import Any

from nnspec.printable import shown

STRANGERS = ("pandas", "sklearn", "matplotlib")
"""Keras imports these where they are installed, only to know their objects when it is handed them,
and scikit-learn does so with pandas. nnspec hands neither anything but arrays.
"""

# What asks a program to end, beside Ctrl-C: a scheduler, and a terminal or a connection that is
# closed. Windows has no SIGHUP.
REQUESTS_TO_END = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)

# Seconds in which a finalizer ends.
_A_MOMENT = 0.05
# More than a short command makes of those that the garbage collector counts.
_OBJECTS = 100_000

_owned = False


def own_process() -> None:
    """Say that this process runs the program `nnspec` and nothing else.

    Garbage is looked for less often: most of what a short command makes are modules, which stay.
    """
    global _owned
    _owned = True
    gc.set_threshold(_OBJECTS)
    # Pydantic would look through all that is installed for plugins of its own.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    warnings.showwarning = say_warning
    sys.unraisablehook = ask_again


def is_own_process() -> bool:
    """Whether the process is nnspec's own."""
    return _owned


def say_warning(message: Warning | str, *_: object, **__: object) -> None:
    """What a library warns of, as a line of the program: without the place in its own source.

    Args:
        message: The warning. What follows it in Python's own hook is not shown.
    """
    # Keras asks for the loss of a call that no person has written.
    text = " ".join(str(message).split()).partition(" If using `model.compile()`")[0]
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"warning: {shown(text)}\n")


def ask_again(unraisable: Any) -> None:
    """Interrupt the main thread once more where Python has dropped an interruption.

    One that arrives within an object's finalizer cannot be raised there: Python would print it
    with a traceback, and go on as if nobody had asked.

    Args:
        unraisable: As `sys.unraisablehook` has it.
    """
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    # Not at once: this is still the finalizer.
    again = threading.Timer(_A_MOMENT, _thread.interrupt_main)
    again.daemon = True
    again.start()


def end_as_ctrl_c_does() -> None:
    """Have every request to end raise KeyboardInterrupt, unless it is ignored, as under `nohup`."""
    for request in REQUESTS_TO_END:
        if signal.getsignal(request) != signal.SIG_IGN:
            signal.signal(request, signal.default_int_handler)


@contextlib.contextmanager
def quick_import(package: str) -> Iterator[None]:
    """Inside, a large package is imported in about half the time, if the process is nnspec's own.

    Its objects, a million or so, live as long as the process: the garbage collector is not asked
    to look for garbage among them, now or later. Other large packages that it would only try to
    import look as if they were not installed, unless they are imported already.

    Args:
        package: What is imported inside.
    """
    if not is_own_process() or package in sys.modules:
        yield
        return
    hidden = {name for name in STRANGERS if name != package and name not in sys.modules}
    finder = _Hidden(frozenset(hidden))
    collects = gc.isenabled()
    gc.disable()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        gc.freeze()
        if collects:
            gc.enable()


class _Hidden(MetaPathFinder):
    """Finds no module of some packages, and ends the search for them."""

    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] in self._packages:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
