"""What a run's page says of its data: where the rows come from, and a line for each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnspec.report.facts import RunFacts
from nnspec.report.page import markup

MAX_FEATURES = 200
"""Of more columns the page shows the first ones; data.json has them all."""


def data_section(facts: RunFacts) -> Iterator[str]:
    """The lines of the section; none for a run that does not say what it was trained on."""
    data = facts.record.get("data")
    if not isinstance(data, Mapping):
        return
    yield "<h2>Data</h2>"
    split = data.get("split")
    assigned = [
        f"{count:,} {part}"
        for part, count in (split.items() if isinstance(split, Mapping) else ())
        if count
    ]
    yield markup.facts_table(
        [
            ("source", data.get("source")),
            ("rows", f"{markup.number(data.get('rows'))}; {', '.join(assigned)}"),
            ("columns", len(data.get("columns") or ())),
            ("fingerprint", data.get("fingerprint")),
        ],
        "Where the rows come from and how they were dealt",
    )
    columns = facts.data.get("columns") or []
    numeric = [column for column in columns if "mean" in column]
    words = [column for column in columns if "values" in column]
    if numeric:
        keys = ["min", "mean", "max", "standard_deviation", "missing"]
        yield markup.table(
            ["column", "role", *(key.replace("_", " ") for key in keys)],
            [
                [_name(column), column["role"], *(column.get(key) for key in keys)]
                for column in numeric[:MAX_FEATURES]
            ],
            caption=_of("Numbers, over all rows", len(numeric)),
            words=[1],
        )
    if words:
        yield markup.table(
            ["column", "role", "distinct", "missing", "most frequent values"],
            [
                [
                    column["name"],
                    column["role"],
                    column.get("distinct"),
                    column.get("missing"),
                    ", ".join(f"{value} ({count:,})" for value, count in column["values"].items()),
                ]
                for column in words[:MAX_FEATURES]
            ],
            caption=_of("Categories and classes, over all rows", len(words)),
            words=[1, 4],
        )


def _name(column: Mapping[str, Any]) -> str:
    """A column's name, with the shape and type of its arrays."""
    if "shape" not in column:
        return column["name"]
    return f"{column['name']} ({' x '.join(map(str, column['shape']))} {column['dtype']})"


def _of(caption: str, count: int) -> str:
    shown = f" (the first {MAX_FEATURES} of {count:,} columns)" if count > MAX_FEATURES else ""
    return caption + shown
