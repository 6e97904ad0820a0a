"""ONNX Runtime, loaded with care."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Any

# Where a library looks for the folder of temporary files: the first on Unix, the others on Windows.
_FOLDERS = ("TMPDIR", "TMP", "TEMP")
_lock = threading.Lock()


def load_onnxruntime() -> Any:
    """The module `onnxruntime`, its telemetry off.

    While it is imported it writes an identifier to `.ses`, a fixed name in the folder of temporary
    files, and follows a link that stands there: on a machine of several users that is a file of
    one's own overwritten at another's will. It is given a private folder for as long.
    """
    with _lock:
        if "onnxruntime" in sys.modules:
            import onnxruntime
        else:
            with _private_folder():
                import onnxruntime

                onnxruntime.disable_telemetry_events()
    return onnxruntime


@contextlib.contextmanager
def _private_folder() -> Iterator[None]:
    old = {name: os.environ.get(name) for name in _FOLDERS}
    try:
        folder = tempfile.TemporaryDirectory(prefix="nnspec-", ignore_cleanup_errors=True)
    except OSError:
        # Without a folder for temporary files there is none to protect.
        yield
        return
    with folder as private:
        os.environ.update(dict.fromkeys(_FOLDERS, private))
        try:
            yield
        finally:
            for name, value in old.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
