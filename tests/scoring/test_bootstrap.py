"""Bootstrap intervals against drawing the rows one by one."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.standard_scaler import StandardScaler
from nnspec.data.table.table import Table
from nnspec.scoring import bootstrap
from nnspec.scoring.bootstrap import intervals
from nnspec.scoring.score import score

ROWS = 120
RANDOM = np.random.default_rng(4)


def text(values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def regression():
    true = RANDOM.normal(1000, 2, (ROWS, 1))
    target = FittedTarget(
        "y", ("a",), ("numeric",), "regression", (StandardScaler((5.0,), (2.0,)),)
    )
    output = (true - 5) / 2 + RANDOM.normal(0, 0.5, true.shape)
    return target, output, Table({"a": true[:, 0]}, "t")


def several():
    true = RANDOM.normal(1000, 2, (ROWS, 2))
    target = FittedTarget(
        "y", ("a", "b"), ("numeric",) * 2, "regression", (StandardScaler((5.0,) * 2, (2.0,) * 2),)
    )
    output = (true - 5) / 2 + RANDOM.normal(0, 0.5, true.shape)
    return target, output, Table({"a": true[:, 0], "b": true[:, 1]}, "t")


def binary():
    positive = RANDOM.uniform(size=ROWS) < 0.3
    target = FittedTarget("y", ("y",), ("text",), "binary", classes=(("no", "yes"),))
    scores = np.round(np.clip(0.3 + 0.3 * positive + RANDOM.normal(0, 0.2, ROWS), 0, 1), 1)
    return target, scores[:, None], Table({"y": text(np.where(positive, "yes", "no"))}, "t")


def classes():
    labels = RANDOM.integers(0, 3, ROWS)
    target = FittedTarget("y", ("y",), ("text",), "one_hot", classes=(("a", "b", "c"),))
    output = RANDOM.dirichlet(np.ones(3), ROWS) + np.eye(3)[labels] * 0.4
    return target, output, Table({"y": text([("a", "b", "c")[i] for i in labels])}, "t")


def labels():
    true = RANDOM.integers(0, 2, (ROWS, 2))
    target = FittedTarget("y", ("p", "q"), ("numeric",) * 2, "binary", classes=((0, 1), (0, 1)))
    output = np.clip(0.5 + 0.2 * (true - 0.5) + RANDOM.normal(0, 0.2, true.shape), 0, 1)
    columns = {"p": true[:, 0].astype(float), "q": true[:, 1].astype(float)}
    return target, output, Table(columns, "t")


def drawn(preprocessor, outputs, table, names, **settings):
    """The metrics of many draws, each worked out by `score`."""
    random = np.random.default_rng(9)
    values = []
    for _ in range(1500):
        rows = random.integers(0, table.n_rows, table.n_rows)
        found = score(preprocessor, {"y": outputs["y"][rows]}, table.take(rows), **settings)
        values.append([found[name] for name in names])
    return np.array(values, dtype=float)


@pytest.mark.parametrize("case", [regression, binary, classes, labels])
def test_the_intervals_are_those_of_drawing_rows(case):
    target, output, table = case()
    preprocessor, outputs = Preprocessor({}, {"y": target}), {"y": output}
    settings = {"threshold": 0.4} if case is binary else {}
    found = intervals(preprocessor, outputs, table, level=0.9, **settings)
    point = score(preprocessor, outputs, table, **settings)
    expected = [name for name, value in point.items() if isinstance(value, float)]
    assert list(found) == expected
    values = drawn(preprocessor, outputs, table, expected, **settings)
    for name, column in zip(expected, values.T, strict=True):
        low, high = found[name]
        assert low < point[name] < high
        # Both are drawn: they agree to a part of the width.
        slack = 0.15 * (high - low)
        assert (low, high) == pytest.approx(np.quantile(column, [0.05, 0.95]), abs=slack)


def test_a_draw_of_each_row_once_gives_the_metric_itself(monkeypatch):
    monkeypatch.setattr(bootstrap, "row_counts", lambda rows: iter([np.ones((3, rows))]))
    for case in (regression, binary, classes, labels):
        target, output, table = case()
        preprocessor = Preprocessor({}, {"y": target})
        point = score(preprocessor, {"y": output}, table)
        found = intervals(preprocessor, {"y": output}, table)
        for name in {"rmse", "mae", "r2", "roc_auc"} & set(found):
            assert found[name] == pytest.approx((point[name],) * 2, rel=1e-9)


def test_several_columns_of_numbers_have_intervals_of_their_own():
    target, output, table = several()
    found = intervals(Preprocessor({}, {"y": target}), {"y": output}, table, level=0.9)
    assert list(found) == ["r2", "columns"]
    for i, name in enumerate(("a", "b")):
        one = FittedTarget(
            name, (name,), ("numeric",), "regression", (StandardScaler((5.0,), (2.0,)),)
        )
        alone = intervals(Preprocessor({}, {"y": one}), {"y": output[:, [i]]}, table, level=0.9)
        assert found["columns"][name] == alone


def test_two_calls_agree_and_memory_does_not_matter(monkeypatch):
    target, output, table = binary()
    preprocessor = Preprocessor({}, {"y": target})
    first = intervals(preprocessor, {"y": output}, table)
    assert intervals(preprocessor, {"y": output}, table) == first
    monkeypatch.setattr(bootstrap, "DRAWS_AT_ONCE", 1)
    again = intervals(preprocessor, {"y": output}, table)
    assert again["roc_auc"] == pytest.approx(first["roc_auc"])
    assert again["accuracy"] == first["accuracy"]


def test_the_loss_has_an_interval_around_its_mean():
    target, output, table = binary()
    losses = RANDOM.exponential(1, ROWS)
    found = intervals(
        Preprocessor({}, {"y": target}), {"y": output}, table, row_losses=losses, regularization=5
    )
    low, high = found["loss"]
    error = losses.std() / np.sqrt(ROWS)
    assert (low, high) == pytest.approx(
        (losses.mean() + 5 - 1.96 * error, losses.mean() + 5 + 1.96 * error), abs=0.3 * error
    )


def test_several_outputs_are_by_name():
    one, first, table = regression()
    two, second, others = binary()
    both = Table({**table.columns, **others.columns}, "t")
    preprocessor = Preprocessor({}, {"size": one, "flag": two})
    found = intervals(preprocessor, {"size": first, "flag": second}, both)
    assert list(found) == ["outputs"]
    assert list(found["outputs"]["size"]) == ["rmse", "mae", "r2"]
    assert list(found["outputs"]["flag"]) == ["accuracy", "macro_f1", "roc_auc"]


def test_what_has_no_value_has_no_interval():
    target, output, table = binary()
    none = table.take(np.flatnonzero(table["y"] == "no"))
    preprocessor = Preprocessor({}, {"y": target})
    found = intervals(preprocessor, {"y": output[: none.n_rows]}, none)
    assert list(found) == ["accuracy", "macro_f1"]
    assert intervals(preprocessor, {"y": output[:0]}, table.take([])) == {}
    nan = np.full((none.n_rows, 1), np.nan)
    assert intervals(preprocessor, {"y": nan}, none) == {}
