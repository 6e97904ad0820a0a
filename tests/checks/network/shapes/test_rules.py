"""What all rules of shapes have in common."""

from __future__ import annotations

import pytest
from layer_shapes import keras_shape, layer, refused_as_by_keras

from nnspec import catalog
from nnspec.checks.network.shapes import NoFit, output_shape, words
from nnspec.checks.network.shapes.rules import MERGES, RULES, lengths, position, takes_rank
from nnspec.spec.language.objects import ObjectSpec

NON_NEG = ObjectSpec("NonNeg")
NO_FIT = [
    (
        layer("Dense", units=4, lora_rank=2, kernel_constraint=NON_NEG),
        [(8,)],
        "lora_rank and kernel_constraint cannot go together",
    ),
    (
        layer("Embedding", input_dim=4, output_dim=2, lora_rank=1, embeddings_constraint=NON_NEG),
        [(8,)],
        "lora_rank and embeddings_constraint cannot go together",
    ),
    (
        layer(
            "EinsumDense",
            equation="ab,bc->ac",
            output_shape=4,
            lora_rank=2,
            kernel_constraint=NON_NEG,
        ),
        [(8,)],
        "lora_rank and kernel_constraint cannot go together",
    ),
]

test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (layer("Activation", activation=layer("relu")), (5,)),
        (layer("GaussianNoise", stddev=0.1), (5, 2)),
    ],
    ids=str,
)
def test_layers_that_keep_a_shape_need_no_rule(spec, shape):
    assert output_shape(spec, [shape]) == keras_shape(spec, [shape]) == shape


def test_every_rule_is_of_a_layer_that_there_is():
    assert {*RULES, *MERGES} <= set(catalog.load().family("layers"))


def test_unknown_lengths_stay_unknown():
    assert output_shape(layer("Dense", units=3), [(None,)]) == (3,)
    assert output_shape(layer("Flatten"), [(None, 2)]) == (None,)
    assert output_shape(layer("Conv1D", filters=2, kernel_size=3), [(None, 1)]) == (None, 2)
    assert output_shape(layer("Add"), [(None,), (3,)]) == (3,)
    assert output_shape(layer("Add"), [(4, 1), (3,)]) is None
    assert output_shape(layer("Dense", units=3), [None]) is None


def test_a_wrong_rank_is_not_reckoned_with():
    assert output_shape(layer("Conv2D", filters=3, kernel_size=3), [(8,)]) == (None, None, None)
    assert not takes_rank(catalog.load().find("layers", "Conv2D"), 2)
    assert takes_rank(catalog.load().find("layers", "Dense"), 5)


def test_the_layer_to_blame_is_the_inner_one():
    inner = layer("Cropping1D", cropping=3)
    with pytest.raises(NoFit) as caught:
        output_shape(layer("TimeDistributed", layer=inner), [(2, 4, 1)])
    assert caught.value.spec is inner
    assert caught.value.parameter == "cropping"


def test_axes_count_the_batch():
    assert position("axis", 1, (4, 2)) == 0
    assert position("axis", -1, (4, 2)) == 1
    with pytest.raises(NoFit, match="there is no axis 3 in 4 x 2"):
        position("axis", 3, (4, 2))
    with pytest.raises(NoFit, match="axis -3 is the batch"):
        position("axis", -3, (4, 2))


def test_one_length_is_one_for_each_axis():
    assert lengths(3, 2) == [3, 3]
    assert lengths([3, 2], 2) == [3, 2]
    assert lengths([3], 2) == [None, None]


def test_words():
    assert words((28, None, 1)) == "28 x ? x 1"
    assert words(()) == "one number"


def test_the_axis_of_an_activation_is_one_of_the_output():
    softmax = layer("softmax", axis=3)
    with pytest.raises(NoFit, match="there is no axis 3 in 4 x 2") as caught:
        output_shape(layer("Dense", units=2, activation=softmax), [(4, 8)])
    assert caught.value.spec is softmax
    assert output_shape(layer("Activation", activation=layer("softmax", axis=1)), [(4, 2)]) == (
        4,
        2,
    )


def test_what_a_layer_has_to_be_told_is_not_null():
    with pytest.raises(NoFit, match="bin_boundaries cannot be null"):
        output_shape(layer("Discretization", bin_boundaries=None), [(4,)])
    with pytest.raises(NoFit, match="mean cannot be null"):
        output_shape(layer("Normalization", mean=None, variance=1.0), [(4,)])
