"""How much memory there is, and how much of it rows may take.

psutil would be one more compiled package for three numbers that each system hands out by itself.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from nnspec.errors import Problem, SpecError
from nnspec.spec.language.byte_size import SMALLEST_BUDGET, parse_bytes

_UNKNOWN_FREE = 4 << 30


def memory_budget(wanted: object = None) -> int:
    """The bytes that rows may take: as the spec says, or half of what is free.

    Args:
        wanted: `training.memory`, None where the spec does not say.

    Raises:
        SpecError: It is no size.
    """
    if wanted is None:
        return max(SMALLEST_BUDGET, free_memory() // 2)
    try:
        return parse_bytes(wanted)
    except ValueError as error:
        raise SpecError(Problem("bad-memory", f"training.memory: {error}")) from None


def free_memory() -> int:
    """The bytes that this process can still take without anything being swapped out.

    Where the system does not say, 4 GiB.
    """
    try:
        if sys.platform == "win32":
            return _free_on_windows()
        if sys.platform == "darwin":
            return _free_on_macos()
        return _free_on_linux(Path("/"))
    except (OSError, ValueError, KeyError, subprocess.SubprocessError):
        return _UNKNOWN_FREE


def _free_on_linux(root: Path) -> int:
    """What is available to the machine, and to the container that this process is in."""
    lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    free = int(facts["MemAvailable"].split()[0]) * 1024
    groups = root / "sys/fs/cgroup"
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            left = int((groups / limit).read_text()) - int((groups / used).read_text())
        except (OSError, ValueError):
            # No such version of cgroups, or the limit is `max`.
            continue
        free = min(free, max(left, 0))
    return free


def _free_on_macos() -> int:
    answer = subprocess.run(
        ["/usr/bin/vm_stat"], capture_output=True, text=True, timeout=5, check=True
    )
    return parse_vm_stat(answer.stdout)


def parse_vm_stat(text: str) -> int:
    """The bytes that macOS' `vm_stat` counts as free or free to be taken.

    Raises:
        ValueError: It says something else.
    """
    page = re.search(r"page size of (\d+) bytes", text)
    kinds = ("free", "inactive", "speculative", "purgeable")
    pages = re.findall(rf"^Pages ({'|'.join(kinds)}):\s+(\d+)\.", text, re.MULTILINE)
    if page is None or not pages:
        raise ValueError("vm_stat gives no pages")
    return int(page[1]) * sum(int(count) for _, count in pages)


def _free_on_windows() -> int:
    import ctypes

    if sys.platform != "win32":
        raise OSError("there is no kernel32")

    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of the Windows API."""

        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *(
                (name, ctypes.c_ulonglong)
                for name in ("total", "free", "pages", "free_pages", "space", "free_space", "more")
            ),
        )

    status = Status()
    status.length = ctypes.sizeof(Status)
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        raise OSError("GlobalMemoryStatusEx failed")
    return int(status.free)
