"""The weights in model.h5."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from nnspec.errors import InputError, Problem, RunError
from nnspec.network.inspect.weights import choose, read_layers, read_weights
from nnspec.runs.folder import RunFolder


def save(path, layers):
    """A file as Keras writes it."""
    with h5py.File(path, "w") as file:
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = list(layers)
        for name, arrays in layers.items():
            layer = group.create_group(name)
            layer.attrs["weight_names"] = [f"net/{name}/{key}" for key in arrays]
            for key, array in arrays.items():
                layer[f"net/{name}/{key}"] = array


def test_weights_layer_by_layer(tmp_path):
    path = tmp_path / "model.h5"
    kernel, bias = np.arange(6.0).reshape(2, 3), np.zeros(3)
    save(path, {"dense": {"kernel": kernel, "bias": bias}, "dropout": {}, "z": {"gamma": bias}})
    layers = read_weights(path)
    assert {name: list(arrays) for name, arrays in layers.items()} == {
        "dense": ["kernel", "bias"],
        "z": ["gamma"],
    }
    np.testing.assert_array_equal(layers["dense"]["kernel"], kernel)


def test_the_state_of_random_numbers_is_no_weight(tmp_path):
    path = tmp_path / "model.h5"
    save(path, {"dropout": {"seed_state": np.zeros(2, np.uint32)}})
    assert read_weights(path) == {}


def test_damaged_and_missing_files(tmp_path):
    path = tmp_path / "model.h5"
    with pytest.raises(RunError, match=r"there is no file .*model\.h5"):
        read_weights(path)
    path.write_bytes(b"nothing")
    with pytest.raises(RunError, match=r"model\.h5 is damaged"):
        read_weights(path)


LAYERS = {"dense": {"kernel": np.ones((2, 3)), "bias": np.zeros(3)}, "dropout": {}}
RUN = RunFolder(Path("runs/net/one"))


def test_a_layer_without_weights_is_known(tmp_path):
    path = tmp_path / "model.h5"
    save(path, LAYERS)
    assert {name: list(arrays) for name, arrays in read_layers(path).items()} == {
        "dense": ["kernel", "bias"],
        "dropout": [],
    }


def test_a_layer_or_one_of_its_arrays():
    assert choose(LAYERS, "dense", RUN) == {"dense": LAYERS["dense"]}
    assert choose(LAYERS, "dense/bias", RUN) == {"dense": {"bias": LAYERS["dense"]["bias"]}}


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (
            "dens",
            Problem(
                "unknown-layer",
                "run net/one has no layer 'dens'",
                hint="did you mean 'dense'?",
                details=("layers: dense, dropout",),
            ),
        ),
        (
            "dense/kernels",
            Problem(
                "unknown-array",
                "layer 'dense' of run net/one has no array 'kernels'",
                hint="did you mean 'kernel'?",
                details=("arrays: kernel, bias",),
            ),
        ),
        (
            "dropout",
            Problem(
                "no-weights",
                "layer 'dropout' of run net/one has no weights",
                details=("layers with weights: dense",),
            ),
        ),
    ],
)
def test_what_is_not_there(wanted, problem):
    with pytest.raises(InputError) as caught:
        choose(LAYERS, wanted, RUN)
    assert caught.value.problems == (problem,)
