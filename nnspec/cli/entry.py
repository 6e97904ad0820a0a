"""Where the program starts and ends.

The verbs are imported inside, so that Ctrl-C is heard at once.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading

from nnspec.cli.steady import drop_output, finish_output, steady_streams
from nnspec.program import end_as_ctrl_c_does, is_own_process, own_process


def main() -> None:
    """Run the program; an interruption at any moment ends it with 130 and no traceback."""
    own_process()
    end_as_ctrl_c_does()
    if is_own_process():
        steady_streams()
    try:
        from nnspec.cli.main import app

        app()
    except KeyboardInterrupt:
        leave(130)
    except OSError as error:
        # The help and the version are written by no command of ours.
        drop_output()
        _say(error)
        leave(1)
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
        sys.exit(_finished(code))
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    os._exit(_finished(code))


def _finished(code: int) -> int:
    """The exit code, once what is buffered is written."""
    failure = finish_output()
    if failure is None:
        return code
    _say(failure)
    return code or 1


def _say(error: OSError) -> None:
    from nnspec.cli.guard import unforeseen
    from nnspec.cli.streams import say_problems

    say_problems([unforeseen(error)])
