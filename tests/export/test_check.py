"""What counts as a difference from `predict`."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.table.table import Table
from nnspec.errors import NnspecError
from nnspec.export.check import (
    largest_difference,
    network_difference,
    predictable,
    raw_arrays,
    refuse_difference,
)
from nnspec.prediction.network import Network

STEPS = (StandardScaler((1.0,), (2.0,)),)
COLUMNS = {"x": (FittedColumn("a", "numeric", ()),)}


class Constant(Network):
    """A network that gives these scores."""

    def __init__(self, scores, *more):
        super().__init__(None, *more)
        self.scores = np.array(scores, np.float32)

    def raw(self, x):
        return {"y": self.scores[: len(next(iter(x.values())))]}


def network(target, scores, logits=()):
    return Constant(scores, Preprocessor(COLUMNS, {"y": target}), frozenset(logits))


def rows(*values):
    return Table({"a": np.array(values)}, "rows")


REGRESSION = FittedTarget("y", ("y",), ("numeric",), "regression", STEPS)
BINARY = FittedTarget("y", ("y",), ("text",), "binary", (), (("no", "yes"),))


def test_numbers_by_the_scale_of_an_output():
    net = network(REGRESSION, [[1.0], [2.0]])
    found = {"predicted_y": np.array([3.0, 5.05])}
    # Of 3 and 5, which are 2 and 4 from the 1 that the network's 0 means.
    assert largest_difference(found, net, rows(0.0, 1.0)) == pytest.approx(0.05 / 4)
    found = {"predicted_y": np.array([3.0, np.nan])}
    assert np.isnan(largest_difference(found, net, rows(0.0, 1.0)))


def test_a_row_that_predict_refuses_must_have_no_result():
    net = network(REGRESSION, [[1.0], [2.0]])
    table = rows(0.0, np.nan, 1.0)
    assert predictable(table, net.preprocessor)["a"].tolist() == [0.0, 1.0]
    found = {"predicted_y": np.array([3.0, np.nan, 5.0])}
    assert largest_difference(found, net, table) == 0
    found["predicted_y"][1] = 3.0
    assert largest_difference(found, net, table) == np.inf


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(["yes", "no"], 0.0), (["no", "no"], 0.4), (["yes", "yes"], 0.00002), (["yes", "?"], np.inf)],
)
def test_another_class_counts_by_how_much_less_likely_it_is(labels, expected):
    net = network(BINARY, [[0.7], [0.49999]])
    shares = np.array([[0.3, 0.7], [0.50001, 0.49999]], np.float32)
    found = {"predicted_y": np.array(labels, object), "probabilities_y": shares}
    made = largest_difference(found, net, rows(0.0, 1.0))
    assert made == pytest.approx(expected, abs=1e-6)
    positions = {"no": 0, "yes": 1, "?": -1}
    found["predicted_y"] = np.array([positions[label] for label in labels])
    again = largest_difference(found, net, rows(0.0, 1.0), positions=True)
    assert again == pytest.approx(expected, abs=1e-6)


def test_of_the_network_alone_probabilities_are_compared():
    net = network(BINARY, [[2.0], [-40.0]], ["y"])
    x = {"x": np.zeros((2, 1), np.float32)}
    assert network_difference({"y": np.array([[2.0], [-40.0]])}, net, x) == 0
    assert network_difference({"y": np.array([[0.0], [-40.0]])}, net, x) == pytest.approx(
        0.3808 / 0.8808, rel=1e-3
    )


def test_text_that_is_missing_is_empty():
    table = Table({"t": np.array(["a", None], object), "a": np.array([1.0, np.nan])}, "rows")
    arrays = raw_arrays(table)
    assert arrays["t"].tolist() == ["a", ""]
    assert arrays["a"] is table["a"]


def test_far_from_zero_what_tells_rows_apart_is_compared():
    steps = (StandardScaler((1.7e9,), (2.0,)),)
    far = FittedTarget("y", ("y",), ("numeric",), "regression", steps)
    net = network(far, [[1.0], [2.0]])
    found = {"predicted_y": np.array([1.7e9 + 2, 1.7e9 + 4])}
    assert largest_difference(found, net, rows(0.0, 1.0)) == 0
    found = {name: values.astype(np.float32) for name, values in found.items()}
    assert largest_difference(found, net, rows(0.0, 1.0)) == pytest.approx(1)
    with pytest.raises(NnspecError) as error:
        refuse_difference(1.0, "tflite", single=True)
    assert error.value.problems[0].hint == (
        "at most 1e-04 is accepted; the file is not kept. tflite computes the preprocessing in "
        "float32; onnx and saved_model do in float64, and without --with-preprocessing it is left "
        "to you"
    )


@pytest.mark.parametrize("found", [2e-4, float("inf"), float("nan")])
def test_what_is_not_kept(found):
    refuse_difference(1e-4, "onnx")
    with pytest.raises(NnspecError, match="the onnx file differs from predict by"):
        refuse_difference(found, "onnx")
