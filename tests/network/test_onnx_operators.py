"""Every activation of the catalogue, and layers of odd operations, are in the ONNX file."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec import catalog
from nnspec.export.network_onnx import _export, quiet_export
from nnspec.network.backend import load_keras
from nnspec.prediction.portable import PortableModel

ACTIVATIONS = sorted(catalog.load().family("activations"))


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The outputs of one network with all of them, of Keras and of ONNX Runtime."""
    keras = load_keras()
    x = keras.Input((6,), name="input")
    ends = {name: keras.layers.Activation(name, name=name)(x) for name in ACTIVATIONS}
    bins = keras.layers.Discretization([-1.0, 0.0, 0.5], output_mode="one_hot", name="bins")
    ends["bins"] = bins(x)
    scale = keras.layers.Normalization(mean=[1.0] * 6, variance=[4.0] * 6, name="scale")
    ends["scale"] = scale(x)
    # Its products have nine axes.
    grid = keras.layers.Reshape((1, 2, 3, 1))(x)
    ends["attention"] = keras.layers.MultiHeadAttention(2, 2, name="attention")(grid, grid)
    model = keras.Model(x, ends)
    draw = np.random.default_rng(0)
    rows = np.concatenate([draw.normal(0, scale, (200, 6)) for scale in (1e-3, 1, 8)])
    # On a boundary as well.
    rows = np.concatenate([rows, [[-1.0, 0.0, 0.5, -0.0, 1.0, 2.0]]]).astype(np.float32)
    path = tmp_path_factory.mktemp("operators") / "model.onnx"
    with quiet_export():
        _export(model, list(ends), path)
    found = PortableModel(path).run({"input": rows})
    return model.predict(rows, verbose=0), found


@pytest.mark.parametrize("name", [*ACTIVATIONS, "bins", "scale", "attention"])
def test_the_file_computes_what_keras_does(both, name):
    expected, found = (outputs[name] for outputs in both)
    assert found.shape == expected.shape
    # Sums of products are added up in another order.
    near = 1e-5 if name == "attention" else 1e-6
    assert np.max(np.abs(found - expected)) <= near * np.max(np.abs(expected))
