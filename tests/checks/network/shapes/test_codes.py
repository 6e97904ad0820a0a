"""Layers of codes, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, refused_before_keras, shapes_as_in_keras

SHAPES = [
    (layer("Discretization", bin_boundaries=[0.0, 1.0]), (4,)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="one_hot"), (4,)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="one_hot"), (4, 1)),
    (layer("Discretization", bin_boundaries=[0.0, 1.0], output_mode="count"), (4,)),
    (layer("IntegerLookup", vocabulary=[1, 2], output_mode="multi_hot"), (4,)),
    (
        layer(
            "IntegerLookup",
            vocabulary=[1, 2],
            max_tokens=9,
            pad_to_max_tokens=True,
            output_mode="count",
        ),
        (4,),
    ),
    (layer("IntegerLookup", vocabulary=[5, -1, 2], mask_token=5), (4,)),
    (layer("Hashing", num_bins=5, output_mode="multi_hot"), (4,)),
    (layer("CategoryEncoding", num_tokens=6), (4,)),
]

NO_FIT = [
    (
        layer("IntegerLookup", vocabulary=[1, 2], mask_token=1),
        [(4,)],
        "its vocabulary names the mask_token, which Keras adds",
    ),
    (
        layer("IntegerLookup", vocabulary=[1, 2], salt=3),
        [(4,)],
        "salt goes with oov_method: farmhash alone",
    ),
    (layer("IntegerLookup", vocabulary=[]), [(4,)], "its vocabulary has no value"),
    (layer("Discretization", bin_boundaries=[1.0, 0.0]), [(4,)], "its boundaries must grow"),
    (
        layer("IntegerLookup", vocabulary=[1, 2], idf_weights=[0.5, 1.5]),
        [(8,)],
        "idf_weights go with output_mode: tf_idf alone",
    ),
    (
        layer("IntegerLookup", vocabulary=[1, 2], pad_to_max_tokens=True),
        [(8,)],
        "pad_to_max_tokens needs max_tokens",
    ),
]

LATER = [
    (
        layer("CategoryEncoding", num_tokens=3),
        [(3, 4)],
        "multi_hot is for flat rows, but it gets 3 x 4",
    ),
    (
        layer("Hashing", num_bins=3, output_mode="one_hot"),
        [(4,)],
        "one_hot takes one value at a time, but it gets 4",
    ),
    (
        layer("StringLookup", vocabulary=["a"]),
        [(8,)],
        "it takes text, and what reaches a layer are numbers",
    ),
    (
        layer("TextVectorization", vocabulary=["a"]),
        [(8,)],
        "it takes text, and what reaches a layer are numbers",
    ),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
test_what_fails_in_the_training_is_refused = refused_before_keras(LATER)
