import numpy as np

from nnspec.data.steps.ordinal_encoder import OrdinalEncoder


def text(*values):
    return np.array(values, dtype=object)[:, None]


def test_ordinal():
    step = OrdinalEncoder((("low", "high"),), -1.0)
    assert step.apply(text("high", "low", "?")).tolist() == [[1], [0], [-1]]
    assert step.output_names(["x"]) == ("x",)
