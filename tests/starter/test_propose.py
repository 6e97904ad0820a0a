import numpy as np
import pytest

from nnspec.data.table.table import Table
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


@pytest.mark.parametrize("missing", [0, 3])
def test_every_column_is_filled_scaled_or_encoded(missing):
    found = proposal({"a": numbers(missing), "b": text("pq", missing)})
    assert found.numeric == (IMPUTE, "StandardScaler")
    assert found.categorical == (IMPUTE_TEXT, "OneHotEncoder: {handle_unknown: ignore}")
    assert found.columns == {}
    assert found.inputs == 3


def test_a_long_tail_goes_by_rank():
    found = proposal({"a": numbers(), "b": RNG.lognormal(0, 1.5, ROWS)})
    steps, why = found.columns["b"]
    assert steps == (IMPUTE, "QuantileTransformer: {output_distribution: normal}")
    assert why == "a long tail: by rank, so that any later value has a place"


def test_rare_texts_share_a_column():
    words = [f"k{i}" for i in range(12)]
    column = text(words[:8])
    column[:4] = words[8:]
    found = proposal({"a": numbers(), "b": column})
    (steps, why) = found.columns["b"]
    assert steps == (
        IMPUTE_TEXT,
        "OneHotEncoder: {handle_unknown: infrequent_if_exist, min_frequency: 3}",
    )
    assert why == "12 texts: one column for all rare ones"
    assert (found.embedded, found.inputs) == ((), 10)


def test_many_texts_have_a_vector_each():
    column = np.array([f"k{i % 60}" for i in range(600)], dtype=object)
    values = np.tile(numbers(), 3)
    found = propose(Table({"a": values, "b": column, "y": values**2}, "a.csv"), ["y"])
    assert [c.name for c in found.embedded] == ["b"]
    encode = "OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: 60}"
    assert found.columns["b"] == ((IMPUTE_TEXT, encode), "60 texts: a vector for each")


def test_dates_alone_say_which_columns_to_add():
    dates = np.array([f"2024-{1 + i % 12:02}-01" for i in range(ROWS)], dtype=object)
    with pytest.raises(DataError) as error:
        proposal({"when": dates})
    (problem,) = error.value.problems
    assert problem.hint == (
        "add columns of numbers made of 'when', such as its month, weekday and hour, or what was "
        "measured some rows before"
    )


def test_rows_in_the_order_of_their_dates_are_dealt_by_time():
    dates = np.array([f"20{i:03}-01-01"[:4] + f"-{1 + i % 12:02}" for i in range(ROWS)], object)
    found = proposal({"when": np.sort(dates), "a": numbers()})
    assert found.parts.time == "when"
    assert proposal({"when": RNG.permutation(dates), "a": numbers()}).parts.time is None


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
    assert problem.hint == "add columns with what is known of a row before its target is"
    with pytest.raises(DataError) as error:
        propose(Table({"y": np.arange(30.0)}, "a.csv"), ["y"])
    (problem,) = error.value.problems
    assert problem.hint == (
        "the file has no other: add columns with what is known of a row before its target is"
    )


def test_repeated_rows_are_counted():
    table = Table({"a": np.array([1.0, 1, 2, np.nan, np.nan]), "y": np.arange(5.0) // 2}, "a.csv")
    # Rows 1 and 2 are equal; the last two differ in the target.
    assert propose(table, ["y"]).repeated_rows == 2
