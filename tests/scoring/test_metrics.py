import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn import metrics as sk

from nnspec.scoring.metrics import (
    classification_metrics,
    multilabel_metrics,
    regression_metrics,
    roc_auc,
)

DATASETS = Path(__file__).parents[2] / "datasets"


def close(value: float | None, expected: float) -> bool:
    """Equal to 1e-12, relatively or absolutely; scikit-learn's NaN is our None."""
    if np.isnan(expected):
        return value is None
    return value is not None and abs(value - expected) <= 1e-12 * max(1.0, abs(expected))


@pytest.fixture(autouse=True)
def quiet():
    """Scikit-learn warns wherever a metric is undefined."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# Regression


def check_regression(true: np.ndarray, pred: np.ndarray) -> None:
    names = [f"c{i}" for i in range(true.shape[1])]
    result = regression_metrics(true, pred, names)
    assert close(result["r2"], sk.r2_score(true, pred))
    if len(names) == 1:
        assert close(result["rmse"], sk.root_mean_squared_error(true, pred))
        assert close(result["mae"], sk.mean_absolute_error(true, pred))
    else:
        # Columns have units of their own, of which there is no mean.
        assert list(result) == ["r2", "columns"]
    for i, name in enumerate(names if len(names) > 1 else ()):
        entry = result["columns"][name]
        assert close(entry["rmse"], sk.root_mean_squared_error(true[:, i], pred[:, i]))
        assert close(entry["mae"], sk.mean_absolute_error(true[:, i], pred[:, i]))
        assert close(entry["r2"], sk.r2_score(true[:, i], pred[:, i]))
    assert ("columns" in result) == (len(names) > 1)


# Quarters add up without rounding: a constant column's mean is then exactly its value for
# scikit-learn as well.
quarters = st.integers(-4000, 4000).map(lambda number: number / 4)


@given(st.data(), st.integers(1, 12), st.integers(1, 3))
def test_regression_equals_sklearn(data: st.DataObject, rows: int, columns: int):
    arrays = hnp.arrays(np.float64, (rows, columns), elements=quarters)
    check_regression(data.draw(arrays), data.draw(arrays))


@pytest.mark.parametrize("columns", [1, 4])
def test_regression_equals_sklearn_on_many_rows(columns: int):
    random = np.random.default_rng(0)
    true = random.lognormal(3, 1, (100_000, columns))
    check_regression(true, true + random.normal(0, 5, true.shape))


def test_regression_of_concrete():
    true = np.loadtxt(DATASETS / "concrete.csv", delimiter=",", skiprows=1)[:, -1:]
    check_regression(true, np.full_like(true, true.mean()))
    check_regression(true, np.roll(true, 1))


def test_regression_takes_flat_arrays_and_float32():
    result = regression_metrics(np.float32([1, 2, 4]), [1.0, 2.0, 3.0], ["a"])
    assert result == {"rmse": np.sqrt(1 / 3), "mae": 1 / 3, "r2": pytest.approx(1 - 3 / 14)}
    assert [type(value) for value in result.values()] == [float] * 3


@pytest.mark.parametrize(("pred", "r2"), [([5.0, 5.0, 5.0], 1.0), ([5.0, 5.0, 6.0], 0.0)])
def test_r2_of_a_constant_target(pred: list[float], r2: float):
    assert regression_metrics([5.0, 5.0, 5.0], pred, ["a"])["r2"] == r2
    assert sk.r2_score([5.0, 5.0, 5.0], pred) == r2


def test_r2_of_a_constant_target_whose_mean_is_rounded():
    assert sk.r2_score([0.1] * 3, [0.2] * 3) < -1e25
    assert regression_metrics([0.1] * 3, [0.2] * 3, ["a"])["r2"] == 0.0


def test_regression_of_one_row():
    assert regression_metrics([1.0], [3.0], ["a"]) == {"rmse": 2.0, "mae": 2.0, "r2": None}


def test_regression_of_no_rows():
    gap = {"rmse": None, "mae": None, "r2": None}
    assert regression_metrics([], [], ["a"]) == gap
    empty = np.zeros((0, 2))
    several = regression_metrics(empty, empty, ["a", "b"])
    assert several == {"r2": None, "columns": {"a": gap, "b": gap}}


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_regression_of_what_is_not_finite(bad: float):
    gap = {"rmse": None, "mae": None, "r2": None}
    assert regression_metrics([1.0, 2.0], [1.0, bad], ["a"]) == gap
    result = regression_metrics([[1.0, 1.0], [2.0, 2.0]], [[1.0, 1.0], [2.0, bad]], ["a", "b"])
    good = {"rmse": 0.0, "mae": 0.0, "r2": 1.0}
    assert result == {"r2": None, "columns": {"a": good, "b": gap}}


def test_regression_that_overflows():
    result = regression_metrics([0.0, 1.0], [1e200, 1e200], ["a"])
    assert result == {"rmse": None, "mae": 1e200, "r2": None}


@pytest.mark.parametrize(
    ("true", "pred", "names"),
    [([1.0], [1.0, 2.0], ["a"]), ([[1.0]], [[1.0]], ["a", "b"]), (1.0, 1.0, ["a"])],
)
def test_regression_of_shapes_that_do_not_fit(true: object, pred: object, names: list[str]):
    with pytest.raises(ValueError, match="shape"):
        regression_metrics(true, pred, names)


# Ranking


@given(st.data(), st.integers(1, 30))
def test_roc_auc_equals_sklearn_with_ties(data: st.DataObject, rows: int):
    positive = data.draw(hnp.arrays(bool, rows))
    # Few distinct scores, so that most are tied.
    scores = data.draw(hnp.arrays(np.float64, rows, elements=st.sampled_from([0, 0.1, 0.3, 1])))
    assert close(roc_auc(positive, scores), sk.roc_auc_score(positive, scores))


@pytest.mark.parametrize("decimals", [1, 16])
def test_roc_auc_equals_sklearn_on_many_rows(decimals: int):
    random = np.random.default_rng(0)
    positive = random.random(200_000) < 0.1
    scores = np.round(random.normal(positive * 0.5, 1), decimals)
    assert close(roc_auc(positive, scores), sk.roc_auc_score(positive, scores))


def test_roc_auc_by_hand():
    assert roc_auc([True, False], [0.9, 0.1]) == 1.0
    assert roc_auc([True, False], [0.1, 0.9]) == 0.0
    assert roc_auc([True, False], [0.5, 0.5]) == 0.5
    assert roc_auc([True, False], [np.inf, -np.inf]) == 1.0


@pytest.mark.parametrize("positive", [[], [True, True], [False, False]])
def test_roc_auc_needs_both_kinds(positive: list[bool]):
    assert roc_auc(positive, np.arange(len(positive))) is None


def test_roc_auc_of_nan():
    assert roc_auc([True, False], [np.nan, 0.5]) is None


# Classes


def check_classification(labels: np.ndarray, probabilities: np.ndarray) -> None:
    count = probabilities.shape[1]
    classes = [f"k{i}" for i in range(count)]
    everything = list(range(count))
    result = classification_metrics(labels, probabilities, classes)
    predicted = probabilities.argmax(axis=1)
    assert close(result["accuracy"], sk.accuracy_score(labels, predicted))
    expected = sk.f1_score(labels, predicted, average="macro", zero_division=0)
    assert close(result["macro_f1"], expected)
    if count == 2:
        area = sk.roc_auc_score(labels, probabilities[:, 1]) if len(set(labels)) == 2 else np.nan
    else:
        area = sk.roc_auc_score(labels, probabilities, multi_class="ovr", labels=everything)
    assert close(result["roc_auc"], area)
    confusion = sk.confusion_matrix(labels, predicted, labels=everything)
    assert result["confusion_matrix"] == confusion.tolist()
    table = sk.precision_recall_fscore_support(
        labels, predicted, labels=everything, zero_division=0
    )
    for i, entry in enumerate(result["per_class"].values()):
        for key, values in zip(("precision", "recall", "f1", "support"), table, strict=True):
            assert close(entry[key], values[i])
    assert list(result["per_class"]) == classes
    json.dumps(result, allow_nan=False)


@given(st.data(), st.integers(1, 15), st.integers(2, 5))
@settings(max_examples=200)
def test_classification_equals_sklearn(data: st.DataObject, rows: int, count: int):
    labels = data.draw(hnp.arrays(np.int64, rows, elements=st.integers(0, count - 1)))
    # Weights of few values: ties in the ranking, and in what is most probable.
    weights = data.draw(hnp.arrays(np.float64, (rows, count), elements=st.sampled_from([1, 2, 4])))
    check_classification(labels, weights / weights.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("count", [2, 3, 20])
def test_classification_equals_sklearn_on_many_rows(count: int):
    random = np.random.default_rng(count)
    labels = random.integers(0, count, 50_000)
    scores = np.exp(random.normal(0, 1, (50_000, count)) + 1.5 * np.eye(count)[labels])
    check_classification(labels, scores / scores.sum(axis=1, keepdims=True))


def test_classification_of_penguins():
    text = (DATASETS / "penguins.csv").read_text(encoding="utf-8").splitlines()
    species = [line.split(",")[text[0].split(",").index("species")] for line in text[1:]]
    _, labels = np.unique(species, return_inverse=True)
    scores = np.eye(labels.max() + 1)[np.roll(labels, 40)] * 0.7 + 0.1
    check_classification(labels, scores)


def test_a_class_that_is_neither_true_nor_predicted():
    probabilities = [[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]]
    result = classification_metrics([0, 1], probabilities, ["a", "b", "c"])
    assert result["accuracy"] == 1.0
    assert result["macro_f1"] == 1.0
    assert result["roc_auc"] is None
    assert result["confusion_matrix"] == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert result["per_class"]["c"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


def test_rows_of_one_class_only():
    result = classification_metrics([1, 1], [[0.4, 0.6], [0.6, 0.4]], [False, True])
    assert result["accuracy"] == 0.5
    assert result["roc_auc"] is None
    assert list(result["per_class"]) == ["False", "True"]


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
@pytest.mark.parametrize("threshold", [0.3, 0.5])
def test_two_classes_by_the_positive_one(shape: tuple[int, ...], threshold: float):
    random = np.random.default_rng(0)
    positive = random.random(500)
    labels = (random.random(500) < positive).astype(int)
    both = np.stack([1 - positive, positive], axis=1)
    result = classification_metrics(
        labels, positive.reshape(shape), ["no", "yes"], threshold=threshold
    )
    assert result == classification_metrics(labels, both, ["no", "yes"], threshold=threshold)
    assert result["accuracy"] == np.mean(labels == (positive > threshold))
    assert close(result["roc_auc"], sk.roc_auc_score(labels, positive))


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.7])
def test_a_probability_at_the_threshold_is_negative(threshold: float):
    above = np.nextafter(threshold, 1)
    result = classification_metrics([0, 1], [threshold, above], ["a", "b"], threshold=threshold)
    assert result["confusion_matrix"] == [[1, 0], [0, 1]]


def test_two_columns_in_float32_that_do_not_add_up_to_1():
    equal = np.float32(0.5)
    less = np.nextafter(equal, np.float32(0))
    rows = np.array([[less, equal], [equal, equal], [equal, less], [0.6, 0.55]], dtype=np.float32)
    result = classification_metrics([1, 0, 0, 0], rows, ["a", "b"])
    assert result["accuracy"] == 1.0


def test_classification_of_no_rows():
    result = classification_metrics([], np.zeros((0, 3)), "abc")
    entry = {"precision": None, "recall": None, "f1": None, "support": 0}
    assert result == {
        "accuracy": None,
        "macro_f1": None,
        "roc_auc": None,
        "confusion_matrix": None,
        "per_class": {"a": entry, "b": entry, "c": entry},
    }


def test_classification_of_nan():
    result = classification_metrics([0, 1], [[0.5, 0.5], [np.nan, np.nan]], ["a", "b"])
    assert result["accuracy"] is None
    assert result["confusion_matrix"] is None
    assert result["per_class"]["b"] == {
        "precision": None,
        "recall": None,
        "f1": None,
        "support": 1,
    }


@pytest.mark.parametrize(
    ("labels", "probabilities", "classes", "message"),
    [
        ([0], [[0.5, 0.5]], "abc", r"probabilities of shape \(1, 2\) for 3 classes"),
        ([0], [0.5], "abc", r"probabilities of shape \(1,\) for 3 classes"),
        ([0], [[1.0]], "a", r"probabilities of shape \(1, 1\) for 1 classes"),
        ([0, 1], [0.5], "ab", r"labels_true has shape \(2,\), expected \(1,\)"),
        ([2], [0.5], "ab", "labels_true must hold whole numbers from 0 to 1"),
        ([-1], [0.5], "ab", "labels_true must hold whole numbers from 0 to 1"),
        ([0.5], [0.5], "ab", "labels_true must hold whole numbers from 0 to 1"),
    ],
)
def test_classification_of_what_does_not_fit(labels, probabilities, classes, message):
    with pytest.raises(ValueError, match=message):
        classification_metrics(labels, probabilities, classes)


# Several labels


@given(st.data(), st.integers(1, 12), st.integers(1, 3))
def test_multilabel_equals_sklearn(data: st.DataObject, rows: int, columns: int):
    labels = data.draw(hnp.arrays(np.int64, (rows, columns), elements=st.integers(0, 1)))
    elements = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
    scores = data.draw(hnp.arrays(np.float64, (rows, columns), elements=elements))
    names = [f"c{i}" for i in range(columns)]
    result = multilabel_metrics(labels, scores, names)
    entries = result["columns"].values() if columns > 1 else [result]
    for i, entry in enumerate(entries):
        true, score = labels[:, i], scores[:, i]
        assert close(entry["accuracy"], sk.accuracy_score(true, score > 0.5))
        assert close(entry["f1"], sk.f1_score(true, score > 0.5, zero_division=0))
        area = sk.roc_auc_score(true, score) if len(set(true)) == 2 else np.nan
        assert close(entry["roc_auc"], area)
    if columns > 1:
        guessed = (scores > 0.5).astype(int)
        assert close(result["accuracy"], np.mean(labels == guessed))
        assert close(result["f1"], sk.f1_score(labels, guessed, average="macro", zero_division=0))
        assert close(result["roc_auc"], sk.roc_auc_score(labels, scores, average="macro"))


def test_multilabel_threshold():
    result = multilabel_metrics([0, 1], [0.3, 0.4], ["a"], threshold=0.3)
    assert result == {"accuracy": 1.0, "f1": 1.0, "roc_auc": 1.0}


def test_multilabel_of_nan_and_of_no_rows():
    gap = {"accuracy": None, "f1": None, "roc_auc": None}
    assert multilabel_metrics([], [], ["a"]) == gap
    result = multilabel_metrics([[0, 0], [1, 1]], [[0.1, np.nan], [0.9, 0.9]], ["a", "b"])
    good = {"accuracy": 1.0, "f1": 1.0, "roc_auc": 1.0}
    assert result == gap | {"columns": {"a": good, "b": gap}}


def test_multilabel_of_what_does_not_fit():
    with pytest.raises(ValueError, match="something other than 0 and 1"):
        multilabel_metrics([0, 2], [0.1, 0.2], ["a"])
    with pytest.raises(ValueError, match=r"shape \(2, 1\), probabilities \(1, 1\)"):
        multilabel_metrics([0, 1], [0.1], ["a"])


def test_scikit_learn_is_not_imported():
    code = (
        "import sys, nnspec.scoring.metrics; "
        "print(sorted({'sklearn', 'scipy', 'pandas', 'keras', 'tensorflow'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
