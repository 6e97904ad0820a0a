"""What a layer makes of rows is what a hand-made intermediate model makes of them."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from nnspec.data.formats.csv.reader import read_csv
from nnspec.errors import InputError
from nnspec.prediction.activations import Activations, _further_calls, activations, intermediate
from nnspec.prediction.network import load_preprocessor
from nnspec.runs.find import find_run
from nnspec.spec.load import load_spec


@pytest.mark.parametrize(
    ("run", "layer", "units"),
    [("strength", "dense", 8), ("twins", "trunk", 6), ("twins", "mass", 1)],
)
def test_as_an_intermediate_keras_model(in_trained, run, layer, units):
    folder = find_run(in_trained / "runs", run)
    name = "concrete.csv" if run == "strength" else "sexes.csv"
    result = activations(run, layer, Path(name))
    (x,) = load_preprocessor(folder).transform(read_csv(Path(name), label=name)).values()
    model = keras.models.load_model(folder.model_keras)
    part = keras.Model(model.inputs, model.get_layer(layer).output)
    np.testing.assert_allclose(result.values, part.predict(x, verbose=0), rtol=1e-6, atol=1e-7)
    assert result.values.shape == (len(x), units)
    assert result.columns == [f"{layer}_{i}" for i in range(units)]
    inputs = activations(run, "input", Path(name))
    np.testing.assert_array_equal(inputs.values, x)


def test_no_rows_have_no_activations(own_trained):
    header = Path("concrete.csv").read_text(encoding="utf-8").splitlines()[0]
    Path("none.csv").write_text(f"{header}\n", encoding="utf-8")
    try:
        result = activations("strength", "dense", Path("none.csv"))
    except InputError as error:
        assert "no rows" in error.messages
    else:
        assert result.values.shape == (0, 8)


def test_the_second_call_of_a_shared_layer():
    left, right = keras.Input((2,), name="left"), keras.Input((2,), name="right")
    tower = keras.layers.Dense(3, name="tower")
    model = keras.Model([left, right], keras.layers.Add(name="sum")([tower(left), tower(right)]))
    x = [np.array([[1.0, 2.0]]), np.array([[3.0, -4.0]])]
    for call in (0, 1):
        made = intermediate(model, "tower", call).predict(x, verbose=0)
        np.testing.assert_allclose(made, x[call] @ tower.kernel.numpy() + tower.bias.numpy(), 1e-6)


def test_the_names_of_further_calls(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(
        """\
data: {source: a.csv, target: y}
inputs: {left: [a], right: [b], middle: [c]}
layers:
  - Dense: 4
    name: tower
    from: left
  - layer: tower
    name: again
    from: right
  - layer: again
    name: third
    from: middle
  - Add:
    from: [tower, again, third]
  - Dense: 1
compile: {optimizer: adam, loss: mse}
training: {epochs: 1}
""",
        encoding="utf-8",
    )
    assert _further_calls(load_spec(path).spec) == {"again": ("tower", 1), "third": ("tower", 2)}


def test_several_axes_are_flattened_in_order():
    result = Activations(None, "conv", np.arange(12, dtype=np.float32).reshape(2, 3, 2))
    assert result.columns == [
        "conv_0_0",
        "conv_0_1",
        "conv_1_0",
        "conv_1_1",
        "conv_2_0",
        "conv_2_1",
    ]
    np.testing.assert_array_equal(result.rows()[1], np.arange(6, 12))
