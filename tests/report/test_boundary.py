from itertools import pairwise

import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.log1p import Log1p
from nnspec.data.table.table import Table
from nnspec.errors import RunError
from nnspec.report import boundary as module
from nnspec.report.boundary import PARTS, STEPS, find_boundary, read_boundary, write_boundary
from nnspec.report.pictures import style
from nnspec.report.pictures.boundary import draw_boundaries, draw_boundary

TARGET = FittedTarget("y", ("y",), ("text",), "binary", (), (("no", "yes"),))
TABLE = Table(
    {
        "a": np.array([0.0, 1.0, 2.0, np.nan]),
        "b": np.array([0.0, 10.0, 10.0, 5.0]),
        "y": np.array(["no", "yes", "yes", "no"], dtype=object),
    },
    "a.csv",
)
ROWS = {"training": np.array([0, 1, 3]), "test": np.array([2])}


def fitted(target=TARGET, steps=(), kinds=("numeric", "numeric")):
    columns = [FittedColumn(n, kind, steps) for n, kind in zip("ab", kinds, strict=False)]
    return Preprocessor({"x": tuple(columns)}, {"y": target})


def first_above_one(x):
    """A network that says yes where a > 1."""
    (array,) = x.values()
    return {"y": (array[:, :1] > 1).astype(np.float64)}


def test_the_plane():
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    assert (found.features, found.target, found.classes) == (("a", "b"), "y", ("no", "yes"))
    np.testing.assert_allclose(found.x[[0, -1]], [-0.24, 2.24])
    np.testing.assert_allclose(found.y[[0, -1]], [-1.2, 11.2])
    assert found.probabilities.shape == (STEPS, STEPS, 2)
    # The first axis goes along the second feature.
    assert (found.probabilities[:, found.x > 1, 1] == 1).all()
    assert (found.probabilities[:, found.x < 1, 0] == 1).all()
    # The row with a gap is no point.
    assert found.points.tolist() == [[0, 0], [1, 10], [2, 10]]
    assert (found.labels.tolist(), found.parts.tolist()) == ([0, 1, 1], [0, 0, 2])


@pytest.mark.parametrize(
    "preprocessor",
    [
        fitted(FittedTarget("y", ("y",), ("numeric",), "regression")),
        fitted(FittedTarget("y", ("y", "z"), ("text",) * 2, "binary", (), (("no", "yes"),) * 2)),
        fitted(kinds=("numeric", "text")),
        fitted(kinds=("numeric",)),
        fitted(FittedTarget("y", ("y",), ("text",), "sparse", (), (tuple("abcdefghijk"),))),
    ],
)
def test_other_networks_have_none(preprocessor):
    assert find_boundary(preprocessor, TABLE, ROWS, first_above_one) is None


def test_where_the_preprocessing_has_no_value_the_plane_ends_at_the_rows():
    # log1p has no value at -1.2, where the margin would begin.
    found = find_boundary(fitted(steps=(Log1p(),)), TABLE, ROWS, first_above_one)
    assert (found.x[0], found.y[0]) == (0.0, 0.0)


def test_it_reads_back(tmp_path):
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    path = tmp_path / "boundary.npz"
    write_boundary(path, found)
    again = read_boundary(path)
    assert (again.features, again.target, again.classes) == (
        found.features,
        found.target,
        found.classes,
    )
    for name in ("x", "y", "probabilities", "points", "labels", "parts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))
    assert read_boundary(tmp_path / "none.npz") is None
    path.write_bytes(b"PK\x03\x04 but no zip")
    with pytest.raises(RunError, match="is damaged"):
        read_boundary(path)


def test_not_too_many_points(monkeypatch):
    monkeypatch.setattr(module, "MAX_POINTS", 2)
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    assert found.points.tolist() == [[0, 0], [2, 10]]


def test_the_picture(tmp_path):
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    figure = draw_boundary(found)
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("a", "b")
    (image,) = axes.images
    assert image.get_extent() == [found.x[0], found.x[-1], found.y[0], found.y[-1]]
    red, _, blue = image.get_array()[0, 0]
    assert blue > red
    red, _, blue = image.get_array()[0, -1]
    assert red > blue
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["y no", "y yes", "training", "test"]
    style.save(figure, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size < 150_000


def test_several_side_by_side():
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    figure = draw_boundaries({f"run {i}": found for i in range(7)})
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [*(f"run {i}" for i in range(7)), ""]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()][2:] == [
        part for code, part in enumerate(PARTS) if code in found.parts
    ]


def test_titles_stand_apart():
    found = find_boundary(fitted(), TABLE, ROWS, first_above_one)
    figure = draw_boundaries({f"{i} a name WITH MANY WIDE LETTERS, units=50": found for i in "ABC"})
    figure.canvas.draw()
    boxes = [axes._left_title.get_window_extent() for axes in figure.axes]
    for left, right in pairwise([*boxes, None]):
        assert left.x1 < (right.x0 if right is not None else figure.bbox.x1)
