from __future__ import annotations

import pytest

from nnspec import catalog
from nnspec.spec.language.takes import bounds_words, takes


@pytest.mark.parametrize(
    ("family", "entry", "parameter", "words"),
    [
        ("layers", "Dense", "units", "a whole number (at least 1)"),
        ("layers", "Dense", "activation", "an activation or null"),
        ("layers", "Conv2D", "padding", "valid or same"),
        (
            *("layers", "Conv2D", "kernel_size"),
            "a whole number (at least 1) or a list of 2 whole numbers (at least 1)",
        ),
        ("layers", "Reshape", "target_shape", "a list of whole numbers (at least -1) or nulls"),
        ("layers", "RNN", "cell", "a layer or a list of layers"),
        ("layers", "Dense", "input_shape", "a list of whole numbers (at least 1) or nulls or null"),
        (
            *("layers", "AdaptiveMaxPooling1D", "output_size"),
            "a whole number (at least 1) or a list of one whole number (at least 1)",
        ),
        ("callbacks", "ReduceLROnPlateau", "factor", "a number (above 0 and below 1)"),
        ("preprocessing", "RobustScaler", "quantile_range", "a list of 2 numbers (0 to 100)"),
        ("preprocessing", "OneHotEncoder", "drop", "first, if_binary or null"),
    ],
)
def test_takes(family, entry, parameter, words):
    assert takes(catalog.load().find(family, entry).parameter(parameter)) == words


def test_every_parameter_has_words():
    offered = catalog.load()
    for family in offered.families():
        for entry in offered.family(family).values():
            assert all(takes(parameter) for parameter in entry.parameters)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((None, None, False, False), ""),
        ((0, None, False, False), "at least 0"),
        ((0, None, True, False), "above 0"),
        ((None, 1, False, False), "at most 1"),
        ((0, 1, False, False), "0 to 1"),
        ((0.5, 1, False, True), "at least 0.5 and below 1"),
    ],
)
def test_bounds_words(bounds, words):
    low, high, above, below = bounds
    found = bounds_words(low, high, exclusive_minimum=above, exclusive_maximum=below)
    assert found == words
