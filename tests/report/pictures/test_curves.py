import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.log1p import Log1p
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.report.pictures.curves import draw_comparison, draw_curve, read_curves

HISTORY = {
    "epoch": [1.0, 2.0, 3.0],
    "mae": [0.5, 0.25, 0.125],
    "loss": [9.0, 1.0, 0.01],
    "val_mae": [0.5, 0.5, 0.25],
    "val_loss": [9.0, 2.0, 0.5],
}


def preprocessor(*steps, **more):
    target = FittedTarget("y", ("y",), ("numeric",), "regression", steps)
    return Preprocessor({"x": (FittedColumn("x", "numeric", ()),)}, {"y": target, **more})


def test_the_loss_comes_first_and_validation_goes_with_its_quantity():
    curves = read_curves(HISTORY)
    assert [(curve.name, curve.label) for curve in curves] == [("loss", "loss"), ("mae", "mae")]
    np.testing.assert_array_equal(curves[1].validation, [0.5, 0.5, 0.25])


def test_errors_are_in_the_targets_own_units():
    mae = read_curves(HISTORY, preprocessor(StandardScaler((10.0,), (4.0,))))[1]
    assert mae.label == "mae of y"
    np.testing.assert_array_equal(mae.training, [2.0, 1.0, 0.5])
    np.testing.assert_array_equal(mae.validation, [2.0, 2.0, 1.0])


def test_squared_errors_scale_with_the_square():
    history = {"epoch": [1.0], "mse": [0.5], "R2Score": [0.5]}
    curves = read_curves(history, preprocessor(StandardScaler((10.0,), (4.0,))))
    assert [(c.label, c.training[0]) for c in curves] == [("mse of y", 8.0), ("R2Score of y", 0.5)]


def test_errors_of_a_target_that_is_not_scaled_evenly_say_so():
    mae = read_curves(HISTORY, preprocessor(Log1p()))[1]
    assert (mae.label, mae.training[0]) == ("mae of y, scaled", 0.5)


def test_several_outputs():
    kind = FittedTarget("kind", ("k",), ("text",), "sparse", (), (("a", "b"),))
    names = ("loss", "y_loss", "y_mae", "kind_loss", "kind_accuracy")
    history = {"epoch": [1.0], **{name: [1.0] for name in names}}
    curves = read_curves(history, preprocessor(StandardScaler(None, (3.0,)), kind=kind))
    assert [(curve.label, curve.training[0]) for curve in curves] == [
        ("loss", 1.0),
        ("y_loss", 1.0),
        ("mae of y", 3.0),
        ("kind_loss", 1.0),
        ("accuracy of kind", 1.0),
    ]


def test_what_is_drawn():
    mae = read_curves(HISTORY)[1]
    (axes,) = draw_curve(mae, best_epoch=3, monitor="val_mae").axes
    training, validation, best, point = axes.lines
    np.testing.assert_array_equal(training.get_xydata(), [[1, 0.5], [2, 0.25], [3, 0.125]])
    np.testing.assert_array_equal(validation.get_ydata(), [0.5, 0.5, 0.25])
    assert list(best.get_xdata()) == [3, 3]
    np.testing.assert_array_equal(point.get_xydata(), [[3, 0.25]])
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == ["training", "validation", "best epoch, 3"]
    for saved, told in ((3, ["best and saved epoch, 3"]), (2, ["best epoch, 3", "saved epoch, 2"])):
        (other,) = draw_curve(mae, best_epoch=3, saved_epoch=saved, monitor="val_mae").axes
        assert [text.get_text() for text in other.get_legend().get_texts()][2:] == told
    assert list(other.lines[-1].get_xdata()) == [2, 2]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "mae")
    assert axes.get_yscale() == "linear"


def test_values_over_decades_are_drawn_on_a_logarithmic_scale():
    (axes,) = draw_curve(read_curves(HISTORY)[0]).axes
    assert (axes.get_yscale(), axes.get_ylabel()) == ("log", "loss (log scale)")


@pytest.mark.parametrize("values", [[1.0, float("inf"), float("nan")], [float("nan")] * 3, [0.0]])
def test_a_loss_that_is_no_number_leaves_a_gap(values, tmp_path):
    from nnspec.report.pictures.style import save

    figure = draw_curve(read_curves({"epoch": [1.0] * len(values), "loss": values})[0])
    assert not np.isinf(figure.axes[0].lines[0].get_ydata()).any()
    save(figure, tmp_path / "a.png")


def test_runs_over_one_another():
    curves = read_curves(HISTORY)
    figure = draw_comparison({"A one": curves, "B _two": curves[:1]})
    loss, mae = figure.axes
    # Validation and training of each run that has the quantity.
    assert (len(loss.lines), len(mae.lines)) == (4, 2)
    assert [line.get_color() for line in loss.lines] == ["#0072B2"] * 2 + ["#D55E00"] * 2
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["A one", "B _two", "validation", "training"]
