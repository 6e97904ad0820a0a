import numpy as np
import pytest

from nnspec.data.steps.categories import UnknownCategoryError, label_text, positions
from nnspec.data.steps.one_hot_encoder import OneHotEncoder
from nnspec.data.steps.ordinal_encoder import OrdinalEncoder


def text(*values):
    return np.array(values, dtype=object)[:, None]


def test_positions_of_text_and_numbers():
    assert positions(text("b", "x", "a")[:, 0], ("a", "b")).tolist() == [1, -1, 0]
    numbers = np.array([3.0, 1.0, 2.0, 9.0, 0.0, np.nan])
    assert positions(numbers, (3.0, 1.0)).tolist() == [0, 1, -1, -1, -1, -1]


def test_labels():
    assert [label_text(value) for value in ("a", 2007.0, 2.5, True)] == ["a", "2007", "2.5", "True"]


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
