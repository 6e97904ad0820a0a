import numpy as np
import pytest

from nnspec.report.pictures import style
from nnspec.report.pictures.classification import (
    draw_confusion,
    draw_precision_recall,
    draw_roc,
    one_against_rest,
)

ACTUAL = np.array([0, 1, 2, 1])
PROBABILITIES = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6], [0.5, 0.4, 0.1]])


def test_the_confusion_matrix_shows_the_counts():
    (axes,) = draw_confusion([[1200, 1], [2, 30]], ["no $", "yes"], "y", "test").axes
    assert [text.get_text() for text in axes.texts] == ["1,200", "1", "2", "30"]
    assert [label.get_text() for label in axes.get_xticklabels()] == [r"no \$", "yes"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted, test rows", "actual")
    np.testing.assert_allclose(axes.images[0].get_array()[0], [1200 / 1201, 1 / 1201])


def test_a_class_without_rows_divides_by_nothing():
    (axes,) = draw_confusion([[0, 0], [0, 3]], [0, 1], "y", "test").axes
    assert axes.images[0].get_array().tolist() == [[0, 0], [0, 1]]


@pytest.mark.parametrize("count", [13, 100])
def test_many_classes(count, tmp_path):
    names = [f"a rather long class {i}" for i in range(count)]
    figure = draw_confusion(np.eye(count, dtype=int), names, "y", "test")
    assert not figure.axes[0].texts
    assert len(figure.axes[0].get_xticklabels()) <= 30
    style.save(figure, tmp_path / "a.png")


def test_two_classes_have_one_curve():
    labels = np.array([0, 1, 1])
    two = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]])
    ((label, positive, scores),) = one_against_rest(labels, two, ["no", "yes"])
    assert label == "yes"
    assert positive.tolist() == [False, True, True]
    assert scores.tolist() == [0.1, 0.6, 0.3]


def test_more_classes_have_a_curve_each_but_those_without_rows():
    curves = one_against_rest(ACTUAL, PROBABILITIES, ["a", "b", "c"])
    assert [curve[0] for curve in curves] == ["a", "b", "c"]
    assert one_against_rest(ACTUAL[:1], PROBABILITIES[:1], ["a", "b", "c"]) == []


def test_roc_curves():
    wrong = np.array([[0.8, 0.9, 0.1], [0.2, 0.7, 0.9], [0.1, 0.95, 0.6], [0.9, 0.4, 0.1]])
    curves = one_against_rest(ACTUAL, wrong, ["_a", "b", "c"])
    (axes,) = draw_roc(curves, "y").axes
    chance, first, *rest = axes.lines
    assert (list(chance.get_xdata()), len(rest)) == ([0, 1], 2)
    assert axes.get_xlim() == (-0.02, 1.02)
    assert first.get_xydata()[0].tolist() == [0, 0]
    assert first.get_xydata()[-1].tolist() == [1, 1]
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == [" _a: AUC 0.667", "b: AUC 0.000", "c: AUC 0.667", "chance"]


def test_roc_curves_that_lie_on_one_another():
    """Perfect ones are one line; good ones are drawn where they can be told apart."""
    labels = np.arange(400) % 4
    scores = np.eye(4)[labels]
    # Three rows of class 3 look less like it than three others do.
    scores[[3, 7, 11], 3], scores[[0, 1, 2], 3] = 0.4, 0.5
    figure = draw_roc(one_against_rest(labels, scores, list("abcd")), "y")
    (axes,) = figure.axes
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == ["3 classes: AUC 1", "d: AUC 0.9997"]
    assert axes.get_title(loc="left") == "y: ROC, upper left corner"
    assert (axes.get_xlim()[1], axes.get_ylim()[0]) == pytest.approx((0.102, 0.898))


def test_precision_recall_curves_that_lie_on_one_another():
    """As for ROC curves, and an area that is nearly 1 is not called 1."""
    labels = np.arange(400) % 10
    scores = np.eye(10)[labels]
    scores[[3, 13], 3] = 0.1
    scores[4, 3] = 0.5
    (axes,) = draw_precision_recall(one_against_rest(labels, scores, list("abcdefghij")), "y").axes
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words[0] == "9 classes: AP 1"
    assert words[1].startswith("d: AP 0.99")
    assert axes.get_title(loc="left") == "y: precision-recall, upper right"
    assert (axes.get_xlim()[0], axes.get_ylim()[0]) == pytest.approx((0.898, 0.898))


def test_precision_recall_curves():
    curves = one_against_rest(ACTUAL, PROBABILITIES, ["a", "b", "c"])[1:2]
    (axes,) = draw_precision_recall(curves, "y").axes
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == ["b: AP 1", "chance"]
    # Half of the rows are of class b.
    assert list(axes.lines[1].get_ydata()) == [0.5, 0.5]
