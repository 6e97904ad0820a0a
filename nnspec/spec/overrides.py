"""`--set training.epochs=5`: values from the command line or a program laid over a document."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from nnspec.errors import Location, Problem, SpecError, listing
from nnspec.spec.language.words import with_article
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import Document, Mapping, Node, Scalar, Sequence, Span, child, kind_of
from nnspec.spec.yaml.text import as_yaml

# What a program may give: settings as typed, or values by their paths.
Overrides = abc.Sequence[str] | abc.Mapping[str, Any]


def settings_of(overrides: Overrides) -> tuple[str, ...]:
    """Overrides as settings that could be typed.

    >>> settings_of({"training.epochs": 5, "layers.0": {"Dense": 8}})
    ('training.epochs=5', 'layers.0={Dense: 8}')

    Args:
        overrides: Settings, each `path=value`, or values by their paths: texts, numbers, booleans,
            None, and lists and dicts of such.

    Raises:
        SpecError: They are something else.
    """
    if isinstance(overrides, str):
        message = "overrides are a list of settings or a dict, found a text"
        raise SpecError(Problem("bad-override", message, hint=f"write [{overrides!r}]"))
    if not isinstance(overrides, abc.Mapping):
        return tuple(overrides)
    return tuple(f"{path}={as_yaml(_plain(path, value))}" for path, value in overrides.items())


def _plain(path: str, value: Any) -> Any:
    """A value of a program as one that YAML has; a NumPy number is a number."""
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, abc.Mapping):
        return {_plain(path, key): _plain(path, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(path, item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(path, value.tolist())
    if value is None or isinstance(value, str | bool | int | float):
        return value
    message = f"expected a text, number, list or dict, found {with_article(type(value).__name__)}"
    raise SpecError(Problem("bad-override", message, Location(f"--set {path}")))


def apply_overrides(document: Document, overrides: Iterable[str]) -> None:
    """Lay `path=value` settings over a document, in order, in place.

    The path is the keys joined by dots; an entry of a list is named by its position, counted from
    0, or by its `name`. The value is read by the file's own rules, so `[a, b]` and `{L2: 0.01}`
    work too. Whether a new key exists in the language is for the later checks to say, which know
    every section.

    Args:
        document: The document to change.
        overrides: Settings as typed, each `path=value`.

    Raises:
        SpecError: With one problem for each setting that cannot be applied.
    """
    problems: list[Problem] = []
    for setting in overrides:
        try:
            apply_setting(document, setting, f"--set {setting}")
        except SpecError as error:
            problems.extend(error.problems)
    if problems:
        raise SpecError(problems)


def apply_setting(document: Document, setting: str, flag: str) -> None:
    """Lay one setting over a document, as `apply_overrides` does.

    Args:
        document: The document to change.
        setting: `path=value`.
        flag: What messages call its place.

    Raises:
        SpecError: It cannot be applied.
    """
    path, equals, text = setting.partition("=")
    steps = path.strip().split(".")
    if not equals or not all(steps):
        raise _refusal(
            flag, "a setting is written path=value", "for instance --set training.epochs=5"
        )
    value = _value(text, flag)
    _mark(value, flag)
    node = document.root
    for depth, step in enumerate(steps[:-1]):
        below = _below(node, step)
        empty = below is None or (isinstance(below, Scalar) and below.value is None)
        if empty and isinstance(node, Mapping):
            below = Mapping(Span(0, 0, 0, 0, flag))
            _put(node, step, below, flag)
        if not isinstance(below, Mapping | Sequence):
            raise _no_way(flag, steps[: depth + 1], node, below)
        node = _own(node, step, below)
    last = steps[-1]
    if isinstance(node, Mapping):
        _put(node, last, value, flag)
        return
    position = _position(node, last) if isinstance(node, Sequence) else None
    if not isinstance(node, Sequence) or position is None:
        raise _no_way(flag, steps, node, None)
    node.items[position] = value


def _own(parent: Node, step: str, below: Mapping | Sequence) -> Mapping | Sequence:
    """A copy of `below` in its place: an alias elsewhere in the file may mean the same value."""
    if isinstance(below, Mapping):
        own: Mapping | Sequence = replace(below, values=dict(below.values), keys=dict(below.keys))
    else:
        own = replace(below, items=list(below.items))
    if isinstance(parent, Mapping):
        parent.values[step] = own
    elif isinstance(parent, Sequence) and (position := _position(parent, step)) is not None:
        parent.items[position] = own
    return own


def _value(text: str, flag: str) -> Node:
    if not text.strip():
        return Scalar(Span(0, 0, 0, 0, flag), None, "")
    try:
        return parse_document(text, flag).root
    except SpecError as error:
        raise SpecError(
            Problem(p.code, f"the value is not YAML: {p.message}", Location(flag), p.hint)
            for p in error.problems
        ) from None


def _mark(node: Node, flag: str) -> None:
    """Give a value, and all within, the flag as its place."""
    span = node.span
    node.span = Span(span.line, span.column, span.end_line, span.end_column, flag)
    if isinstance(node, Sequence):
        for item in node.items:
            _mark(item, flag)
    elif isinstance(node, Mapping):
        for key in node.keys.values():
            _mark(key, flag)
        for value in node.values.values():
            _mark(value, flag)


def _put(mapping: Mapping, key: str, value: Node, flag: str) -> None:
    mapping.values[key] = value
    mapping.keys[key] = Scalar(Span(0, 0, 0, 0, flag), key, key)


def _below(node: Node, step: str) -> Node | None:
    if isinstance(node, Sequence):
        position = _position(node, step)
        return None if position is None else node.items[position]
    return child(node, step)


def _position(sequence: Sequence, step: str) -> int | None:
    """The list position that `step` means: a number, or the `name` of an entry."""
    if step.isdecimal() and step.isascii() and len(step) < 9:
        return int(step) if int(step) < len(sequence.items) else None
    for position, item in enumerate(sequence.items):
        name = child(item, "name")
        if isinstance(name, Scalar) and name.value == step:
            return position
    return None


def _no_way(flag: str, steps: list[str], node: Node, below: Node | None) -> SpecError:
    """The path leads nowhere: say how far it went and what is there."""
    parent = ".".join(steps[:-1]) or "the spec"
    if isinstance(node, Sequence) and below is None:
        count = len(node.items)
        names = [str(number) for number in range(count)]
        message = f"{parent} has no entry '{steps[-1]}'"
        return _refusal(flag, message, f"entries: {listing(names)}" if names else "it is empty")
    found = kind_of(below) if below is not None else "nothing"
    message = f"{'.'.join(steps)} is {found}, so nothing below it can be set"
    return _refusal(flag, message, f"set {'.'.join(steps)} itself")


def _refusal(flag: str, message: str, hint: str) -> SpecError:
    return SpecError(Problem("bad-override", message, Location(flag), hint))
