"""metrics.json: what was measured of each part of a run's rows."""

from __future__ import annotations

from typing import Any

from nnspec.runs.folder import RunFolder
from nnspec.runs.read_json import read_json
from nnspec.runs.shapes import COUNT, MAPPING, NUMBER, Shape, list_of, mapping_of, optional

_NUMBER = optional(NUMBER)


def _entry(value: Any, key: str) -> None:
    """The numbers of one part, and by name those of its outputs or columns."""
    MAPPING(value, key)
    for name, item in value.items():
        _NESTED.get(name, _NUMBER)(item, f"{key}.{name}")
    matrix = value.get("confusion_matrix")
    if matrix is not None:
        classes = len(value.get("per_class", matrix))
        if len(matrix) != classes or any(len(row) != classes for row in matrix):
            raise ValueError(f"'{key}.confusion_matrix' is not one of {classes} classes")


_NESTED: dict[str, Shape] = {
    "rows": COUNT,
    "outputs": mapping_of(_entry),
    "columns": mapping_of(_entry),
    "confusion_matrix": list_of(list_of(COUNT)),
    "per_class": mapping_of(mapping_of(_NUMBER)),
}


def read_metrics(folder: RunFolder) -> dict[str, Any]:
    """The content of metrics.json, by part; empty where a run has none, as one that failed.

    Raises:
        RunError: It is damaged.
    """
    try:
        return read_json(folder.metrics, mapping_of(_entry))
    except (FileNotFoundError, NotADirectoryError):
        return {}
