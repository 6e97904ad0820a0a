"""The small tables that random specs are about."""

from __future__ import annotations

from pathlib import Path
from random import Random

from fuzz.specs import CLASSES, COLUMNS

_ROWS = 18


def write_table(folder: Path) -> None:
    """Write three tables of eight numeric columns x0 to x7 and a target y.

    It is a number in `data.csv`, one of two classes in `binary.csv`, of three in `classes.csv`.
    """
    random = Random(0)
    head = ",".join([*(f"x{n}" for n in range(COLUMNS)), "y"])
    tables = {"data.csv": 0, "binary.csv": 2, "classes.csv": CLASSES}
    lines = {name: [head] for name in tables}
    for row in range(_ROWS):
        features = ",".join(f"{random.gauss(0, 1):.2f}" for _ in range(COLUMNS))
        for name, classes in tables.items():
            target = f"{row % classes}" if classes else f"{random.gauss(0, 1):.2f}"
            lines[name].append(f"{features},{target}")
    for name, table in lines.items():
        (folder / name).write_text("\n".join(table) + "\n", encoding="utf-8")
