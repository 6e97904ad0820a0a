"""How a column of categories becomes numbers: by how many rows there are for each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

_FEW_CATEGORIES = 10
# So many rows teach what a category means; most of them train.
_ROWS_A_CATEGORY = 5
# A column each for more categories would be most of what a network sees.
_MOST_COLUMNS = 50
# Of categories that come up often enough, so large a share of the rows must be.
_SMALLEST_SHARE = 0.1
# For a vector each, the categories need so many rows on average.
_ROWS_A_VECTOR = 8


@dataclass(frozen=True, slots=True)
class Categories:
    """The categories of a column.

    Attributes:
        different: How many there are.
        encoding: `one_hot`, a column each; `grouped`, a column each and one for all rare ones;
            `embedding`, a vector each that the network learns; None where it is to be left out.
        frequent: How many have rows enough.
        least: The fewest training rows of a category with a column of its own, for `grouped`.
    """

    different: int
    encoding: Literal["one_hot", "grouped", "embedding"] | None
    frequent: int
    least: int = 0

    @property
    def width(self) -> int:
        """How many numbers the network sees of the column, at most."""
        if self.encoding == "embedding":
            return self.vector
        grouped = min(self.frequent, _MOST_COLUMNS) + 1
        return grouped if self.encoding == "grouped" else self.different

    @property
    def vector(self) -> int:
        """The length of a category's vector: twice the fourth root of their number, 4 to 16."""
        return min(16, max(4, 2 * round(self.different**0.25)))

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps, as the spec writes them, after those that fill gaps."""
        if self.encoding == "embedding":
            unknown = f"unknown_value: {self.different}"
            return (f"OrdinalEncoder: {{handle_unknown: use_encoded_value, {unknown}}}",)
        if self.encoding == "one_hot":
            return ("OneHotEncoder: {handle_unknown: ignore}",)
        least = f"min_frequency: {self.least}"
        if self.frequent > _MOST_COLUMNS:
            least += f", max_categories: {_MOST_COLUMNS + 1}"
        return (f"OneHotEncoder: {{handle_unknown: infrequent_if_exist, {least}}}",)


def categories_of(counts: Counter[str], training_share: float) -> Categories:
    """How to encode the categories of a column.

    A rule of thumb: ten categories and fewer have a column each. Of more, those with five rows
    or more have one, if there are up to fifty of these; and where there are more, each category has
    a vector if there are eight rows for each on average. Where hardly a row is of a frequent
    category, there is nothing to learn from.

    Args:
        counts: How many rows have each.
        training_share: The share of the rows that trains.
    """
    different, rows = len(counts), counts.total()
    often = [count for count in counts.values() if count >= _ROWS_A_CATEGORY]
    least = max(2, round(_ROWS_A_CATEGORY * training_share))
    if different <= _FEW_CATEGORIES or (len(often) == different and different <= _MOST_COLUMNS):
        return Categories(different, "one_hot", len(often))
    if sum(often) < _SMALLEST_SHARE * rows:
        return Categories(different, None, len(often))
    if len(often) > _MOST_COLUMNS and different * _ROWS_A_VECTOR <= rows:
        return Categories(different, "embedding", len(often))
    return Categories(different, "grouped", len(often), least)
