from collections import Counter

import pytest

from nnspec.starter.categories import categories_of

GROUPED = "OneHotEncoder: {handle_unknown: infrequent_if_exist, min_frequency: 3"


@pytest.mark.parametrize(
    ("counts", "encoding", "steps", "width"),
    [
        ([50, 3], "one_hot", "OneHotEncoder: {handle_unknown: ignore}", 2),
        ([5] * 50, "one_hot", "OneHotEncoder: {handle_unknown: ignore}", 50),
        ([50, 9, *[1] * 12], "grouped", GROUPED + "}", 3),
        ([9] * 60 + [1] * 60, "grouped", GROUPED + ", max_categories: 51}", 51),
        ([9] * 60, "embedding",
         "OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: 60}", 6),
        ([90] * 5000, "embedding",
         "OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: 5000}", 16),
    ],
)  # fmt: skip
def test_by_rows_for_each(counts, encoding, steps, width):
    found = categories_of(Counter(dict(enumerate(counts))), 0.6)
    assert (found.encoding, found.steps, found.width) == (encoding, (steps,), width)


def test_too_few_rows_for_each():
    counts = Counter(dict(enumerate([5] + [2] * 100)))
    assert categories_of(counts, 0.6).encoding is None
