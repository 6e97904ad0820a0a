"""What a run's page says of its data: where the rows come from, and a line for each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnspec.report.facts import RunFacts
from nnspec.report.page.parts import Facts, Table
from nnspec.report.page.render import number

MAX_FEATURES = 200
"""Of more columns the page shows the first ones; data.json has them all."""


@dataclass(frozen=True, slots=True)
class DataSection:
    """The section of the data.

    Attributes:
        facts: Where the rows come from.
        tables: The columns, numbers and words apart.
    """

    facts: Facts
    tables: list[Table]


def data_section(facts: RunFacts) -> DataSection | None:
    """The section; None for a run that does not say what it was trained on."""
    data = facts.record.get("data")
    if not isinstance(data, Mapping):
        return None
    split = data.get("split")
    assigned = [
        f"{count:,} {part}"
        for part, count in (split.items() if isinstance(split, Mapping) else ())
        if count
    ]
    origin = Facts(
        [
            ("source", data.get("source")),
            ("rows", f"{number(data.get('rows'))}; {', '.join(assigned)}"),
            ("columns", len(data.get("columns") or ())),
            ("fingerprint", data.get("fingerprint")),
        ],
        "Where the rows come from and how they were dealt",
    )
    columns = facts.data.get("columns") or []
    numeric = [column for column in columns if "mean" in column]
    words = [column for column in columns if "values" in column]
    tables = []
    if numeric:
        keys = ["min", "mean", "max", "standard_deviation", "missing"]
        tables.append(
            Table(
                ["column", "role", *(key.replace("_", " ") for key in keys)],
                [
                    [_name(column), column["role"], *(column.get(key) for key in keys)]
                    for column in numeric[:MAX_FEATURES]
                ],
                caption=_of("Numbers, over all rows", len(numeric)),
                words=[1],
            )
        )
    if words:
        tables.append(
            Table(
                ["column", "role", "distinct", "missing", "most frequent values"],
                [
                    [
                        column["name"],
                        column["role"],
                        column.get("distinct"),
                        column.get("missing"),
                        ", ".join(f"{value} ({n:,})" for value, n in column["values"].items()),
                    ]
                    for column in words[:MAX_FEATURES]
                ],
                caption=_of("Categories and classes, over all rows", len(words)),
                words=[1, 4],
            )
        )
    return DataSection(origin, tables)


def _name(column: Mapping[str, Any]) -> str:
    """A column's name, with the shape and type of its arrays."""
    if "shape" not in column:
        return str(column["name"])
    return f"{column['name']} ({' x '.join(map(str, column['shape']))} {column['dtype']})"


def _of(caption: str, count: int) -> str:
    shown = f" (the first {MAX_FEATURES} of {count:,} columns)" if count > MAX_FEATURES else ""
    return caption + shown
