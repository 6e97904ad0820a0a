"""The small table that random specs are about."""

from __future__ import annotations

from pathlib import Path
from random import Random

from fuzz.specs import COLUMNS

_ROWS = 16


def write_table(folder: Path) -> None:
    """Write `data.csv`: eight numeric columns x0 to x7 and a target y."""
    random = Random(0)
    lines = [",".join([*(f"x{n}" for n in range(COLUMNS)), "y"])]
    for _ in range(_ROWS):
        lines.append(",".join(f"{random.gauss(0, 1):.2f}" for _ in range(COLUMNS + 1)))
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
