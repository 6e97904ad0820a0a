import numpy as np

from nnspec.data.steps.passthrough import Passthrough


def test_nothing_changes_whatever_it_is():
    step = Passthrough.learn({}, np.empty((0, 1)))
    for block in (np.array([[1.0], [np.nan]]), np.array([["a"], [None]], dtype=object)):
        assert step.apply(block) is block
        assert step.invert(block) is block
    columns = [("x", True), ("y", False)]
    assert step.emit(None, columns, []) == columns
