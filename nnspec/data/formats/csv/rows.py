"""A CSV file row by row, with the standard library: its header, its head and its faults.

Slow, but it starts without pyarrow and knows the line of every row; whole files are read by
`csv_reader`, which comes here when something is wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from nnspec.data.formats.csv.file import CsvBytes, utf16_without_mark, wrong_encoding
from nnspec.data.formats.csv.header import PREVIEW_ROWS, check_header, given_names
from nnspec.data.formats.csv.hints import setting
from nnspec.data.formats.csv.style import BLANKS, CsvFormat
from nnspec.data.formats.files import open_binary
from nnspec.errors import DataError, Location, Problem

_RAGGED_SHOWN = 5
_COMMENT_MARKS = ("#", "%")
_BUFFER_BYTES = 1 << 16


@dataclass(slots=True)
class CsvRows:
    """A CSV file opened at its first row.

    Attributes:
        names: The columns' names.
        header_lines: How many lines come before the rows: the header, and blank lines before it.
        rows: The rows still to come, as (line, fields); a row without any field is left out.
    """

    names: tuple[str, ...]
    header_lines: int
    rows: Iterator[tuple[int, list[str]]]


@dataclass(slots=True)
class CsvHead:
    """The first rows of a CSV file.

    Attributes:
        names: The columns' names.
        rows: Their fields as written, as many as there are names.
        lines: The line on which each row begins.
    """

    names: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@contextmanager
def open_rows(path: Path, label: str, form: CsvFormat) -> Iterator[CsvRows]:
    """Open a CSV file and read its header.

    Args:
        path: The file.
        label: What messages call it.
        form: How it is written.

    Raises:
        DataError: The file cannot be read or decoded, is empty, or its header is wrong.
    """
    try:
        with open_binary(path, label) as file, _text(file, form) as text:
            reader = csv.reader(text, **form.reader_options)
            rows = _numbered(reader)
            line, fields = next(rows, (0, None))
            if fields is None:
                raise DataError(Problem("empty-file", f"{label} is empty"))
            problem = utf16_without_mark(fields[0], label, form)
            if problem:
                raise DataError(problem)
            end = reader.line_num
            below = list(islice(rows, PREVIEW_ROWS))
            preview = [row for _, row in below]
            doubtful = len(fields) == 1 or form.sep in (" ", "\t") or ";" in fields[0]
            lines = _first_lines(path, label, form) if doubtful else ()
            if form.has_header:
                at = [row_line for row_line, _ in below]
                names = check_header(fields, label, form, line, preview, lines, at)
            else:
                names, is_header = given_names(fields, label, form, line, preview, lines)
                if not is_header:
                    below.insert(0, (line, fields))
                    end = line - 1
            yield CsvRows(names, end, chain(below, rows))
    except UnicodeError as error:
        problem = wrong_encoding(path, label, form) or Problem(
            "wrong-encoding", f"{label} is not {form.encoding}: {error}"
        )
        raise DataError(problem) from error
    except csv.Error as error:
        raise DataError(
            Problem(
                "unreadable-csv",
                f"{label} cannot be read as CSV: {error}",
                location=Location(label, reader.line_num, 1),
                hint="is a quotation mark not closed?",
            )
        ) from error


def _text(file: BinaryIO, form: CsvFormat, errors: str = "strict") -> io.TextIOWrapper:
    """The file's text, decoded and with its lines rewritten."""
    # The byte order mark of a file whose lines are not rewritten is still there.
    buffered = io.BufferedReader(CsvBytes(file, form, errors), _BUFFER_BYTES)
    return io.TextIOWrapper(buffered, "utf-8-sig", errors=errors, newline="")


def _first_lines(path: Path, label: str, form: CsvFormat) -> list[str]:
    """The first lines with something in them, as the parser sees them."""
    with open_binary(path, label) as file:
        lines = (line for line in _text(file, form, errors="replace") if line.strip())
        return list(islice(lines, PREVIEW_ROWS))


def _numbered(reader: csv.reader) -> Iterator[tuple[int, list[str]]]:
    """The rows that have fields, each with the line on which it begins."""
    line = 1
    for fields in reader:
        if fields:
            yield line, fields
        line = reader.line_num + 1


def read_header(path: Path, label: str, form: CsvFormat) -> tuple[str, ...]:
    """The columns' names, and no more of the file than that takes."""
    with open_rows(path, label, form) as opened:
        return opened.names


def read_head(path: Path, label: str, form: CsvFormat, max_rows: int) -> CsvHead:
    """The first rows; the file is read no further.

    Raises:
        DataError: As `open_rows`, or one of the rows has not as many fields as the header.
    """
    with open_rows(path, label, form) as opened:
        head = CsvHead(opened.names)
        for line, fields in islice(opened.rows, max_rows):
            if len(fields) != len(opened.names):
                problem = unclosed_quote(path, label, form)
                raise DataError(problem or _ragged(opened, label, form, (line, fields)))
            head.rows.append(fields)
            head.lines.append(line)
        return head


def find_fault(path: Path, label: str, form: CsvFormat) -> Problem | None:
    """Read all of a file that pyarrow refused and say why, or None where every row is fine.

    Raises:
        DataError: As `open_rows`.
    """
    with open_rows(path, label, form) as opened:
        return next(
            (
                _ragged(opened, label, form, (line, fields))
                for line, fields in opened.rows
                if len(fields) != len(opened.names)
            ),
            None,
        )


def unclosed_quote(path: Path, label: str, form: CsvFormat) -> Problem | None:
    """The problem of a quotation mark that swallows the rest of the file, or None."""
    with open_binary(path, label) as file:
        # Bytes that cannot be decoded have a problem of their own.
        text = _text(file, form, errors="replace")
        reader = csv.reader(text, strict=True, **form.reader_options)
        line = 1
        while True:
            try:
                next(reader)
            except StopIteration:
                return None
            except csv.Error as error:
                if "unexpected end of data" in str(error) or "field larger" in str(error):
                    return Problem(
                        "unclosed-quote",
                        f"{label}: the row on line {line} opens a quotation mark "
                        f"({form.quotechar}) that is never closed",
                        location=Location(label, line, 1),
                        hint="close it, double it if it is part of the text, or set quotechar",
                    )
            line = reader.line_num + 1


def line_of_row(path: Path, label: str, form: CsvFormat, row: int) -> int:
    """The line on which a row begins, from 1.

    Args:
        path: The file.
        label: What messages call it.
        form: How it is written.
        row: The row's index, from 0, header and blank lines not counted.
    """
    with open_rows(path, label, form) as opened:
        return next(islice(opened.rows, row, None))[0]


def _ragged(opened: CsvRows, label: str, form: CsvFormat, first: tuple[int, list[str]]) -> Problem:
    expected = len(opened.names)
    line, fields = first
    rest = [(n, len(row)) for n, row in opened.rows]
    others = [(n, count) for n, count in rest if count != expected]
    details = tuple(f"line {n}: {_fields(count)}" for n, count in others[:_RAGGED_SHOWN])
    if len(others) > _RAGGED_SHOWN:
        details += (f"and {len(others) - _RAGGED_SHOWN} more",)
    # A comment has fewer fields than the table: it is this line, or what was taken for the header.
    narrow = fields[0] if len(fields) < expected else opened.names[0] if expected == 1 else ""
    mark = narrow.strip()[:1]
    if mark in _COMMENT_MARKS and not form.comment:
        hint = f"add {setting('comment', mark)}"
    elif not any(map(str.strip, fields)):
        hint = "the line holds blanks alone: remove it"
    elif len(fields) == 1 and expected > 2 and len(others) == len(rest):
        hint = f"no row follows: if the table ends before it, remove the file from line {line} on"
    elif len(fields) > expected:
        hint = (
            f"put text that contains {form.sep!r} into quotation marks "
            f"({form.quotechar or 'set quotechar'}), or set sep"
        )
    elif form.sep == BLANKS:
        hint = "fields must not be empty where blanks separate them: write a word such as NA"
    else:
        hint = f"leave a field empty where there is no value: every row needs {expected - 1} "
        hint += f"{form.sep!r}"
    return Problem(
        "ragged-row",
        f"line {line} of {label} has {_fields(len(fields))}, the header has {expected}",
        location=Location(label, line, 1),
        details=details,
        hint=hint,
    )


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
