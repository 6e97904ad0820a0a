import numpy as np

from nnspec.network.inspect.architecture import LayerNode
from nnspec.report.network import network_rows, saved_network

LAYERS = {
    "mix": LayerNode("InputLayer"),
    "age": LayerNode("InputLayer"),
    "shared": LayerNode("Dense", (("mix",), ("age",), ("shared",))),
    "both": LayerNode("Concatenate", (("shared", "shared"),)),
    "out": LayerNode("Dense", (("both",),)),
}


def test_the_layers_of_a_saved_network():
    weights = {"shared": {"kernel": np.zeros((3, 4)), "bias": np.zeros(4)}}
    network = saved_network(LAYERS, weights)
    assert network_rows(network) == [
        ["mix", "InputLayer", 0, ""],
        ["age", "InputLayer", 0, ""],
        ["shared", "Dense", 16, "mix, age"],
        ["both", "Concatenate", 0, "shared"],
        ["out", "Dense", 0, "both"],
    ]
    assert [call.name for call in network if call.output] == ["out"]


def test_no_network():
    assert saved_network({}, {}) == []
