"""The shapes of a run's JSON documents: what may stand under which key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Shape = Callable[[Any, str], None]
"""Looks at a value under a key, and raises ValueError, with the key, where it does not fit."""


def _plain(what: str, fits: Callable[[Any], bool]) -> Shape:
    def preview(value: Any, key: str) -> None:
        if not fits(value):
            raise ValueError(f"'{key}' is no {what}: {_shown(value)}")

    return preview


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


TEXT = _plain("text", lambda value: isinstance(value, str))
FLAG = _plain("true or false", lambda value: isinstance(value, bool))
# Not a whole number that no float holds; Python's JSON has NaN and infinity.
NUMBER = _plain(
    "number", lambda value: isinstance(value, float) or (_is_whole(value) and abs(value) < 2**1000)
)
WHOLE = _plain("whole number", _is_whole)
COUNT = _plain("count", lambda value: _is_whole(value) and 0 <= value < 2**63)
MAPPING = _plain("mapping", lambda value: isinstance(value, Mapping))


def one_of(*words: str) -> Shape:
    """One of some words."""

    def preview(value: Any, key: str) -> None:
        if value not in words:
            raise ValueError(f"'{key}' is none of {', '.join(words)}: {_shown(value)}")

    return preview


def optional(shape: Shape) -> Shape:
    """What may be null as well."""
    return lambda value, key: None if value is None else shape(value, key)


def any_of(*shapes: Shape) -> Shape:
    """What fits one of several shapes; the last one says what is wrong."""

    def preview(value: Any, key: str) -> None:
        for shape in shapes[:-1]:
            try:
                return shape(value, key)
            except ValueError:
                continue
        return shapes[-1](value, key)

    return preview


def list_of(shape: Shape) -> Shape:
    """A list of values of one shape."""

    def preview(value: Any, key: str) -> None:
        if not isinstance(value, list):
            raise ValueError(f"'{key}' is no list: {_shown(value)}")
        for i, item in enumerate(value):
            shape(item, f"{key}[{i}]")

    return preview


def mapping_of(shape: Shape) -> Shape:
    """A mapping of any keys to values of one shape."""

    def preview(value: Any, key: str) -> None:
        MAPPING(value, key)
        for name, item in value.items():
            shape(item, f"{key}.{name}")

    return preview


def record_of(shapes: Mapping[str, Shape], required: tuple[str, ...] = ()) -> Shape:
    """A mapping whose known keys have shapes of their own; others may stand beside them.

    Args:
        shapes: By key.
        required: The keys that must be there.
    """

    def preview(value: Any, key: str) -> None:
        MAPPING(value, key)
        for name in required:
            if name not in value:
                raise ValueError(f"it has no '{f'{key}.{name}' if key else name}'")
        for name, shape in shapes.items():
            if name in value:
                shape(value[name], f"{key}.{name}" if key else name)

    return preview


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        # Digits without end, or lists in lists.
        return f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
