import numpy as np
import pytest

from nnspec.data.features.preprocessor import FittedColumn, Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.table.table import Table
from nnspec.errors import RunError
from nnspec.report import predictions
from nnspec.report.predictions import kept_parts, read_predictions, write_predictions

INPUTS = {"x": (FittedColumn("x", "numeric", ()),)}


def table(**columns):
    arrays = {
        name: np.array(values, dtype=object if isinstance(values[0], str) else np.float64)
        for name, values in columns.items()
    }
    return Table(arrays, "a.csv")


def test_the_held_out_rows_are_kept_or_the_training_rows_for_want():
    assert kept_parts(["training", "validation", "test"]) == ["validation", "test"]
    assert kept_parts(["training", "test"]) == ["test"]
    assert kept_parts(["training"]) == ["training"]


def test_a_regression(tmp_path):
    steps = (StandardScaler((10.0,), (2.0,)),)
    target = FittedTarget("y", ("y",), ("numeric",), "regression", steps)
    fitted = Preprocessor(INPUTS, {"y": target})
    path = tmp_path / "predictions.csv"
    rows = table(x=[1, 2, 3], y=[10.5, 0.1, 14])
    outputs = {"y": np.array([[1.0], [0.5]])}
    write_predictions(path, fitted, rows, {"test": (np.array([2, 0]), outputs)})
    assert path.read_text(encoding="utf-8") == (
        "part,row,actual_y,predicted_y\ntest,3,14.0,12.0\ntest,1,10.5,11.0\n"
    )
    (found,) = read_predictions(path, fitted)
    assert (found.part, found.target, found.probabilities) == ("test", target, None)
    np.testing.assert_array_equal(found.actual, [[14.0], [10.5]])
    np.testing.assert_array_equal(found.predicted, [[12.0], [11.0]])


@pytest.mark.parametrize(
    ("encoding", "output"),
    [("binary", [[0.75], [0.25]]), ("sparse", [[0.25, 0.75], [0.75, 0.25]])],
)
def test_two_classes(tmp_path, encoding, output):
    classes = (('say "no", or\nelse', "yes"),)
    target = FittedTarget("y", ("y",), ("text",), encoding, (), classes)
    fitted = Preprocessor(INPUTS, {"y": target})
    rows = table(x=[1, 2], y=["yes", "yes"])
    path = tmp_path / "predictions.csv"
    write_predictions(path, fitted, rows, {"test": (np.arange(2), {"y": np.array(output)})})
    (found,) = read_predictions(path, fitted)
    np.testing.assert_array_equal(found.actual, [[1], [1]])
    np.testing.assert_array_equal(found.predicted, [[1], [0]])
    np.testing.assert_array_equal(found.probabilities, [[0.25, 0.75], [0.75, 0.25]])


def test_classes_that_are_numbers_and_not_all_whole(tmp_path):
    target = FittedTarget("y", ("y",), ("numeric",), "sparse", (), ((0.0, 0.5, 1.0),))
    fitted = Preprocessor(INPUTS, {"y": target})
    path = tmp_path / "predictions.csv"
    output = {"y": np.eye(3)}
    write_predictions(path, fitted, table(x=[1] * 3, y=[1, 1, 0]), {"test": (np.arange(3), output)})
    (found,) = read_predictions(path, fitted)
    np.testing.assert_array_equal(found.actual[:, 0], [2, 2, 0])
    np.testing.assert_array_equal(found.predicted[:, 0], [0, 1, 2])


def test_several_outputs_and_labels(tmp_path):
    labels = FittedTarget("l", ("a", "b"), ("text",) * 2, "binary", (), (("n", "y"),) * 2)
    number = FittedTarget("v", ("v",), ("numeric",), "regression")
    fitted = Preprocessor(INPUTS, {"l": labels, "v": number})
    rows = table(x=[1, 2], a=["y", "n"], b=["n", "n"], v=[1, 2])
    outputs = {"l": np.array([[0.75, 0.5], [0.25, 1.0]]), "v": np.array([[5.0], [6.0]])}
    path = tmp_path / "predictions.csv"
    parts = {"validation": (np.arange(2), outputs), "test": (np.arange(2), outputs)}
    write_predictions(path, fitted, rows, parts)
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert header == (
        "part,row,actual_a,actual_b,predicted_a,predicted_b,probability_a_n,probability_a_y,"
        "probability_b_n,probability_b_y,actual_v,predicted_v"
    )
    found = read_predictions(path, fitted)
    assert [(p.part, p.target.name) for p in found] == [
        ("test", "l"),
        ("test", "v"),
        ("validation", "l"),
        ("validation", "v"),
    ]
    np.testing.assert_array_equal(found[0].actual, [[1, 0], [0, 0]])
    np.testing.assert_array_equal(found[0].probabilities, [[0.75, 0.5], [0.25, 1.0]])
    np.testing.assert_array_equal(found[1].predicted, [[5.0], [6.0]])


def test_no_more_rows_than_a_person_looks_at(tmp_path, monkeypatch):
    monkeypatch.setattr(predictions, "MAX_ROWS", 5)
    target = FittedTarget("y", ("y",), ("numeric",), "regression")
    fitted = Preprocessor(INPUTS, {"y": target})
    values = np.arange(101.0)
    path = tmp_path / "predictions.csv"
    part = {"test": (np.arange(101), {"y": values[:, None]})}
    write_predictions(path, fitted, table(x=values.tolist(), y=values.tolist()), part)
    (found,) = read_predictions(path, fitted)
    np.testing.assert_array_equal(found.actual[:, 0], [0, 25, 50, 75, 100])


@pytest.mark.parametrize(
    "text", ["", "part,row,actual_z\n", "part,row,actual_y,predicted_y\ntest,1,1.0,one\n"]
)
def test_a_damaged_file(tmp_path, text):
    fitted = Preprocessor(INPUTS, {"y": FittedTarget("y", ("y",), ("numeric",), "regression")})
    path = tmp_path / "predictions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"predictions\.csv is damaged"):
        read_predictions(path, fitted)
