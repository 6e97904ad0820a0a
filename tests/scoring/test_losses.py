"""The losses against Keras' own, row by row."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnspec import catalog
from nnspec.scoring.crossentropies import CROSSENTROPIES
from nnspec.scoring.losses import PLAIN_LOSSES

RANDOM = np.random.default_rng(0)
ROWS = 200
NUMBERS = RANDOM.normal(0, 2, (ROWS, 3)).astype(np.float32)
OTHERS = RANDOM.normal(0, 2, (ROWS, 3)).astype(np.float32)
POSITIVE = RANDOM.lognormal(0, 1, (ROWS, 3)).astype(np.float32)
SHARES = RANDOM.dirichlet(np.ones(3), ROWS).astype(np.float32)
CLASSES = np.arange(ROWS) % 3
ONE_HOT = np.eye(3, dtype=np.float32)[CLASSES]
LABELS = (NUMBERS > 0).astype(np.float32)

CASES = {
    "MeanSquaredError": [(NUMBERS, OTHERS, {})],
    "MeanAbsoluteError": [(NUMBERS, OTHERS, {})],
    "MeanAbsolutePercentageError": [(NUMBERS, OTHERS, {})],
    "MeanSquaredLogarithmicError": [(POSITIVE, NUMBERS, {})],
    "Huber": [(NUMBERS, OTHERS, {}), (NUMBERS, OTHERS, {"delta": 0.3})],
    "LogCosh": [(NUMBERS, OTHERS, {}), (NUMBERS * 30, OTHERS, {})],
    "Poisson": [(np.round(POSITIVE), POSITIVE, {})],
    "CosineSimilarity": [(NUMBERS, OTHERS, {}), (np.zeros_like(NUMBERS), OTHERS, {})],
    "KLDivergence": [(ONE_HOT, SHARES, {}), (SHARES[::-1], SHARES, {})],
    "Hinge": [(LABELS, OTHERS, {}), (2 * LABELS - 1, OTHERS, {})],
    "SquaredHinge": [(LABELS, OTHERS, {})],
    "CategoricalHinge": [(ONE_HOT, OTHERS, {})],
    "CategoricalGeneralizedCrossEntropy": [(CLASSES, SHARES, {}), (CLASSES, SHARES, {"q": 0.8})],
    "Dice": [(ONE_HOT, SHARES, {})],
    "Tversky": [(ONE_HOT, SHARES, {}), (ONE_HOT, SHARES, {"alpha": 0.2, "beta": 0.9})],
}


@pytest.mark.parametrize("name", CASES)
def test_each_loss_is_keras(name):
    for true, pred, arguments in CASES[name]:
        expected = getattr(keras.losses, name)(**arguments)(true, pred)
        found = np.mean(PLAIN_LOSSES[name](true.astype(float), pred.astype(float), **arguments))
        assert found == pytest.approx(float(expected), rel=1e-6)


def test_every_loss_of_the_catalogue_is_known_but_one():
    known = {*PLAIN_LOSSES, *CROSSENTROPIES}
    assert set(catalog.load().family("losses")) - known == {"Circle"}
    assert known <= set(catalog.load().family("losses"))


NEAR = st.floats(-50, 50, width=32)


@pytest.mark.parametrize(
    "name", ["MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "Hinge", "SquaredHinge"]
)
@given(data=st.data())
def test_every_row_is_keras(name, data):
    shape = (4, 2)
    labels = st.sampled_from([0, 1]) if "Hinge" in name else NEAR
    true = data.draw(hnp.arrays(np.float32, shape, elements=labels))
    pred = data.draw(hnp.arrays(np.float32, shape, elements=NEAR))
    expected = getattr(keras.losses, name)(reduction=None)(true, pred)
    found = PLAIN_LOSSES[name](true.astype(float), pred.astype(float))
    assert found.shape == (4,)
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=5e-6)
