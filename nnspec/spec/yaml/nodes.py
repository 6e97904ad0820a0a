"""Values of a YAML document that know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nnspec.errors import Location

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in its source.

    Attributes:
        line: First line, counted from 0.
        column: First column in characters, counted from 0.
        end_line: Line of the end, counted from 0.
        end_column: Column after the last character.
        flag: For a value that came from the command line, the flag as typed.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    flag: str | None = None


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value: text, number, boolean or null.

    Attributes:
        span: Where it stands.
        value: The value by the YAML 1.2 core rules.
        text: The characters as written, without quotes.
        size: Number of values, here 1.
    """

    span: Span
    value: str | int | float | bool | None
    text: str
    size: int = 1


@dataclass(slots=True, eq=False)
class Sequence:
    """A list of values."""

    span: Span
    items: list[Node] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True, eq=False)
class Mapping:
    """Values by key. Keys are text; their own places are kept beside."""

    span: Span
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    size: int = 1

    def items(self) -> Iterator[tuple[str, Scalar, Node]]:
        """Each entry as (key, key node, value node)."""
        for key, value in self.values.items():
            yield key, self.keys[key], value


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file.

    Attributes:
        label: The file as messages name it.
        lines: Its text, line by line.
        root: The outermost value.
    """

    label: str
    lines: tuple[str, ...]
    root: Node

    def location(self, span: Span) -> Location:
        """The place of `span` as a message shows it."""
        if span.flag is not None:
            return Location(span.flag)
        excerpt = self.lines[span.line] if span.line < len(self.lines) else ""
        end = span.end_column if span.end_line == span.line else len(excerpt.rstrip())
        return Location(
            file=self.label,
            line=span.line + 1,
            column=span.column + 1,
            length=max(1, end - span.column),
            excerpt=excerpt,
        )

    def find(self, path: Path) -> Node | None:
        """The value at `path`, or None when there is none."""
        node: Node | None = self.root
        for step in path:
            node = child(node, step)
            if node is None:
                return None
        return node

    def locate(self, path: Path, *, key: bool = False) -> Location:
        """The place of the value at `path`, or of its nearest ancestor that is in the file.

        The whole file, without a line, when not even the section is there.

        Args:
            path: Keys and list positions from the root.
            key: Point at the last key of the path instead of at its value.
        """
        node: Node = self.root
        span = None
        for step in path:
            below = child(node, step)
            if below is None:
                break
            names_key = isinstance(node, Mapping) and (key or not is_compact(below))
            span = node.keys[str(step)].span if names_key else below.span  # type: ignore[union-attr]
            node = below
        return Location(self.label) if span is None else self.location(span)


def child(node: Node | None, step: str | int) -> Node | None:
    """The value one step below `node`, or None."""
    if isinstance(node, Mapping):
        return node.values.get(str(step))
    if isinstance(node, Sequence) and isinstance(step, int) and -1 < step < len(node.items):
        return node.items[step]
    return None


def is_compact(node: Node) -> bool:
    """Whether the value stands on one line and is not empty: underlining it then says enough."""
    span = node.span
    return span.line == span.end_line and span.column < span.end_column


def plain(node: Node) -> Any:
    """The value without its places: dict, list, str, int, float, bool or None."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.values.items()}


def is_nothing(node: Node) -> bool:
    """Whether the value is null, in any of its ways to be written."""
    return isinstance(node, Scalar) and node.value is None


def kind_of(node: Node) -> str:
    """What a value is, in words for a message: `the text 'five'`, `a list`, `nothing`."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping" if node.values else "an empty mapping"
    if digits := long_number(node):
        return f"a number of {digits:,} digits"
    return describe_value(node.value)


def long_number(node: Node | None) -> int:
    """How many digits a whole number has that is too long to be one of Python's; 0 for others."""
    if not isinstance(node, Scalar) or not isinstance(node.value, float):
        return 0
    digits = node.text.strip().lstrip("+-")
    return len(digits) if digits.isdecimal() and digits.isascii() else 0


def describe_value(value: Any) -> str:
    """What a plain value is, in words for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:37] + "..."
        return f"the text {shown!r}" if value else "an empty text"
    if isinstance(value, int | float):
        text = repr(value)
        return text if len(text) <= 40 else text[:37] + "..."
    return "a list" if isinstance(value, list | tuple) else "a mapping"
