"""The first line of a CSV file: column names, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from nnspec.data.csv_format import CsvFormat
from nnspec.data.number_text import parse_number
from nnspec.errors import DataError, Location, Problem, listing

_OTHER_SEPARATORS = {";": '";"', "\t": '"\\t"', "|": '"|"', ",": '","'}


def check_header(fields: Sequence[str], label: str, form: CsvFormat, line: int) -> tuple[str, ...]:
    """The column names, without the spaces around them.

    Args:
        fields: The fields of the first line that is not blank.
        label: What messages call the file.
        form: How the file is written.
        line: The header's line, from 1.

    Raises:
        DataError: The separator is another one, there is no header, or a name is empty or repeated.
    """
    names = tuple(field.strip() for field in fields)
    location = Location(label, line, 1)
    for check in (_wrong_separator, _no_header, _unnamed, _repeated):
        problem = check(names, label, form, location)
        if problem:
            raise DataError(problem)
    return names


def _wrong_separator(
    names: Sequence[str], label: str, form: CsvFormat, location: Location
) -> Problem | None:
    if len(names) != 1:
        return None
    counts = {sep: names[0].count(sep) for sep in _OTHER_SEPARATORS if sep != form.sep}
    likely = max(counts, key=counts.__getitem__)
    if not counts[likely]:
        return None
    return Problem(
        "wrong-separator",
        f"the header of {label} is one column: {_clip(names[0])!r}",
        location=location,
        hint=f"add sep: {_OTHER_SEPARATORS[likely]}",
    )


def _no_header(
    names: Sequence[str], label: str, form: CsvFormat, location: Location
) -> Problem | None:
    numbers = [parse_number(name, form.decimal) for name in names]
    if any(number is None for number in numbers):
        return None
    # Pandas names columns 0, 1, 2, ... when it is given none: those are names, not a row.
    first = int(numbers[0]) if names[0].isdecimal() else 0
    if [str(first + i) for i in range(len(names))] == list(names):
        return None
    return Problem(
        "no-header",
        f"{label} seems to have no header: its first line is {listing(names, 6)}",
        location=location,
        hint="write the columns' names into the first line",
    )


def _unnamed(
    names: Sequence[str], label: str, form: CsvFormat, location: Location
) -> Problem | None:
    positions = [position for position, name in enumerate(names, 1) if not name]
    if not positions:
        return None
    if positions == [1]:
        return Problem(
            "unnamed-column",
            f"the first column of {label} has no name; it looks like an index written by pandas",
            location=location,
            hint="write the file with to_csv(..., index=False), or name the column",
        )
    listed = listing([str(position) for position in positions])
    message = (
        f"column {listed} of {label} has no name"
        if len(positions) == 1
        else f"columns {listed} of {label} have no names"
    )
    hint = None
    if positions == list(range(positions[0], len(names) + 1)):
        hint = f"remove the {form.sep!r} at the end of the header"
        hint += ", or name the column" if len(positions) == 1 else ", or name the columns"
    return Problem("unnamed-column", message, location=location, hint=hint)


def _repeated(
    names: Sequence[str], label: str, form: CsvFormat, location: Location
) -> Problem | None:
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if not repeated:
        return None
    details = tuple(
        f"{name!r}: columns "
        + listing([str(position) for position, other in enumerate(names, 1) if other == name])
        for name in repeated
    )
    return Problem(
        "duplicate-column",
        f"{label} has more than one column named {listing([repr(name) for name in repeated])}",
        location=location,
        hint="give every column its own name",
        details=details,
    )


def _clip(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
