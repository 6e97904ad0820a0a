from dataclasses import replace

import numpy as np
import pytest

from nnspec.report.boundary import Boundary
from nnspec.report.pictures.boundary import draw_boundaries, draw_boundary

PLANE = np.linspace(0, 1, 5)


@pytest.fixture
def boundary():
    """Two classes, the second more likely to the right; rows of two parts."""
    right = np.broadcast_to(PLANE, (5, 5))
    return Boundary(
        features=("x1", "x2"),
        target="kind",
        classes=("no", "yes"),
        x=PLANE,
        y=PLANE,
        probabilities=np.stack([1 - right, right], axis=-1).astype(np.float32),
        points=np.array([[0.2, 0.8], [0.9, 0.1], [0.7, 0.7]]),
        labels=np.array([0, 1, 1]),
        parts=np.array([0, 0, 2]),
    )


def test_the_boundary_is_where_the_classes_are_equally_likely(boundary):
    axes = draw_boundary(boundary).axes[0]
    (x1, x2) = axes.get_xlabel(), axes.get_ylabel()
    assert (x1, x2) == ("x1", "x2")
    lines = [path for c in axes.collections for path in c.get_paths() if len(path.vertices) == 5]
    assert any(np.allclose(path.vertices[:, 0], 0.5) for path in lines)


def test_a_legend_of_classes_and_parts(boundary):
    figure = draw_boundary(boundary)
    said = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    assert said == ["kind no", "kind yes", "training", "test"]


def test_several_runs_side_by_side(boundary):
    other = replace(boundary, probabilities=boundary.probabilities[..., ::-1])
    figure = draw_boundaries({"A one\nunits=3": boundary, "B two": other})
    assert len(figure.axes) == 2
    assert len(figure.legends) == 1


def test_no_common_legend_where_runs_have_other_classes(boundary):
    other = replace(boundary, classes=("low", "high"))
    assert draw_boundaries({"A": boundary, "B": other}).legends == []
