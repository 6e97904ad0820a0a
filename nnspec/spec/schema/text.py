"""The schema's file: JSON laid out so that a change of one parameter is a change of one line."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 110


def schema_text(document: dict[str, Any]) -> str:
    """The schema as JSON, a line a parameter, so that a change is easy to see in a diff."""
    return _render(document, 0) + "\n"


def _render(value: Any, depth: int, *, spread: bool = False) -> str:
    """JSON with a line for each property and each of many names, and for nothing smaller.

    Args:
        value: What to write.
        depth: How far it is indented.
        spread: Its items deserve lines of their own, if they do not fit on one.
    """
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value:
        return line
    if len(line) + depth <= _WIDTH or not (spread or _branches(value)):
        return line
    pad, end = " " * (depth + 1), " " * depth
    if isinstance(value, dict):
        rows = [
            f"{pad}{json.dumps(key, ensure_ascii=False)}: "
            + _render(item, depth + 1, spread=key in ("properties", "definitions"))
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{end}}}"
    return "[\n" + ",\n".join(pad + _render(item, depth + 1) for item in value) + f"\n{end}]"


def _branches(value: Any) -> bool:
    """Whether it holds properties, or many names."""
    if isinstance(value, dict):
        return "properties" in value or any(map(_branches, value.values()))
    if isinstance(value, list):
        return len(value) > 12 or any(map(_branches, value))
    return False
