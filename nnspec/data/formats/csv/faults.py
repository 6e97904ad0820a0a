"""What can be wrong in a CSV file below its header."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from nnspec.data.formats.common.files import open_binary
from nnspec.data.formats.csv.hints import setting
from nnspec.data.formats.csv.rows import CsvRows, text_of
from nnspec.data.formats.csv.style import BLANKS, CsvFormat
from nnspec.data.table.values import no_number
from nnspec.errors import Location, Problem

_RAGGED_SHOWN = 5
_COMMENT_MARKS = ("#", "%")
# So many columns with values that are no numbers are said.
_SHOWN_COLUMNS = 12


def of_first_columns(found: Iterator[Problem]) -> list[Problem]:
    """The problems of the first columns; the file is read again for the line of each."""
    problems = list(islice(found, _SHOWN_COLUMNS))
    more = next(found, None) if problems else None
    if more is not None:
        problems[-1] = replace(problems[-1], details=("and in further columns",))
    return problems


def no_rows(label: str) -> Problem:
    """The problem of a file with nothing below its header."""
    return Problem("no-rows", f"{label} has a header but no rows")


def unclosed_quote(path: Path, label: str, form: CsvFormat) -> Problem | None:
    """The problem of a quotation mark that swallows the rest of the file, or None.

    Args:
        path: The file, of which all is read.
        label: What messages call it.
        form: How it is written.
    """
    with open_binary(path, label) as file:
        # Bytes that cannot be decoded have a problem of their own.
        text = text_of(file, form, errors="replace")
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


def infinite_value(label: str, name: str, value: float, line: int, count: int) -> Problem:
    """The problem of a column with infinities, or with numbers that are too large.

    Args:
        label: What messages call the file.
        name: The column.
        value: The first such number.
        line: Its line.
        count: How many there are.
    """
    more = f", and {count - 1} more" if count > 1 else ""
    problem = no_number(label, name, value, f"on line {line}{more}")
    return replace(problem, location=Location(label, line, 1))


def ragged_row(
    opened: CsvRows, label: str, form: CsvFormat, first: tuple[int, list[str]]
) -> Problem:
    """The problem of rows that have not as many fields as the header.

    Args:
        opened: The file behind the first of them; all of it is read.
        label: What messages call it.
        form: How it is written.
        first: The first of them, with its line.
    """
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
