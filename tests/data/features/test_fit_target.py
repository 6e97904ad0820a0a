import numpy as np
import pytest

from nnspec.data.features.fit_target import fit_target
from nnspec.data.features.plan import TargetPlan
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

N = 40
TABLE = Table(
    {
        "number": np.linspace(0, 1, N),
        "whole": np.arange(N) % 3.0,
        "half": np.arange(N) % 2 / 2,
        "yes": np.array(["yes", "no"] * (N // 2), dtype=object),
        "kind": np.array(["b", "a", "c", "a"] * (N // 4), dtype=object),
        "same": np.ones(N),
        "comma": np.array(["1,5", "2"] * (N // 2), dtype=object),
    },
    "t.csv",
    csv=csv_format(),
)


def plan(columns, encoding, *steps, loss=None):
    steps = tuple(map(ObjectSpec, steps))
    return TargetPlan("y", tuple(columns.split()), encoding, steps, loss)


@pytest.mark.parametrize(
    ("columns", "encoding", "classes"),
    [
        ("kind", "sparse", (("a", "b", "c"),)),
        ("whole", "one_hot", ((0, 1, 2),)),
        ("yes", "binary", (("no", "yes"),)),
        ("yes half", "binary", (("no", "yes"), (0.0, 0.5))),
        ("number", "regression", ()),
    ],
)
def test_classes(columns, encoding, classes):
    fitted = fit_target(plan(columns, encoding), TABLE)
    assert fitted.classes == classes
    assert [type(c) for labels in fitted.classes for c in labels] == [
        type(c) for labels in classes for c in labels
    ]


@pytest.mark.parametrize(
    ("target", "code", "message", "hint"),
    [
        (plan("kind", "regression", loss="mse"), "text-target",
         "target 'kind' is text ('b', 'a', ...) but mse is for numbers",
         "use sparse_categorical_crossentropy, or binary_crossentropy for two classes"),
        (plan("kind", "regression"), "text-target",
         "target 'kind' is text ('b', 'a', ...) but the loss is for numbers",
         "use sparse_categorical_crossentropy, or binary_crossentropy for two classes"),
        (plan("comma", "regression"), "text-target",
         "target 'comma' is text ('1,5', '2', ...) but the loss is for numbers",
         "column 'comma' is text, for instance '1,5': other columns have '.' as decimal mark: "
         "write all numbers in one way"),
        (plan("kind", "binary", loss="binary_crossentropy"), "not-two-classes",
         "target 'kind' has 3 classes ('a', 'b', 'c'), but binary_crossentropy needs two",
         "use sparse_categorical_crossentropy and end with Dense: {units: 3, activation: softmax}"),
        (plan("number", "sparse"), "target-not-classes",
         "target 'number' has 40 different numbers (for instance 0.02564102564102564), "
         "but the loss is for classes", "use a loss for numbers, for instance mse"),
        (plan("same", "binary"), "one-class", "target 'same' is 1 in every training row of t.csv",
         "there is nothing to tell apart: give rows of another class"),
        (plan("kind yes", "sparse"), "target-columns",
         "target 'y' has 2 columns, but the loss needs one column of classes",
         "name one column with the class of each row: it is encoded for you"),
        (plan("kind", "sparse", "StandardScaler"), "target-steps",
         "target 'y' is classes, so it takes no StandardScaler",
         "remove preprocessing.target: the loss decides how classes are encoded"),
        (plan("number", "regression", "OneHotEncoder"), "target-steps",
         "target 'y' cannot be undone from OneHotEncoder",
         "use StandardScaler, MinMaxScaler, RobustScaler, MaxAbsScaler, PowerTransformer, "
         "QuantileTransformer or log1p"),
    ],
)  # fmt: skip
def test_targets_that_do_not_fit_the_loss(target, code, message, hint):
    with pytest.raises(DataError) as error:
        fit_target(target, TABLE)
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


def test_a_logarithm_of_the_target():
    table = Table({"y": np.array([0.0, -2.0])}, "t.csv")
    with pytest.raises(DataError) as error:
        fit_target(plan("y", "regression", "log1p"), table)
    assert error.value.messages == (
        "log1p needs values above -1, but target 'y' of t.csv has other values in 1 row, "
        "the first in row 2; the smallest is -2"
    )
