"""Convolutions, poolings, paddings and crops, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, refused_before_keras, shapes_as_in_keras

SHAPES = [
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
    (layer("Conv1D", filters=4, kernel_size=2, groups=2), (9, 4)),
    (layer("Conv2D", filters=3, kernel_size=2, data_format="channels_first"), (4, 9, 8)),
    (layer("Conv1DTranspose", filters=3, kernel_size=3, strides=2), (5, 2)),
    (layer("Conv1DTranspose", filters=3, kernel_size=2, strides=3), (5, 2)),
    (layer("Conv2DTranspose", filters=3, kernel_size=3, padding="same", strides=2), (5, 4, 2)),
    (
        layer("Conv2DTranspose", filters=3, kernel_size=4, strides=3, output_padding=[2, 1]),
        (5, 4, 2),
    ),
    (layer("Conv1DTranspose", filters=3, kernel_size=4, strides=3, output_padding=2), (5, 2)),
    (
        layer(
            "Conv1DTranspose",
            filters=3,
            kernel_size=3,
            strides=3,
            padding="same",
            output_padding=1,
        ),
        (5, 2),
    ),
    (layer("Conv1DTranspose", filters=3, kernel_size=3, dilation_rate=2), (5, 2)),
    (layer("AdaptiveMaxPooling2D", output_size=[3, 2]), (9, 8, 2)),
    (layer("AdaptiveAveragePooling1D", output_size=3), (9, 2)),
    (layer("ConvLSTM1D", filters=3, kernel_size=2), (4, 6, 2)),
    (layer("ConvLSTM2D", filters=3, kernel_size=2, return_sequences=True), (4, 6, 5, 2)),
    (layer("Cropping1D", cropping=[1, 2]), (6, 2)),
    (layer("Cropping2D", cropping=[[1, 2], [0, 1]]), (6, 5, 2)),
    (layer("Cropping2D", cropping=[1, 2]), (6, 5, 2)),
    (layer("Cropping3D", cropping=1), (6, 5, 4, 2)),
    (layer("ZeroPadding1D", padding=2), (6, 2)),
    (layer("ZeroPadding2D", padding=[1, 2], data_format="channels_first"), (2, 6, 5)),
    (layer("ZeroPadding3D", padding=[[1, 2], [0, 1], [2, 2]]), (6, 5, 4, 2)),
    (layer("Resizing", height=3, width=2), (6, 5, 2)),
    (layer("CenterCrop", height=3, width=2), (6, 5, 2)),
    (layer("RandomCrop", height=3, width=2), (6, 5, 2)),
]

NO_FIT = [
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
        layer("Conv1D", filters=4, kernel_size=2, groups=3),
        [(8, 4)],
        "groups: 3 does not divide the 4 channels that it gets",
    ),
    (
        layer("Conv1D", filters=3, kernel_size=2, groups=2),
        [(8, 4)],
        "groups: 2 does not divide the 3 filters",
    ),
    (
        layer("Conv1D", filters=4, kernel_size=2, strides=2, dilation_rate=2),
        [(8, 4)],
        "strides and dilation_rate cannot both be above 1",
    ),
    (
        layer("Conv2DTranspose", filters=4, kernel_size=2, output_padding=1),
        [(8, 4, 1)],
        "output_padding 1 is not below the strides 1",
    ),
    (layer("Cropping1D", cropping=1), [(2, 4)], "it takes 2 away from a length of 2"),
    (
        layer("Cropping3D", cropping=[1, 1, [1]]),
        [(4, 4, 4, 1)],
        "cropping must be a whole number, or for each of 3 axes one or [start, end]",
    ),
]

LATER = [
    (
        layer("DepthwiseConv2D", kernel_size=3, strides=[1, 2]),
        [(8, 8, 2)],
        "TensorFlow moves its window equally far along both axes",
    ),
    (
        layer("Conv2D", filters=4, kernel_size=3, dilation_rate=2**24, padding="same"),
        [(8, 8, 2)],
        "its window of 33554433 is larger than the 8 it moves over",
    ),
    (
        layer("Conv1DTranspose", filters=4, kernel_size=3, dilation_rate=2**24, padding="same"),
        [(8, 2)],
        "its window of 33554433 is larger than the 8 it moves over",
    ),
    (
        layer("AdaptiveAveragePooling1D", output_size=[1]),
        [(6, 2)],
        "its windows would be larger than what it gets",
    ),
    (
        layer("AdaptiveMaxPooling2D", output_size=[2, 1]),
        [(6, 4, 2)],
        "its windows would be larger than what it gets",
    ),
    (
        layer("AdaptiveMaxPooling3D", output_size=[2, 16, 1]),
        [(3, 4, 4, 2)],
        "output_size 16 is more than the 4 that it gets",
    ),
    (
        layer("ConvLSTM1D", filters=2, kernel_size=2, return_state=True),
        [(3, 4, 1)],
        "return_state gives several arrays",
    ),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
test_what_fails_in_the_training_is_refused = refused_before_keras(LATER)
