import numpy as np
import pytest

from nnspec.starter.identifiers import (
    counts_rows,
    counts_those_without,
    counts_with_gaps,
    is_named_identifier,
    why_identifier,
)


@pytest.mark.parametrize(
    "name",
    [
        *("id", "ID", "Id", "house_id", "case no", "RowNumber", "CustomerId", "PassengerId"),
        *("customerid", "rownames", "row_names", "Cell", "Unnamed: 0", "index", "uuid", "rowid"),
    ],
)
def test_names_of_identifiers(name):
    assert is_named_identifier(name)


@pytest.mark.parametrize(
    "name", ["acid", "humid", "paid", "squid", "width", "monkey", "cells", "x"]
)
def test_other_names(name):
    assert not is_named_identifier(name)


@pytest.mark.parametrize(
    ("name", "different", "rows", "why", "groups"),
    [
        ("id", 400, 400, "a different value in every row: it names rows", False),
        ("id", 400, 410, "400 different in 410 rows: it names rows", True),
        ("RowNumber", 400, 410, "400 different in 410 rows: it names rows", True),
        ("RowNumber", 40, 400, None, False),
        ("patient_id", 120, 400,
         "120 different in 400 rows: it names what rows are of, others in new data", True),
        ("store_id", 10, 400, None, False),
        ("size", 400, 400, None, False),
        ("subject", 59, 236,
         "59 different in 236 rows: it names what rows are of, others in new data", True),
        ("subject", 9, 236, None, False),
        ("item", 59, 236, None, False),
    ],
)  # fmt: skip
def test_why(name, different, rows, why, groups):
    assert why_identifier(name, different, rows) == (why, groups)


def test_row_numbers():
    assert counts_rows(np.arange(3.0, 40))
    assert not counts_rows(np.arange(3.0, 9))
    gaps = np.array([n for n in range(1, 99) if n % 15])
    assert not counts_rows(gaps)
    assert counts_with_gaps(gaps.astype(float))
    assert counts_with_gaps(np.sort(np.r_[gaps, 7.0, 30.0]))
    assert not counts_with_gaps(gaps[::-1].astype(float))
    assert not counts_with_gaps(gaps * 2.0)


@pytest.mark.parametrize(
    ("name", "others", "found"),
    [
        ("smoking_no", ["smoking_yes"], True),
        ("smoking_no_cancer_no", ["smoking_yes_cancer_no"], True),
        ("No", ["YES"], True),
        ("case_no", ["case_yesterday"], False),
        ("case_no", [], False),
        ("north", ["yesrth"], False),
    ],
)
def test_no_beside_yes_is_no_number(name, others, found):
    assert counts_those_without(name, [name, *others]) is found
