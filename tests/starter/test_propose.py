import numpy as np
import pytest

from nnspec.data.table import Table
from nnspec.errors import DataError, InputError
from nnspec.starter.propose import propose

ROWS = 200
RNG = np.random.default_rng(0)


def numbers(missing=0):
    values = RNG.normal(size=ROWS)
    values[:missing] = np.nan
    return values


def text(words, missing=0):
    values = np.array([words[i % len(words)] for i in range(ROWS)], dtype=object)
    values[:missing] = None
    return values


def proposal(columns, **options):
    return propose(Table({**columns, "y": numbers()}, "a.csv"), ["y"], **options)


IMPUTE = "{SimpleImputer: median}"
IMPUTE_TEXT = "{SimpleImputer: most_frequent}"


def test_numbers_are_scaled_and_text_is_encoded():
    found = proposal({"a": numbers(), "b": text("pq")})
    assert found.numeric == ("StandardScaler",)
    assert found.categorical == ("OneHotEncoder",)
    assert found.columns == {}
    assert found.inputs == 3


def test_one_column_with_gaps_has_an_imputer_of_its_own():
    found = proposal({"a": numbers(), "b": numbers(3), "c": numbers(), "d": text("pq")})
    assert found.numeric == ("StandardScaler",)
    assert found.columns == {"b": ((IMPUTE, "StandardScaler"), "3 missing")}


def test_many_columns_with_gaps_share_one():
    found = proposal({"a": numbers(1), "b": numbers(3), "c": text("pq", 2)})
    assert found.numeric == (IMPUTE, "StandardScaler")
    assert found.categorical == (IMPUTE_TEXT, "OneHotEncoder")
    assert found.columns == {}


def test_heavy_tails_get_a_logarithm():
    found = proposal({"a": numbers(), "b": RNG.lognormal(0, 1.5, ROWS)})
    assert found.columns == {"b": (("log1p", "StandardScaler"), "heavy-tailed")}


def test_a_rare_category_may_be_unknown():
    column = text("pq")
    column[7] = "rare"
    assert proposal({"a": column}).categorical == ("OneHotEncoder: {handle_unknown: ignore}",)


def test_excluded_columns_are_left_out():
    found = proposal({"a": numbers(), "b": numbers()}, exclude=("b",))
    assert [(column.name, column.why_not) for column in found.left_out] == [("b", "as asked")]


def test_the_target_cannot_be_excluded():
    with pytest.raises(InputError) as error:
        proposal({"a": numbers()}, exclude=("y",))
    assert error.value.problems[0].message == "'y' is the target and excluded as well"


def test_a_series_may_have_nothing_but_its_count():
    found = proposal({"t": np.arange(ROWS, dtype=float), "c": np.ones(ROWS)})
    assert found.counts_rows
    assert [column.name for column in found.features] == ["t"]


def test_without_features_there_is_no_spec():
    with pytest.raises(DataError) as error:
        proposal({"a": np.ones(ROWS), "b": numbers()}, exclude=("b",))
    (problem,) = error.value.problems
    assert problem.message == "no column of a.csv is left to predict from"
    assert problem.details == ("a: the same in every row", "b: as asked")


def test_repeated_rows_are_counted():
    table = Table({"a": np.array([1.0, 1, 2, np.nan, np.nan]), "y": np.arange(5.0) // 2}, "a.csv")
    # Rows 1 and 2 are equal; the last two differ in the target.
    assert propose(table, ["y"]).repeated_rows == 2
