import numpy as np

from nnspec.data.encoders import UnknownCategoryError
from nnspec.data.scalers import OutOfDomainError
from nnspec.data.step_problems import step_problem
from nnspec.data.table import Table

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
