"""What may have made a column of numbers into text, and what to add to the source for it."""

from __future__ import annotations

from nnspec.data.formats.common.number_marks import Marks, Reading, decimal_in_use, read_marks
from nnspec.data.formats.csv.hints import setting
from nnspec.data.table.columns import Columns
from nnspec.data.table.number_text import parse_in, plain_number
from nnspec.errors import listing

_COMMAS = (Marks(","), Marks(".", ","))
_WORDS = 3
"""More different words among numbers are no words for a missing value."""


def text_column_hint(table: Columns, name: str) -> str | None:
    """What may have made a column of numbers into text.

    Args:
        table: Holds the column.
        name: A text column.

    Returns:
        A line to add to the source, or None where nothing is known.
    """
    values = [value for value in table[name].tolist() if value is not None]
    different = list(dict.fromkeys(values))
    reading, words = column_reading(table, name)
    if reading is not None:
        return _marks_hint(table, name, reading, words)
    words = [value for value in different if parse_in(table, value) is None]
    if not words:
        return _stored_as_text(table, name, different)
    numbers = len(values) - sum(value in words for value in values) if len(words) <= _WORDS else 0
    if table.csv is None or not numbers or numbers * 2 < len(values):
        return None
    listed = ", ".join(f'"{word}"' for word in words)
    meaning = "means" if len(words) == 1 else "mean"
    return (
        f"all other values are numbers; if {listed} {meaning} missing: "
        f"add {setting('na_values', words)}"
    )


def column_reading(table: Columns, name: str) -> tuple[Reading | None, list[str]]:
    """How the texts of a column are numbers under other marks than those of its file.

    Args:
        table: Holds the column.
        name: A text column.

    Returns:
        The reading, None where there is none; and words without any digit that are left out of it.
    """
    form = table.csv
    if form is not None and name in form.text:
        return None, []
    different = list(dict.fromkeys(value for value in table[name].tolist() if value is not None))
    words = [value for value in different if not any(map(str.isdigit, value))]
    if len(words) > _WORDS or len(words) == len(different):
        return None, []
    numbers = [value for value in different if value not in words]
    if form is not None and all(parse_in(table, value) is not None for value in numbers):
        return None, []
    free = read_marks(numbers)
    if free is None:
        # Under no marks at all; the other columns, of which there may be thousands, add nothing.
        return None, words
    given = form.decimal if form is not None and form.chosen else decimal_in_use(table, name)
    return (read_marks(numbers, given) if given else None) or free, words


def new_rows_hint(table: Columns, name: str) -> str | None:
    """What to write otherwise in a column of new rows, which are read as a run's own data are.

    Args:
        table: The new rows.
        name: A text column that was one of numbers.
    """
    different = [value for value in dict.fromkeys(table[name].tolist()) if value is not None]
    reading, _ = column_reading(table, name)
    if reading is not None:
        return write_numbers_hint(reading, "." if table.csv is None else table.csv.decimal)
    words = [value for value in different if parse_in(table, value) is None]
    if len(words) > _WORDS or len(words) == len(different):
        return None
    listed = listing([repr(word) for word in words])
    return f"all other values are numbers; if {listed} means missing, leave the field empty"


def write_numbers_hint(reading: Reading, decimal: str) -> str:
    """How to write numbers that have other marks than those of a run's own data.

    Args:
        reading: How they are numbers.
        decimal: The decimal mark of the run's data.
    """
    ways = [_as_number(marks, reading) for marks in reading.options]
    if len(ways) > 1:
        shown = [str(way).replace(".", decimal) for way in ways]
        return f"write {reading.example} as {shown[0]} or {shown[1]}, whichever it is"
    if reading.options[0].thousands:
        return "write numbers without thousands separators"
    what = "point" if decimal == "." else "comma"
    return f"write numbers as the run's own data has them, with a decimal {what}"


def is_text_on_purpose(table: Columns, name: str) -> bool:
    """Whether a column of text is meant as such: declared, or stored as text in a file with types.

    Numbers with commas are meant as numbers there too; versions such as 1.10 are not.
    """
    if table.csv is not None:
        return name in table.csv.text
    values = [value for value in table[name].tolist() if value is not None]
    return all(parse_in(table, value) is not None for value in dict.fromkeys(values))


def add_marks(table: Columns, marks: Marks, words: list[str] | None = None) -> str:
    """The settings of a `csv` source that read numbers with these marks.

    Args:
        table: Knows the marks that are set already.
        marks: Those of the numbers.
        words: Words that mean a missing value.
    """
    form = table.csv
    settings = []
    usual = "," if marks.thousands == "." else "."
    if marks.decimal != usual or (form is not None and form.chosen and form.decimal != usual):
        settings.append(setting("decimal", marks.decimal))
    if marks.thousands:
        settings.append(setting("thousands", marks.thousands))
    if words:
        settings.append(setting("na_values", words))
    return ", ".join(settings) or setting("decimal", marks.decimal)


def points_question(texts: Columns, name: str) -> tuple[str, str] | None:
    """The question of a column whose points may be decimal or stand between thousands.

    Args:
        texts: Holds the columns of `doubtful_points` as text, read with the usual marks: 88.5 is
            told from 88.500 there, and settles the others.
        name: One of them.

    Returns:
        What is in doubt, and which setting gives which number; None where nothing is.
    """
    reading = read_marks(dict.fromkeys(value for value in texts[name].tolist() if value))
    in_use = decimal_in_use(texts, name)
    if reading is None or reading.options == (Marks("."),) or in_use == ".":
        return None
    beside = "" if reading.beside is None else f" beside {reading.beside!r}"
    ways = [Marks(",", "."), Marks(".")]
    if in_use == ",":
        ways = ways[:1]
    how = [f"{_settings(m)} if it is {_as_number(m, reading)}" for m in ways]
    message = f"column {name!r} of {texts.origin} has {reading.example!r}{beside}: its points may "
    return f"{message}be decimal or stand between thousands", f"add {', or '.join(how)}"


def commas_warning(texts: Columns, name: str) -> tuple[str, str] | None:
    """What speaks against the decimal comma that was chosen for a column.

    Args:
        texts: Holds the columns of `doubtful_commas` as text.
        name: One of them.

    Returns:
        What is in doubt, and the setting for thousands; None where nothing is.
    """
    reading = read_marks(dict.fromkeys(value for value in texts[name].tolist() if value))
    if reading is None or reading.beside is None or decimal_in_use(texts, name) == ",":
        return None
    decimal, thousands = (_as_number(m, reading) for m in _COMMAS)
    message = f"column {name!r} of {texts.origin} has {reading.example!r} beside {reading.beside!r}"
    message += f", read as {decimal}: every comma stands before three digits, as between thousands"
    hint = f"write {setting('thousands', ',')} in place of {setting('decimal', ',')}"
    return message, f"{hint} if it is {thousands}"


def _settings(marks: Marks) -> str:
    """Marks as settings, said even where they are the usual ones."""
    if marks.thousands:
        return setting("thousands", marks.thousands)
    return setting("decimal", marks.decimal)


def _as_number(marks: Marks, reading: Reading) -> int | float:
    """The example of a reading by one of its ways, each of which makes a number of it."""
    number = marks.number(reading.example)
    if number is None:
        raise ValueError(f"{reading.example!r} is no number")
    return plain_number(number)


def _marks_hint(table: Columns, name: str, reading: Reading, words: list[str]) -> str:
    example = repr(reading.example)
    ways = [(marks, _as_number(marks, reading)) for marks in reading.options]
    if table.csv is None:
        meant = f"such as {example}"
        if len(ways) == 2:
            meant = f"but {example} may be {ways[0][1]} or {ways[1][1]}"
        elif ways[0][0] != Marks("."):
            meant += f", which is {ways[0][1]}"
        nothing = f", and {listing([repr(word) for word in words])} as null" if words else ""
        return f"its texts are numbers, {meant}: store them as numbers{nothing}"
    beside = "" if reading.beside is None else f" beside {reading.beside!r}"
    start = f"column {name!r} is text, for instance {example}{beside}: "
    if len(ways) == 2:
        how = [f"{add_marks(table, marks, words)} if it is {number}" for marks, number in ways]
        return f"{start}add {', or '.join(how)}"
    ((marks, number),) = ways
    other = decimal_in_use(table, name)
    if table.csv.chosen and marks.decimal != table.csv.decimal:
        return f"{start}write {add_marks(table, marks, words)} in place of {table.csv.decimal!r}"
    if other is not None and other != marks.decimal:
        return f"{start}other columns have {other!r} as decimal mark: write all numbers in one way"
    return f"{start}add {add_marks(table, marks, words)}" + (f" ({number})" if beside else "")


def _stored_as_text(table: Columns, name: str, different: list[str]) -> str | None:
    """The hint for a column of nothing but numbers that is text all the same."""
    if not different:
        return None
    if table.csv is None:
        return f"its texts are numbers, such as {different[0]!r}: store them as numbers"
    if name in table.csv.text:
        return f"dtype says that {name!r} is text: take it out there"
    return None
