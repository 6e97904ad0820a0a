"""Names for layers without one."""

from __future__ import annotations

import pytest
from support import flat

from nnspec.checks.validate import validate
from nnspec.network.build import build
from nnspec.network.names import free_names

DATA = "x1,x2,y\n1,2,3\n2,4,5\n3,1,4\n5,2,9\n4,3,7\n"


@pytest.fixture
def read(tmp_path):
    """A valid spec of these layers."""
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")

    def run(layers):
        text = f"data: {{source: data.csv, target: y}}\nlayers: {layers}\ncompile: {{loss: mse}}\n"
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return validate(tmp_path / "spec.yaml").require()

    return run


def test_names_are_left_to_keras_where_none_is_taken(read):
    spec = read("[{Dense: 4, name: first}, {Dense: 4}, {Dense: 1}]").loaded.spec
    assert free_names(spec, ("input",)) == {}


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        ("[{Dense: 4, name: dense}, {Dense: 4}, {Dense: 1}]", ["dense", "dense_1", "dense_2"]),
        ("[{Dense: 4}, {Dense: 4}, {Dense: 1, name: dense_1}]", ["dense", "dense_2", "dense_1"]),
        ("[{Dense: 4, name: input}, {Dense: 1}]", ["input", "dense"]),
        (
            "[{Dense: 4, name: dense}, {Dense: 4}, {Dense: 4, from: dense}, {Dense: 1}]",
            None,
        ),
        (
            "[{BatchNormalization: }, {Dense: 4, name: batch_normalization}, {Dense: 1}]",
            ["batch_normalization_1", "batch_normalization", "dense"],
        ),
    ],
)
def test_a_layer_without_a_name_gets_one_that_is_free(read, layers, names):
    if names is None:
        layers = layers.replace("{Dense: 4}, ", "")
        names = ["input", "dense", "dense_1", "dense_2"]
    result = read(layers)
    widths = {name: len(columns) for name, columns in result.roles.inputs.items()}
    model = build(result.loaded, flat(widths))
    assert [layer.name for layer in model.layers] == names


def test_the_input_steps_aside_for_a_layer_of_its_name(read):
    assert list(read("[{Dense: 4, name: input}, {Dense: 1}]").roles.inputs) == ["input_1"]
