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
        return _is_alive_windows(process_id)
    try:
        os.kill(process_id, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _is_alive_windows(process_id: int) -> bool:
    """The same by asking for the process' exit code: os.kill would end it on Windows.

    See https://learn.microsoft.com/windows/win32/api/processthreadsapi/ for the calls and
    constants.
    """
    import ctypes
    from ctypes import wintypes

    if sys.platform != "win32":
        raise OSError("there is no kernel32")
    query_limited_information = 0x1000
    still_active = 259
    access_denied = 5

    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    kernel32.OpenProcess.restype = wintypes.HANDLE
    kernel32.GetExitCodeProcess.argtypes = (wintypes.HANDLE, wintypes.LPDWORD)
    kernel32.GetExitCodeProcess.restype = wintypes.BOOL
    kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)

    handle = kernel32.OpenProcess(query_limited_information, False, process_id)
    if not handle:
        return ctypes.get_last_error() == access_denied
    try:
        code = wintypes.DWORD()
        known = kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        return not known or code.value == still_active
    finally:
        kernel32.CloseHandle(handle)
