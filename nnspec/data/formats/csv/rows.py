"""A CSV file row by row, with the standard library.

Slow, but it starts without pyarrow and knows the line of every row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from nnspec.data.formats.common.files import open_binary
from nnspec.data.formats.csv.bytes import CsvBytes, utf16_without_mark, wrong_encoding
from nnspec.data.formats.csv.header import PREVIEW_ROWS, check_header, given_names
from nnspec.data.formats.csv.style import CsvFormat
from nnspec.errors import DataError, Location, Problem

if TYPE_CHECKING:
    from _csv import Reader

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
        with open_binary(path, label) as file, text_of(file, form) as text:
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


def text_of(file: BinaryIO, form: CsvFormat, errors: str = "strict") -> io.TextIOWrapper:
    """A file's text, decoded and with its lines rewritten.

    Args:
        file: Its bytes.
        form: How it is written.
        errors: What becomes of bytes that cannot be decoded, as `codecs` has it.
    """
    # The byte order mark of a file whose lines are not rewritten is still there.
    buffered = io.BufferedReader(CsvBytes(file, form, errors), _BUFFER_BYTES)
    return io.TextIOWrapper(buffered, "utf-8-sig", errors=errors, newline="")


def _first_lines(path: Path, label: str, form: CsvFormat) -> list[str]:
    """The first lines with something in them, as the parser sees them."""
    with open_binary(path, label) as file:
        lines = (line for line in text_of(file, form, errors="replace") if line.strip())
        return list(islice(lines, PREVIEW_ROWS))


def _numbered(reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """The rows that have fields, each with the line on which it begins."""
    line = 1
    for fields in reader:
        if fields:
            yield line, fields
        line = reader.line_num + 1
