"""Columns that name rows, or what rows are of, and teach a network nothing about new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

# `house_id`, `Row`, `case no`: words of their own.
_WORDS = re.compile(
    r"(.*[\W_])?(id|idx|index|key|nr|no|number|row|uuid|guid|cell|row_?names?)|unnamed: ?\d+"
    r"|row_?(number|num|nr|no|id)",
    re.IGNORECASE,
)
# `CustomerId`, `RowNumber`: the end of a word in camel case.
_CAMEL = re.compile(r".*[a-z0-9](Id|ID|Number|Nr|No|Key|Index|Idx|UUID|GUID)")
# `customerid`: what data is often about, written as one word.
_ONE_WORD = re.compile(
    r"(account|case|client|customer|employee|house|item|order|passenger|patient|person|product|"
    r"record|sample|session|student|subject|transaction|user|visit)s?id",
    re.IGNORECASE,
)
# Of whom several rows may be; other words, such as item or order, are as often what is measured.
_WHOM = re.compile(
    r"client|customer|employee|individual|participant|passenger|patient|person|respondent|student|"
    r"subj|subject|user",
    re.IGNORECASE,
)
# `cancer_no` beside `cancer_yes` counts those without.
_NO = re.compile(r"(?<![a-z])no(?![a-z])", re.IGNORECASE)
_ID = re.compile(r"(.*[\W_])?(id|uuid|guid)|.*[a-z0-9](Id|ID|UUID|GUID)", re.IGNORECASE)
# So many of a column's values are different where it names rows, but for a few that come twice.
_NEARLY_ALL = 0.9
# An id that comes up more often than this names a group large enough to be a feature.
_ROWS_OF_ONE = 20
_FEWEST = 10
# Of the steps between the rows of a column that counts them, so many are 1.
_STEPS_OF_ONE = 0.9


def is_named_identifier(name: str) -> bool:
    """Whether a column is called as identifiers and row numbers are."""
    return any(pattern.fullmatch(name) for pattern in (_WORDS, _CAMEL, _ONE_WORD))


def counts_those_without(name: str, names: Iterable[str]) -> bool:
    """Whether a column's `no` is the opposite of yes and no number.

    Args:
        name: The column's.
        names: Those of all columns.

    >>> counts_those_without("cancer_no", ["cancer_yes", "cancer_no"])
    True
    """
    bare = {other.casefold() for other in names}
    found = _NO.finditer(name)
    return any(f"{name[: m.start()]}yes{name[m.end() :]}".casefold() in bare for m in found)


def why_identifier(name: str, different: int, rows: int) -> tuple[str | None, bool]:
    """Why a column is an identifier by its name and its values.

    Args:
        name: The column's.
        different: How many different values it has.
        rows: How many rows have a value.

    Returns:
        The reason, None where it is no identifier, and whether an id names several rows, so that
        `split.group` keeps them in one part.
    """
    whom = _WHOM.fullmatch(name)
    if not is_named_identifier(name) and not whom:
        return None, False
    if different == rows:
        return "a different value in every row: it names rows", False
    found = f"{different:,} different in {rows:,} rows"
    if different >= _NEARLY_ALL * rows:
        return f"{found}: it names rows", True
    is_id = whom or _ID.fullmatch(name) or _ONE_WORD.fullmatch(name)
    if is_id and different > _FEWEST and different * _ROWS_OF_ONE > rows:
        return f"{found}: it names what rows are of, others in new data", True
    return None, False


def counts_rows(numbers: np.ndarray) -> bool:
    """1, 2, 3, ... in the order of the rows; short columns only from 0 or 1."""
    if len(numbers) < 3 or (len(numbers) < 2 * _FEWEST and numbers[0] not in (0, 1)):
        return False
    return bool((np.diff(numbers) == 1).all())


def counts_with_gaps(numbers: np.ndarray) -> bool:
    """1, 2, 4, 5, 5, ...: row numbers of rows of which some are gone or come twice."""
    if len(numbers) < 2 * _FEWEST:
        return False
    steps = np.diff(numbers)
    whole = bool((numbers == np.floor(numbers)).all())
    return whole and bool((steps >= 0).all()) and float((steps == 1).mean()) >= _STEPS_OF_ONE
