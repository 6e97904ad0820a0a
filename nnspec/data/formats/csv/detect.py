"""What the first lines of a CSV file say of it: its separator, and whether it has a header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from nnspec.data.formats.csv.style import BLANKS, MISSING_TOKENS, CsvFormat
from nnspec.data.table.number_text import parse_number

SEPARATORS = (";", "\t", "|", ",")
# Words that stand for a missing value in the data of many people, besides those that are known.
_GAPS = frozenset((*MISSING_TOKENS, "?", "-", "--", ".", "*", "missing", "unknown"))
# Columns of a wide table are named after years, or counted.
_YEARS = (1800, 2200)
# So many lines of equal width are a table.
_TABLE_ROWS = 3


def likely_separator(lines: Sequence[str], form: CsvFormat) -> str | None:
    r"""The separator that makes the same number of columns, at least two, of every line.

    Args:
        lines: The first lines with something in them, the header among them.
        form: How the file was taken to be written.

    Returns:
        One of `SEPARATORS` or `\s+`, or None where none of them does so.
    """
    counts = {sep: _columns(lines, sep, form) for sep in SEPARATORS if sep != form.sep}
    found = {sep: count for sep, count in counts.items() if count}
    blanks = 0 if form.sep == BLANKS else _columns(lines, BLANKS, form)
    if blanks and not _aligned(lines):
        # One column of texts of as many words each, such as first and last names.
        below = [field for row in split_lines(lines, BLANKS, form)[1:] for field in row]
        blanks *= any(_number(field, form) is not None for field in below)
    if blanks and (not found or (blanks > max(found.values()) and _aligned(lines))):
        return BLANKS
    return max(found, key=found.__getitem__, default=None)


def separated_by_blanks(lines: Sequence[str], form: CsvFormat) -> bool:
    """Whether runs of blanks make columns of lines that were taken for separated by one blank."""
    if form.sep not in (" ", "\t"):
        return False
    blanks, single = _columns(lines, BLANKS, form), _columns(lines, form.sep, form)
    return bool(blanks) and blanks != single and (not single or _aligned(lines))


def separated_by_semicolons(lines: Sequence[str], form: CsvFormat) -> bool:
    """Whether semicolons make columns of lines whose commas all stand in decimal numbers."""
    if form.sep != "," or not _columns(lines, ";", form):
        return False
    fields = [field.strip() for row in split_lines(lines, ";", form) for field in row]
    return all(parse_number(field, ",") is not None for field in fields if "," in field)


def mark_of(line: str, form: CsvFormat) -> str | None:
    """The separator of `SEPARATORS` that comes up most in a line; None without any."""
    counts = {sep: line.count(sep) for sep in SEPARATORS if sep != form.sep}
    likely = max(counts, key=counts.__getitem__)
    return likely if counts[likely] else None


def _aligned(lines: Sequence[str]) -> bool:
    """Whether blanks align columns: words of a text are separated by single ones."""
    return any(re.search(r"\s\s|^\s", line.rstrip()) for line in lines)


def _columns(lines: Sequence[str], sep: str, form: CsvFormat) -> int:
    """Into how many columns it separates every line; 0 where lines differ, or one stays whole."""
    try:
        counts = [len(fields) for fields in split_lines(lines, sep, form)]
    except csv.Error:
        # A line of a wide table stays one field, which is longer than the parser takes.
        return 0
    if sep in (BLANKS, "\t") and len(counts) > _TABLE_ROWS and counts[0] == counts[1] - 1:
        # R gives the names of its rows no name.
        counts[0] += 1
    return counts[0] if len(set(counts)) == 1 and counts[0] > 1 else 0


def split_lines(lines: Iterable[str], sep: str, form: CsvFormat) -> list[list[str]]:
    """The fields of lines under a separator."""
    if sep == BLANKS:
        lines = [line.strip() for line in lines]
        # As the rewriter does it: blanks outside of quotation marks are one mark.
        lines = [re.sub(r'("[^"]*")|\s+', lambda m: m[1] or "\t", line) for line in lines]
        sep = "\t"
    quote = {"quotechar": form.quotechar} if form.quotechar else {"quoting": csv.QUOTE_NONE}
    return [fields for fields in csv.reader(lines, delimiter=sep, **quote) if fields]


def looks_like_data(first: Sequence[str], below: Sequence[Sequence[str]], form: CsvFormat) -> bool:
    """Whether a file's first line is a row of data and names no columns.

    It is where most of its fields are numbers above numbers, or words that are values of their own
    columns further down, and no field is a word above nothing but numbers.

    Args:
        first: The fields of the first line, without the spaces around them.
        below: Those of some lines after it.
        form: Knows the marks in numbers.
    """
    if _numbered(first):
        return False
    rows = [row for row in below if len(row) == len(first) and list(row) != list(first)]
    if not rows:
        return all(_number(field, form) is not None for field in first)
    counted = 0
    for field, below in zip(first, zip(*rows, strict=True), strict=True):
        values = [value.strip() for value in below]
        number = _number(field, form) is not None
        kind = _numeric(values, form)
        if not number and field not in _GAPS and kind:
            return False
        counted += (number and kind is not False) or (bool(field) and field in values)
    return 2 * counted > len(first)


def looks_like_header(
    first: Sequence[str], below: Sequence[Sequence[str]], form: CsvFormat
) -> bool:
    """Whether a first line names columns: words above numbers, and no number at all."""
    rows = [row for row in below if len(row) == len(first)]
    if not rows or any(_number(field, form) is not None or not field.strip() for field in first):
        return False
    columns = zip(first, zip(*rows, strict=True), strict=True)
    return any(
        field.strip() not in _GAPS and bool(_numeric([v.strip() for v in values], form))
        for field, values in columns
    )


def first_row_of_table(width: int, below: Sequence[Sequence[str]]) -> int | None:
    """Which of the lines below a first line begins the table, where the first lines are none.

    Args:
        width: How many fields the first line has.
        below: The fields of some lines after it.

    Returns:
        The position of a line from which on all have the same number of fields, at least twice as
        many as any before; None where the first line is one of the table.
    """
    widths = [len(row) for row in below]
    if len(widths) < _TABLE_ROWS:
        return None
    start = len(widths)
    while start and widths[start - 1] == widths[-1]:
        start -= 1
    narrow = all(2 * other <= widths[-1] for other in (width, *widths[:start]))
    # Marks at the end of each line alone make no columns.
    narrow = narrow and any(field.strip() for row in below[start:] for field in row[width:])
    return start if narrow and len(widths) - start >= _TABLE_ROWS else None


def first_row_below_title(first: Sequence[str], below: Sequence[Sequence[str]]) -> int | None:
    """Which of the lines below a first line begins the table, where a spreadsheet has a title.

    A title is alone in its line, whose other fields are empty.

    Args:
        first: The fields of the first line.
        below: Those of some lines after it.

    Returns:
        The position of the first line without an empty field; None where there is no title.
    """
    if len(first) <= 2 or not first[0].strip() or any(map(str.strip, first[1:])):
        return None
    for position, row in enumerate(below):
        if len(row) == len(first) and all(map(str.strip, row)):
            return position
        if any(map(str.strip, row[1:])):
            return None
    return None


def has_row_names(width: int, below: Sequence[Sequence[str]], form: CsvFormat) -> bool:
    """Whether the rows begin with a name or number that has no name in the header.

    So R writes a table. Where commas separate, a text with a comma in it would look the same, and
    only numbers that count the rows are believed.
    """
    if len(below) < _TABLE_ROWS or any(len(row) != width + 1 for row in below):
        return False
    first = [row[0].strip() for row in below]
    if form.delimiter in ("\t", " ") and len(set(first)) == len(first):
        return True
    counted = [int(value) for value in first if value.isdecimal() and value.isascii()]
    steps = {after - before for before, after in pairwise(counted)}
    return len(counted) == len(first) and steps == {1}


def _numbered(names: Sequence[str]) -> bool:
    """Whether numbers among the names count columns, or are years, in order."""
    numbers = [int(name) for name in names if name.isdecimal() and name.isascii()]
    if not numbers or any(parse_number(name) is not None for name in names if not name.isdecimal()):
        return False
    steps = {after - before for before, after in pairwise(numbers)}
    years = _YEARS[0] <= min(numbers) and max(numbers) <= _YEARS[1]
    words = len(numbers) < len(names)
    # Pandas names columns 0, 1, 2, ... when it is given none: those are names, not a row.
    return steps == {1} or (years and min(steps, default=1) > 0 and words)


def _numeric(values: Sequence[str], form: CsvFormat) -> bool | None:
    """Whether values are numbers, gaps left out; None where there is nothing else."""
    present = [value for value in values if value not in _GAPS and value not in form.missing]
    if not present:
        return None
    return all(_number(value, form) is not None for value in present)


def _number(text: str, form: CsvFormat) -> float | None:
    # A field such as nan is a gap, not a number that would make a row of a header.
    return None if text in _GAPS else parse_number(text, form.decimal, form.thousands)
