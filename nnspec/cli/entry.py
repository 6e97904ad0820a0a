"""Where the program starts and ends.

The verbs are imported inside, so that Ctrl-C is heard at once.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading

from nnspec.program import end_as_ctrl_c_does, is_own_process, own_process


def main() -> None:
    """Run the program; an interruption at any moment ends it with 130 and no traceback."""
    own_process()
    end_as_ctrl_c_does()
    try:
        from nnspec.cli.main import app

        app()
    except KeyboardInterrupt:
        leave(130)
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            raise
        leave(end.code or 0)


def leave(code: int) -> None:
    """End the process, with everything that is to happen at its end.

    Python would also take TensorFlow apart, object by object: more than a second, for memory that
    the system takes back at once.

    Args:
        code: The exit code.
    """
    if not is_own_process() or "tensorflow" not in sys.modules:
        sys.exit(code)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        # A reader that went away has been dealt with where it was noticed.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
