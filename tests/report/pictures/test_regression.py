import numpy as np

from nnspec.report.pictures.regression import draw_predicted, draw_residuals

ACTUAL = np.array([1.0, 2.0, 3.0, 4.0])
PREDICTED = np.array([1.5, 2.0, 2.5, 4.0])


def words(axes):
    return [text.get_text() for text in axes.texts]


def test_predicted_against_actual():
    (axes,) = draw_predicted(ACTUAL, PREDICTED, "y $", "test").axes
    np.testing.assert_array_equal(
        axes.collections[0].get_offsets(), np.column_stack([ACTUAL, PREDICTED])
    )
    assert axes.get_xlim() == axes.get_ylim()
    assert axes.get_xlabel() == r"actual y \$"
    assert words(axes) == ["RMSE 0.35355, R² 0.9"]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["test rows", "exact"]


def test_a_prediction_gone_astray_does_not_hide_the_others():
    (axes,) = draw_predicted(ACTUAL, np.array([1.5, 2.0, 2.5, 1e9]), "y", "test").axes
    assert axes.get_ylim()[1] < 10
    assert words(axes)[0].startswith("1 beyond the picture; RMSE 5e+08")


def test_one_row_and_a_constant_target():
    for actual in (ACTUAL[:1], np.full(4, 7.0), np.zeros(3)):
        (axes,) = draw_predicted(actual, actual, "y", "validation").axes
        assert words(axes) == ["RMSE 0"]
        assert len(draw_residuals(actual, actual, "y", "training").axes) == 2


def test_residuals():
    axes, beside = draw_residuals(ACTUAL, PREDICTED, "y", "test").axes
    np.testing.assert_array_equal(
        axes.collections[0].get_offsets(), np.column_stack([PREDICTED, ACTUAL - PREDICTED])
    )
    assert sum(bar.get_width() for bar in beside.patches) == 4
    assert axes.get_ylabel() == "actual - predicted"
