"""Hold one argument's value against what its parameter takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeGuard

from nnspec.catalog import Entry, Parameter
from nnspec.errors import nearest
from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.language.words import either, right_word, singular, with_article
from nnspec.spec.yaml.nodes import Mapping, Node, Path, Scalar, Sequence, kind_of, plain

if TYPE_CHECKING:
    from nnspec.spec.language.reading.reader import ObjectReader

_NOUNS = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "a text",
    "mapping": "a mapping",
    "null": "null",
}


def read_value(
    reader: ObjectReader, parameter: Parameter, entry: Entry, node: Node, path: Path
) -> object:
    """The value of an argument; UNREADABLE after a problem.

    Args:
        reader: Where nested objects are read and problems are recorded.
        parameter: What the argument may be.
        entry: Whose argument it is.
        node: What the spec says.
        path: Where it says so.

    Returns:
        A plain value, an ObjectSpec, or a list of these.
    """
    label = f"{entry.name}.{parameter.name}"
    if isinstance(node, Scalar):
        value = node.value
        if value is None and "null" in parameter.kinds:
            return None
        if _is_number(value) and _takes_number(parameter.kinds, value):
            return value if _in_range(reader, parameter, label, value, path) else UNREADABLE
        if isinstance(value, bool) and "boolean" in parameter.kinds:
            return value
        if isinstance(value, str):
            if value in parameter.choices or "string" in parameter.kinds:
                return value
            if "object" in parameter.kinds and not _looks_like_number(value):
                if _is_meant_as_name(reader, parameter, value):
                    return reader.read(node, parameter.families, path)
            elif "choice" in parameter.kinds:
                _unknown_choice(reader, parameter, label, value, path)
                return UNREADABLE
    elif isinstance(node, Mapping):
        if "object" in parameter.kinds:
            return reader.read(node, parameter.families, path)
        if "mapping" in parameter.kinds:
            return plain(node)
    elif "list" in parameter.kinds:
        return _read_list(reader, parameter, entry, node, path)
    _wrong_type(reader, parameter, label, node, path)
    return UNREADABLE


def _read_list(
    reader: ObjectReader, parameter: Parameter, entry: Entry, node: Sequence, path: Path
) -> object:
    label = f"{entry.name}.{parameter.name}"
    if parameter.length is not None and len(node.items) != parameter.length:
        message = f"{label}: expected a list of {parameter.length}, found one of {len(node.items)}"
        reader.report("wrong-type", message, path)
        return UNREADABLE
    items = []
    for position, item in enumerate(node.items):
        where = (*path, position)
        if not parameter.item_kinds:
            items.append(plain(item))
        elif "object" in parameter.item_kinds and not isinstance(item, Sequence):
            items.append(reader.read(item, parameter.families, where))
        elif isinstance(item, Scalar) and _is_kind(item.value, parameter.item_kinds):
            right = not _is_number(item.value) or _in_range(
                reader, parameter, f"{label}[{position}]", item.value, where
            )
            items.append(item.value if right else UNREADABLE)
        elif isinstance(item, Sequence) and "list" in parameter.item_kinds:
            items.append(plain(item))
        else:
            wanted = either([_NOUNS.get(kind, kind) for kind in parameter.item_kinds])
            message = f"{label}[{position}]: expected {wanted}, found {kind_of(item)}"
            reader.report("wrong-type", message, where)
            items.append(UNREADABLE)
    return items


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _takes_number(kinds: tuple[str, ...], value: int | float) -> bool:
    return "number" in kinds or ("integer" in kinds and isinstance(value, int))


def _is_kind(value: object, kinds: tuple[str, ...]) -> bool:
    if value is None:
        return "null" in kinds
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, str):
        return "string" in kinds
    return _is_number(value) and _takes_number(kinds, value)


def _is_meant_as_name(reader: ObjectReader, parameter: Parameter, value: str) -> bool:
    """Whether a text is an object's name, right or misspelt, and nothing else."""
    if any(reader.catalog.find(family, value) for family in parameter.families):
        return True
    if {"number", "integer"} & set(parameter.kinds):
        known = [name for family in parameter.families for name in reader.catalog.names(family)]
        return nearest(value, known) is not None
    return not parameter.choices


def _looks_like_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _unknown_choice(
    reader: ObjectReader, parameter: Parameter, label: str, value: str, path: Path
) -> None:
    choices = ", ".join(parameter.choices)
    hint = right_word(value, parameter.choices)
    message = f"{label}: '{value}' is not one of {choices}"
    reader.report("unknown-choice", message, path, hint=hint)


def _wrong_type(
    reader: ObjectReader, parameter: Parameter, label: str, node: Node, path: Path
) -> None:
    wanted = []
    for kind in parameter.kinds:
        if kind == "choice":
            wanted.append("one of " + ", ".join(parameter.choices))
        elif kind == "object":
            wanted.extend(with_article(singular(family)) for family in parameter.families)
        elif kind == "list":
            items = [_PLURALS[kind] for kind in parameter.item_kinds if kind in _PLURALS]
            count = f"{parameter.length} " if parameter.length else ""
            wanted.append(f"a list of {count}{either(items) or 'values'}")
        elif kind == "integer" and "number" in parameter.kinds:
            continue
        else:
            wanted.append(_NOUNS.get(kind, kind))
    hint = None
    value = node.value if isinstance(node, Scalar) else None
    one_will_do = "list" in parameter.kinds and parameter.length in (None, 1)
    if one_will_do and isinstance(node, Scalar) and value is not None:
        # `(8,)` is Python's; in a YAML flow mapping its comma ends the value.
        hint = f"write [{node.text.strip('( ,)')}]"
    if isinstance(value, str):
        if _looks_like_number(value) and {"number", "integer"} & set(parameter.kinds):
            bare = value.replace(",", ".")
            hint = f"write {bare} without quotes" if bare == value else f"write {bare}"
        elif value.endswith("%") and _looks_like_number(value[:-1]) and "number" in parameter.kinds:
            hint = f"write {float(value[:-1].replace(',', '.')) / 100:g}"
        elif "boolean" in parameter.kinds and value.lower() in ("yes", "no", "on", "off"):
            hint = f"write {'true' if value.lower() in ('yes', 'on') else 'false'}"
    message = f"{label}: expected {either(wanted)}, found {kind_of(node)}"
    reader.report("wrong-type", message, path, hint=hint)


_PLURALS = {
    "number": "numbers",
    "integer": "whole numbers",
    "boolean": "true or false",
    "string": "texts",
    "object": "objects",
    "list": "lists",
}


# TensorFlow holds lengths in 32 bits, and ends the process over one that has more.
_LARGEST = 2**31 - 1


def _in_range(
    reader: ObjectReader, parameter: Parameter, label: str, value: int | float, path: Path
) -> bool:
    low, high = parameter.minimum, parameter.maximum
    if low is not None and high is None and "number" not in parameter.kinds + parameter.item_kinds:
        high = _LARGEST if value > _LARGEST else None
    above = low is None or value > low or (value == low and not parameter.exclusive_minimum)
    below = high is None or value < high or (value == high and not parameter.exclusive_maximum)
    if above and below and not math.isnan(value):
        return True
    parts = []
    if low is not None:
        parts.append(f"{'above' if parameter.exclusive_minimum else 'at least'} {low:g}")
    if high is not None:
        parts.append(f"{'below' if parameter.exclusive_maximum else 'at most'} {high:.10g}")
    expected = " and ".join(parts) or "a number"
    # A share that is given in percent.
    percent = (low, high) == (0, 1) and 2 <= value < 100
    hint = f"did you mean {value / 100:g}?" if percent else None
    message = f"{label}: expected {expected}, found {value!r}"
    reader.report("out-of-range", message, path, hint=hint)
    return False
