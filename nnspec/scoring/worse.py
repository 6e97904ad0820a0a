"""A regression that is worse than no network: than the mean of the rows, predicted for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

PARTS = ("test", "validation", "training")


def worse_than_mean(metrics: Mapping[str, Any], rows_of: str) -> str | None:
    """What to say of targets whose r2 is below 0.

    Args:
        metrics: One part's, as in metrics.json.
        rows_of: The part that these rows are, or their file.

    Returns:
        A sentence; None where no r2 is negative. (r2 is 0 for a network that predicts the mean
        of the rows' own targets: 1 - sum((y - p)^2) / sum((y - mean(y))^2).)
    """
    found = [(name, r2) for name, r2 in _r2(metrics, "") if r2 is not None and r2 < 0]
    if not found:
        return None
    told = ", ".join(f"r2 {r2:.5g}" + (f" of {name}" if name else "") for name, r2 in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    rows = f"the {rows_of} rows" if rows_of in PARTS else f"the rows of {rows_of}"
    return (
        f"{rows} are predicted worse than by no network ({told}{more}): "
        "their own mean, for each of them, would be nearer"
    )


def _r2(metrics: Mapping[str, Any], name: str) -> Iterator[tuple[str, float | None]]:
    """Each target's r2, by the name of its output or column where there are several."""
    inner = [*metrics.get("outputs", {}).items(), *metrics.get("columns", {}).items()]
    for below, values in inner:
        yield from _r2(values, below)
    if not inner:
        yield name, metrics.get("r2")
