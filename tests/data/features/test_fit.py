from pathlib import Path

import numpy as np
import pytest

from nnspec.data.features.fit import check_data, fit
from nnspec.data.features.plan import ColumnPlan, Plan, TargetPlan
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

SCALE, ONE_HOT = ObjectSpec("StandardScaler"), ObjectSpec("OneHotEncoder")


@pytest.fixture(scope="module")
def penguins():
    path = Path(__file__).parents[3] / "datasets" / "penguins.csv"
    return read_csv(path, label="datasets/penguins.csv")


def problems_of(function, plan, table):
    with pytest.raises(DataError) as error:
        function(plan, table)
    return [(p.code, p.message, p.hint) for p in error.value.problems]


def one(column, *steps):
    return Plan({"x": (ColumnPlan(column, "numeric", steps),)})


def test_text_under_a_step_for_numbers(penguins):
    assert problems_of(fit, one("island", SCALE), penguins) == [
        (
            "text-column",
            "column 'island' of datasets/penguins.csv is text (for instance 'Torgersen' on line "
            "2), but StandardScaler needs numbers",
            "add to the spec:  preprocessing: {columns: {island: OneHotEncoder}}",
        )
    ]


def test_text_under_no_step(penguins):
    filled = one("sex", ObjectSpec("SimpleImputer", {"strategy": "most_frequent"}))
    assert problems_of(check_data, filled, penguins) == [
        (
            "text-column",
            "column 'sex' of datasets/penguins.csv is text (for instance 'male' on line 2), and "
            "no step makes numbers of it",
            "add to the spec:  preprocessing: "
            "{columns: {sex: [SimpleImputer: most_frequent, OneHotEncoder]}}",
        )
    ]


def test_a_word_among_numbers_is_found():
    table = Table({"a": np.array(["1", "2", "?", "4"], dtype=object)}, "t.csv", csv=csv_format())
    assert problems_of(fit, one("a", SCALE), table) == [
        (
            "text-column",
            "column 'a' of t.csv is text (for instance '?' in row 3), but StandardScaler needs "
            "numbers",
            'all other values are numbers; if "?" means missing: add na_values: ["?"]',
        )
    ]


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        (
            [f"{i} kg" for i in range(9)],
            "it holds numbers with a unit (0 kg): write them without it, as plain numbers",
        ),
        (
            [f"this is remark number {i} of many" for i in range(9)],
            "it holds sentences and not categories: leave it out of the features, or put columns "
            "of numbers in its place",
        ),
    ],
)
def test_text_that_is_no_category_needs_no_encoder(values, hint):
    table = Table({"a": np.array(values, dtype=object)}, "t.csv")
    ((code, _, found),) = problems_of(fit, one("a", SCALE), table)
    assert (code, found) == ("text-column", hint)


def test_a_column_that_is_not_there(penguins):
    assert problems_of(fit, one("Island", ONE_HOT), penguins) == [
        (
            "unknown-column",
            "datasets/penguins.csv has no column 'Island'",
            "did you mean 'island'?",
        )
    ]


def test_a_wrong_argument_of_many_columns_is_said_once(penguins):
    step = ObjectSpec("MinMaxScaler", {"feature_range": [1, 0]})
    plan = Plan({"x": (ColumnPlan("year", "numeric", (step,)),) * 3})
    assert len(problems_of(fit, plan, penguins)) == 1


def test_everything_wrong_is_said_at_once(penguins):
    plan = Plan(
        {"x": (ColumnPlan("island", "text", (SCALE,)), ColumnPlan("sex", "text", (ONE_HOT,)))},
        {"y": TargetPlan("y", ("body_mass_g",), "regression")},
    )
    codes = [code for code, _, _ in problems_of(check_data, plan, penguins)]
    assert codes == ["text-column", "missing-values", "missing-target"]
    table = Table({"a": np.array([-1.0, 2.0]), "y": np.array(["u", "v"], dtype=object)}, "t.csv")
    plan = Plan(
        {"x": (ColumnPlan("a", "numeric", (ObjectSpec("log1p"),)),)},
        {"y": TargetPlan("y", ("y",), "regression", loss="mse")},
    )
    assert [code for code, _, _ in problems_of(fit, plan, table)] == [
        "out-of-domain",
        "text-target",
    ]


def test_only_the_training_rows_are_seen(penguins):
    training = penguins.take(np.flatnonzero(penguins["island"] == "Dream"))
    names = fit(one("island", ONE_HOT), training).feature_names("x")
    assert names == ("island=Dream",)
