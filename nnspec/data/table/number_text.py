"""When a text is a number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nnspec.data.table.columns import Columns

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(_\d{2,3})*_\d{3}", re.ASCII)
_PLAIN = re.compile(r"[0-9.eE+-]*")
_SPECIAL = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)


def parse_number(text: str, decimal: str = ".", thousands: str = "") -> float | None:
    """The number that a text writes, or None.

    Spaces around it are allowed; underscores and hexadecimal are not. A thousands mark stands
    before groups of three digits (or of two before the last, as in India): `1,5` is no number.
    `inf` and `nan` are numbers here, so that the caller can refuse the first by name.

    >>> parse_number(" 12,5 ", decimal=","), parse_number("1,234.5", thousands=",")
    (12.5, 1234.5)
    """
    bare = text.strip()
    if thousands and thousands in bare:
        whole, mark, fraction = bare.partition(decimal)
        if thousands in fraction or not _GROUPS.fullmatch(whole.replace(thousands, "_")):
            return None
        bare = whole.replace(thousands, "") + mark + fraction
    if decimal != ".":
        if "." in bare:
            return None
        bare = bare.replace(decimal, ".")
    if _NUMBER.fullmatch(bare) or _SPECIAL.fullmatch(bare):
        return float(bare)
    return None


def parse_numbers(
    texts: Sequence[str], decimal: str = ".", thousands: str = ""
) -> list[float] | None:
    """The numbers that texts write, or None where one of them is not a number."""
    if decimal == "." and all(texts) and (plain := parse_plain(texts)) is not None:
        return plain
    numbers = []
    for text in texts:
        number = parse_number(text, decimal, thousands)
        if number is None:
            return None
        numbers.append(number)
    return numbers


def parse_plain(texts: Sequence[str]) -> list[float] | None:
    """The numbers that texts write with digits, points and signs alone, NaN for an empty text.

    Several times faster than `parse_number`, which may take texts that this does not.
    """
    if not is_plain("".join(texts)):
        return None
    try:
        # With these characters alone `float` takes what `parse_number` takes.
        return [float(text or "nan") for text in texts]
    except ValueError:
        return None


def is_plain(text: str) -> bool:
    """Whether it has no characters but those of numbers in plain writing."""
    return _PLAIN.fullmatch(text) is not None


def parse_in(table: Columns, text: str) -> float | None:
    """The number that a text of a table writes, by the marks of the file that it comes from."""
    form = table.csv
    return parse_number(text) if form is None else parse_number(text, form.decimal, form.thousands)


def plain_number(value: float) -> int | float:
    """A whole number as an int, for labels and messages: 2.0 becomes 2.

    >>> plain_number(2.0), plain_number(2.5)
    (2, 2.5)
    """
    return int(value) if math.isfinite(value) and value == int(value) else value
