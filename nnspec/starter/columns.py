"""What each column of a table looks like: a feature, or something a network cannot learn from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.leaks import same_values
from nnspec.data.features.text_kinds import is_free_text, number_with_unit
from nnspec.data.formats.csv.header import is_unnamed
from nnspec.data.table.number_text import parse_in
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.starter.categories import Categories, categories_of
from nnspec.starter.identifiers import (
    counts_rows,
    counts_those_without,
    counts_with_gaps,
    why_identifier,
)

# Above this share of different values a text names rows and does not group them.
_IDENTIFIER_SHARE = 0.5
_IDENTIFIER_COUNT = 10
_MOSTLY_EMPTY = 0.9
_FEW_VALUES = 10
_EXAMPLES = 200
_HEAVY_TAIL = 2.0
_TIME = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[ap]m)?( ?(z|utc|[+-]\d{2}:?\d{2}))?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )"
# Of ISO 8601: without marks between its units, and with weeks or the days of a year.
_ZONE = r"(z|[+-]\d{2}(:?\d{2})?)?"
_ISO_TIME = rf"\d{{2}}(:?\d{{2}}(:?\d{{2}}([.,]\d+)?)?)?{_ZONE}"
_BASIC = r"(1[89]|2[01])\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_WEEK = r"\d{4}-?w([0-4]\d|5[0-3])(-?[1-7])?"
# Quarters and months of a year: 1995Q3, Q3 1995, 1995M07, 1995:7, 7/1995.
_PART_OF_YEAR = (
    r"\d{4}[-/.: ]?q[1-4]|q[1-4][-/.: ]?\d{4}|\d{4}[-: ]?m(0?[1-9]|1[0-2])"
    r"|\d{4}:(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/]\d{4}"
)
_DATE = re.compile(
    rf"{_PART_OF_YEAR}|{_BASIC}([t ]{_ISO_TIME})?|\d{{4}}-\d{{2}}-\d{{2}}t{_ISO_TIME}"
    rf"|{_WEEK}(t{_ISO_TIME})?|\d{{4}}-?[0-3]\d{{2}}t{_ISO_TIME}|"
    rf"\d{{4}}[-/.]\d{{1,2}}([-/.]\d{{1,2}}([t ]+{_TIME})?)?"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](\d{{4}}|\d{{2}})( +{_TIME})?"
    rf"|{_TIME}"
    rf"|{_DAY}?({_MONTH}[ -]\d{{1,2}},?|\d{{1,2}}\.?[ /-]{_MONTH}|{_MONTH})[ /-]\d{{4}}( +{_TIME})?"
    rf"|{_DAY}?\d{{1,2}}[ /-]{_MONTH}[ /-]\d{{2}}( +{_TIME})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column, looked at as a feature.

    Attributes:
        name: Its name.
        numeric: Whether it holds numbers.
        missing: How many rows have no value.
        categories: For a feature of text, its categories; None for numbers.
        heavy_tailed: Whether a logarithm brings the numbers closer together.
        why_not: Why it is no feature, as a comment says it; None for a feature.
        counts: Whether the numbers count the rows, 1 by 1.
        dates: Whether it holds dates or times.
        groups: Whether it names what several rows are of, so that `split.group` suits it.
        array: What its arrays are; None for numbers and text.
    """

    name: str
    numeric: bool
    missing: int = 0
    categories: Categories | None = None
    heavy_tailed: bool = False
    why_not: str | None = None
    counts: bool = False
    dates: bool = False
    groups: bool = False
    array: ArraySpec | None = None

    @property
    def apart(self) -> bool:
        """Whether it stands in an input of its own, and becomes a flat row in the network."""
        return self.embedded or (self.array is not None and len(self.array.shape) > 1)

    @property
    def embedded(self) -> bool:
        """Whether the network learns a vector for each of its texts."""
        return self.categories is not None and self.categories.encoding == "embedding"

    @property
    def width(self) -> int:
        """How many numbers the network sees of it, at most."""
        if self.array is not None:
            return self.array.size
        return 1 if self.categories is None else self.categories.width


def judge_column(
    table: Table, name: str, targets: Sequence[str], training_share: float = 0.6
) -> Column:
    """What a column looks like.

    Args:
        table: All rows.
        name: The column.
        targets: The columns to predict; a copy of one is no feature.
        training_share: The share of the rows that trains.
    """
    numeric, missing = table.is_numeric(name), table.missing(name)
    array = table.array(name)
    if array is not None:
        none = "no value in any row" if missing == table.n_rows else None
        return Column(name, True, missing, array=array, why_not=none)
    present = table[name][~table.missing_mask(name)]
    if is_unnamed(name):
        what = "counts the rows" if numeric and not missing and counts_rows(present) else None
        what = what or (None if len(present) else "no value in any row")
        return Column(name, numeric, missing, why_not=", ".join(filter(None, ("no name", what))))
    why_not = _too_little(present, missing) or _copy(table, name, targets)
    if why_not is not None:
        return Column(name, numeric, missing, why_not=why_not)
    if not numeric:
        return _text(table, name, present.tolist(), missing, training_share)
    counts = not missing and counts_rows(present)
    dates = _dates_as_numbers(present)
    groups = False
    if counts:
        why_not = "counts the rows"
    elif dates:
        why_not = "dates written as numbers; the year or month in a column of its own would do"
    elif _whole(present) and not counts_those_without(name, table.names):
        why_not, groups = why_identifier(name, len(np.unique(present)), len(present))
        if why_not is None and not missing and counts_with_gaps(present):
            why_not = "counts the rows, some of which are gone or come twice"
    return Column(
        name,
        numeric,
        missing,
        heavy_tailed=is_heavy_tailed(present),
        why_not=why_not,
        counts=counts,
        dates=dates,
        groups=groups,
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
        if same_values(table, name, target):
            return f"the same values as {target}: it would give the answer away"
    return None


def _text(
    table: Table, name: str, values: list[str], missing: int, training_share: float
) -> Column:
    counts = Counter(values)
    different = len(counts)
    repeats = different <= _IDENTIFIER_COUNT or different <= _IDENTIFIER_SHARE * len(values)
    why_not, dates, groups = None, are_dates(values), False
    if dates:
        why_not = "dates; the year, month or hour in a column of its own would do"
    elif is_free_text(values):
        why_not = "sentences and not categories, which no step makes numbers of"
    elif (example := number_with_unit(values)) is not None:
        why_not = f"numbers with a unit, for instance {_clip(example)!r}; without it they would do"
    elif _mostly_numbers(table, values) and different > 2 * _IDENTIFIER_COUNT:
        word = next(value for value in values if parse_in(table, value) is None)
        why_not = f"numbers, and text such as {_clip(word)!r} between them"
    else:
        why_not, groups = why_identifier(name, different, len(values))
        if different <= _IDENTIFIER_COUNT:
            why_not, groups = None, False
        elif why_not is None and not repeats:
            why_not = "a different text in nearly every row: none comes up again"
    if why_not is not None:
        return Column(name, False, missing, why_not=why_not, dates=dates, groups=groups)
    categories = categories_of(counts, training_share)
    if categories.encoding is None:
        why_not = f"{different:,} different texts, with too few rows for each"
    return Column(name, False, missing, categories, why_not=why_not)


def _mostly_numbers(table: Table, values: Sequence[str]) -> bool:
    numbers = sum(parse_in(table, value) is not None for value in values)
    return len(values) // 2 < numbers < len(values)


def _dates_as_numbers(numbers: np.ndarray) -> bool:
    """20240131, 202401310830 and the like: year, month and day, with a time of day or without."""
    if len(numbers) < 3 or not _whole(numbers):
        return False
    digits = len(f"{numbers.min():.0f}")
    clock = numbers % 10 ** (digits - 8) if digits in (8, 12, 14) else None
    if clock is None or digits != len(f"{numbers.max():.0f}"):
        return False
    dates = numbers // 10 ** (digits - 8)
    years, months, days = dates // 10000, dates // 100 % 100, dates % 100
    plausible = (years >= 1800) & (years <= 2200) & (months >= 1) & (months <= 12)
    plausible &= (days >= 1) & (days <= 31) & (clock // 10 ** max(0, digits - 10) < 24)
    for units in (clock // 100 % 100, clock % 100) if digits == 14 else (clock % 100,):
        plausible &= units < 60
    return bool(plausible.all())


def _whole(numbers: np.ndarray) -> bool:
    return bool((numbers == np.floor(numbers)).all())


def _clip(text: str) -> str:
    return text if len(text) <= 20 else text[:17] + "..."
