"""What each column of a table looks like: a feature, or something a network cannot learn from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.csv_header import is_unnamed
from nnspec.data.number_text import parse_in
from nnspec.data.table import Table

# Above this share of different values a text names rows and does not group them.
_IDENTIFIER_SHARE = 0.5
_IDENTIFIER_COUNT = 10
# Text of more words than this, on average, is written and not chosen from a list.
_FREE_TEXT_WORDS = 4
# One-hot encoding makes a column of each category.
_MOST_CATEGORIES = 100
_MOSTLY_EMPTY = 0.9
_FEW_VALUES = 10
_EXAMPLES = 200
_HEAVY_TAIL = 2.0
_ID_NAME = re.compile(
    r"(.*[\W_])?(id|idx|index|key|nr|no|number|row|uuid|guid)|.*[a-z]I[dD]|unnamed: ?\d+",
    re.IGNORECASE,
)
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[ap]m)?( ?(z|utc|[+-]\d{2}:?\d{2}))?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}([-/.]\d{{1,2}}([t ]+{_TIME})?)?"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](\d{{4}}|\d{{2}})( +{_TIME})?"
    rf"|{_TIME}"
    rf"|({_MONTH} \d{{1,2}},?|\d{{1,2}}\.?[ -]{_MONTH}|{_MONTH})[ -]\d{{4}}( +{_TIME})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, looked at as a feature.

    Attributes:
        name: Its name.
        numeric: Whether it holds numbers.
        missing: How many rows have no value.
        categories: For text, how many different values there are; 0 for numbers.
        rarest: For text, how many rows have the rarest value; 0 for numbers.
        heavy_tailed: Whether a logarithm brings the numbers closer together.
        why_not: Why it is no feature, as a comment says it; None for a feature.
        counts: Whether the numbers count the rows, 1 by 1.
    """

    name: str
    numeric: bool
    missing: int = 0
    categories: int = 0
    rarest: int = 0
    heavy_tailed: bool = False
    why_not: str | None = None
    counts: bool = False


def look_at_column(table: Table, name: str, targets: Sequence[str]) -> Column:
    """What a column looks like.

    Args:
        table: All rows.
        name: The column.
        targets: The columns to predict; a copy of one is no feature.
    """
    numeric, missing = table.is_numeric(name), table.missing(name)
    present = table[name][~table.missing_mask(name)]
    if is_unnamed(name):
        what = "counts the rows" if numeric and not missing and _counts_rows(present) else None
        what = what or (None if len(present) else "no value in any row")
        return Column(name, numeric, missing, why_not=", ".join(filter(None, ("no name", what))))
    why_not = _too_little(present, missing) or _copy(table, name, targets)
    if why_not is not None:
        return Column(name, numeric, missing, why_not=why_not)
    if not numeric:
        return _text(table, name, present.tolist(), missing)
    counts = not missing and _counts_rows(present)
    if counts:
        why_not = "counts the rows"
    elif _dates_as_numbers(present):
        why_not = "dates written as numbers; the year or month in a column of its own would do"
    elif _ID_NAME.fullmatch(name) and _all_different(present) and _whole(present):
        why_not = "a different number in every row: it names rows"
    return Column(
        name,
        numeric,
        missing,
        heavy_tailed=is_heavy_tailed(present),
        why_not=why_not,
        counts=counts,
    )


def is_heavy_tailed(values: np.ndarray) -> bool:
    """Whether numbers from 0 up have a long tail that log1p shortens.

    So it is when their skewness is above 2 and log1p at least halves it.

    Args:
        values: float64 of shape (n,), none missing.
    """
    if len(values) < 2 * _FEW_VALUES or values.min() < 0:
        return False
    if len(np.unique(values)) < _FEW_VALUES:
        return False
    before, after = skewness(values), abs(skewness(np.log1p(values)))
    return before > _HEAVY_TAIL and after < before / 2


def skewness(values: np.ndarray) -> float:
    """The third standardised moment, m3 / m2^1.5; 0 where it cannot be computed.

    Source: Joanes and Gill, "Comparing measures of sample skewness and kurtosis" (1998), g1.
    """
    with np.errstate(all="ignore"):
        centred = values - values.mean()
        skew = (centred**3).mean() / (centred**2).mean() ** 1.5
    return float(skew) if np.isfinite(skew) else 0.0


def are_dates(values: Sequence[str]) -> bool:
    """Whether all texts are dates or times of day, as far as the first few hundred show."""
    different = list(dict.fromkeys(value.strip() for value in values))[:_EXAMPLES]
    return bool(different) and all(_DATE.fullmatch(value) for value in different)


def is_free_text(values: Sequence[str]) -> bool:
    """Whether texts are written, each its own, and not chosen from a list."""
    words = sum(len(value.split()) for value in values[:_EXAMPLES])
    wordy = words > _FREE_TEXT_WORDS * min(len(values), _EXAMPLES)
    return wordy and len(set(values)) * 2 > len(values)


def _too_little(present: np.ndarray, missing: int) -> str | None:
    if not len(present):
        return "no value in any row"
    if bool((present == present[0]).all()):
        return "the same in every row"
    rows = len(present) + missing
    if missing > _MOSTLY_EMPTY * rows or (missing * 2 > rows and len(present) < _FEW_VALUES):
        return f"a value in {len(present):,} of {rows:,} rows only"
    return None


def _copy(table: Table, name: str, targets: Sequence[str]) -> str | None:
    for target in targets:
        if table.is_numeric(name) != table.is_numeric(target):
            continue
        if np.array_equal(table[name], table[target], equal_nan=table.is_numeric(name)):
            return f"the same values as {target}: it would give the answer away"
    return None


def _text(table: Table, name: str, values: list[str], missing: int) -> Column:
    counts = Counter(values)
    different = len(counts)
    repeats = different <= _IDENTIFIER_COUNT or different <= _IDENTIFIER_SHARE * len(values)
    why_not = None
    if are_dates(values):
        why_not = "dates; the year, month or hour in a column of its own would do"
    elif is_free_text(values):
        why_not = "free text"
    elif _mostly_numbers(table, values) and different > 2 * _IDENTIFIER_COUNT:
        word = next(value for value in values if parse_in(table, value) is None)
        why_not = f"numbers, and text such as {_clip(word)!r} between them"
    elif not repeats:
        why_not = "a different text in nearly every row: it names rows"
    elif different > _MOST_CATEGORIES:
        why_not = f"{different:,} different texts, too many for a column each"
    return Column(name, False, missing, different, min(counts.values()), why_not=why_not)


def _mostly_numbers(table: Table, values: Sequence[str]) -> bool:
    numbers = sum(parse_in(table, value) is not None for value in values)
    return len(values) // 2 < numbers < len(values)


def _counts_rows(numbers: np.ndarray) -> bool:
    """1, 2, 3, ... in the order of the rows; short columns only from 0 or 1."""
    if len(numbers) < 3 or (len(numbers) < 2 * _FEW_VALUES and numbers[0] not in (0, 1)):
        return False
    return bool((np.diff(numbers) == 1).all())


def _dates_as_numbers(numbers: np.ndarray) -> bool:
    """20240131 and the like: year, month and day in eight digits."""
    if len(numbers) < 3 or numbers.min() < 18000101 or numbers.max() > 22001231:
        return False
    months, days = numbers // 100 % 100, numbers % 100
    plausible = (months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)
    return _whole(numbers) and bool(plausible.all())


def _whole(numbers: np.ndarray) -> bool:
    return bool((numbers == np.floor(numbers)).all())


def _all_different(numbers: np.ndarray) -> bool:
    return len(np.unique(numbers)) == len(numbers)


def _clip(text: str) -> str:
    return text if len(text) <= 20 else text[:17] + "..."
