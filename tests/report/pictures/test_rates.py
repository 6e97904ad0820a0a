import numpy as np
import pytest

from nnspec.report.pictures.rates import (
    area,
    average_precision,
    precision_recall_points,
    roc_points,
)


@pytest.fixture(params=[0, 1, 2])
def rows(request):
    rng = np.random.default_rng(request.param)
    positive = rng.random(200) < 0.4
    # Rounded: many rows share a score.
    return positive, np.round(rng.random(200) * 0.7 + positive * 0.3, 1 + request.param)


def test_the_roc_curve_is_that_of_scikit_learn(rows):
    from sklearn.metrics import roc_auc_score, roc_curve

    x, y = roc_points(*rows)
    false, true, _ = roc_curve(*rows, drop_intermediate=False)
    np.testing.assert_allclose(x, false, atol=1e-15)
    np.testing.assert_allclose(y, true, atol=1e-15)
    assert area(x, y) == pytest.approx(roc_auc_score(*rows), abs=1e-12)


def test_precision_and_recall_are_those_of_scikit_learn(rows):
    from sklearn.metrics import average_precision_score, precision_recall_curve

    recall, precision = precision_recall_points(*rows)
    theirs_precision, theirs_recall, _ = precision_recall_curve(*rows)
    n = len(recall)
    np.testing.assert_allclose(recall, theirs_recall[::-1][:n], atol=1e-15)
    np.testing.assert_allclose(precision, theirs_precision[::-1][:n], atol=1e-15)
    assert (recall[-1], recall[-2] < 1) == (1.0, True)
    assert average_precision(recall, precision) == pytest.approx(average_precision_score(*rows))


def test_a_perfect_ranking():
    positive, scores = np.array([False, True]), np.array([0.1, 0.9])
    assert area(*roc_points(positive, scores)) == 1.0
    assert average_precision(*precision_recall_points(positive, scores)) == 1.0
