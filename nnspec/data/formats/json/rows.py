"""The objects of a JSON file, one after the other: those of a list, or one a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from nnspec.data.formats.common.files import open_binary
from nnspec.data.formats.json.shape import EXPECTED, no_rows_problem
from nnspec.errors import DataError, Location, Problem

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CHUNK = 1 << 20
"""Bytes that are read at once."""
# An object that is longer is not waited for: something in it is wrong.
_LONGEST = 64 << 20
_BLANK = " \t\r\n"
_NAMES = {
    list: "a list",
    str: "a text",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_STARTS = {"[": "a list", '"': "a text", "t": "a boolean", "f": "a boolean", "n": "null"}
_DECODER = json.JSONDecoder()
_ROW_HINT = 'a row is an object such as {"age": 28, "station": "north"}'


@dataclass(frozen=True, slots=True)
class JsonRows:
    """A JSON file opened at its first row.

    Attributes:
        word: What a row's number counts: the lines of the file, or the rows of a list.
        rows: Each row's number and object; blank lines are left out.
    """

    word: Literal["row", "line"]
    rows: Iterator[tuple[int, dict[str, Any]]]


@contextmanager
def open_json(path: Path, label: str) -> Iterator[JsonRows]:
    """Open a file of JSON objects.

    Args:
        path: The file, in UTF-8; packed by its ending.
        label: What messages call it.

    Raises:
        DataError: There is no such file, it holds no rows, or, while they are read, a row is no
            JSON object.
    """
    with open_binary(path, label, "a JSON file") as file:
        is_list = _is_list(file)
    with open_binary(path, label, "a JSON file") as file:
        if is_list:
            yield JsonRows("row", _of_list(file, label))
        else:
            yield JsonRows("line", _of_lines(file, path, label))


def _is_list(file: BinaryIO) -> bool:
    """Whether the first character that is not blank opens a list."""
    head = file.read(CHUNK).removeprefix(_BYTE_ORDER_MARK).lstrip()
    return head.startswith(b"[")


def _of_lines(file: BinaryIO, path: Path, label: str) -> Iterator[tuple[int, dict[str, Any]]]:
    first = True
    for line, raw in enumerate(file, start=1):
        if line == 1:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        if not raw.strip():
            continue
        try:
            values = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise DataError(_not_utf8(label, line, raw[error.start])) from error
        except json.JSONDecodeError as error:
            problem = no_rows_problem(path, label) if first else None
            hint = f"expected {EXPECTED}" if first else None
            raise DataError(problem or _not_json_lines(label, line, error, hint)) from error
        except (RecursionError, ValueError) as error:
            raise DataError(_unreadable(label, f"on line {line}: {error}")) from error
        if not isinstance(values, dict):
            message = f"{label} is not JSON lines: expected an object on line {line}, found "
            message += _NAMES[type(values)]
            raise DataError(
                Problem("unreadable-json", message, Location(label, line, 1), _ROW_HINT)
            )
        if first and values and all(isinstance(value, list | dict) for value in values.values()):
            problem = no_rows_problem(path, label)
            if problem is not None:
                raise DataError(problem)
        first = False
        yield line, values


class _Text:
    """The text of a file from a place on, read as far as it is asked for."""

    def __init__(self, file: BinaryIO, label: str) -> None:
        self._file, self._label = file, label
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._ended = False
        self.text = ""
        self.place = 0
        self.line = 1

    def more(self) -> bool:
        """Read further; False at the end of the file."""
        if self._ended:
            return False
        self.line += self.text.count("\n", 0, self.place)
        kept = self.text[self.place :]
        # As much again as is there, so that a long object is not looked at all too often.
        raw = self._file.read(max(CHUNK, len(kept)))
        self._ended = not raw
        try:
            self.text = kept + self._decode(raw, not raw)
        except UnicodeDecodeError as error:
            line = self.line + kept.count("\n") + raw[: error.start].count(b"\n")
            byte = error.object[error.start]
            raise DataError(_not_utf8(self._label, line, byte)) from error
        self.place = 0
        return not self._ended

    def next(self) -> str:
        """The next character that is not blank, empty at the end."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in _BLANK:
                self.place += 1
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def line_at(self, place: int) -> int:
        """The line of a place in the text."""
        return self.line + self.text.count("\n", 0, place)


def _of_list(file: BinaryIO, label: str) -> Iterator[tuple[int, dict[str, Any]]]:
    text, row = _Text(file, label), 0
    text.next()
    text.place += 1
    while True:
        found = text.next()
        if found == "]" and not row:
            break
        row += 1
        yield row, _object(text, found, label, row)
        found = text.next()
        text.place += 1
        if found == "]":
            break
        if found != ",":
            raise DataError(_broken(text, label, "expecting ',' or ']'", text.place - 1))
    text.place += not row
    if text.next():
        raise DataError(_broken(text, label, "the file goes on behind the list", text.place))


def _object(text: _Text, found: str, label: str, row: int) -> dict[str, Any]:
    if found != "{":
        if found not in _STARTS and not found.isdigit() and found != "-":
            raise DataError(_broken(text, label, "expecting an object", text.place))
        what = _STARTS.get(found, "a number")
        line = text.line_at(text.place)
        message = f"{label} is no list of objects: expected an object in row {row}, found {what}"
        raise DataError(Problem("unreadable-json", message, Location(label, line, 1), _ROW_HINT))
    while True:
        try:
            values, text.place = _DECODER.raw_decode(text.text, text.place)
        except json.JSONDecodeError as error:
            whole = len(text.text) - text.place > _LONGEST
            if whole or not text.more():
                what = error.msg[:1].lower() + error.msg[1:]
                raise DataError(_broken(text, label, what, error.pos)) from error
        except (RecursionError, ValueError) as error:
            raise DataError(_unreadable(label, f"in row {row}: {error}")) from error
        else:
            return values


def _broken(text: _Text, label: str, what: str, place: int) -> Problem:
    line = text.line_at(place)
    message = f"{label} is not JSON: {what} on line {line}"
    if place >= len(text.text.rstrip(_BLANK)):
        message = f"{label} is not JSON: the file ends on line {line} inside its list"
    return Problem("unreadable-json", message, Location(label, line, 1))


def _not_utf8(label: str, line: int, byte: int) -> Problem:
    message = f"{label} is not utf-8: byte 0x{byte:02X} on line {line} cannot be decoded"
    return Problem("wrong-encoding", message, Location(label, line, 1), "save it as UTF-8")


def _unreadable(label: str, where: str) -> Problem:
    return Problem("unreadable-json", f"{label} cannot be read as JSON {where}")


def _not_json_lines(
    label: str, line: int, error: json.JSONDecodeError, hint: str | None
) -> Problem:
    what = error.msg[:1].lower() + error.msg[1:]
    return Problem(
        "unreadable-json",
        f"{label} is not JSON lines: {what} on line {line}",
        Location(label, line, error.colno),
        hint,
    )
