"""Which marks write the numbers of a column: `65,937` is 65937 or 65.937, and texts tell which.

A mark before groups of three digits stands between thousands, one before other digits before the
fraction. Where every mark stands before exactly three digits, both can be meant: then numbers below
1000 without a mark beside them, or another column of the file, tell; or nobody but the user does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from nnspec.data.table.columns import Columns
from nnspec.data.table.number_text import parse_in, parse_number, plain_number

_BLANKS = (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}", "'", "\u2019")
# In the order of preference: fewer marks first.
_CONVENTIONS = (
    (".", ""),
    (",", ""),
    (".", ","),
    (",", "."),
    *((".", blank) for blank in _BLANKS),
    *((",", blank) for blank in _BLANKS),
)
_BARE = re.compile(r"[+-]?\d+", re.ASCII)
_LESS_THAN = 1000
_LEADING_ZERO = re.compile(r"0\d", re.ASCII)
# Neither 1e3 beside 1000 nor +1 beside 1 are codes.
_PLAIN = re.compile(r"[\d.]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers may be written.

    Attributes:
        decimal: The decimal mark.
        thousands: The mark between thousands; empty for none.
    """

    decimal: str
    thousands: str = ""

    def number(self, text: str) -> float | None:
        """The number that a text writes, or None."""
        return parse_number(text, self.decimal, self.thousands)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the texts of a column are numbers.

    Attributes:
        options: The only way, or two between which nothing decides.
        example: A text with a mark.
        beside: A number below 1000 without one, where that told thousands from decimals.
    """

    options: tuple[Marks, ...]
    example: str
    beside: str | None = None


def read_marks(texts: Iterable[str], decimal: str | None = None) -> Reading | None:
    """How texts are numbers.

    Args:
        texts: Different values of a column.
        decimal: The decimal mark, where it is known.

    Returns:
        None where they are no numbers under any marks, or have no mark at all.
    """
    bare = [text.strip() for text in texts]
    conventions = [Marks(*marks) for marks in _CONVENTIONS if decimal in (None, marks[0])]
    options = [marks for marks in conventions if _fits(bare, marks)]
    if not options:
        return None
    used = {mark for marks in options for mark in (marks.decimal, marks.thousands) if mark}
    example = next(text for text in bare if used.intersection(text))
    thousands = [marks for marks in options if marks.thousands]
    numbers = [abs(int(text)) for text in bare if _BARE.fullmatch(text)]
    if len(options) == 2 and numbers and max(numbers) >= _LESS_THAN and not options[0].thousands:
        # Whoever writes 1500 writes no mark between thousands; a point is the usual decimal mark.
        options = options[:1] if options[0].decimal == "." else options
    elif len(options) == 2 and len(thousands) == 1 and numbers:
        beside = next(text for text in bare if _BARE.fullmatch(text))
        return Reading(tuple(thousands), example, beside)
    return Reading(tuple(options), example)


def _fits(texts: Sequence[str], marks: Marks) -> bool:
    """Whether all texts are numbers under these marks, and need them for it."""
    joined = "".join(texts)
    if marks.thousands and marks.thousands not in joined:
        return False
    # Where a point stands between thousands the decimal mark is a comma, seen or not.
    needed = not marks.thousands or (marks.decimal == "," and marks.thousands != ".")
    if needed and marks.decimal not in joined:
        return False
    return all(marks.number(text) is not None for text in texts)


@dataclass(slots=True)
class _Search:
    """How far a table was searched for columns that have a decimal mark for certain.

    Attributes:
        found: Those columns so far, with their marks.
        looked_at: How many columns were looked at.
    """

    found: list[tuple[str, str]] = field(default_factory=list)
    looked_at: int = 0


# Each of thousands of columns may ask for the marks of the others.
_SEARCHES: WeakKeyDictionary[Columns, _Search] = WeakKeyDictionary()


def decimal_in_use(table: Columns, without: str | None = None) -> str | None:
    """The decimal mark that some column of a CSV file has for certain; None where none has.

    Args:
        table: Its columns.
        without: A column not to look at.
    """
    if table.csv is None:
        return None
    names, search = table.names, _SEARCHES.setdefault(table, _Search())
    while True:
        for name, mark in search.found:
            if name != without:
                return mark
        if search.looked_at >= len(names):
            return None
        name = names[search.looked_at]
        search.looked_at += 1
        certain = _certain_decimal(table, name)
        if certain is not None:
            search.found.append((name, certain))


def _certain_decimal(table: Columns, name: str) -> str | None:
    """The decimal mark that a column has for certain."""
    if table.is_numeric(name):
        form = table.csv
        return form.decimal if form is not None and _surely_decimal(table[name]) else None
    different = dict.fromkeys(value for value in table[name].tolist() if value is not None)
    reading = read_marks(different)
    if reading is None or len(reading.options) > 1 or reading.beside is not None:
        return None
    (marks,) = reading.options
    return marks.decimal if any(marks.decimal in text for text in different) else None


def doubtful_points(table: Columns, names: Iterable[str]) -> list[str]:
    """Columns of numbers whose points may stand between thousands, by their values alone.

    Args:
        table: Read with the usual marks, and not with marks that were chosen.
        names: The columns to look at.
    """
    form = table.csv
    if form is None or form.chosen or decimal_in_use(table) == ".":
        return []
    return [name for name in names if table.is_numeric(name) and _fractions(table[name]).size]


def doubtful_commas(table: Columns, names: Iterable[str]) -> list[str]:
    """Columns whose commas are decimal because it was said, and may stand between thousands.

    Args:
        table: Read with a decimal comma that was chosen.
        names: The columns to look at.
    """
    form = table.csv
    if form is None or not form.chosen or form.decimal != "," or form.thousands:
        return []
    if decimal_in_use(table) == ",":
        return []
    return [name for name in names if table.is_numeric(name) and _fractions(table[name]).size]


def codes_in(texts: Columns, name: str) -> tuple[str, int | float] | None:
    """A text that a number does not keep: with a leading zero, or equal to another as a number.

    Args:
        texts: Holds the column as text.
        name: A column of numbers.

    Returns:
        The text, and the number that it would be; None where there is none.
    """
    if texts.is_numeric(name):
        # A column without any value is no text either.
        return None
    seen: dict[float, str] = {}
    for text in dict.fromkeys(value.strip() for value in texts[name].tolist() if value is not None):
        number = parse_in(texts, text)
        if number is None:
            continue
        other = seen.setdefault(number, text)
        if _LEADING_ZERO.match(text) or (other != text and _PLAIN.fullmatch(other + text)):
            number = plain_number(number)
            return (other if text == str(number) else text), number
    return None


def _fractions(column: np.ndarray) -> np.ndarray:
    present = column[~np.isnan(column)]
    return present[present != np.floor(present)]


def _surely_decimal(column: np.ndarray) -> bool:
    """Whether some fraction is none of three digits after one to three others."""
    fractions = np.abs(_fractions(column))
    if not fractions.size:
        return False
    thousandths = fractions * 1000
    whole = np.abs(thousandths - np.rint(thousandths)) < 1e-6
    return bool((~whole | (fractions < 1) | (fractions >= _LESS_THAN)).any())
