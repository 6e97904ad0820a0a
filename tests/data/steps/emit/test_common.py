"""Both transformers, there and back, in the operations of every format against numpy."""

from pathlib import Path

import numpy as np
import pytest

from nnspec.data.chains.fit import fit_steps
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.steps.k_bins_discretizer import KBinsDiscretizer
from nnspec.data.steps.power_transformer import PowerTransformer
from nnspec.data.steps.quantile_transformer import QuantileTransformer
from nnspec.data.steps.spline_transformer import SplineTransformer
from nnspec.export.onnx_operations import OnnxOperations
from nnspec.export.tensorflow_operations import TensorFlowOperations, TfliteOperations
from nnspec.network.backend import load_keras
from nnspec.spec.language.objects import ObjectSpec

DATASETS = Path(__file__).parents[4] / "datasets"
X = np.r_[-1e6, -30.0, -1.0, -0.7, -0.01, -1e-6, 0.0, 1e-6, 0.01, 0.9, 1.0, 2.5, 30.0, 1e6, np.nan][
    :, None
]
SCORES = np.r_[np.linspace(-1.5, 1.5, 41), -7.0, 5.19, 5.2, 7.0, np.nan][:, None]
RANDOM = tuple(np.sort(np.random.default_rng(0).lognormal(size=1000)).tolist())
STEPS = [
    PowerTransformer("yeo-johnson", (power_,), (0.5,), (1.5,))
    for power_ in (-0.4, 0.0, 1e-3, 0.3, 1.0, 2.0, 2.6)
] + [
    PowerTransformer("yeo-johnson", (0.7,), None, None),
    PowerTransformer("box-cox", (0.3,), (0.5,), (1.5,)),
    PowerTransformer("box-cox", (0.0,), None, None),
    QuantileTransformer((RANDOM,)),
    QuantileTransformer((RANDOM,), "normal"),
    QuantileTransformer(((0.0, 0.0, 0.0, 1.0, 1.0, 30.0, 30.0),)),
    QuantileTransformer(((0.0, 0.0, 0.0, 1.0, 1.0, 30.0, 30.0),), "normal"),
    QuantileTransformer(((2.5,),)),
]
VALUES = np.random.default_rng(1).lognormal(size=(200, 1))
LEARNT = [
    KBinsDiscretizer.learn({}, VALUES),
    KBinsDiscretizer.learn({"n_bins": 2, "encode": "ordinal"}, VALUES),
    KBinsDiscretizer(((),)),
    KBinsDiscretizer(((),), one_hot=False),
    *(
        SplineTransformer.learn({"extrapolation": word, "degree": degree}, VALUES)
        for word in ("constant", "linear", "continue", "periodic")
        for degree in (1, 3)
    ),
    SplineTransformer.learn({"n_knots": 2, "degree": 2, "include_bias": False}, VALUES),
]


@pytest.fixture(scope="module", params=["onnx", "tensorflow", "tflite"])
def run(request):
    """A function of operations and a tensor, computed in a format."""
    if request.param == "onnx":
        return _in_onnx
    load_keras()
    operations = TensorFlowOperations() if request.param == "tensorflow" else TfliteOperations()
    tf = operations._tf
    return lambda function, x: function(operations, tf.constant(x, operations.dtype)).numpy()


def _in_onnx(function, x):
    import onnxruntime
    from onnx import TensorProto, helper

    ops = OnnxOperations()
    ops.rename(function(ops, "x"), "y")
    ends = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, None]) for name in "xy"]
    graph = helper.make_graph(ops.nodes, "graph", ends[:1], ends[1:], ops.constants)
    imports = [helper.make_opsetid("", 15)]
    model = helper.make_model(graph, opset_imports=imports, ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, {"x": x})[0]


def _label(step):
    return type(step).__name__


@pytest.mark.parametrize("step", STEPS, ids=_label)
def test_there(step, run):
    x = X[X[:, 0] > 0] if getattr(step, "method", "") == "box-cox" else X
    made = run(lambda ops, x: step.emit(ops, [(x, False)], [])[0][0], x)
    exact = made.dtype == np.float64
    expected = step.apply(x)
    rtol, atol = (1e-12, 1e-12) if exact else (5e-5, 2e-5)
    np.testing.assert_allclose(made, expected, rtol=rtol, atol=atol)


@pytest.mark.parametrize("step", LEARNT, ids=_label)
def test_steps_of_several_columns(step, run):
    x = np.r_[VALUES[:, 0], VALUES.min() - 2, VALUES.max() + 3][:, None]
    made = run(lambda ops, x: step.emit(ops, [(x, False)], [])[0][0], x)
    rtol = 1e-10 if made.dtype == np.float64 else 2e-4
    np.testing.assert_allclose(made, step.apply(x), rtol=rtol, atol=rtol)


@pytest.mark.parametrize("step", STEPS, ids=_label)
def test_and_back(step, run):
    made = run(step.emit_inverse, SCORES)
    expected = step.invert(SCORES)
    rtol, atol = (1e-11, 1e-11) if made.dtype == np.float64 else (1e-4, 1e-5)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(made, expected, rtol=rtol, atol=atol)


@pytest.mark.parametrize("distribution", ["uniform", "normal"])
def test_values_that_come_up_often(distribution, run):
    # scikit-learn's quantiles of one value differ from it in their last digits.
    values = read_csv(DATASETS / "concrete.csv")["slag"][:618, None]
    arguments = {"output_distribution": distribution}
    (step,) = fit_steps([ObjectSpec("QuantileTransformer", arguments)], values)
    (quantiles,) = step.quantiles
    assert len(set(quantiles)) > len(set(np.float32(quantiles).tolist()))
    made = run(lambda ops, x: step.emit(ops, [(x, False)], [])[0][0], values)
    np.testing.assert_allclose(made, step.apply(values), rtol=1e-4, atol=2e-5)
