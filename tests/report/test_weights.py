import h5py
import numpy as np
import pytest

from nnspec.errors import RunError
from nnspec.report import style
from nnspec.report.weights import MAX_LAYERS, draw_weights, read_weights


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


def test_a_histogram_a_layer():
    kernel = np.linspace(-1, 1, 400).reshape(20, 20)
    first, second = draw_weights(
        {"dense": {"kernel": kernel, "bias": np.zeros(20)}, "out": {"bias": np.array([0.5])}}
    ).axes
    assert sum(bar.get_height() for bar in first.patches) == 420
    assert [t.get_text() for t in first.get_legend().get_texts()] == ["kernel 20 x 20", "bias 20"]
    # A single number is a line, not a bar.
    assert not second.patches
    assert [s[0][0] for s in second.collections[0].get_segments()] == [0.5]
    assert second.get_title(loc="left") == "out"
    assert second.get_xlabel() == "value of a weight"


@pytest.mark.parametrize(
    "array", [np.full(50, np.nan), np.zeros((3, 30)), np.array([]), np.array(2.0)]
)
def test_odd_weights(array, tmp_path):
    style.save(draw_weights({"a": {"kernel": array}}), tmp_path / "a.png")


def test_a_deep_network():
    figure = draw_weights({f"layer_{i}": {"kernel": np.ones(20)} for i in range(MAX_LAYERS + 3)})
    assert len(figure.axes) == MAX_LAYERS
    assert figure.axes[-1].get_xlabel() == "value of a weight (3 more layers not shown)"
