"""Choosing and checking the threshold between two classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from nnspec.data.features.targets import FittedTarget
from nnspec.errors import DataError
from nnspec.scoring.threshold import (
    TUNABLE,
    best_threshold,
    check_threshold,
    has_threshold,
    no_threshold,
    positive_scores,
    tuned_target,
)

YES_NO = FittedTarget("y", ("y",), ("text",), "binary", classes=(("no", "yes"),))
PAIR = FittedTarget("pair", ("pair",), ("text",), "sparse", classes=(("a", "b"),))
THREE = FittedTarget("kind", ("kind",), ("text",), "sparse", classes=(("a", "b", "c"),))
NUMBER = FittedTarget("mass", ("mass",), ("numeric",), "regression")
LABELS = FittedTarget("l", ("p", "q"), ("text", "text"), "binary", classes=((0, 1), (0, 1)))

SCORERS = {
    "accuracy": metrics.accuracy_score,
    "f1": lambda true, guess: metrics.f1_score(true, guess, zero_division=0),
    "macro_f1": lambda true, guess: metrics.f1_score(true, guess, average="macro", zero_division=0),
    "balanced_accuracy": lambda true, guess: np.mean(
        [np.mean(guess[true == side] == side) for side in (False, True) if (true == side).any()]
    ),
}


# One between each two of the scores below, and each of them.
SCORES = [0.0, 0.1, 0.25, 0.5, 0.500001, 0.9, 1.0]
EVERY = sorted({*SCORES, 0.05, 0.2, 0.4, 0.5000005, 0.7, 0.95})


@pytest.mark.parametrize("metric", TUNABLE)
@settings(deadline=None, max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.booleans(), st.sampled_from(SCORES)),
        min_size=1,
        max_size=12,
    )
)
def test_no_threshold_does_better(metric, rows):
    positive = np.array([side for side, _ in rows])
    scores = np.array([score for _, score in rows])
    threshold, value = best_threshold(positive, scores, metric)
    assert 0 <= threshold <= 1
    score = SCORERS[metric]
    assert score(positive, scores > threshold) == pytest.approx(value, rel=1e-12)
    others = [score(positive, scores > other) for other in EVERY]
    assert value >= max(others) - 1e-12


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # All right at 0.5 already.
        ([0.1, 0.2, 0.7, 0.9], 0.5),
        # Between 0.2 and 0.24; one digit cannot tell them apart, but 0.2 counts as not above.
        ([0.1, 0.2, 0.24, 0.9], 0.2),
        ([0.1, 0.211, 0.219, 0.9], 0.21500000000000002),
        ([0.8, 0.81, 0.95, 0.99], 0.9),
    ],
)
def test_the_number_is_short(scores, expected):
    threshold, value = best_threshold(np.array([False, False, True, True]), np.array(scores), "f1")
    assert value == 1
    assert threshold == pytest.approx(expected, abs=0.002)
    assert len(repr(threshold)) <= 5


def test_of_equally_good_ones_it_is_the_one_nearest_to_a_half():
    positive = np.array([True, False, True, False])
    scores = np.array([0.9, 0.8, 0.3, 0.1])
    # 3 of 4 are right between 0.8 and 0.9, and between 0.1 and 0.3.
    assert best_threshold(positive, scores, "accuracy") == (0.2, 0.75)


def test_the_scores_of_two_units_are_their_shares():
    output = np.array([[0.2, 0.6], [0.5, 0.5], [0.0, 0.0]])
    assert positive_scores(PAIR, output).tolist() == pytest.approx([0.75, 0.5, 0])
    assert positive_scores(YES_NO, np.array([[0.3]])).tolist() == [0.3]


def targets(*several):
    return {target.name: target for target in several}


def test_what_has_a_threshold():
    for target in (YES_NO, PAIR, LABELS):
        check_threshold(0.3, targets(NUMBER, target))
    assert tuned_target("f1", targets(NUMBER, YES_NO)) is YES_NO
    assert tuned_target("f1", targets(THREE, PAIR)) is PAIR


@pytest.mark.parametrize(
    ("call", "code", "message", "hint"),
    [
        (
            lambda: check_threshold(1.5, targets(YES_NO)),
            "bad-threshold",
            "the threshold is 1.5",
            "give one from 0 to 1",
        ),
        (
            lambda: check_threshold(float("nan"), targets(YES_NO)),
            "bad-threshold",
            "the threshold is nan",
            "give one from 0 to 1",
        ),
        (
            lambda: check_threshold(0.3, targets(THREE, NUMBER)),
            "no-threshold",
            "a threshold decides between two classes: kind has 3 classes, mass is a number",
            None,
        ),
        (
            lambda: tuned_target("f1", targets(NUMBER)),
            "no-threshold",
            "a threshold decides between two classes: mass is a number",
            None,
        ),
        (
            lambda: tuned_target("acuracy", targets(YES_NO)),
            "unknown-metric",
            "a threshold cannot be chosen by 'acuracy'",
            "did you mean 'accuracy'?",
        ),
        (
            lambda: tuned_target("rmse", targets(YES_NO)),
            "unknown-metric",
            "a threshold cannot be chosen by 'rmse'",
            "one of f1, accuracy, macro_f1, balanced_accuracy",
        ),
        (
            lambda: tuned_target("f1", targets(YES_NO, PAIR)),
            "several-thresholds",
            "one threshold cannot be chosen for several targets: y, pair",
            "give one with threshold",
        ),
        (
            lambda: tuned_target("f1", targets(LABELS)),
            "several-thresholds",
            "one threshold cannot be chosen for several targets: p, q",
            "give one with threshold",
        ),
    ],
)
def test_what_has_none(call, code, message, hint):
    with pytest.raises(DataError) as caught:
        call()
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


MARGIN = FittedTarget("y", ("y",), ("text",), "binary", classes=(("no", "yes"),), margin=True)


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({"y": MARGIN}, "y has scores, which are cut at 0, and no probabilities"),
        ({"kind": THREE}, "kind has 3 classes"),
        ({"y": MARGIN, "mass": NUMBER},
         "y has scores, which are cut at 0, and no probabilities, mass is a number"),
    ],
)  # fmt: skip
def test_what_has_no_threshold(targets, words):
    message = f"a threshold decides between two classes: {words}"
    assert no_threshold(targets).message == message
    assert not any(map(has_threshold, targets.values()))
    with pytest.raises(DataError, match=message):
        check_threshold(0.5, targets)
    with pytest.raises(DataError, match=message):
        tuned_target("f1", targets)


def test_what_has_one():
    assert all(map(has_threshold, (YES_NO, PAIR, LABELS)))
