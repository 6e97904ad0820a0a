"""Sizes in bytes, as a spec writes them and as a reader is told them."""

from __future__ import annotations

import re

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
