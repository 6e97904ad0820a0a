"""What a JSON file holds that holds no rows, and how to make rows of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nnspec.data.formats.common.files import open_binary
from nnspec.errors import Location, Problem, listing

EXPECTED = 'a list of objects, [{"age": 28}, ...], or one object a line'
"""The two ways to write rows in JSON."""

# A larger file is not read whole only to say more of it.
_LARGEST = 64 << 20


def no_rows_problem(path: Path, label: str) -> Problem | None:
    """The problem of a file that is one JSON object and not rows; None for any other file.

    Args:
        path: The file.
        label: What messages call it.

    Raises:
        DataError: It cannot be read at all.
    """
    with open_binary(path, label, "a JSON file") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        return None
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (RecursionError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    return Problem(
        "unreadable-json",
        f"{label} is one JSON object and not rows: expected {EXPECTED}",
        Location(label, 1, 1),
        _hint(found),
        (f"its keys: {listing(list(found))}",) if found else (),
    )


def _hint(found: Mapping[str, Any]) -> str:
    lists = [key for key, value in found.items() if _is_rows(value)]
    if len(lists) == 1:
        return f"the rows stand under {lists[0]!r}: save that list as a file of its own"
    if found and all(isinstance(value, list | dict) for value in found.values()):
        return "pandas writes rows with to_json(..., orient='records')"
    return "put it in a list: [{...}]"


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
