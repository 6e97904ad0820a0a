"""The names of a CSV file's columns, and what can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nnspec.data.formats.csv.detect import (
    first_row_below_title,
    first_row_of_table,
    has_row_names,
    likely_separator,
    looks_like_data,
    looks_like_header,
    mark_of,
    separated_by_blanks,
    separated_by_semicolons,
    split_lines,
)
from nnspec.data.formats.csv.hints import example_names, setting
from nnspec.data.formats.csv.style import BLANKS, CsvFormat
from nnspec.errors import DataError, Location, Problem, listing
from nnspec.names import repeated

PREVIEW_ROWS = 200
"""So many rows after the first line say whether it is a header."""
_UNNAMED = re.compile(r"Unnamed: \d+(\.\d+)?")
_RENAMED = 20
# So many names that stand there twice are shown with their places.
_SHOWN_REPEATED = 12
_COMMENTS = "#%!"


def check_header(
    fields: Sequence[str],
    label: str,
    form: CsvFormat,
    line: int,
    below: Sequence[Sequence[str]] = (),
    lines: Sequence[str] = (),
    at: Sequence[int] = (),
) -> tuple[str, ...]:
    """The column names, without the spaces around them.

    A column without a name is called as pandas calls it: `Unnamed: 0` by its position. Empty fields
    that the rows have beyond the header are such columns too, and so are the names of rows that R
    writes before them.

    Args:
        fields: The fields of the first line that is not blank.
        label: What messages call the file.
        form: How the file is written.
        line: The header's line, from 1.
        below: The fields of some rows after it.
        lines: The first lines as they are, for the separator.
        at: The lines of the file on which the rows `below` begin.

    Raises:
        DataError: The separator is another one, there is no header or something above it, or a name
            is repeated.
    """
    names = tuple(field.strip() for field in fields)
    location = Location(label, line, 1)
    problem = None
    if len(fields) > 1 or likely_separator(lines or [_as_line(fields, form)], form) is None:
        problem = _lines_above(fields, label, form, location, below, at)
    problem = problem or _wrong_separator(fields, label, form, location, lines)
    if problem is None and form.header != 0 and looks_like_data(names, below, form):
        problem = _no_header(names, label, location)
    if problem:
        raise DataError(problem)
    if form.names:
        return _all_named(form.names, names, below, label, location)
    if has_row_names(len(names), below, form):
        names = ("", *names)
    names += ("",) * _empty_beyond(names, below)
    problem = _repeated(names, label, location)
    if problem:
        raise DataError(problem)
    return name_unnamed(names)


def given_names(
    fields: Sequence[str],
    label: str,
    form: CsvFormat,
    line: int,
    below: Sequence[Sequence[str]] = (),
    lines: Sequence[str] = (),
) -> tuple[tuple[str, ...], bool]:
    """The names of a file without a header; arguments as `check_header`.

    Returns:
        The names that the format gives, or `0`, `1`, ... as pandas counts columns; and whether the
        first line holds these names all the same, as that of a file that was written later.

    Raises:
        DataError: The first line names columns of its own, or there are more or fewer names.
    """
    first = tuple(field.strip() for field in fields)
    location = Location(label, line, 1)
    problem = _wrong_separator(fields, label, form, location, lines)
    if problem is not None:
        raise DataError(problem)
    if form.names and set(first) <= set(form.names) and len(set(first)) == len(first):
        return first, True
    if looks_like_header(first, below, form):
        message = f"the first line of {label} names columns, but is read as a row: "
        hint = f"add {setting('header', 0)}, or leave header and names out"
        raise DataError(Problem("header-row", message + listing(first, 6), location, hint))
    if form.names:
        return _all_named(form.names, first, below, label, location), False
    return tuple(map(str, range(len(first)))), False


def is_unnamed(name: str) -> bool:
    """Whether a name is that which pandas gives a column without one: no feature unless listed."""
    return _UNNAMED.fullmatch(name) is not None


def name_unnamed(names: Iterable[str]) -> tuple[str, ...]:
    """Names for the columns without one, none of them taken."""
    found = list(names)
    for position, name in enumerate(found):
        if name:
            continue
        made, number = f"Unnamed: {position}", 0
        while made in found:
            number += 1
            made = f"Unnamed: {position}.{number}"
        found[position] = made
    return tuple(found)


def _empty_beyond(names: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """How many fields the rows have after the last name, where all of those are empty."""
    width = len(below[0]) if below else 0
    beyond = [field for row in below for field in row[len(names) :]]
    return max(0, width - len(names)) if not any(map(str.strip, beyond)) else 0


def _all_named(
    given: tuple[str, ...],
    first: Sequence[str],
    below: Sequence[Sequence[str]],
    label: str,
    location: Location,
) -> tuple[str, ...]:
    """The names given, if they are as many as the columns, empty ones at the end left out."""
    width = len(first)
    beyond = [field for row in (first, *below) for field in row[len(given) :]]
    if len(given) == width:
        return given
    if len(given) < width and not any(map(str.strip, beyond)):
        return name_unnamed((*given, *[""] * (width - len(given))))
    columns = f"{width} column{'s' * (width != 1)}"
    message = f"names has {len(given)} names, but {label} has {columns}"
    hint = "name every column, in the order of the file"
    if len(given) > width:
        hint += "; or write the names of those that are there into its first line"
    raise DataError(Problem("names-differ", message, location, hint))


def _wrong_separator(
    fields: Sequence[str],
    label: str,
    form: CsvFormat,
    location: Location,
    lines: Sequence[str],
) -> Problem | None:
    head = _as_line(fields, form)
    lines = lines or [head]
    if len(fields) == 1:
        # Where lines differ in a later fault, the header alone still says it.
        likely = likely_separator(lines, form) or mark_of(head, form)
    else:
        likely = BLANKS if separated_by_blanks(lines, form) else None
        if separated_by_semicolons(lines, form):
            likely = ";"
    if likely is None:
        return None
    rows = [[field.strip() for field in row] for row in split_lines(lines, likely, form)]
    add = setting("sep", likely)
    if form.header != 0 and not form.names and looks_like_data(rows[0], rows[1:], form):
        names = example_names(len(rows[0]))
        add += f", {setting('header', None)}" + (f", {names} (names of your own)" if names else "")
    if len(fields) != 1:
        marks = "runs of blanks" if likely == BLANKS else repr(likely)
        message = f"the columns of {label} are separated by {marks}, not by {form.sep!r}"
        return Problem("wrong-separator", message, location, f"add {add}")
    message = f"the header of {label} is one column: {_clip(fields[0].strip())!r}"
    return Problem("wrong-separator", message, location, f"add {add}")


def _as_line(fields: Sequence[str], form: CsvFormat) -> str:
    """The header without its quotation marks, in which a name may have a line break."""
    return " ".join(form.sep.join(fields).splitlines())


def _lines_above(
    fields: Sequence[str],
    label: str,
    form: CsvFormat,
    location: Location,
    below: Sequence[Sequence[str]],
    at: Sequence[int],
) -> Problem | None:
    """The problem of a title or a comment above the table."""
    start = first_row_of_table(len(fields), below)
    filled = len(fields)
    if start is None:
        start, filled = first_row_below_title(fields, below), 1
    if start is None:
        return None
    width = len(below[start])
    what = "1 field" if filled == 1 else f"{filled} fields"
    message = f"the first line of {label} has {what}, the table below it has {width} columns"
    mark = fields[0].strip()[:1]
    first = [field.strip() for field in below[start]]
    if mark and mark in _COMMENTS and not any(row[0].startswith(mark) for row in below[start:]):
        add = setting("comment", mark)
    else:
        add = setting("skiprows", at[start] - 1)
    if looks_like_data(first, below[start + 1 :], form):
        names = example_names(width)
        add += f", {setting('header', None)}" + (f", {names} (names of your own)" if names else "")
    return Problem("lines-above", message, location, f"add {add}")


def _no_header(names: Sequence[str], label: str, location: Location) -> Problem:
    example = example_names(len(names))
    hint = f"add {setting('header', None)} (the columns are then 0 to {len(names) - 1})"
    hint += f", or {example} (names of your own)" if example else ""
    hint += f"; {setting('header', 0)} if these are names"
    return Problem(
        "no-header",
        f"{label} seems to have no header: its first line is {listing(list(names), 6)}",
        location=location,
        hint=hint,
    )


def _repeated(names: Sequence[str], label: str, location: Location) -> Problem | None:
    found = repeated(filter(None, names))
    if not found:
        return None
    details = _places(names, found[:_SHOWN_REPEATED])
    hint = "give every column its own name"
    if len(names) <= _RENAMED:
        own = setting("names", _told_apart(names))
        hint += f": add {setting('header', 0)}, {own}"
    return Problem(
        "duplicate-column",
        f"{label} has more than one column named {listing([repr(name) for name in found])}",
        location=location,
        hint=hint,
        details=details,
    )


def _places(names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Where the wanted names stand, one line each."""
    places: dict[str, list[str]] = {name: [] for name in wanted}
    for position, name in enumerate(names, 1):
        if name in places:
            places[name].append(str(position))
    return tuple(f"{name!r}: columns {listing(found)}" for name, found in places.items())


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names with a number after each that stood before."""
    found: list[str] = []
    for name in name_unnamed(names):
        number, made = 1, name
        while made in found or (made != name and made in names):
            number += 1
            made = f"{name}_{number}"
        found.append(made)
    return found


def _clip(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
