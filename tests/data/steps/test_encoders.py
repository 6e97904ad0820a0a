import time

import numpy as np
import pytest

from nnspec.data.steps.encoders import (
    OneHotEncoder,
    OrdinalEncoder,
    SimpleImputer,
    UnknownCategoryError,
    label_text,
    positions,
)


def text(*values):
    return np.array(values, dtype=object)[:, None]


def test_positions_of_text_and_numbers():
    assert positions(text("b", "x", "a")[:, 0], ("a", "b")).tolist() == [1, -1, 0]
    numbers = np.array([3.0, 1.0, 2.0, 9.0, 0.0, np.nan])
    assert positions(numbers, (3.0, 1.0)).tolist() == [0, 1, -1, -1, -1, -1]


def test_one_hot():
    step = OneHotEncoder((("a", "b", "c"),), ((-1, 0, 1),), (("b", "c"),), "ignore")
    assert step.apply(text("a", "b", "c", "?")).tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]
    assert step.output_names(["x"]) == ("x=b", "x=c")


def test_one_hot_of_two_columns():
    step = OneHotEncoder((("a",), (1.0, 2.0)), ((0,), (0, 1)), (("a",), ("1", "2")))
    block = np.array([["a", 2.0], ["a", 1.0]], dtype=object)
    assert step.apply(block).tolist() == [[1, 0, 1], [1, 1, 0]]


def test_unknown_values_can_be_infrequent_ones():
    step = OneHotEncoder((("a", "b"),), ((0, 1),), (("a", "infrequent"),), (1,))
    assert step.apply(text("?", "a")).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("step", "remedy"),
    [
        (OneHotEncoder((("a",),), ((0,),), (("a",),)), "OneHotEncoder: {handle_unknown: ignore}"),
        (
            OrdinalEncoder((("a",),)),
            "OrdinalEncoder: {handle_unknown: use_encoded_value, unknown_value: -1}",
        ),
    ],
)
def test_unknown_values_can_be_errors(step, remedy):
    with pytest.raises(UnknownCategoryError) as error:
        step.apply(text("a", "x", "y"))
    assert (error.value.rows.tolist(), error.value.value) == ([1, 2], "x")
    assert (error.value.known, error.value.remedy) == (("a",), remedy)


def test_ordinal():
    step = OrdinalEncoder((("low", "high"),), -1.0)
    assert step.apply(text("high", "low", "?")).tolist() == [[1], [0], [-1]]
    assert step.output_names(["x"]) == ("x",)


def test_imputer():
    step = SimpleImputer((5.0, 6.0), (1,))
    block = np.array([[np.nan, np.nan], [1.0, 2.0]])
    assert step.apply(block).tolist() == [[5, 6, 1], [1, 2, 0]]
    assert np.isnan(block[0]).all()
    assert step.output_names(["a", "b"]) == ("a", "b", "b missing")
    assert SimpleImputer(("m",)).apply(text("f", None)).tolist() == [["f"], ["m"]]


def test_labels():
    assert [label_text(value) for value in ("a", 2007.0, 2.5, True)] == ["a", "2007", "2.5", "True"]


def test_a_million_rows_are_fast():
    names = ("a", "b", "c", "d", "e")
    column = np.array(names, dtype=object)[np.random.default_rng(0).integers(0, 5, 1_000_000)]
    step = OneHotEncoder((names,), (tuple(range(5)),), (names,))
    started = time.perf_counter()
    encoded = step.apply(column[:, None])
    assert time.perf_counter() - started < 1
    assert encoded.sum() == 1_000_000
