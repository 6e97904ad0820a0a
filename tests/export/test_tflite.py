"""TFLite: what it cannot hold is said by name."""

from __future__ import annotations

import types

import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.errors import InputError
from nnspec.export.network_onnx import quiet_export
from nnspec.export.tflite import _cannot_hold, write_tflite
from nnspec.network.backend import load_keras


def test_a_recurrent_layer_is_named(tmp_path):
    keras = load_keras()
    x = keras.Input((4,), name="x")
    steps = keras.layers.Reshape((4, 1))(x)
    y = keras.layers.LSTM(2, name="memory")(steps)
    model = keras.Model(x, keras.layers.Dense(1)(y))
    columns = tuple(FittedColumn(name, "numeric", ()) for name in "abcd")
    target = FittedTarget("y", ("y",), ("numeric",), "regression")
    path = tmp_path / "net.tflite"
    with pytest.raises(InputError) as caught, quiet_export():
        write_tflite(model, Preprocessor({"x": columns}, {"y": target}), path, logits=None)
    (problem,) = caught.value.problems
    assert (problem.code, caught.value.exit_code) == ("cannot-hold", 2)
    assert problem.message == "tflite cannot hold the layer memory (LSTM)"
    assert problem.details == ("operations: TensorListReserve",)
    assert problem.hint == "onnx and saved_model can"
    assert not path.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "error: 'tf.Bincount' op is neither a custom op ...\n'tf.Bincount', 'tf.Angle'",
            "tflite cannot hold this network: it has no Angle, Bincount",
        ),
        ("it is\n  too large", "tflite cannot hold this network: it is too large"),
    ],
)
def test_other_layers_by_their_operations(said, message):
    model = types.SimpleNamespace(layers=[])
    assert _cannot_hold(model, said).message == message
