import numpy as np

from nnspec.network.inspect.architecture import LayerNode
from nnspec.report.network import network_rows, saved_network

LAYERS = {
    "mix": LayerNode("InputLayer", (), (None, 3)),
    "age": LayerNode("InputLayer"),
    "shared": LayerNode("Dense", (("mix",), ("age",), ("shared",))),
    "both": LayerNode("Concatenate", (("shared", "shared"),)),
    "out": LayerNode("Dense", (("both",),)),
}


def test_the_layers_of_a_saved_network():
    weights = {"shared": {"kernel": np.zeros((3, 4)), "bias": np.zeros(4)}}
    network = saved_network(LAYERS, weights)
    assert network_rows(network) == [
        ["mix", "InputLayer", "rows x 3", 0, ""],
        ["age", "InputLayer", None, 0, ""],
        ["shared", "Dense", None, 16, "mix, age"],
        ["both", "Concatenate", None, 0, "shared"],
        ["out", "Dense", None, 0, "both"],
    ]
    assert [call.name for call in network if call.output] == ["out"]


def test_without_weights_nobody_knows_how_many_parameters_there_are():
    assert {call.parameters for call in saved_network(LAYERS, {})} == {None}


def test_no_network():
    assert saved_network({}, {}) == []
