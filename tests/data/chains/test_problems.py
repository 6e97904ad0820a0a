import numpy as np

from nnspec.data.chains.float32 import BeyondFloat32Error
from nnspec.data.chains.problems import step_problem
from nnspec.data.steps.categories import UnknownCategoryError
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.table.table import Table

TABLE = Table({"a": np.zeros(5)}, "t.csv", np.arange(2, 7), "line")


def test_a_value_without_a_logarithm():
    problem = step_problem(
        "column 'a'", TABLE, OutOfDomainError("log1p", "values above -1", np.array([1, 3]), -7.0)
    )
    assert problem.code == "out-of-domain"
    assert problem.message == (
        "log1p needs values above -1, but column 'a' of t.csv has other values in 2 rows, "
        "the first on line 3; the smallest is -7"
    )
    assert problem.hint == ("use PowerTransformer instead: its method yeo-johnson takes any number")


def test_an_unknown_category():
    error = UnknownCategoryError(np.array([4]), 2010.0, (2007.0, 2008.0), "Step: {a: b}")
    problem = step_problem("column 'a'", TABLE, error)
    assert problem.code == "unknown-category"
    assert problem.message == (
        "column 'a' of t.csv has 2010 on line 6, which is not among the training rows"
    )
    assert problem.details == ("in 1 row; categories: 2007, 2008",)
    assert problem.hint == "train with Step: {a: b}"


def test_a_number_beyond_float32():
    problem = step_problem("column 'a'", TABLE, BeyondFloat32Error(np.array([1]), 1e39, ()))
    assert (problem.code, problem.message) == (
        "beyond-float32",
        "column 'a' of t.csv has 1e+39 on line 3, and the network's numbers are float32, up to "
        "3.4e+38",
    )
    error = BeyondFloat32Error(np.array([2, 4]), 1e300, ("SimpleImputer", "MaxAbsScaler"))
    problem = step_problem("target 'y'", TABLE, error)
    assert problem.message == (
        "target 'y' of t.csv has 1e+300 on line 4 (2 rows in all), of which SimpleImputer and "
        "MaxAbsScaler make no finite float32, the network's numbers"
    )
    assert problem.hint == "correct the value, or give all of them in a larger unit"
