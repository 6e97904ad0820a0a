"""Lists of columns: as a flag has them (`age,water`), and which of them stand there twice."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable


def split_names(text: str) -> list[str]:
    """The names that a flag lists, in CSV's way: one with a comma stands in quotation marks.

    >>> split_names('age, "cement, kg",water')
    ['age', 'cement, kg', 'water']

    Args:
        text: The flag's value.
    """
    try:
        (names,) = csv.reader([text], skipinitialspace=True)
    except (csv.Error, ValueError):
        # A line break outside quotation marks, or no name at all.
        names = text.split(",")
    return [name.strip() for name in names] or [""]


def quoted_name(name: str) -> str:
    """A name as `split_names` takes it.

    >>> quoted_name("cement, kg"), quoted_name("age")
    ('"cement, kg"', 'age')
    """
    if not any(mark in name for mark in ',"\r\n'):
        return name
    return '"' + name.replace('"', '""') + '"'


def repeated(names: Iterable[str]) -> list[str]:
    """The names that stand there more than once, each once, in their order.

    >>> repeated(["a", "b", "c", "b", "a"])
    ['a', 'b']
    """
    return [name for name, count in Counter(names).items() if count > 1]
