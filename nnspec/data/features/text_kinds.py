"""What a column of text holds when it holds no categories: sentences, or numbers with a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Text of more words than this, on average, is written and not chosen from a list.
_FREE_TEXT_WORDS = 4
_EXAMPLES = 200
# So many different numbers are a quantity; fewer may be the names of sizes, such as 5 kg and 10 kg.
_FEWEST_NUMBERS = 3
_MOST_UNITS = 3
_CURRENCY = r"[$€£¥₹₩₽฿]|(US|A|C|NZ|HK|S)\$|USD|EUR|GBP|CHF|JPY|INR|CAD|AUD|Rs\.?"
_NUMBER = r"\d{1,3}([,.' \u00a0\u202f]\d{3})+([.,]\d+)?|\d+([.,]\d+)?"
_PLAIN_UNIT = (
    r"%|‰|°[CF]?|kg|g|mg|µg|lbs?|oz|t|km|m|cm|mm|µm|nm|mi|miles?|ft|in|yd|l|ml|cl|cc|gal|s|sec|ms|"
    r"min|mins|h|hr|hrs|hours?|days?|yrs?|years?|months?|weeks?|kwh|mwh|kw|mw|w|hp|bhp|ps|v|mv|a|ma|"
    r"k?hz|mhz|ghz|[kmgt]b|rpm|nm|kmpl|mpg|mph|km/h|kmh|m/s|km/kg|k?pa|bar|psi|k|m|bn|px|pcs"
)
_WITH_UNIT = re.compile(
    rf"(?P<sign>[+-]?)(?P<before>{_CURRENCY})?\s?[+-]?({_NUMBER})"
    rf"(\s?(?P<after>{_CURRENCY}|{_PLAIN_UNIT})|\s(?P<word>[^\W\d]\S*))?",
    re.IGNORECASE,
)


def is_free_text(values: Sequence[str]) -> bool:
    """Whether texts are written, each its own, and not chosen from a list."""
    words = sum(len(value.split()) for value in values[:_EXAMPLES])
    wordy = words > _FREE_TEXT_WORDS * min(len(values), _EXAMPLES)
    return wordy and len(set(values)) * 2 > len(values)


def number_with_unit(values: Sequence[str]) -> str | None:
    """One of the texts, where all of them are numbers with a unit or a currency.

    A few units may alternate, as g and kg do, and some numbers may have none.

    >>> number_with_unit(["$1,200", "$80", "$999"]), number_with_unit(["1st", "2nd", "3rd"])
    ('$1,200', None)

    Returns:
        The first that has a unit; None where they are something else.
    """
    different = list(dict.fromkeys(value.strip() for value in values))
    if len(different) < _FEWEST_NUMBERS:
        return None
    units, example = set(), None
    for value in different:
        found = _WITH_UNIT.fullmatch(value)
        if found is None:
            return None
        unit = found["before"] or found["after"] or found["word"]
        if unit is not None:
            units.add(unit.casefold())
            example = example or value
        if len(units) > _MOST_UNITS:
            return None
    return example
