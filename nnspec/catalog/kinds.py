"""The notation in which the catalogue says what a parameter takes.

    integer >= 1
    number >= 0 < 1 or null
    one of valid same causal
    integer >= 1 or list[2] of integer >= 1
    number > 0 or object of schedules
    list of number/string

Alternatives are separated by `or`, an item's alternatives by `/`. Bounds hold for the value and for
the items of a list alike, in nested lists too. It is written by hand in `hints.py`, stored in
`catalog.json` (where a changed bound is then one changed line) and read by `parse`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

PLAIN = ("integer", "number", "boolean", "string", "mapping", "null")
_LIST = re.compile(r"list(?:\[(\d+)\])? of (.+)")
_BOUND = re.compile(r"(>=|<=|>|<) ([-+\d.e]+)")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a parameter takes, taken apart; the fields are explained at `Parameter`."""

    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    item_kinds: tuple[str, ...] = ()
    length: int | None = None


@cache
def parse(notation: str) -> Kinds:
    """Take the notation apart.

    >>> parse("integer >= 1 or list[2] of integer >= 1").item_kinds
    ('integer',)

    Args:
        notation: One line as in the module's docstring.

    Raises:
        ValueError: The notation is malformed, or two alternatives have different bounds.
    """
    kinds: list[str] = []
    fields: dict[str, object] = {}
    for alternative in notation.split(" or "):
        if listed := _LIST.fullmatch(alternative):
            kinds.append("list")
            _merge(fields, "length", int(listed[1]) if listed[1] else None, notation)
            names, rest = _split_bounds(listed[2], fields, notation)
            items = tuple(_one(name, rest, fields, notation) for name in names.split("/"))
            _merge(fields, "item_kinds", items, notation)
        else:
            name, rest = _split_bounds(alternative, fields, notation)
            kinds.append(_one(name, rest, fields, notation))
    return Kinds(kinds=tuple(kinds), **fields)  # type: ignore[arg-type]


def _split_bounds(text: str, fields: dict[str, object], notation: str) -> tuple[str, str]:
    """The kind and what follows it, its bounds put into `fields`."""
    kind, _, rest = text.partition(" ")
    for sign, number in _BOUND.findall(rest):
        side = "minimum" if sign.startswith(">") else "maximum"
        _merge(fields, side, _number(number), notation)
        _merge(fields, f"exclusive_{side}", "=" not in sign, notation)
    return kind, _BOUND.sub("", rest).strip()


def _one(kind: str, rest: str, fields: dict[str, object], notation: str) -> str:
    """The name of one kind; choices and families are put into `fields`."""
    words = rest.split()
    if kind in ("one", "object") and words[:1] == ["of"] and len(words) > 1:
        _merge(fields, "choices" if kind == "one" else "families", tuple(words[1:]), notation)
        return "choice" if kind == "one" else "object"
    if rest or kind not in (*PLAIN, "list"):
        raise ValueError(f"cannot read {kind!r} {rest!r} in {notation!r}")
    return kind


def _number(text: str) -> float:
    """The number, an int where it is written as one, so that a message says 1 and not 1.0."""
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _merge(fields: dict[str, object], field: str, value: object, notation: str) -> None:
    if fields.setdefault(field, value) != value:
        raise ValueError(f"two different values for {field} in {notation!r}")
