"""Shapes worked out from arguments against those that Keras gives."""

from __future__ import annotations

import pytest

from nnspec.checks.shape_rules import NoFit, output_shape, words
from nnspec.network.backend import load_keras
from nnspec.network.objects import make
from nnspec.spec.objects import ObjectSpec


def layer(name, **arguments):
    return ObjectSpec(name, arguments, identifier=name)


ONE_INPUT = [
    (layer("Dense", units=5), (8,)),
    (layer("Dense", units=5), (4, 3, 8)),
    (layer("Flatten"), (4, 3, 2)),
    (layer("Reshape", target_shape=[2, 4]), (8,)),
    (layer("Reshape", target_shape=[-1, 2]), (8,)),
    (layer("Permute", dims=[2, 1]), (3, 4)),
    (layer("RepeatVector", n=3), (5,)),
    (layer("Embedding", input_dim=10, output_dim=4), (7,)),
    (layer("Conv1D", filters=3, kernel_size=2), (9, 4)),
    (layer("Conv1D", filters=3, kernel_size=2, padding="causal", strides=2), (9, 4)),
    (layer("Conv2D", filters=3, kernel_size=[3, 2], strides=2), (28, 27, 1)),
    (layer("Conv2D", filters=3, kernel_size=3, padding="same", strides=[2, 3]), (28, 27, 1)),
    (layer("Conv2D", filters=3, kernel_size=3, dilation_rate=2), (28, 27, 1)),
    (layer("Conv3D", filters=2, kernel_size=2), (5, 6, 7, 1)),
    (layer("SeparableConv1D", filters=3, kernel_size=2), (9, 4)),
    (layer("SeparableConv2D", filters=3, kernel_size=3), (9, 9, 2)),
    (layer("DepthwiseConv1D", kernel_size=3, depth_multiplier=2), (9, 2)),
    (layer("DepthwiseConv2D", kernel_size=3, depth_multiplier=2), (9, 9, 2)),
    (layer("MaxPooling1D"), (9, 2)),
    (layer("MaxPooling2D", pool_size=3, strides=1), (9, 8, 2)),
    (layer("AveragePooling2D", pool_size=2, padding="same"), (9, 8, 2)),
    (layer("MaxPooling3D"), (9, 8, 4, 2)),
    (layer("GlobalMaxPooling2D"), (9, 8, 2)),
    (layer("GlobalAveragePooling1D", keepdims=True), (9, 2)),
    (layer("UpSampling1D", size=3), (4, 2)),
    (layer("UpSampling2D", size=[2, 3]), (4, 4, 2)),
    (layer("LSTM", units=6), (5, 2)),
    (layer("GRU", units=6, return_sequences=True), (5, 2)),
    (layer("SimpleRNN", units=6), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4)), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4, return_sequences=True)), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4), merge_mode="sum"), (5, 2)),
    (layer("TimeDistributed", layer=layer("Dense", units=3)), (5, 2)),
    (layer("BatchNormalization"), (5, 2)),
    (layer("Dropout", rate=0.1), (5,)),
    (layer("Activation", activation=layer("relu")), (5,)),
    (layer("LayerNormalization"), (5, 2)),
]
MERGES = [
    (layer("Add"), [(4,), (4,)]),
    (layer("Add"), [(4, 1), (4, 3)]),
    (layer("Multiply"), [(2, 4), (2, 4)]),
    (layer("Subtract"), [(4,), (4,)]),
    (layer("Concatenate"), [(4,), (3,)]),
    (layer("Concatenate", axis=1), [(4, 2), (3, 2)]),
    (layer("Concatenate", axis=-2), [(4, 2), (3, 2)]),
]


@pytest.mark.parametrize(("spec", "shape"), ONE_INPUT, ids=str)
def test_one_input_as_in_keras(spec, shape):
    tensor = load_keras().Input(shape)
    assert output_shape(spec, [shape]) == tuple(make(spec, "layers")(tensor).shape[1:])


@pytest.mark.parametrize(("spec", "shapes"), MERGES, ids=str)
def test_merges_as_in_keras(spec, shapes):
    tensors = [load_keras().Input(shape) for shape in shapes]
    assert output_shape(spec, shapes) == tuple(make(spec, "layers")(tensors).shape[1:])


NO_FIT = [
    (layer("Reshape", target_shape=[3, 3]), [(8,)], "3 x 3 is 9 values, but it gets 8"),
    (
        layer("Reshape", target_shape=[5]),
        [(2, 3)],
        "5 is 5 values, but it gets 2 x 3, which is 6",
    ),
    (layer("Reshape", target_shape=[-1, 3]), [(8,)], "8 is 8 values, which 3 does not divide"),
    (layer("Reshape", target_shape=[-1, -1]), [(8,)], "only one length may be -1"),
    (
        layer("Conv2D", filters=1, kernel_size=5),
        [(4, 8, 1)],
        "its window of 5 is larger than the 4 it moves over",
    ),
    (
        layer("MaxPooling1D", pool_size=4),
        [(3, 1)],
        "its window of 4 is larger than the 3 it moves over",
    ),
    (
        layer("Permute", dims=[1, 3]),
        [(2, 3)],
        "dims must name each of the 2 axes once, counted from 1",
    ),
    (layer("Add"), [(4,), (3,)], "it needs inputs of one shape, and gets 4 and 3"),
    (layer("Concatenate"), [(4,), (3, 4)], "it needs inputs of one rank, and gets 4 and 3 x 4"),
    (
        layer("Concatenate", axis=1),
        [(4, 2), (3, 5)],
        "its inputs differ in more than axis 1: 4 x 2 and 3 x 5",
    ),
    (layer("Concatenate", axis=3), [(4,), (3,)], "it has no axis 3"),
]


@pytest.mark.parametrize(("spec", "shapes", "reason"), NO_FIT, ids=str)
def test_what_does_not_fit_is_refused_as_keras_refuses_it(spec, shapes, reason):
    with pytest.raises(NoFit) as caught:
        output_shape(spec, shapes)
    assert caught.value.reason == reason
    tensors = [load_keras().Input(shape) for shape in shapes]
    with pytest.raises((ValueError, TypeError)):
        make(spec, "layers")(tensors if len(tensors) > 1 else tensors[0])


def test_unknown_lengths_stay_unknown():
    assert output_shape(layer("Dense", units=3), [(None,)]) == (3,)
    assert output_shape(layer("Flatten"), [(None, 2)]) == (None,)
    assert output_shape(layer("Conv1D", filters=2, kernel_size=3), [(None, 1)]) == (None, 2)
    assert output_shape(layer("Add"), [(None,), (3,)]) == (3,)


def test_layers_without_a_rule_give_their_rank_at_most():
    assert output_shape(layer("ZeroPadding2D"), [(4, 4, 1)]) == (None, None, None)
    assert output_shape(layer("EinsumDense", equation="ab,bc->ac", output_shape=3), [(4,)]) is None


def test_a_wrong_rank_is_not_reckoned_with():
    assert output_shape(layer("Conv2D", filters=3, kernel_size=3), [(8,)]) == (None, None, None)


def test_words():
    assert words((28, None, 1)) == "28 x ? x 1"
    assert words(()) == "one number"
