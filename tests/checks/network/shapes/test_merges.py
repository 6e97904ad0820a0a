"""Layers that read several others, held against Keras."""

from __future__ import annotations

import pytest
from layer_shapes import keras_shape, layer, refused_as_by_keras, refused_before_keras

from nnspec.checks.network.shapes import output_shape

MERGED = [
    (layer("Add"), [(4,), (4,)]),
    (layer("Add"), [(4, 1), (4, 3)]),
    (layer("Multiply"), [(2, 4), (2, 4)]),
    (layer("Subtract"), [(4,), (4,)]),
    (layer("Concatenate"), [(4,), (3,)]),
    (layer("Concatenate", axis=1), [(4, 2), (3, 2)]),
    (layer("Concatenate", axis=-2), [(4, 2), (3, 2)]),
    (layer("Dot", axes=1), [(4,), (4,)]),
    (layer("Dot", axes=[2, 1]), [(4, 3), (3, 5)]),
    (layer("Dot", axes=-1), [(4, 3), (5, 3)]),
    (layer("Attention"), [(4, 3), (5, 3)]),
    (layer("Attention"), [(4, 3), (5, 2), (5, 3)]),
    (layer("AdditiveAttention"), [(4, 3), (5, 3)]),
    (layer("HashedCrossing", num_bins=5), [(1,), (1,)]),
    (layer("HashedCrossing", num_bins=5, output_mode="one_hot"), [(1,), (1,)]),
]

SEPARATE = [
    (layer("MultiHeadAttention", num_heads=2, key_dim=3), [(4, 3), (5, 2)]),
    (layer("MultiHeadAttention", num_heads=2, key_dim=3, output_shape=6), [(4, 3), (5, 2)]),
    (layer("MultiHeadAttention", num_heads=2, key_dim=3, attention_axes=[1]), [(4, 3, 2)] * 2),
    (
        layer("GroupQueryAttention", head_dim=2, num_query_heads=4, num_key_value_heads=2),
        [(4, 3), (5, 3)],
    ),
]

FLASH = "TensorFlow has no flash attention"
NO_FIT = [
    (layer("Add"), [(4,), (3,)], "it needs inputs of one shape, and gets 4 and 3"),
    (layer("Concatenate"), [(4,), (3, 4)], "it needs inputs of one rank, and gets 4 and 3 x 4"),
    (
        layer("Concatenate", axis=1),
        [(4, 2), (3, 5)],
        "its inputs differ in more than axis 1: 4 x 2 and 3 x 5",
    ),
    (layer("Concatenate", axis=3), [(4,), (3,)], "it has no axis 3"),
    (layer("Dot", axes=2), [(4, 3), (4, 5)], "it sums along 3 and 5, which must be equal"),
    (
        layer("Attention"),
        [(4, 3), (4, 5)],
        "query and key need features of one number, and have 3 and 5",
    ),
    (
        layer("HashedCrossing", num_bins=3),
        [(8,), (8,)],
        "it crosses single values, but gets 8 and 8",
    ),
]

LATER = [
    *(
        (layer(name, flash_attention=True, **arguments), [(4, 2), (4, 2)], FLASH)
        for name, arguments in {
            "MultiHeadAttention": {"num_heads": 1, "key_dim": 2},
            "GroupQueryAttention": {
                "head_dim": 2,
                "num_query_heads": 2,
                "num_key_value_heads": 1,
            },
        }.items()
    ),
    (
        layer("MultiHeadAttention", num_heads=1, key_dim=2, sliding_window=2),
        [(4, 3, 2), (4, 3, 2)],
        "sliding_window is for steps x features, and it gets 4 x 3 x 2 and 4 x 3 x 2",
    ),
    (
        layer("MultiHeadAttention", num_heads=1, key_dim=2, attention_axes=[5]),
        [(4, 2), (4, 2)],
        "attention_axes must be 1, found 5",
    ),
    (
        layer("GroupQueryAttention", head_dim=2, num_query_heads=3, num_key_value_heads=2),
        [(4, 2), (4, 2)],
        "2 do not divide num_query_heads: 3",
    ),
]


@pytest.mark.parametrize(("spec", "shapes"), MERGED, ids=str)
def test_merged_shapes_as_in_keras(spec, shapes):
    assert output_shape(spec, shapes) == keras_shape(spec, shapes)


@pytest.mark.parametrize(("spec", "shapes"), SEPARATE, ids=str)
def test_shapes_of_separate_inputs_as_in_keras(spec, shapes):
    assert output_shape(spec, shapes) == keras_shape(spec, shapes, separate=True)


test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
test_what_fails_in_the_training_is_refused = refused_before_keras(LATER)
