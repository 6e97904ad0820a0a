"""How much memory there is, and how much of it rows may take."""

from __future__ import annotations

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


def free_memory(root: Path = Path("/")) -> int:
    """The bytes that this process can still take without anything being swapped out.

    What is available to the machine, and to the container that this process is in. Where the
    system does not say, 4 GiB.

    Args:
        root: Where the file system begins, for what Linux says of itself in files.
    """
    try:
        free = _available(root)
    except (OSError, RuntimeError, ValueError, KeyError):
        return _UNKNOWN_FREE
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


def _available(root: Path) -> int:
    if sys.platform == "linux":
        # The very line that psutil reads, without its import before every evaluation.
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(facts["MemAvailable"].split()[0]) * 1024
    import psutil

    return int(psutil.virtual_memory().available)
