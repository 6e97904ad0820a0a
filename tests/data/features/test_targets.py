import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from nnspec.data.features.fit_target import fit_target
from nnspec.data.features.plan import TargetPlan
from nnspec.data.features.targets import FittedTarget, result_names
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.objects import ObjectSpec

TABLE = Table(
    {
        "a": np.array([1.0, 5.0, 2.0]),
        "b": np.array([10.0, 20.0, 60.0]),
        "kind": np.array(["y", "z", "x"], dtype=object),
        "code": np.array([7.0, 3.0, 3.0]),
        "yes": np.array(["no", "yes", "no"], dtype=object),
    },
    "t.csv",
)


def fitted(columns, encoding, *steps):
    plan = TargetPlan("out", tuple(columns.split()), encoding, tuple(map(ObjectSpec, steps)))
    target = fit_target(plan, TABLE)
    return FittedTarget.from_json("out", target.to_json())


def test_regression():
    target = fitted("a b", "regression", "log1p", "StandardScaler")
    block = np.column_stack([TABLE["a"], TABLE["b"]])
    expected = StandardScaler().fit_transform(np.log1p(block))
    encoded = target.encode(TABLE)
    assert encoded.dtype == np.float32
    np.testing.assert_array_equal(encoded, expected.astype(np.float32))
    decoded = target.decode(expected)
    assert decoded.dtype == np.float64
    np.testing.assert_allclose(decoded, block, rtol=1e-12)
    assert fitted("a", "regression").decode(np.zeros(4)).shape == (4, 1)


@pytest.mark.parametrize(
    ("columns", "encoding", "dtype", "expected"),
    [
        ("kind", "sparse", np.int32, [1, 2, 0]),
        ("kind", "one_hot", np.float32, [[0, 1, 0], [0, 0, 1], [1, 0, 0]]),
        ("code", "binary", np.float32, [[1], [0], [0]]),
        ("yes code", "binary", np.float32, [[0, 1], [1, 0], [0, 0]]),
    ],
)
def test_classes(columns, encoding, dtype, expected):
    encoded = fitted(columns, encoding).encode(TABLE)
    assert encoded.dtype == dtype
    assert encoded.tolist() == expected


def test_decoded_classes():
    scores = np.array([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]])
    assert fitted("kind", "sparse").decode(scores).tolist() == ["y", "x"]
    assert fitted("kind", "one_hot").decode(scores).dtype == object
    binary = fitted("code", "binary")
    assert binary.decode(np.array([[0.5], [0.51]])).tolist() == [3, 7]
    assert binary.decode(np.array([0.5, 0.3]), threshold=0.4).tolist() == [7, 3]
    assert binary.decode(np.array([0.5])).dtype == np.int64
    several = fitted("yes code", "binary").decode(np.array([[0.9, 0.9], [0.1, 0.1]]))
    assert several.tolist() == [["yes", 7], ["no", 3]]


def test_a_class_that_no_training_row_has():
    new = Table({"kind": np.array(["x", "w", "w"], dtype=object)}, "new.csv")
    with pytest.raises(DataError) as error:
        fitted("kind", "sparse").encode(new)
    (problem,) = error.value.problems
    assert problem.code == "unknown-class"
    assert problem.message == (
        "target 'kind' is 'w' in row 2 of new.csv, and 1 more: no training row is of that class"
    )
    assert problem.details == ("classes: 'x', 'y', 'z'",)


def test_a_missing_target():
    with pytest.raises(DataError) as error:
        fitted("a", "regression").encode(Table({"a": np.array([1.0, np.nan])}, "new.csv"))
    assert error.value.messages == "target 'a' has no value in 1 of 2 rows of new.csv"


def test_a_target_beyond_float32():
    with pytest.raises(DataError) as error:
        fitted("a", "regression").encode(Table({"a": np.array([1.0, -1e45])}, "new.csv"))
    (problem,) = error.value.problems
    assert problem.code == "beyond-float32"
    assert problem.message.startswith("target 'out' of new.csv has -1e+45 in row 2, ")


MARGIN = FittedTarget("y", ("y",), ("text",), "binary", classes=(("no", "yes"),), margin=True)
LEADS = FittedTarget("y", ("y",), ("text",), "one_hot", classes=(("no", "yes"),), margin=True)


def test_scores_are_cut_at_zero_whatever_the_threshold():
    scores = np.array([[-0.2], [0.2], [0.0]])
    for threshold in (None, 0.5, 0.9):
        assert MARGIN.decode(scores, threshold).tolist() == ["no", "yes", "no"]
    assert MARGIN.cut(0.9) == 0
    assert (MARGIN.score, MARGIN.scores) == ("score", "scores")
    assert MARGIN.of_classes(scores)[:2].tolist() == [[0.2, -0.2], [-0.2, 0.2]]
    assert result_names({"y": MARGIN})["y"]["of_classes"] == ["score_no", "score_yes"]
    assert FittedTarget.from_json("y", MARGIN.to_json()) == MARGIN


def test_of_two_scores_the_larger_decides():
    scores = np.array([[3.0, 4.0], [-3.0, -4.0], [1.0, 1.0]])
    assert LEADS.decode(scores, 0.9).tolist() == ["yes", "no", "no"]
    assert LEADS.ranked(scores).tolist() == [[1.0], [-1.0], [0.0]]
    assert MARGIN.ranked(scores[:, :1]).tolist() == [[3.0], [-3.0], [1.0]]


@pytest.mark.parametrize("encoding", ["sparse", "one_hot"])
def test_a_threshold_decides_between_two_units(encoding):
    target = FittedTarget("y", ("y",), ("text",), encoding, classes=(("no", "yes"),))
    shares = np.array([[0.7, 0.3], [0.5, 0.5], [0.35, 0.65]])
    assert target.decode(shares).tolist() == ["no", "no", "yes"]
    assert target.decode(shares, 0.25).tolist() == ["yes", "yes", "yes"]
    assert target.decode(shares, 0.7).tolist() == ["no", "no", "no"]


def test_a_target_written_before_there_were_scores_has_probabilities():
    document = MARGIN.to_json()
    del document["margin"]
    assert not FittedTarget.from_json("y", document).margin
