from __future__ import annotations

import numpy as np
import pytest
from spec_of_layers import problems_of

HEAD = "{Reshape: [4, 2, 1]}, {RandomCrop: {height: 2, width: 2}}"
GIVES = "Keras crops in the training alone: afterwards RandomCrop gives 4 x 2 x 1, which "


@pytest.mark.parametrize(
    ("layers", "cannot"),
    [
        ("Flatten, {Dense: 1}", "Dense"),
        ("{Reshape: [4]}, {Dense: 1}", "Reshape"),
        ("{EinsumDense: {equation: 'bhwc,hwo->bo', output_shape: [1]}}", "EinsumDense"),
        ("Flatten, {LayerNormalization: {}}, {Dense: 1}", "LayerNormalization"),
    ],
)
def test_layers_of_a_fixed_size(tmp_path, layers, cannot):
    hint = "write CenterCrop: {height: 2, width: 2}, or pool all places first: "
    hint += "GlobalAveragePooling2D"
    found = problems_of(tmp_path, f"[{HEAD}, {layers}]")
    assert found == [("crop-in-training", f"{GIVES}{cannot} cannot take", hint)]


@pytest.mark.parametrize(
    "layers",
    [
        f"{HEAD}, GlobalAveragePooling2D, {{Dense: 1}}",
        f"{HEAD}, {{Conv2D: {{filters: 3, kernel_size: 2}}}}, GlobalMaxPooling2D, {{Dense: 1}}",
        "{Reshape: [4, 2, 1]}, {RandomCrop: {height: 4, width: 2}}, Flatten, {Dense: 1}",
        "{Reshape: [4, 2, 1]}, {CenterCrop: {height: 2, width: 2}}, Flatten, {Dense: 1}",
    ],
)
def test_layers_of_any_size(tmp_path, layers):
    assert problems_of(tmp_path, f"[{layers}]") == []


def test_keras_crops_in_the_training_alone():
    import keras

    keras.utils.set_random_seed(1)
    images = np.arange(16, dtype="float32").reshape(1, 4, 4, 1)
    crop = keras.layers.RandomCrop(2, 2)
    assert crop(images, training=True).shape == (1, 2, 2, 1)
    assert np.array_equal(crop(images, training=False), images)
