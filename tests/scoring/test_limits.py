"""Limits of metrics: read from flags, and held against what was measured."""

from __future__ import annotations

import pytest

from nnspec.errors import DataError
from nnspec.scoring.limits import Limit, judge, parse_limits

METRICS = {
    "loss": 0.2,
    "rows": 10,
    "accuracy": 0.9,
    "roc_auc": None,
    "outputs": {"mass": {"rmse": 4.0, "r2": None}},
}


def test_limits_are_read():
    assert parse_limits(["accuracy=0.9"], ["rmse=6", "kind.loss=1e-1"]) == [
        Limit("accuracy", 0.9, least=True),
        Limit("rmse", 6.0, least=False),
        Limit("kind.loss", 0.1, least=False),
    ]


@pytest.mark.parametrize(
    ("under", "over", "message", "hint"),
    [
        (
            ["accuracy"],
            [],
            "--fail-under takes a metric and a number, as accuracy=0.9; found 'accuracy'",
            None,
        ),
        (
            ["accuracy=high"],
            [],
            "--fail-under takes a metric and a number, as accuracy=0.9; found 'accuracy=high'",
            None,
        ),
        (
            [],
            ["rmse=nan"],
            "--fail-over takes a metric and a number, as rmse=6; found 'rmse=nan'",
            None,
        ),
        (
            [],
            ["=3"],
            "--fail-over takes a metric and a number, as rmse=6; found '=3'",
            None,
        ),
        (
            ["rmse=6"],
            [],
            "of rmse less is better, so --fail-under would fail a run for being good",
            "write --fail-over rmse=6",
        ),
        (
            [],
            ["kind.accuracy=0.9"],
            "of kind.accuracy more is better, so --fail-over would fail a run for being good",
            "write --fail-under kind.accuracy=0.9",
        ),
    ],
)
def test_wrong_limits(under, over, message, hint):
    with pytest.raises(DataError) as caught:
        parse_limits(under, over)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == ("bad-limit", message, hint)


def test_every_wrong_limit_is_told_at_once():
    with pytest.raises(DataError) as caught:
        parse_limits(["a", "rmse=1"], ["b"])
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("limit", "kept", "message"),
    [
        (Limit("accuracy", 0.9, least=True), True, None),
        (
            Limit("accuracy", 0.95, least=True),
            False,
            "accuracy of the test rows is 0.9; --fail-under wants at least 0.95",
        ),
        (Limit("loss", 0.2, least=False), True, None),
        (
            Limit("mass.rmse", 3.5, least=False),
            False,
            "mass.rmse of the test rows is 4; --fail-over wants at most 3.5",
        ),
        (
            Limit("roc_auc", 0.5, least=True),
            False,
            "roc_auc of the test rows is undefined; --fail-under wants at least 0.5",
        ),
        (
            Limit("mass.r2", 0.5, least=True),
            False,
            "mass.r2 of the test rows is undefined; --fail-under wants at least 0.5",
        ),
    ],
)
def test_limits_are_kept_or_not(limit, kept, message):
    (verdict,) = judge([limit], METRICS)
    assert verdict.kept is kept
    if message:
        assert verdict.problem("test").message == message


def test_a_file_is_called_by_its_name():
    (verdict,) = judge([Limit("accuracy", 1, least=True)], METRICS)
    assert verdict.problem("new.csv").message == (
        "accuracy of new.csv is 0.9; --fail-under wants at least 1"
    )


def test_an_unknown_metric():
    with pytest.raises(DataError) as caught:
        judge([Limit("acuracy", 1, least=True), Limit("zzz", 1, least=False)], METRICS)
    first, second = caught.value.problems
    assert (first.code, first.message, first.hint) == (
        "unknown-metric",
        "there is no metric 'acuracy' for --fail-under",
        "did you mean 'accuracy'?",
    )
    for short, name in (("acc", "accuracy"), ("AUC", "roc_auc")):
        with pytest.raises(DataError) as caught:
            judge([Limit(short, 0.5, least=True)], METRICS)
        assert caught.value.problems[0].hint == f"did you mean '{name}'?"
    assert second.details == ("metrics: loss, accuracy, mass.rmse, roc_auc, mass.r2",)


def test_a_limit_of_one_of_several_target_columns():
    columns = {"Y1": {"rmse": 0.5, "r2": 0.9}, "Y2": {"rmse": 50.0, "r2": None}}
    metrics = {"rows": 4, "loss": 1.5, "r2": None, "columns": columns}
    limits = [
        Limit("Y1.rmse", 1, least=False),
        Limit("Y1.r2", 0.95, least=True),
        Limit("Y2.r2", 0.5, least=True),
    ]
    assert [verdict.kept for verdict in judge(limits, metrics)] == [True, False, False]
    with pytest.raises(DataError) as error:
        judge([Limit("rmse", 1, least=False)], metrics)
    (problem,) = error.value.problems
    assert "Y1.rmse" in f"{problem.hint} {problem.details}"
