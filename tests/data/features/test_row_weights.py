from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from nnspec.data.features.plan import Plan, TargetPlan
from nnspec.data.features.row_weights import (
    class_weights,
    find_label,
    label_problems,
    why_no_class_weight,
)
from nnspec.data.loading.prepare import prepare
from nnspec.data.split.shares import Parts
from nnspec.data.table.table import Table
from nnspec.errors import DataError

LABELS = np.array(["no"] * 7 + ["yes"] * 3, dtype=object)
WEIGHTS = np.array([1, 2, 0.5, 1, 1, 1, 1, 4, 0, 1], dtype=np.float64)
# Three of the training rows say no and one yes.
ROWS = Parts(np.array([7, 0, 1, 2]), np.array([3, 8]), np.array([4, 9]))


def prepared(rows=ROWS, weights=WEIGHTS, **plan):
    table = Table({"effect": LABELS, "w": weights}, "trial.csv")
    target = TargetPlan("effect", ("effect",), "binary")
    return prepare(table, rows, Plan({}, {"effect": target}, **plan))


def test_balanced_is_scikit_learns():
    codes = np.array([0, 2, 2, 1, 2, 2, 0])
    found = class_weights("balanced", ("a", "b", "c"), codes)
    expected = compute_class_weight("balanced", classes=np.arange(3), y=codes)
    assert list(found.by_class.values()) == pytest.approx(expected.tolist(), rel=1e-15)
    assert found.note == "class weights: a 1.167, b 2.333, c 0.5833"


def test_a_class_that_is_left_out_weighs_one():
    found = class_weights({"2": 5}, (1, 2, 3), np.array([0, 1, 2]))
    assert found.by_class == {1: 1.0, 2: 5.0, 3: 1.0}
    assert found.note == "class weights: 2 5; 1, 3 are not in class_weight and weigh 1"


def test_class_weights_are_counted_on_training_rows_and_are_for_them_alone():
    data = prepared(class_weight="balanced")
    assert data.training.weights.dtype == np.float32
    assert data.training.weights == pytest.approx([4 / 2, 4 / 6, 4 / 6, 4 / 6])
    assert data.validation.weights is None
    assert data.test.weights is None


def test_sample_weights_multiply_with_class_weights():
    data = prepared(weight="w", class_weight={"yes": 3})
    assert data.training.weights.tolist() == [12, 1, 2, 0.5]
    assert data.validation.weights.tolist() == [1, 0]
    assert data.test.weights.tolist() == [1, 1]


def test_without_either_there_are_no_weights():
    data = prepared()
    assert (data.training.weights, data.class_weights) == (None, None)


@pytest.mark.parametrize(
    ("plan", "weights", "message"),
    [
        (
            {"weight": "w"},
            np.zeros(10),
            "every training, validation and test row of trial.csv weighs 0: there is nothing to "
            "learn from",
        ),
        (
            {"weight": "w"},
            np.where(np.isin(np.arange(10), [0, 1, 2, 7]), 0, WEIGHTS),
            "every training row of trial.csv weighs 0: there is nothing to learn from",
        ),
        (
            {"weight": "w"},
            np.where(np.isin(np.arange(10), [3, 4, 8, 9]), 1e-60, WEIGHTS),
            "every validation and test row of trial.csv weighs 0: nothing measures the loss",
        ),
        (
            {"class_weight": {"yes": 0, "no": 0}},
            WEIGHTS,
            "every training row of trial.csv weighs 0: there is nothing to learn from",
        ),
        (
            {"weight": "w", "class_weight": {"no": 0}},
            np.where(np.arange(10) == 7, 0, WEIGHTS),
            "every training row of trial.csv weighs 0: there is nothing to learn from",
        ),
        (
            {"weight": "w"},
            np.where(np.arange(10) == 6, -1.5, WEIGHTS),
            "weight 'w' of trial.csv is -1.5 in row 7: a weight is at least 0",
        ),
        (
            {"weight": "w"},
            np.where(np.arange(10) == 6, 1e39, WEIGHTS),
            "weight 'w' of trial.csv is 1e+39 in row 7: weights are float32, up to 3.4e+38",
        ),
        (
            {"class_weight": {"maybe": 2}},
            WEIGHTS,
            "class_weight: 'maybe' is not a class of 'effect'",
        ),
    ],
)
def test_weights_that_are_none(plan, weights, message):
    with pytest.raises(DataError) as caught:
        prepared(weights=weights, **plan)
    assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    ("word", "labels", "label"),
    [
        ("yes", ("no", "yes"), "yes"),
        ("1", (0, 1), 1),
        ("1.0", (0, 1), 1),
        ("true", ("False", "True"), "True"),
        ("True", ("False", "True"), "True"),
        ("2", (0, 1), None),
        ("Yes", ("no", "yes"), None),
    ],
)
def test_what_a_key_means(word, labels, label):
    assert find_label(word, labels) == label


def test_wrong_labels():
    found = label_problems({"yse": 1, "no": 1, "other": 3}, ("no", "yes"), "effect")
    assert [(word, problem.hint, problem.details) for word, problem in found] == [
        ("yse", "did you mean 'yes'?", ()),
        ("other", None, ("classes: no, yes",)),
    ]
    ((word, problem),) = label_problems({"1": 1, "1.0": 2}, (0, 1), "effect")
    assert word == "1.0"
    assert problem.message == "class_weight: '1' and '1.0' are the same class of 'effect'"


def test_several_outputs_have_no_class_weight():
    targets = {"kind": (("species",), "sparse"), "mass": (("grams",), "regression")}
    assert why_no_class_weight(targets) == (
        "class_weight is for one output, and there are 2: kind, mass"
    )
