"""data.json: what a run's columns hold, for the eye."""

from __future__ import annotations

from typing import Any

from nnspec.runs.folder import RunFolder
from nnspec.runs.read_json import read_json
from nnspec.runs.shapes import COUNT, NUMBER, TEXT, list_of, mapping_of, optional, record_of

_NUMBER = optional(NUMBER)
_COLUMN = record_of(
    {
        "name": TEXT,
        "role": TEXT,
        "kind": TEXT,
        "missing": COUNT,
        "min": _NUMBER,
        "max": _NUMBER,
        "mean": _NUMBER,
        "standard_deviation": _NUMBER,
        "distinct": COUNT,
        "values": mapping_of(COUNT),
    },
    ("name", "role"),
)
_DATA = record_of({"rows": mapping_of(COUNT), "columns": list_of(_COLUMN)}, ("columns",))


def read_data(folder: RunFolder) -> dict[str, Any]:
    """The content of data.json.

    Raises:
        FileNotFoundError: The run has none.
        RunError: It is damaged.
    """
    return read_json(folder.data, _DATA)
