"""The preprocessing in a format's operations gives what numpy gives."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.one_hot_encoder import OneHotEncoder
from nnspec.data.steps.ordinal_encoder import OrdinalEncoder
from nnspec.data.steps.passthrough import Passthrough
from nnspec.data.steps.power_transformer import PowerTransformer
from nnspec.data.steps.quantile_transformer import QuantileTransformer
from nnspec.data.steps.robust_scaler import RobustScaler
from nnspec.data.steps.simple_imputer import SimpleImputer
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.export.check import raw_arrays
from nnspec.export.onnx_file import run_onnx, write_onnx
from nnspec.export.tensorflow_operations import TensorFlowOperations, TfliteOperations
from nnspec.export.translate import Translation
from nnspec.network.backend import load_keras

NUMBERS = {
    "age": (Log1p(), StandardScaler((2.0,), (0.5,))),
    "water": (SimpleImputer((7.0,), (0,)), RobustScaler((1.0, 0.0), (2.0, 1.0))),
    "slag": (MinMaxScaler((0.1,), (-0.2,), (0.0, 1.0)),),
    "year": (OneHotEncoder(((2007.0, 2008.0, 2009.0),), ((0, 1, 2),), (("a", "b", "c"),)),),
    "month": (OrdinalEncoder(((3.0, 1.0),), -1.0), StandardScaler(None, (2.0,))),
    "plain": (Passthrough(),),
    "cost": (PowerTransformer("yeo-johnson", (-0.3,), (1.0,), (0.25,)),),
    "gain": (PowerTransformer("yeo-johnson", (2.0,), None, None),),
    "load": (PowerTransformer("box-cox", (0.3,), (1.0,), (2.0,)),),
    "rank": (QuantileTransformer(((0.0, 1.0, 1.0, 1.0, 4.0, 9.0),)),),
    "score": (QuantileTransformer(((-2.0, 0.0, 0.5, 7.0),), "normal"), SimpleImputer((0.25,))),
    "only": (OneHotEncoder(((1.0,),), ((-1,),), ((),)),),
}
TEXTS = {
    "island": (
        SimpleImputer(("Dream",), (0,)),
        OneHotEncoder(
            (("Biscoe", "Dream"), (False, True)),
            ((0, 1), (-1, 0)),
            (("b", "d"), ("gone",)),
            "ignore",
        ),
    ),
    "rare": (
        OneHotEncoder((("a", "b", "c", "d"),), ((0, 1, 1, -1),), (("a", "infrequent"),), (1,)),
    ),
    "size": (OrdinalEncoder((("S", "M", "L"),)),),
}
ROWS = {
    "age": [0.0, 28.0, -0.5, 365.0],
    "water": [1.5, np.nan, 2.0, np.nan],
    "slag": [-100.0, 5.0, 1e6, 3.25],
    "year": [2007.0, 2009.0, 2008.0, 2007.0],
    "month": [1.0, 3.0, 2.0, 1.0],
    "plain": [0.1, -0.2, 0.3, 1e-9],
    "cost": [0.0, 2.5e5, -3.0, 1e-4],
    "gain": [-0.5, 3.0, -1e-4, 0.25],
    "load": [1.0, 1e-3, 40.0, 1e6],
    "rank": [1.0, 0.25, 9.0, -4.0],
    "score": [np.nan, 0.3, 1e9, 6.5],
    "only": [1.0, 1.0, 1.0, 1.0],
    "island": ["Biscoe", None, "Torgersen", "Dream"],
    "rare": ["a", "c", "z", "d"],
    "size": ["L", "S", "M", "S"],
}
TARGETS = {
    "strength": FittedTarget(
        "strength",
        ("strength", "slump"),
        ("numeric", "numeric"),
        "regression",
        (Log1p(), MinMaxScaler((0.5, 0.25), (0.1, 0.0)), StandardScaler((3.0, 1.0), (2.0, 0.5))),
    ),
    "kind": FittedTarget("kind", ("kind",), ("text",), "sparse", (), (("x", "y", "z"),)),
    "digit": FittedTarget("digit", ("digit",), ("numeric",), "one_hot", (), ((1, 2, 4),)),
    "side": FittedTarget(
        "side", ("side",), ("text",), "binary", (), (("left", "right"),), margin=True
    ),
    "both": FittedTarget(
        "both", ("wet", "level"), ("text", "numeric"), "binary", (), (("no", "yes"), (0.5, 1.5))
    ),
}
SCORES = {
    "strength": [[0.1, 0.2], [1.0, -1.0], [0.0, 0.5], [0.3, 0.3]],
    "kind": [[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [-1.0, 0.0, 5.0], [0.0, 0.0, 1.0]],
    "digit": [[0.2, 0.3, 0.5], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1], [0.3, 0.4, 0.3]],
    "side": [[0.3], [-0.2], [4.0], [-0.0]],
    "both": [[0.4, 0.6], [0.9, 0.1], [0.6, 0.7], [0.2, 0.4]],
}
LOGITS = frozenset({"kind"})


def preprocessor(columns):
    inputs = {
        "x": tuple(
            FittedColumn(name, "numeric" if name in NUMBERS else "text", steps)
            for name, steps in columns.items()
        )
    }
    return Preprocessor(inputs, TARGETS)


def table(names, rows=ROWS):
    columns = {
        name: np.array(rows[name], np.float64 if name in NUMBERS else object) for name in names
    }
    return Table(columns, "rows")


def probabilities(name):
    scores = np.array(SCORES[name])
    if name not in LOGITS:
        return scores
    shares = np.exp(scores)
    return shares / shares.sum(axis=1, keepdims=True)


@pytest.fixture(params=[TensorFlowOperations, TfliteOperations])
def operations(request):
    load_keras()
    return request.param()


def test_inputs_are_those_of_numpy(operations):
    tflite = isinstance(operations, TfliteOperations)
    columns = NUMBERS if tflite else NUMBERS | TEXTS
    fitted, rows = preprocessor(columns), table(columns)
    raw = {name: operations._tf.constant(array) for name, array in raw_arrays(rows).items()}
    made = Translation(operations, fitted, LOGITS).inputs(raw)["x"].numpy()
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, fitted.transform(rows)["x"], rtol=2e-6, atol=1e-7)


def test_results_are_those_of_numpy(operations):
    positions = isinstance(operations, TfliteOperations)
    scores = {n: operations._tf.constant(v, operations._tf.float32) for n, v in SCORES.items()}
    made = Translation(operations, preprocessor(NUMBERS), LOGITS).results(scores)
    made = {name: value.numpy() for name, value in made.items()}
    check_results(made, positions=positions)


def check_results(made, *, positions):
    expected = TARGETS["strength"].decode(np.array(SCORES["strength"]))
    np.testing.assert_allclose(made["predicted_strength"], expected[:, 0], rtol=2e-6)
    np.testing.assert_allclose(made["predicted_slump"], expected[:, 1], rtol=2e-6)
    labels = {
        "kind": ([b"x", b"y", b"z", b"z"], [0, 1, 2, 2]),
        "digit": ([4, 1, 2, 2], [2, 0, 1, 1]),
        "side": ([b"right", b"left", b"right", b"left"], [1, 0, 1, 0]),
        "wet": ([b"no", b"yes", b"yes", b"no"], [0, 1, 1, 0]),
        "level": ([1.5, 0.5, 1.5, 0.5], [1, 0, 1, 0]),
    }
    for name, (words, places) in labels.items():
        found = made[f"predicted_{name}"].tolist()
        found = [text.encode() if isinstance(text, str) else text for text in found]
        assert found == (places if positions else words)
    np.testing.assert_allclose(made["probabilities_kind"], probabilities("kind"), rtol=2e-6)
    np.testing.assert_allclose(made["probabilities_digit"], SCORES["digit"], rtol=2e-6)
    side = np.array(SCORES["side"])
    np.testing.assert_allclose(made["scores_side"], np.hstack([-side, side]), rtol=2e-6)
    level = np.array(SCORES["both"])[:, 1]
    np.testing.assert_allclose(
        made["probabilities_level"], np.column_stack([1 - level, level]), rtol=2e-6
    )


WRONG = [
    ("age", -1.0),
    ("age", np.nan),
    ("age", np.inf),
    ("water", -np.inf),
    ("year", 2010.0),
    ("plain", np.nan),
    ("plain", 1e39),
    ("water", -1e300),
    ("cost", np.nan),
    ("load", 0.0),
    ("rank", np.nan),
    ("score", np.inf),
    ("only", 2.0),
    ("size", "XL"),
    ("size", ""),
    ("rare", ""),
]


CASES = [
    (kind, *wrong)
    for kind in (TensorFlowOperations, TfliteOperations)
    for wrong in WRONG
    if kind is TensorFlowOperations or wrong[0] in NUMBERS
]


@pytest.mark.parametrize(("kind", "column", "value"), CASES)
def test_a_row_that_cannot_be_predicted_has_no_result(kind, column, value):
    operations, tflite = kind(), kind is TfliteOperations
    tf = operations._tf
    columns = NUMBERS if tflite else NUMBERS | TEXTS
    raw = raw_arrays(table(columns))
    raw[column][1] = value
    translation = Translation(operations, preprocessor(columns), LOGITS)
    inputs = translation.inputs({name: tf.constant(array) for name, array in raw.items()})
    assert np.isfinite(inputs["x"].numpy()).all()
    made = translation.results({n: tf.constant(v, tf.float32) for n, v in SCORES.items()})
    found = {name: value.numpy() for name, value in made.items()}
    none = {"kind": b"", "digit": np.iinfo(np.int64).min, "wet": b"", "level": None}
    for name, nothing in none.items():
        label = found[f"predicted_{name}"][1]
        if tflite:
            assert label == -1
        else:
            assert np.isnan(label) if nothing is None else label == nothing
    assert np.isnan(found["predicted_slump"]).tolist() == [False, True, False, False]
    assert np.isnan(found["probabilities_wet"][:, 1]).tolist() == [False, True, False, False]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["strength", "kind", "both"])
def test_a_row_without_a_finite_output_has_no_result(operations, name, value):
    scores = {n: np.array(v, np.float32) for n, v in SCORES.items()}
    scores[name][2, 1] = value
    translation = Translation(operations, preprocessor(NUMBERS), LOGITS)
    made = translation.results({n: operations._tf.constant(v) for n, v in scores.items()})
    gone = [False, False, True, False]
    for end, found in made.items():
        if found.dtype.is_floating:
            lost = np.isnan(found.numpy()).reshape(4, -1).all(axis=1)
            assert lost.tolist() == gone, end
    label = made["predicted_kind"].numpy()[2]
    assert label == (-1 if isinstance(operations, TfliteOperations) else b"")


def test_the_same_in_an_onnx_file(tmp_path):
    from onnx import TensorProto, helper, numpy_helper, save

    columns = NUMBERS | TEXTS
    fitted, rows = preprocessor(columns), table(columns)
    x = fitted.transform(rows)["x"]
    # A network that gives the first row's scores times the plain column, which tells rows apart.
    plain = list(fitted.feature_names("x")).index("plain")
    nodes = [helper.make_node("Gather", ["x", "where"], ["picked"], axis=1)]
    constants = [numpy_helper.from_array(np.array([plain]), "where")]
    for name, scores in SCORES.items():
        constants.append(numpy_helper.from_array(np.array(scores[:1], np.float32), f"{name} at 1"))
        nodes.append(helper.make_node("Mul", ["picked", f"{name} at 1"], [name]))
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", len(scores[0])])
        for name, scores in SCORES.items()
    ]
    start = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", x.shape[1]])]
    graph = helper.make_graph(nodes, "network", start, ends, constants)
    imports = [helper.make_opsetid("", 15)]
    save(helper.make_model(graph, opset_imports=imports, ir_version=8), tmp_path / "network.onnx")
    path = tmp_path / "whole.onnx"
    write_onnx(tmp_path / "network.onnx", fitted, LOGITS, path)
    rows.columns["plain"][:] = [1.0, 0.5, -1.0, 1.0]
    arrays = raw_arrays(rows)
    arrays["size"][3] = "XL"
    found = run_onnx(path, arrays)
    factors = np.array([[1.0], [0.5], [-1.0]], np.float32)
    expected = TARGETS["strength"].decode(factors * np.float32(SCORES["strength"][0]))
    np.testing.assert_allclose(found["predicted_slump"][:3], expected[:, 1], rtol=2e-6)
    assert np.isnan(found["predicted_slump"][3])
    assert found["predicted_kind"].tolist() == ["x", "x", "z", ""]
    assert found["predicted_digit"].tolist() == [4, 4, 1, np.iinfo(np.int64).min]
    assert found["predicted_wet"].tolist() == ["no", "no", "no", ""]
    assert found["predicted_level"].tolist()[:3] == [1.5, 0.5, 0.5]
    assert found["probabilities_kind"].shape == (4, 3)
    np.testing.assert_allclose(found["probabilities_kind"][0], probabilities("kind")[0], rtol=2e-6)


ARRAYS = {
    "pixels": (ArraySpec((2, 2), "uint8"), ()),
    "plain": (ArraySpec((2, 2)), (Passthrough(),)),
    "scaled": (
        ArraySpec((2, 2)),
        (
            SimpleImputer((1.0, 2.0, 3.0, 4.0)),
            Log1p(),
            StandardScaler((1.0, 0.0, 2.0, 1.0), (2.0, 1.0, 0.5, 1.0)),
            MinMaxScaler((0.5, 0.25, 1.0, 1.0), (0.1, 0.0, 0.0, 0.2), (0.0, 1.0)),
        ),
    ),
    "bent": (ArraySpec((3,)), (PowerTransformer("yeo-johnson", (0.5, 1.0, 2.0), None, None),)),
}


@pytest.mark.parametrize("operations", [TensorFlowOperations, TfliteOperations])
def test_arrays(operations):
    load_keras()
    import tensorflow as tf

    draw = np.random.default_rng(0)
    arrays = {
        name: draw.integers(0, 9, (4, *spec.shape)).astype(spec.dtype)
        for name, (spec, _) in ARRAYS.items()
    }
    arrays["scaled"][1, 0, 1] = np.nan
    inputs = {name: (FittedColumn(name, *column),) for name, column in ARRAYS.items()}
    fitted = Preprocessor(inputs, TARGETS)
    expected = fitted.transform(Table(arrays, "rows"))
    translation = Translation(operations(), fitted, frozenset())
    made = translation.inputs({name: tf.constant(array) for name, array in arrays.items()})
    for name, spec in fitted.signature.items():
        found = made[name].numpy()
        assert (found.shape, found.dtype) == ((4, *spec.shape), spec.dtype)
        np.testing.assert_allclose(found, expected[name], rtol=1e-6, err_msg=name)


def test_arrays_that_predict_refuses():
    load_keras()
    import tensorflow as tf

    fitted = Preprocessor({"x": (FittedColumn("a", ArraySpec((2, 1)), (Log1p(),)),)}, TARGETS)
    rows = np.array([[[1.0], [2.0]], [[np.nan], [2.0]], [[3.0], [-1.0]], [[np.inf], [0.0]]], "f4")
    translation = Translation(TensorFlowOperations(), fitted, frozenset())
    made = translation.inputs({"a": tf.constant(rows)})["x"].numpy()
    np.testing.assert_allclose(made[:, :, 0], [np.log([2, 3]), [0, 0], [0, 0], [0, 0]], rtol=1e-6)
