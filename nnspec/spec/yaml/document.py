"""Read YAML with positions, by the YAML 1.2 core rules.

PyYAML's safe loader reads `1e-3` as text, `on` as true, `010` as 8 and keeps the last of two equal
keys without a word. This reader takes PyYAML's events, which carry positions, and decides itself
what a scalar is (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import NoReturn

import yaml

from nnspec.errors import InputError, Location, Problem, SpecError, did_you_mean
from nnspec.spec.yaml.missing_file import no_such_spec
from nnspec.spec.yaml.nodes import Document, Mapping, Node, Scalar, Sequence, Span
from nnspec.spec.yaml.syntax import syntax_problem

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_VALUES = 50_000
# So many are shown, then reading stops.
MAX_DUPLICATES = 100

_NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
# Longer whole numbers than this mean nothing in a spec, and Python refuses to print very long ones.
_MAX_DIGITS = 30
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser is ten times faster than the pure one; both give the same events."""


def read_document(path: FilePath, label: str | None = None) -> Document:
    """Parse a YAML file.

    Args:
        path: The file.
        label: How messages name it; the path as given when left out.

    Raises:
        InputError: The file does not exist or cannot be read.
        SpecError: It is not one well-formed YAML document in UTF-8.
    """
    label = label or str(path)
    try:
        if path.is_dir():
            raise InputError(
                Problem("not-a-file", f"{label} is a folder", hint="name a spec inside it")
            )
        if path.exists() and not path.is_file():
            message = f"{label} is a pipe or a device, not a spec"
            hint = "copy what it gives into a file"
            raise InputError(Problem("not-a-file", message, hint=hint))
        size = path.stat().st_size
        if size <= MAX_BYTES:
            # Files of /proc say that they are empty, and some have no end.
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
            size = max(size, len(raw))
        if size > MAX_BYTES:
            message = f"{label} has {size / MAX_BYTES:.1f} MiB; a spec may have 1 MiB"
            raise SpecError(Problem("file-too-large", message, Location(label)))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(no_such_spec(path, label)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem("unreadable-file", f"{label} cannot be read: {reason}")) from None
    return parse_document(decode(raw, label), label)


def decode(raw: bytes, label: str) -> str:
    """The bytes of a file as text.

    Raises:
        SpecError: They are not UTF-8, with the position of the first byte that is not.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "the file is UTF-16; a spec is UTF-8"
        else:
            message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        location = Location(label, line + 1, column + 1)
        raise SpecError(
            Problem("not-utf8", message, location, hint="save the file as UTF-8")
        ) from None


def parse_document(text: str, label: str) -> Document:
    """Parse YAML text.

    Args:
        text: The document.
        label: How messages name it.

    Raises:
        SpecError: With every problem found: one for bad syntax, all of them for duplicate keys.
    """
    lines = tuple(text.splitlines())
    forbidden = _CONTROL.search(text)
    if forbidden:
        before = text[: forbidden.start()]
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        excerpt = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.split("\n")[line])
        name = "NUL character" if forbidden.group() == "\0" else "control character"
        message = f"a {name} (U+{ord(forbidden.group()):04X}) does not belong in a spec"
        location = Location(label, line + 1, column + 1, excerpt=excerpt)
        raise SpecError(Problem("control-character", message, location))
    builder = _Builder(label, lines)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.feed(event)
    except yaml.MarkedYAMLError as error:
        raise SpecError(syntax_problem(error, label, lines)) from None
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())
        raise SpecError(Problem("yaml-syntax", message, Location(label))) from None
    if builder.problems:
        raise SpecError(builder.problems)
    if builder.root is None:
        raise SpecError(
            Problem(
                "empty-file",
                "the file is empty",
                Location(label),
                hint="a spec needs at least data, layers and compile",
            )
        )
    return Document(label, lines, builder.root)


def scalar_value(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means by the YAML 1.2 core schema.

    >>> [scalar_value(word) for word in ("1e-3", "on", "010", "12:30:45", "~")]
    [0.001, 'on', 10, '12:30:45', None]
    """
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text[0] in "tT"
    if _INT.match(text) and len(text) <= _MAX_DIGITS:
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        return int(text, base)
    if _FLOAT.match(text):
        return float(text)
    if _INFINITE.match(text):
        return float(text.replace(".", "", 1))
    return text


class _Builder:
    """Turns PyYAML's events into nodes, without recursion."""

    def __init__(self, label: str, lines: tuple[str, ...]) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._document = Document(label, lines, Scalar(Span(0, 0, 0, 0), None, ""))
        self._stack: list[Sequence | Mapping] = []
        self._open_keys: list[Scalar | None] = []
        self._anchors: dict[str, Node] = {}
        self._names: list[str | None] = []
        self._documents = 0
        # Keys that a merge brought into a mapping: a key written out overrides them.
        self._merged: dict[int, set[str]] = {}

    def feed(self, event: yaml.Event) -> None:
        start, end = event.start_mark, event.end_mark
        # Events that are made by hand may have none; a parser's always have.
        assert start is not None and end is not None
        span = Span(start.line, start.column, end.line, end.column)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(
                    "several-documents", "a spec is one YAML document; a second starts here", span
                )
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, span)
            value = scalar_value(event.value) if event.implicit[0] else event.value
            self._add(Scalar(span, value, event.value), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            anchor = event.anchor or ""
            target = self._anchors.get(anchor)
            if target is None:
                hint = did_you_mean(anchor, self._anchors)
                self._stop("unknown-alias", f"there is no anchor '&{anchor}'", span, hint)
            self._add(target, None)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._refuse_tag(event.tag, span)
            if len(self._stack) >= MAX_DEPTH:
                self._stop("too-deep", f"nested deeper than {MAX_DEPTH} levels", span)
            is_list = isinstance(event, yaml.SequenceStartEvent)
            self._stack.append(Sequence(span) if is_list else Mapping(span))
            self._open_keys.append(None)
            self._names.append(event.anchor)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            node = self._stack.pop()
            self._open_keys.pop()
            opened = node.span
            node.span = Span(opened.line, opened.column, span.end_line, span.end_column)
            self._add(node, self._names.pop())

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._stack:
            self.root = node
            if isinstance(node, Scalar) and node.text == "" and node.value is None:
                self.root = None
            return
        parent = self._stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self._open_keys[-1] is None:
            self._open_keys[-1] = self._key(node)
            return
        else:
            key, self._open_keys[-1] = self._open_keys[-1], None
            self._put(parent, key, node)
        parent.size += node.size
        if parent.size > MAX_VALUES:
            message = f"the file expands to more than {MAX_VALUES:,} values"
            self._stop("too-many-values", message, node.span)

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self._stop("bad-key", "a key must be a word, not a list or a mapping", node.span)
        return node

    def _put(self, parent: Mapping, key: Scalar, node: Node) -> None:
        # In quotes, which make it wider, it is a key like any other.
        if key.text == "<<" and key.span.end_column - key.span.column == len("<<"):
            self._merge(parent, key, node)
        elif key.text in parent.values:
            merged = self._merged.get(id(parent), set())
            if key.text in merged:
                merged.remove(key.text)
                parent.values[key.text], parent.keys[key.text] = node, key
                return
            first = parent.keys[key.text].span
            self.problems.append(
                Problem(
                    "duplicate-key",
                    f"'{key.text}' is given twice",
                    self._document.location(key.span),
                    hint=f"first given on line {first.line + 1}",
                )
            )
            if len(self.problems) >= MAX_DUPLICATES:
                raise SpecError(self.problems)
        else:
            parent.values[key.text], parent.keys[key.text] = node, key

    def _merge(self, parent: Mapping, key: Scalar, node: Node) -> None:
        given = node.items if isinstance(node, Sequence) else [node]
        sources = [source for source in given if isinstance(source, Mapping)]
        if len(sources) < len(given):
            self._stop("bad-merge", "'<<' merges mappings: write '<<: *anchor'", key.span)
        merged = self._merged.setdefault(id(parent), set())
        for source in sources:
            for name, name_node, value in source.items():
                if name not in parent.values:
                    parent.values[name], parent.keys[name] = value, name_node
                    merged.add(name)

    def _refuse_tag(self, tag: str | None, span: Span) -> None:
        if tag is not None and tag != "!":
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._stop(
                "yaml-tag", f"the tag {shown} is not allowed: a spec holds plain values", span
            )

    def _stop(self, code: str, message: str, span: Span, hint: str | None = None) -> NoReturn:
        location = self._document.location(span)
        raise SpecError([*self.problems, Problem(code, message, location, hint)])
