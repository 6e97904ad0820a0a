"""How much memory there is, and how much rows will need.

psutil would be one more compiled package for three numbers that each system hands out by itself.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from nnspec.errors import Problem, SpecError

SMALLEST_BUDGET = 64 << 20
"""Below so many bytes the buffers alone would not fit."""

_UNITS = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", re.ASCII)
_EXAMPLE = "for instance 2GiB, 512 MB or a plain number of bytes"
_UNKNOWN_FREE = 4 << 30


def parse_bytes(value: object) -> int:
    """A size such as `2GiB`, `512 MB` or 1000000, in bytes.

    KB, MB, GB and TB are powers of 1,000; KiB, MiB, GiB and TiB are powers of 1,024. Case does not
    count.

    Args:
        value: As the spec gives it.

    Raises:
        ValueError: It is no size, or below `SMALLEST_BUDGET`; the text says so in a sentence.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"expected a size, {_EXAMPLE}")
    text = value.strip() if isinstance(value, str) else f"{value:.0f}" if value == value else ""
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(f"{value!r} is no size; write {_EXAMPLE}")
    unit = _UNITS.get(found[2].casefold())
    if unit is None:
        raise ValueError(f"{value!r} has the unknown unit {found[2]!r}; write {_EXAMPLE}")
    size = int(float(found[1]) * unit)
    if size < SMALLEST_BUDGET:
        raise ValueError(
            f"{value!r} is {size:,} bytes; at least {show_bytes(SMALLEST_BUDGET)} are needed"
        )
    return size


def show_bytes(size: float) -> str:
    """A number of bytes for a reader: 2147483648 is `2.0 GiB`."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


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
