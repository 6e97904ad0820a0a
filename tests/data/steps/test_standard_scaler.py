import numpy as np
from sklearn import preprocessing

from nnspec.data.steps.standard_scaler import StandardScaler

BLOCK = np.array([[1.0, 4.0], [2.0, np.nan], [6.0, 5.0]])


def test_only_plain_numbers_are_kept():
    theirs = preprocessing.StandardScaler().fit(BLOCK)
    expected = StandardScaler(tuple(theirs.mean_.tolist()), tuple(theirs.scale_.tolist()))
    assert StandardScaler.kept(theirs) == expected
    assert StandardScaler.learn({}, BLOCK) == expected


def test_a_mean_that_is_not_subtracted_is_not_kept():
    made = StandardScaler.kept(preprocessing.StandardScaler(with_mean=False).fit(BLOCK))
    np.testing.assert_allclose(made.apply(BLOCK), BLOCK / np.nanstd(BLOCK, axis=0))
