"""The columns that a source of the catalogue has, known before it is loaded or drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnspec.catalog.entries import Entry


def source_columns(
    entry: Entry, arguments: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Names of the features and of the targets.

    A bundled set has scikit-learn's own names. A generator has `x1` to `xn`, and `target`, or
    `target_1` to `target_k` when it makes several.

    Args:
        entry: An entry of the family `sources`.
        arguments: Its arguments as the spec has them, defaults left out.

    Returns:
        Features and targets, or None when only the data says them (a file), or when the argument
        that decides is no positive whole number.
    """
    if entry.columns:
        return entry.columns, entry.target_columns
    features = _count(entry, entry.feature_count_parameter, arguments, entry.feature_count)
    centers = arguments.get("centers")
    if isinstance(centers, list | tuple) and centers and isinstance(centers[0], list | tuple):
        # make_blobs takes the number of features from the centers, when these are points.
        features = len(centers[0])
    targets = _count(entry, entry.target_count_parameter, arguments, 1)
    if features is None or targets is None:
        return None
    names = ("target",) if targets == 1 else _numbered("target_", targets)
    return _numbered("x", features), names


def _count(
    entry: Entry, parameter: str | None, arguments: Mapping[str, Any], fixed: int | None
) -> int | None:
    """The number that a parameter says, or the fixed one when there is no such parameter."""
    if parameter is None:
        return fixed
    known = entry.parameter(parameter)
    count = arguments.get(parameter, known.default if known else None)
    return count if type(count) is int and count > 0 else None


def _numbered(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{number}" for number in range(1, count + 1))
