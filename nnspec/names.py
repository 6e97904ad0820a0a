"""Lists of columns: as a flag has them (`age,water`), and which of them stand there twice."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence


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


# So many columns beside the first are named where the same holds of many.
_NAMED = 3


def and_so(names: Sequence[str]) -> str:
    """The end of a message about a column of which the like holds of others.

    >>> and_so([]), and_so(["b", "c"]), and_so(["b", "c", "d", "e"])
    ('', "; so it is with 'b', 'c'", "; so it is with 'b', 'c', 'd' and 1 more")

    Args:
        names: The others.
    """
    if not names:
        return ""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"; so it is with {', '.join(map(repr, names[:_NAMED]))}{more}"
