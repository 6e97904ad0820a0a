"""Scores in the target's own units, equal to scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.table.table import Table
from nnspec.scoring.score import score, true_labels

RNG = np.random.default_rng(0)


def text(values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def test_a_scaled_regression_is_scored_in_its_own_units():
    scaler = StandardScaler((10.0,), (2.0,))
    target = FittedTarget("y", ("y",), ("numeric",), "regression", (scaler,))
    true = RNG.normal(10, 2, 20)
    scaled = (true - 10) / 2 + RNG.normal(0, 0.1, 20)
    found = score(Preprocessor({}, {"y": target}), {"y": scaled[:, None]}, Table({"y": true}, "t"))
    assert found["rows"] == 20
    guess = scaled * 2 + 10
    assert found["rmse"] == pytest.approx(metrics.root_mean_squared_error(true, guess), rel=1e-12)
    assert found["mae"] == pytest.approx(metrics.mean_absolute_error(true, guess), rel=1e-12)
    assert found["r2"] == pytest.approx(metrics.r2_score(true, guess), rel=1e-12)


@pytest.mark.parametrize("encoding", ["sparse", "one_hot"])
def test_classes(encoding):
    target = FittedTarget("y", ("y",), ("text",), encoding, classes=(("a", "b", "c"),))
    codes = np.arange(30) % 3
    guesses = RNG.dirichlet(np.ones(3), 30)
    table = Table({"y": text([("a", "b", "c")[code] for code in codes])}, "t")
    found = score(Preprocessor({}, {"y": target}), {"y": guesses}, table)
    assert found["accuracy"] == metrics.accuracy_score(codes, guesses.argmax(1))
    expected = metrics.f1_score(codes, guesses.argmax(1), average="macro")
    assert found["macro_f1"] == pytest.approx(expected, rel=1e-12)
    assert list(found["per_class"]) == ["a", "b", "c"]


def test_several_outputs_are_scored_by_name():
    one = FittedTarget("one", ("a",), ("numeric",), "regression")
    two = FittedTarget("two", ("b",), ("text",), "binary", classes=(("no", "yes"),))
    table = Table({"a": np.array([1.0, 2.0]), "b": text(["yes", "no"])}, "t")
    outputs = {"one": np.array([[1.0], [2.0]]), "two": np.array([[0.9], [0.1]])}
    found = score(Preprocessor({}, {"one": one, "two": two}), outputs, table)
    assert found["rows"] == 2
    assert found["outputs"]["one"]["rmse"] == 0
    assert found["outputs"]["two"]["accuracy"] == 1


def test_several_binary_columns_are_labels_of_their_own():
    target = FittedTarget(
        "y", ("p", "q"), ("text", "text"), "binary", classes=(("no", "yes"), ("0", "1"))
    )
    table = Table({"p": text(["yes", "no"]), "q": text(["1", "1"])}, "t")
    outputs = {"y": np.array([[0.9, 0.2], [0.1, 0.8]])}
    found = score(Preprocessor({}, {"y": target}), outputs, table)
    assert found["rows"] == 2
    assert found["accuracy"] == 0.75
    assert found["columns"]["q"]["accuracy"] == 0.5


def test_a_threshold_decides_between_two_classes():
    target = FittedTarget("y", ("y",), ("text",), "binary", classes=(("no", "yes"),))
    table = Table({"y": text(["yes", "no"])}, "t")
    outputs, preprocessor = {"y": np.array([[0.4], [0.2]])}, Preprocessor({}, {"y": target})
    assert score(preprocessor, outputs, table)["accuracy"] == 0.5
    assert score(preprocessor, outputs, table, threshold=0.3)["accuracy"] == 1


@pytest.mark.parametrize("encoding", ["binary", "sparse", "one_hot"])
def test_true_labels_are_positions(encoding):
    target = FittedTarget("y", ("y",), ("text",), encoding, classes=(("no", "yes"),))
    labels = true_labels(target, Table({"y": text(["yes", "no", "yes"])}, "t"))
    assert (labels.dtype, labels.tolist()) == (np.int64, [1, 0, 1])


@pytest.mark.parametrize("encoding", ["binary", "one_hot"])
def test_scores_are_measured_as_scikit_learn_does(encoding):
    rng = np.random.default_rng(0)
    words = np.where(rng.random(60) > 0.4, "yes", "no").astype(object)
    scores = rng.normal(size=(60, 1 if encoding == "binary" else 2)) + (words == "yes")[:, None]
    scores[:, 0] -= 0.0 if encoding == "binary" else 2 * (words == "yes")
    target = FittedTarget("y", ("y",), ("text",), encoding, classes=(("no", "yes"),), margin=True)
    found = score(
        Preprocessor({}, {"y": target}), {"y": scores}, Table({"y": words}, "t"), threshold=0.9
    )
    leads = scores[:, -1] if encoding == "binary" else scores[:, 1] - scores[:, 0]
    guess = np.where(leads > 0, "yes", "no")
    assert found["accuracy"] == metrics.accuracy_score(words.astype(str), guess)
    assert found["roc_auc"] == pytest.approx(metrics.roc_auc_score(words == "yes", leads))
    assert found["confusion_matrix"] == metrics.confusion_matrix(words.astype(str), guess).tolist()
