import numpy as np
import pytest

from nnspec.report.boundary import Boundary
from nnspec.report.facts import RunFacts
from nnspec.report.pictures.draw import cannot_draw, draw_pictures, list_pictures, slug
from nnspec.runs.folder import RunFolder

HISTORY = {
    "epoch": [1, 2],
    "loss": [1.0, 0.5],
    "val_loss": [1.0, 0.75],
    "a b": [1.0, 2.0],
    "a_b": [1.0, 2.0],
}


@pytest.fixture
def facts(tmp_path):
    record = {"best_epoch": 2, "saved_epoch": 2, "monitor": "val_loss"}
    path = tmp_path / "mix" / "one"
    (path / "plots").mkdir(parents=True)
    return RunFacts(RunFolder(path), record, history=HISTORY)


def test_nothing_is_drawn_of_a_run_without_files(tmp_path):
    assert list_pictures(RunFacts(RunFolder(tmp_path), {})) == []


def test_each_picture_has_a_name_of_its_own(facts):
    pictures = {picture.name: picture for picture in list_pictures(facts)}
    assert set(pictures) == {"learning_curve_loss", "learning_curve_a_b", "learning_curve_a_b_2"}
    assert pictures["learning_curve_loss"].alt == (
        "loss by epoch, 2 epochs; training ends at 0.5; validation ends at 0.75; best epoch 2; "
        "saved epoch 2"
    )


def test_the_boundary_is_drawn_where_there_is_one(facts):
    plane = np.linspace(0, 1, 3)
    facts.history = {}
    facts.boundary = Boundary(
        features=("x1", "x2"),
        target="kind",
        classes=("no", "yes"),
        x=plane,
        y=plane,
        probabilities=np.full((3, 3, 2), 0.5, np.float32),
        points=np.array([[0.2, 0.8]]),
        labels=np.array([1]),
        parts=np.array([0]),
    )
    (picture,) = list_pictures(facts)
    assert (picture.name, picture.section) == ("decision_boundary", "Predictions")
    assert picture.alt == "decision boundary of kind in the plane of x1 and x2, with 1 rows"


def test_what_cannot_be_drawn_is_said_and_the_rest_is_drawn(facts):
    facts.history = {"epoch": [1], "loss": [1.0]}
    (facts.folder.plots / "learning_curve_loss.png").mkdir()
    drawn, problems = draw_pictures(facts)
    assert drawn == []
    (problem,) = problems
    assert (problem.code, problem.severity) == ("not-drawn", "warning")
    assert problem.message.startswith(
        "plots/learning_curve_loss.png of run mix/one could not be drawn: "
    )
    assert problem.hint == "the run is complete; `nnspec report mix/one` tries again"


def test_a_reason_without_words():
    assert cannot_draw("a.png", "mix/one", KeyError()).message == (
        "a.png of run mix/one could not be drawn: KeyError"
    )


@pytest.mark.parametrize(
    ("name", "written"), [("a b/c", "a_b_c"), ("größe", "gr_e"), ("???", "x"), ("x" * 50, "x" * 40)]
)
def test_slugs(name, written):
    assert slug(name) == written
