"""The shapes of weights, held against those that Keras makes."""

from __future__ import annotations

import pytest
from layer_shapes import layer

from nnspec.checks.network.shapes.weights import inner_layers, weight_shapes
from nnspec.network.backend import load_keras
from nnspec.network.objects import make

LAYERS = [
    (layer("Dense", units=5), [(3, 8)]),
    (layer("Dense", units=5, use_bias=False), [(8,)]),
    (layer("EinsumDense", equation="abc,cd->abd", output_shape=[5, 8], bias_axes="bd"), [(5, 2)]),
    (layer("EinsumDense", equation="...x,xy->...y", output_shape=8, bias_axes="y"), [(3, 5)]),
    (layer("Conv1D", filters=4, kernel_size=2, groups=2), [(9, 6)]),
    (layer("Conv2D", filters=4, kernel_size=[2, 3], data_format="channels_first"), [(3, 9, 8)]),
    (layer("Conv2DTranspose", filters=4, kernel_size=2), [(9, 8, 3)]),
    (layer("DepthwiseConv1D", kernel_size=2, depth_multiplier=3), [(9, 2)]),
    (layer("SeparableConv2D", filters=4, kernel_size=2, depth_multiplier=3), [(9, 9, 2)]),
    (layer("LSTM", units=3, unit_forget_bias=False), [(4, 2)]),
    (layer("GRU", units=3), [(4, 2)]),
    (layer("GRU", units=3, reset_after=False), [(4, 2)]),
    (layer("SimpleRNN", units=3), [(4, 2)]),
    (layer("ConvLSTM1D", filters=3, kernel_size=2, unit_forget_bias=False), [(4, 6, 2)]),
    (layer("Embedding", input_dim=7, output_dim=3), [(4,)]),
    (layer("BatchNormalization", axis=1), [(4, 2)]),
    (layer("LayerNormalization", axis=[1, 2], center=False), [(4, 2)]),
    (layer("GroupNormalization", groups=2), [(4, 6)]),
    (layer("RMSNormalization"), [(4, 6)]),
    (layer("PReLU", shared_axes=[1]), [(4, 6)]),
    (layer("MultiHeadAttention", num_heads=2, key_dim=3, value_dim=4), [(4, 6), (5, 7)]),
    (
        layer("GroupQueryAttention", head_dim=3, num_query_heads=4, num_key_value_heads=2),
        [(4, 6), (5, 6)],
    ),
]


@pytest.mark.parametrize(("spec", "shapes"), LAYERS, ids=str)
def test_weights_as_in_keras(spec, shapes):
    made = make(spec, "layers")
    made(*[load_keras().Input(shape) for shape in shapes])
    theirs = {tuple(weight.shape) for weight in made.weights if "seed" not in weight.path}
    assert {shape for _, shape in weight_shapes(spec, shapes)} == theirs


def test_the_forget_gate_has_ones_of_its_own():
    assert ("bias", (3,)) in weight_shapes(layer("LSTM", units=3), [(4, 2)])


def test_nothing_is_known_of_weights_that_no_layer_makes():
    assert weight_shapes(layer("Dense", units=5), [None]) == []
    assert weight_shapes(layer("Conv2D", filters=4, kernel_size=2), [(8,)]) == []
    assert weight_shapes(layer("BatchNormalization", axis=4), [(8,)]) == []
    assert weight_shapes(layer("Flatten"), [(8, 2)]) == []


def test_layers_inside_layers_with_what_they_get():
    first, second = layer("GRUCell", units=3), layer("LSTMCell", units=5)
    stacked = layer("StackedRNNCells", cells=[first, second])
    spec = layer("RNN", cell=stacked)
    assert inner_layers(spec, [(4, 2)]) == [(stacked, [(2,)]), (first, [(2,)]), (second, [(3,)])]
    dense = layer("Dense", units=2)
    assert inner_layers(layer("TimeDistributed", layer=dense), [(4, 2)]) == [(dense, [(2,)])]
