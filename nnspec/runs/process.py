"""Whether the process that wrote a run is still there."""

from __future__ import annotations

import os
import sys


def is_alive(process_id: int) -> bool:
    """Whether a process with this id runs on this machine.

    An id is given out again some day, and says nothing on another machine or in another
    container: the answer is a good guess, fit to be shown.

    Args:
        process_id: What `os.getpid()` said in that process.
    """
    if process_id <= 0:
        # To kill(2), 0 and below are groups of processes.
        return False
    if sys.platform == "win32":
        # There os.kill would end it.
        import psutil

        return bool(psutil.pid_exists(process_id))
    try:
        os.kill(process_id, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
