"""What is kept of scikit-learn's estimators; test_fit_steps.py compares what it gives."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import preprocessing

from nnspec.data.steps.estimators import estimator_of, fit_estimator, freeze_standard_scaler
from nnspec.data.steps.scalers import StandardScaler

BLOCK = np.array([[1.0, 4.0], [2.0, np.nan], [6.0, 5.0]])


def test_an_estimator_is_scikit_learns_own():
    made = estimator_of("MinMaxScaler", {"feature_range": (-1, 1)})
    assert type(made) is preprocessing.MinMaxScaler
    assert made.feature_range == (-1, 1)
    assert estimator_of("QuantileTransformer", {}).random_state == 0
    assert estimator_of("QuantileTransformer", {"random_state": 3}).random_state == 3


def test_only_plain_numbers_are_kept():
    theirs = preprocessing.StandardScaler().fit(BLOCK)
    expected = StandardScaler(tuple(theirs.mean_.tolist()), tuple(theirs.scale_.tolist()))
    assert freeze_standard_scaler(theirs) == expected
    assert fit_estimator("StandardScaler", {}, BLOCK) == expected


def test_a_mean_that_is_not_subtracted_is_not_kept():
    made = freeze_standard_scaler(preprocessing.StandardScaler(with_mean=False).fit(BLOCK))
    np.testing.assert_allclose(made.apply(BLOCK), BLOCK / np.nanstd(BLOCK, axis=0))


def test_a_gap_in_text_is_filled():
    block = np.array([["a"], [None], ["a"], ["b"]], dtype=object)
    made = fit_estimator("SimpleImputer", {"strategy": "most_frequent"}, block)
    assert made.apply(block).tolist() == [["a"], ["a"], ["a"], ["b"]]


def test_what_an_estimator_refuses_comes_as_it_is():
    with pytest.raises(ValueError, match="no_such"):
        fit_estimator("SimpleImputer", {"strategy": "no_such"}, BLOCK)
