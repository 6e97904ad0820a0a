from pathlib import Path

import numpy as np
import pytest

from nnspec.data.features.missing import (
    check_missing,
    check_missing_at_predict,
    check_missing_target,
    fills_missing,
)
from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

SCALE, ONE_HOT = ObjectSpec("StandardScaler"), ObjectSpec("OneHotEncoder")
FILL = ObjectSpec("SimpleImputer")


@pytest.fixture(scope="module")
def penguins():
    path = Path(__file__).parents[3] / "datasets" / "penguins.csv"
    return read_csv(path, label="datasets/penguins.csv")


def problem_of(check, *arguments):
    with pytest.raises(DataError) as error:
        check(*arguments)
    (problem,) = error.value.problems
    return problem


def test_all_columns_and_the_line_that_fills_them(penguins):
    chains = {
        name: (SCALE,) if penguins.is_numeric(name) else (ONE_HOT,) for name in penguins.names[1:]
    }
    problem = problem_of(check_missing, penguins, chains)
    assert problem.code == "missing-values"
    assert problem.message == "5 columns have missing values and nothing fills them"
    assert problem.details == (
        "datasets/penguins.csv: bill_length_mm 2, bill_depth_mm 2, flipper_length_mm 2, "
        "body_mass_g 2, sex 11",
    )
    assert problem.hint == (
        "add to the spec:  preprocessing: {numeric: [SimpleImputer: median, StandardScaler], "
        "categorical: [SimpleImputer: most_frequent, OneHotEncoder]}"
    )


def test_one_column(penguins):
    scale = ObjectSpec("RobustScaler", {"quantile_range": [5, 95]})
    chains = {"year": (SCALE,), "body_mass_g": (ObjectSpec("passthrough"), scale)}
    problem = problem_of(check_missing, penguins, chains)
    assert problem.message == "1 column has missing values and nothing fills them"
    assert problem.hint == (
        "add to the spec:  preprocessing: {numeric: [SimpleImputer: median, "
        "RobustScaler: {quantile_range: [5, 95]}]}"
    )


def test_filled_columns_are_fine(penguins):
    check_missing(penguins, {"sex": (FILL, ONE_HOT), "body_mass_g": (SCALE, FILL)})


def test_an_encoder_does_not_fill():
    assert fills_missing(["StandardScaler", "SimpleImputer"])
    assert not fills_missing(["OneHotEncoder", "SimpleImputer"])
    assert not fills_missing([])


def test_a_column_without_any_value():
    columns = {"a b": np.full(3, np.nan), "c": np.array([None] * 3, dtype=object)}
    problem = problem_of(check_missing, Table(columns, "t.csv"), {"a b": (FILL,), "c": (FILL,)})
    assert problem.code == "empty-column"
    assert problem.message == "columns 'a b', 'c' of t.csv have no value in any of 3 rows"
    assert problem.hint == "leave it out:  features: {exclude: [a b, c]}"


def test_new_rows(penguins):
    chains = {"sex": ["OneHotEncoder"], "body_mass_g": ["SimpleImputer", "StandardScaler"]}
    problem = problem_of(check_missing_at_predict, penguins, chains)
    assert problem.message == "1 column has missing values and nothing fills them"
    assert problem.details == ("datasets/penguins.csv: sex 11",)
    assert problem.hint == "fill them in, or train again with SimpleImputer in preprocessing"


def test_targets(penguins):
    problem = problem_of(check_missing_target, penguins, ("species", "body_mass_g"))
    assert problem.code == "missing-target"
    assert problem.message == (
        "target 'body_mass_g' has no value in 2 of 344 rows of datasets/penguins.csv"
    )
    assert problem.details == ("lines 5, 273",)
    assert problem.hint == (
        "fill them in, or leave these rows out: write drop: [missing-target] in data"
    )


HOLES = Table(
    {"a": np.array([[1, 2], [np.nan, 3], [np.nan, np.nan]], np.float32), "b": np.ones(3)}, "a.npz"
)


def test_arrays_with_gaps():
    chains = {"a": (ObjectSpec("passthrough"), SCALE), "b": ()}
    problem = problem_of(check_missing, HOLES, chains)
    assert problem.message == "2 rows have NaN in the array 'a' of a.npz, and nothing fills it"
    assert (problem.details, problem.columns) == (("rows 2, 3",), ("a",))
    assert problem.hint == (
        "add to the spec:  preprocessing: {columns: {a: [SimpleImputer: median, StandardScaler]}}"
    )
    check_missing(HOLES, {"a": (FILL, SCALE)})


def test_new_arrays_with_gaps():
    problem = problem_of(check_missing_at_predict, HOLES.take([0, 1]), {"a": ["StandardScaler"]})
    assert problem.message == "1 row has NaN in the array 'a' of a.npz, and nothing fills it"
    assert problem.details == ("row 2",)
    assert problem.hint == "fill them in, or train again with SimpleImputer in preprocessing"
