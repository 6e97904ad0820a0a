import numpy as np
import pytest

from nnspec.data.steps.simple_imputer import SimpleImputer


def text(*values):
    return np.array(values, dtype=object)[:, None]


def test_imputer():
    step = SimpleImputer((5.0, 6.0), (1,))
    block = np.array([[np.nan, np.nan], [1.0, 2.0]])
    assert step.apply(block).tolist() == [[5, 6, 1], [1, 2, 0]]
    assert np.isnan(block[0]).all()
    assert step.output_names(["a", "b"]) == ("a", "b", "b missing")
    assert SimpleImputer(("m",)).apply(text("f", None)).tolist() == [["f"], ["m"]]


def test_a_gap_in_text_is_filled():
    made = SimpleImputer.learn({"strategy": "most_frequent"}, text("a", None, "a", "b"))
    assert made.apply(text("a", None)).tolist() == [["a"], ["a"]]


def test_what_scikit_learn_refuses_comes_as_it_is():
    with pytest.raises(ValueError, match="no_such"):
        SimpleImputer.learn({"strategy": "no_such"}, np.zeros((2, 1)))
