"""Metrics as a table of plain text, or of HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nnspec.printable import shown

# A number, with or without a unit and a mark, or the `-` of none.
_NUMBER = re.compile(r"(-?[0-9.,]+(e[+-]?[0-9]+)?( s)?|-|nan|-?inf)[* ]?$")
_SKIPPED = ("confusion_matrix", "per_class", "columns", "outputs")
# Nobody reads hundreds of lines; all of them stand in metrics.json.
_MOST_COLUMNS = 20


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of text: words flush left, columns of numbers flush right.

    Control characters are escaped before the columns are measured.
    """
    table = [[shown(cell) for cell in row] for row in (header, *rows)]
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
    return text_table(*_cells(parts, corner))


def metrics_html(title: str, parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The same as an HTML table under a title, as a notebook shows it."""
    header, rows = _cells(parts, "")
    lines = [_html_row("th", "th", header), *(_html_row("th", "td", row) for row in rows)]
    return f"<p>{html.escape(title)}</p>\n<table>\n{''.join(lines)}</table>"


def _html_row(first: str, others: str, cells: Sequence[str]) -> str:
    texts = [html.escape(cell).replace("  ", "&emsp;") for cell in cells]
    head = f'<{first} style="text-align: left">{texts[0]}</{first}>'
    return f"<tr>{head}{''.join(f'<{others}>{text}</{others}>' for text in texts[1:])}</tr>\n"


def _cells(
    parts: Mapping[str, Mapping[str, Any]], corner: str
) -> tuple[list[str], list[list[str]]]:
    """The header and the lines of a table of metrics."""
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
    lines = [[part, *(number(metrics.get(name)) for name in names)] for part, metrics in rows]
    return [corner, *names], lines


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
        per_class: As in `nnspec.scoring.metrics.classification_metrics`.
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
