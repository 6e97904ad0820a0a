"""The trained network as an ONNX file, compared with Keras before it is kept."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from nnspec.data.table.rows import Arrays
from nnspec.export.network_onnx import difference, export_portable
from nnspec.network.backend import load_keras
from nnspec.prediction.network import Network
from nnspec.prediction.portable import PortableModel
from nnspec.runs.find import find_run


def data(**inputs):
    """What `export_portable` looks at of some prepared rows."""
    part = Arrays(inputs, {})
    nothing = SimpleNamespace(n_rows=0)

    def of(*targets):
        fitted = SimpleNamespace(targets=dict.fromkeys(targets))
        return SimpleNamespace(test=nothing, validation=part, training=part, preprocessor=fitted)

    return of


def export(model, prepared, path):
    return export_portable(Network(model, prepared.preprocessor), prepared, path)


def rows(n, width, seed=0):
    return np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32)


def sequential(width, *layers):
    keras = load_keras()
    model = keras.Sequential([keras.Input((width,), name="input"), *layers])
    return keras, model


def test_a_trained_run_has_one_that_agrees_with_keras(in_trained):
    run = find_run(in_trained / "runs", "twins")
    known = run.read()["portable"]
    assert known["kept"] is True
    assert (known["compared"], known["rows"]) == ("test", 67)
    assert 0 <= known["largest_difference"]["relative"] < 1e-5
    model = PortableModel(run.model_onnx)
    assert (model.inputs, model.output_names) == (("input",), ("kind", "mass"))


def test_an_interrupted_run_has_one_too(interrupted):
    assert interrupted.read()["portable"]["kept"] is True
    assert "model.onnx" in interrupted.read()["files"]


def test_several_inputs_and_outputs_keep_their_names_and_order(tmp_path):
    keras = load_keras()
    b, a = keras.Input((2,), name="b side"), keras.Input((3,), name="a")
    both = keras.layers.Concatenate()([keras.layers.Dense(2)(b), a])
    model = keras.Model(
        [b, a],
        {
            "zeta": keras.layers.Dense(1, name="zeta")(both),
            "alpha": keras.layers.Dense(2, name="alpha")(both),
        },
    )
    x = {"b side": rows(5, 2), "a": rows(5, 3, 1)}
    known = export(model, data(**x)("zeta", "alpha"), tmp_path / "model.onnx")
    assert known["kept"] is True, known
    portable = PortableModel(tmp_path / "model.onnx")
    assert portable.inputs == ("b side", "a")
    assert portable.output_names == ("zeta", "alpha")
    found, expected = portable.run(x), model.predict(list(x.values()), verbose=0)
    for name in ("zeta", "alpha"):
        assert np.allclose(found[name], expected[name], atol=1e-6)


def test_layers_that_act_in_training_alone_are_left_out(tmp_path):
    import onnx

    keras = load_keras()
    layers = keras.layers
    _, model = sequential(
        64,
        layers.GaussianNoise(0.5),
        layers.Reshape((8, 8, 1)),
        layers.RandomFlip("horizontal", seed=1),
        layers.RandomRotation(0.2, seed=1),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(2),
    )
    known = export(model, data(input=rows(9, 64))("y"), tmp_path / "model.onnx")
    assert known["kept"] is True, known
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert {node.op_type for node in graph.node} <= {"Identity", "MatMul", "Add", "Reshape", "Gemm"}
    (first,) = graph.input
    assert first.type.tensor_type.shape.dim[0].dim_param == "rows"


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision_is_exported_in_float32(tmp_path, policy):
    keras = load_keras()
    keras.mixed_precision.set_global_policy(policy)
    try:
        _, model = sequential(
            3, keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1, dtype="float32")
        )
    finally:
        keras.mixed_precision.set_global_policy("float32")
    x = {"input": rows(20, 3)}
    known = export(model, data(**x)("y"), tmp_path / "model.onnx")
    assert (known["kept"], known["precision"]) == (True, "float32"), known
    (found,) = PortableModel(tmp_path / "model.onnx").run(x).values()
    assert found.dtype == np.float32
    assert np.allclose(found, model.predict(x["input"], verbose=0), atol=0.05)


def test_what_cannot_be_exported_is_said_and_nothing_is_written(tmp_path):
    keras = load_keras()

    class Odd(keras.layers.Layer):
        def call(self, x):
            import tensorflow as tf

            return tf.math.bessel_i0(x)

    _, model = sequential(3, Odd())
    known = export(model, data(input=rows(4, 3))("y"), tmp_path / "model.onnx")
    assert known["kept"] is False
    assert known["reason"]
    assert list(tmp_path.iterdir()) == []
    json.dumps(known)


def test_a_file_that_differs_is_not_kept(tmp_path, monkeypatch):
    keras = load_keras()
    _, model = sequential(3, keras.layers.Dense(1))
    real = PortableModel.run
    off = lambda self, x: {name: array * 1.01 for name, array in real(self, x).items()}  # noqa: E731
    monkeypatch.setattr(PortableModel, "run", off)
    known = export(model, data(input=rows(4, 3))("y"), tmp_path / "model.onnx")
    assert known["kept"] is False
    assert known["reason"] == (
        "its outputs differ from Keras' by 1.0e-02 of their scale; at most 1e-04 is accepted"
    )
    assert known["largest_difference"]["relative"] == pytest.approx(0.01, rel=1e-3)
    assert list(tmp_path.iterdir()) == []


def test_the_difference_is_relative_to_the_largest_output():
    expected = np.array([[0.0], [-4.0]])
    assert difference(np.array([[0.0], [-3.5]]), expected) == (0.5, 0.125)
    assert difference(expected, expected) == (0.0, 0.0)
    assert difference(np.zeros((2, 1)), np.zeros((2, 1))) == (0.0, 0.0)
    assert difference(np.ones((2, 1)), np.zeros((2, 1))) == (1.0, np.inf)
    gone = np.array([[np.nan], [-4.0]])
    assert difference(gone, gone) == (0.0, 0.0)
    assert np.isnan(difference(gone, expected)[1])
    lost = np.array([[np.nan], [np.inf], [2.0], [-4.0]])
    assert difference(lost, lost) == (0.0, 0.0)
    assert difference(lost - np.array([[0], [0], [0.5], [0]]), lost) == (0.5, 0.125)
    assert difference(-lost, lost)[1] == np.inf
    with pytest.raises(ValueError, match=r"shape \(2,\) and not \(2, 1\)"):
        difference(np.zeros(2), expected)
