"""Conditions as a spec says them."""

from __future__ import annotations

import re

import pytest

from nnspec.spec.language.conditions import CONDITION_PATTERN, NoConditionError, read_condition


@pytest.mark.parametrize(
    ("text", "column", "comparison", "values"),
    [
        ("year >= 2015", "year", ">=", (2015,)),
        ("year<2015.5", "year", "<", (2015.5,)),
        ("z != -3e5", "z", "!=", (-300000.0,)),
        ("city == New York", "city", "==", ("New York",)),
        ("day >= 2015-03-01", "day", ">=", ("2015-03-01",)),
        ('zip == "00501"', "zip", "==", ("00501",)),
        ("zip == '1.10'", "zip", "==", ("1.10",)),
        ("word == 'don''t'", "word", "==", ("don't",)),
        ('word == "a \\"b\\""', "word", "==", ('a "b"',)),
        ("word == don't", "word", "==", ("don't",)),
        ("flag == true", "flag", "==", ("true",)),
        ("region in [north, 'a, b', \"c]\"]", "region", "in", ("north", "a, b", "c]")),
        ("year not in [1, 2.5]", "year", "not in", (1, 2.5)),
        ("size in cm > 3", "size in cm", ">", (3,)),
        ("`a > b` < 2", "a > b", "<", (2,)),
        ("price is missing", "price", "missing", ()),
        ("price not missing", "price", "not missing", ()),
        (" unit price  is  not missing ", "unit price", "not missing", ()),
        ("missing == 1", "missing", "==", (1,)),
    ],
)
def test_a_condition(text, column, comparison, values):
    found = read_condition(text)
    assert (found.column, found.comparison, found.values) == (column, comparison, values)
    assert [type(value) for value in found.values] == [type(value) for value in values]
    assert read_condition(found.text) == found
    assert re.search(CONDITION_PATTERN, text)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("year = 2015", "'year = 2015' is no condition", "write == for equal"),
        (
            "year",
            "'year' is no condition",
            "for instance year >= 2015, region in [north, south] or price is not missing",
        ),
        (
            "region in north",
            "'region in north' is no condition",
            "put the values of 'in' in brackets",
        ),
        (
            "price is null",
            "'price is null' is no condition",
            "write COLUMN is missing, or COLUMN is not missing",
        ),
        (
            "price == null",
            "'price == null': nothing is equal to null",
            "write COLUMN is missing, or COLUMN is not missing",
        ),
        (
            "a > 1 and b < 2",
            "'a > 1 and b < 2' is more than one condition",
            "give a list of conditions: a row must meet all of them",
        ),
        (
            "a in [1, x]",
            "'a in [1, x]' compares with texts and with numbers",
            "put all of them in quotes, or none",
        ),
        ("a in []", "the list of 'a in []' is empty", "name the values in it"),
        (
            "a in ['b' c]",
            "the list of 'a in ['b' c]' cannot be read",
            "separate its values by commas: [a, b, 'c, d']",
        ),
        (
            'a == "b" c',
            "the quotes of 'a == \"b\" c' do not close, or more stands after them",
            "put the whole value in quotes",
        ),
    ],
)
def test_what_is_none(text, message, hint):
    with pytest.raises(NoConditionError) as caught:
        read_condition(text)
    assert (str(caught.value), caught.value.hint) == (message, hint)
