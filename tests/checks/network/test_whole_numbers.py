"""Layers for fractions that get whole numbers; what they do with them, Keras says itself."""

import inspect

import keras
import numpy as np
import pytest
from keras import layers
from support import said

from nnspec.checks.network import whole_numbers as module
from nnspec.checks.validate import validate

ARGUMENTS = {
    **{f"Conv{n}D": {"filters": 2, "kernel_size": 2} for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": {"filters": 2, "kernel_size": 2} for n in (1, 2, 3)},
    **{f"ConvLSTM{n}D": {"filters": 2, "kernel_size": 2} for n in (1, 2, 3)},
    **{f"SeparableConv{n}D": {"filters": 2, "kernel_size": 2} for n in (1, 2)},
    **{f"DepthwiseConv{n}D": {"kernel_size": 2} for n in (1, 2)},
    **{f"AveragePooling{n}D": {"pool_size": 2} for n in (1, 2, 3)},
    **{f"AdaptiveAveragePooling{n}D": {"output_size": 2} for n in (1, 2, 3)},
    **{f"SpatialDropout{n}D": {"rate": 0.5} for n in (1, 2, 3)},
    **{name: {"rate": 0.5} for name in ("Dropout", "AlphaDropout", "GaussianDropout")},
    "GaussianNoise": {"stddev": 1.0},
    "RandomContrast": {"factor": 0.5},
    "RandomSaturation": {"factor": 0.5},
    "Equalization": {},
    "GroupNormalization": {"groups": 3},
    "Permute": {"dims": (2, 1)},
    "RandomCrop": {"height": 4, "width": 4},
    "RandomPosterization": {"factor": 4},
    "RepeatVector": {"n": 2},
    "Reshape": {"target_shape": (-1,)},
}
SHAPES = ((6,), (6, 6), (6, 6, 3), (6, 6, 6, 3), (2, 6, 6, 6, 3))
IMAGES = (
    *("Equalization", "GroupNormalization", "RandomContrast", "RandomInvert"),
    *("RandomPosterization", "RandomSaturation"),
)


def model_of(name, dtype):
    """A network of one such layer on rows of the least rank that it takes, and the rows."""
    for shape in SHAPES[2:] if name in IMAGES else SHAPES:
        keras.utils.set_random_seed(0)
        takes = inspect.signature(getattr(layers, name)).parameters
        arguments = {"value_range": (0, 255)} if "value_range" in takes else {}
        try:
            layer = getattr(layers, name)(**ARGUMENTS.get(name, {}), **arguments)
            layer(keras.Input(shape))
        except Exception:
            continue
        again = getattr(layers, name)(**ARGUMENTS.get(name, {}), **arguments)
        tensor = keras.Input(shape, dtype=dtype)
        rows = np.random.default_rng(0).integers(0, 200, (5, *shape))
        return keras.Model(tensor, again(tensor)), rows.astype(dtype)
    raise AssertionError(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(module._HAND_ON))
def test_keras_hands_whole_numbers_on(name):
    model, rows = model_of(name, "uint8")
    assert model(rows, training=False).dtype.name == "uint8"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(module._REFUSE))
def test_keras_refuses_whole_numbers(name):
    with pytest.raises(Exception, match=r"(?s).*"):
        model, rows = model_of(name, "uint8")
        model(rows, training=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(module._ROUND))
def test_keras_rounds(name):
    whole, rows = model_of(name, "uint8")
    fractions, _ = model_of(name, "float32")
    found, expected = (
        np.asarray(m(rows.astype(d))) for m, d in ((whole, "uint8"), (fractions, "float32"))
    )
    assert not np.allclose(found, expected, atol=0.1)


@pytest.fixture
def errors_of(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(0)
    pixels = draw.integers(0, 255, (40, 4, 4))
    np.savez("rows.npz", a=pixels.astype(np.uint8), b=pixels, y=draw.normal(size=40))

    def errors_of(layers, column="a", steps="{}"):
        (tmp_path / "spec.yaml").write_text(
            f"data: {{source: rows.npz, target: y, features: [{column}]}}\n"
            f"preprocessing: {{columns: {steps}}}\n"
            f"layers: {layers}\ncompile: {{loss: mse}}\n",
            encoding="utf-8",
        )
        return said(validate("spec.yaml").errors)

    return errors_of


def refusal(name, dtype, does, scale):
    return [
        (
            "whole-numbers",
            f"{name} gets whole numbers ({dtype}) and {does}",
            f"put Rescaling: {scale} before it, which makes fractions of them",
        )
    ]


def test_through_layers_that_hand_them_on(errors_of):
    conv = "{Reshape: [4, 4, 1]}, {ZeroPadding2D: 1}, {Conv2D: {filters: 2, kernel_size: 3}}"
    end = "Flatten, {Dense: 1}]"
    assert errors_of(f"[{conv}, {end}") == refusal(
        "Conv2D", "uint8", "takes none", "0.00392156862745098"
    )
    assert errors_of(f"[{conv}, {end}", "b") == refusal("Conv2D", "int32", "takes none", "1.0")
    assert errors_of(f"[{{Rescaling: 0.5}}, {conv}, {end}") == []
    assert errors_of(f"[{conv}, {end}", steps="{a: MinMaxScaler}") == []


def test_layers_that_round_and_activations(errors_of):
    normalized = "[Flatten, LayerNormalization, {Dense: 1}]"
    assert errors_of(normalized) == refusal(
        "LayerNormalization", "uint8", "rounds what it makes of them", "0.00392156862745098"
    )
    assert errors_of("[Flatten, {Activation: gelu}, {Dense: 1}]", "b") == refusal(
        "Activation", "int32", "takes none", "1.0"
    )
    assert errors_of("[Flatten, {Activation: relu}, BatchNormalization, {Dense: 1}]", "b") == []
