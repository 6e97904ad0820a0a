from pathlib import Path

import numpy as np
import pytest
from sklearn import model_selection, preprocessing

from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.loading.prepare import prepare
from nnspec.data.split.assign import class_labels
from nnspec.data.split.shares import Parts, Split, split_rows
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

SCALE = ObjectSpec("StandardScaler")


@pytest.fixture(scope="module")
def concrete():
    return read_csv(Path(__file__).parents[3] / "datasets" / "concrete.csv", label="concrete.csv")


@pytest.fixture(scope="module")
def plan(concrete):
    features = (ColumnPlan(name, "numeric", (SCALE,)) for name in concrete.names[:-1])
    target = TargetPlan("strength", ("strength",), "regression", (SCALE,))
    return Plan({"x": tuple(features)}, {"strength": target})


def test_the_parts(concrete, plan):
    rows = split_rows(concrete.n_rows, Split(0.2, 0.2, 42))
    prepared = prepare(concrete, rows, plan)
    shapes = [
        (part.n_rows, part.x["x"].shape, part.y["strength"].shape)
        for part in (prepared.training, prepared.validation, prepared.test)
    ]
    assert shapes == [(618, (618, 8), (618, 1)), *[(206, (206, 8), (206, 1))] * 2]
    np.testing.assert_allclose(prepared.training.x["x"].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(prepared.training.y["strength"].std(), 1, atol=1e-6)
    assert abs(prepared.test.x["x"].mean(axis=0)).max() > 1e-3
    decoded = prepared.preprocessor.decode(prepared.test.y)["strength"][:, 0]
    np.testing.assert_allclose(decoded, concrete["strength"][rows.test], rtol=1e-5)


def test_a_part_that_was_not_asked_for_is_empty(concrete, plan):
    prepared = prepare(concrete, split_rows(concrete.n_rows, Split(seed=1)), plan)
    assert (prepared.training.n_rows, prepared.test.n_rows) == (1030, 0)
    assert prepared.test.x["x"].shape == (0, 8)


def test_counts_of_missing_values_are_those_of_all_rows():
    path = Path(__file__).parents[3] / "datasets" / "penguins.csv"
    penguins = read_csv(path, label="penguins.csv")
    plan = Plan({"x": (ColumnPlan("sex", "text", (ObjectSpec("OneHotEncoder"),)),)})
    with pytest.raises(DataError) as error:
        prepare(penguins, split_rows(penguins.n_rows, Split(0.2, 0.2)), plan)
    assert error.value.problems[0].details == ("penguins.csv: sex 11",)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ({}, None),
        ({"a": TargetPlan("a", ("age",), "regression")}, None),
        ({"a": TargetPlan("a", ("age",), "sparse")}, "age"),
        ({"a": TargetPlan("a", ("age", "slag"), "binary")}, None),
        (dict.fromkeys("ab", TargetPlan("a", ("age",), "sparse")), None),
    ],
)
def test_the_labels_to_split_by(concrete, targets, expected):
    labels = class_labels(concrete, Plan({}, targets))
    assert labels is (None if expected is None else concrete[expected])


def test_a_training_row_is_encoded_by_the_rows_beside_it():
    words = np.random.default_rng(0).choice(np.array(list("abc"), dtype=object), 90)
    target = np.random.default_rng(1).normal(size=90)
    table = Table({"word": words, "y": target}, "data.csv")
    steps = (ObjectSpec("TargetEncoder"),)
    plan = Plan(
        {"input": (ColumnPlan("word", "text", steps),)},
        {"y": TargetPlan("y", ("y",), "regression")},
    )
    rows = Parts(np.arange(60), np.arange(60, 80), np.arange(80, 90))
    made = prepare(table, rows, plan)
    folds = model_selection.KFold(5, shuffle=True, random_state=0)
    theirs = preprocessing.TargetEncoder(target_type="continuous", cv=folds)
    expected = theirs.fit_transform(words[:60, None], target[:60])
    np.testing.assert_allclose(made.training.x["input"], expected, rtol=1e-6)
    expected = theirs.transform(words[60:80, None])
    np.testing.assert_allclose(made.validation.x["input"], expected, rtol=1e-6)
