"""What a run's page says of its metrics: a table of all parts, and for classes a matrix each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nnspec.report.facts import RunFacts
from nnspec.report.page.parts import Confusion, Table
from nnspec.report.pictures.draw import slug
from nnspec.scoring.worse import PARTS, worse_than_mean

_NO_CELL = ("confusion_matrix", "per_class", "columns", "outputs")
_MAX_CLASSES = 30


@dataclass(frozen=True, slots=True)
class ByClass:
    """The tables of one output's classes.

    Attributes:
        classes: A line a class.
        confusion: The confusion matrix; None where it would be too large to read.
    """

    classes: Table
    confusion: Confusion | None


@dataclass(frozen=True, slots=True)
class MetricsSection:
    """The section of the metrics.

    Attributes:
        table: Metrics of each part of the rows.
        warning: A sentence where the run is worse than a guess.
        outputs: Of each output with classes, its tables.
    """

    table: Table
    warning: str
    outputs: list[ByClass]


def metrics_section(facts: RunFacts) -> MetricsSection | None:
    """The tables of the metrics; None for a run that measured nothing."""
    if not facts.metrics:
        return None
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for split, entry in facts.metrics.items():
        rows.append((split, entry))
        rows += [(f"{split}, {name}", values) for name, values in _nested(entry, "outputs")]
        for prefix, values in [("", entry), *_nested(entry, "outputs")]:
            columns = _nested(values, "columns")
            rows += [(f"{split}, {name}", numbers) for name, numbers in columns if name != prefix]
    names = list(dict.fromkeys(key for _, entry in rows for key in entry if key not in _NO_CELL))
    units = ", in the target's own units" if "rmse" in names else ""
    split, entry = _measured(facts)
    worse = worse_than_mean(entry, split)
    table = Table(
        ["rows of", *names],
        [[label, *(entry.get(name) for name in names)] for label, entry in rows],
        caption="Metrics of each part of the rows" + units,
    )
    outputs = [("", entry), *_nested(entry, "outputs")]
    return MetricsSection(
        table,
        f"{worse[0].upper()}{worse[1:]}." if worse is not None else "",
        [tables for output, values in outputs for tables in _classes(values, output, split)],
    )


def confusion_tables(facts: RunFacts) -> set[str]:
    """The pictures of confusion matrices that the page has as tables, which can be read aloud."""
    _, entry = _measured(facts)
    outputs = [("confusion_matrix", entry)]
    outputs += [(f"confusion_matrix_{slug(n)}", values) for n, values in _nested(entry, "outputs")]
    return {name for name, values in outputs if _has_table(values)}


def _measured(facts: RunFacts) -> tuple[str, Mapping[str, Any]]:
    """The part whose metrics count most, and these."""
    split = next((part for part in PARTS if part in facts.metrics), "")
    return split, facts.metrics.get(split, {})


def _has_table(values: Mapping[str, Any]) -> bool:
    matrix = values.get("confusion_matrix") or ()
    has_classes = isinstance(values.get("per_class"), Mapping)
    return has_classes and 0 < len(matrix) <= _MAX_CLASSES


def _classes(values: Mapping[str, Any], output: str, split: str) -> Iterator[ByClass]:
    matrix, per_class = values.get("confusion_matrix"), values.get("per_class")
    if not matrix or not isinstance(per_class, Mapping):
        return
    label = f"{output}, {split} rows" if output else f"{split} rows"
    numbers = ["precision", "recall", "f1", "support"]
    yield ByClass(
        Table(
            ["class", *numbers],
            [[name, *(entry.get(n) for n in numbers)] for name, entry in per_class.items()],
            caption=f"{label}: by class",
        ),
        Confusion(matrix, list(per_class), label) if _has_table(values) else None,
    )


def _nested(entry: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    below = entry.get(key)
    return list(below.items()) if isinstance(below, Mapping) else []
