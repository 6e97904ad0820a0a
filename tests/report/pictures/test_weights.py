import numpy as np
import pytest

from nnspec.report.pictures import style
from nnspec.report.pictures.weights import MAX_LAYERS, draw_weights


def test_a_histogram_a_layer():
    kernel = np.linspace(-1, 1, 400).reshape(20, 20)
    first, second = draw_weights(
        {"dense": {"kernel": kernel, "bias": np.zeros(20)}, "out": {"bias": np.array([0.5])}}
    ).axes
    assert sum(bar.get_height() for bar in first.patches) == 420
    assert [t.get_text() for t in first.get_legend().get_texts()] == ["kernel 20 x 20", "bias 20"]
    # A single number is a line, not a bar.
    assert not second.patches
    assert [s[0][0] for s in second.collections[0].get_segments()] == [0.5]
    assert second.get_title(loc="left") == "out"
    assert second.get_xlabel() == "value of a weight"


@pytest.mark.parametrize(
    "array", [np.full(50, np.nan), np.zeros((3, 30)), np.array([]), np.array(2.0)]
)
def test_odd_weights(array, tmp_path):
    style.save(draw_weights({"a": {"kernel": array}}), tmp_path / "a.png")


def test_a_deep_network():
    figure = draw_weights({f"layer_{i}": {"kernel": np.ones(20)} for i in range(MAX_LAYERS + 3)})
    assert len(figure.axes) == MAX_LAYERS
    assert figure.axes[-1].get_xlabel() == "value of a weight (3 more layers not shown)"


@pytest.mark.parametrize("name", ["batch_normalization", "a_layer_of_a_very_long_name_indeed"])
def test_no_legend_lies_over_a_title(name):
    values = np.linspace(-1, 1, 16)
    arrays = dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), values)
    figure = draw_weights({name: arrays, "dense": {"kernel": values}})
    figure.canvas.draw()
    for axes in figure.axes:
        title, legend = axes._left_title.get_window_extent(), axes.get_legend().get_window_extent()
        assert legend.x0 > title.x1 or legend.y1 < title.y0 + 2
        assert legend.x0 > 0
