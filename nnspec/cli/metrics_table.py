"""Metrics as a table of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# A number, with or without a unit and a mark, or the `-` of none.
_NUMBER = re.compile(r"(-?[0-9.,]+(e[+-]?[0-9]+)?( s)?|-|nan|-?inf)[* ]?$")
_SKIPPED = ("confusion_matrix", "per_class", "columns", "outputs")
# Nobody reads hundreds of lines; all of them stand in metrics.json.
_MOST_COLUMNS = 20


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of text: words flush left, columns of numbers flush right."""
    table = [list(header), *map(list, rows)]
    widths = [max(len(row[n]) for row in table) for n in range(len(header))]
    right = [all(_NUMBER.match(row[n]) for row in rows) for n in range(len(header))]
    lines = []
    for row in table:
        cells = [
            cell.rjust(width) if flush_right else cell.ljust(width)
            for cell, width, flush_right in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def metrics_table(parts: Mapping[str, Mapping[str, Any]], corner: str = "") -> list[str]:
    """A line a part of the rows, and one each output and target column where there are several.

    Args:
        parts: The metrics of each part.
        corner: What the parts have in common, above their names.
    """
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for part, metrics in parts.items():
        rows.append((part, metrics))
        rows.extend(_columns(metrics, "  "))
        for name, values in metrics.get("outputs", {}).items():
            rows.append((f"  {name}", values))
            rows.extend(_columns(values, "    "))
    names = list(
        dict.fromkeys(name for _, metrics in rows for name in metrics if name not in _SKIPPED)
    )
    return text_table(
        [corner, *names],
        [[part, *(number(metrics.get(name)) for name in names)] for part, metrics in rows],
    )


def _columns(metrics: Mapping[str, Any], indent: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    columns = metrics.get("columns", {})
    for name in list(columns)[:_MOST_COLUMNS]:
        yield f"{indent}{name}", columns[name]
    if len(columns) > _MOST_COLUMNS:
        yield f"{indent}{len(columns) - _MOST_COLUMNS:,} more", {}


def confusion_table(matrix: Sequence[Sequence[int]], classes: Sequence[str]) -> list[str]:
    """A confusion matrix with its classes: rows are true, columns are predicted."""
    header = ["true \\ predicted", *classes]
    return text_table(
        header,
        [[name, *(str(n) for n in row)] for name, row in zip(classes, matrix, strict=True)],
    )


def class_table(per_class: Mapping[str, Mapping[str, Any]], corner: str = "") -> list[str]:
    """A line a class, a column each of precision, recall, f1 and support.

    Args:
        per_class: As in `nnspec.inference.metrics.classification_metrics`.
        corner: What is above the classes' names.
    """
    names = list(next(iter(per_class.values())))
    return text_table(
        [corner, *names],
        [[label, *(number(values[name]) for name in names)] for label, values in per_class.items()],
    )


def number(value: Any) -> str:
    """A number with five significant digits; `-` where there is none."""
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.5g}"
