"""Results that are too good to be true."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from nnspec.data.split.shares import Parts
from nnspec.data.table.table import Table
from nnspec.training.leak_doubt import leak_doubt

N = 300
RNG = np.random.default_rng(1)
A, B, C, D = (RNG.normal(size=N) for _ in range(4))
LABELS = np.array(["low" if a < 0.2 else "high" for a in A], dtype=object)


def doubt(features, target, metrics, encoding="regression"):
    table = Table({**features, "y": target}, "rows.csv")
    rows = Parts(*np.split(np.arange(N), [200, 250]))
    targets = {"y": SimpleNamespace(encoding=encoding, columns=("y",))}
    work = SimpleNamespace(
        table=table,
        rows=rows,
        roles=SimpleNamespace(features=tuple(features)),
        data=SimpleNamespace(preprocessor=SimpleNamespace(targets=targets)),
    )
    return leak_doubt(work, metrics)


REGRESSION = {"test": {"r2": 0.99996, "rmse": 0.01}}
PERFECT = {"test": {"accuracy": 1.0}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ({"a": A, "b": B, "c": C}, 3 * A - 2 * B + 1, REGRESSION),
            "the test rows are predicted too well to be true (r2 0.99996): 'a' and 'b' alone give "
            "'y' by a straight line",
        ),
        (
            ({"a": A, "b": B}, A * 2, {"validation": {"r2": 1.0}}),
            "the validation rows are predicted too well to be true (r2 1): 'a' is the target 'y' "
            "in another unit: scaled, shifted or both",
        ),
        (
            ({"a": A, "b": B}, LABELS, PERFECT, "binary"),
            "the test rows are predicted too well to be true (accuracy 1): 'a' alone tells the "
            "classes of 'y' apart",
        ),
        (
            (
                {"code": np.array([{"low": "L", "high": "H"}[x] for x in LABELS], object), "b": B},
                LABELS,
                {"test": {"outputs": {"y": {"accuracy": 1.0}}}},
                "sparse",
            ),
            "the test rows are predicted too well to be true (accuracy 1): 'code' is the target "
            "'y' in other words ('H' is 'high', 'L' is 'low')",
        ),
    ],
)
def test_the_columns_that_give_it_away(arguments, said):
    assert doubt(*arguments) == said


@pytest.mark.parametrize(
    "arguments",
    [
        # Not perfect; the only feature; as many columns as there are; perfect for no simple reason.
        ({"a": A, "b": B}, A * 2, {"test": {"r2": 0.99}}),
        ({"a": A}, A * 2, REGRESSION),
        ({"a": A, "b": B}, 3 * A - 2 * B, REGRESSION),
        ({"a": A, "b": B, "c": C, "d": D}, A - 2 * B + 3 * C + 4 * D, REGRESSION),
        ({"b": B, "c": C}, LABELS, PERFECT, "binary"),
        ({"a": A, "b": B}, LABELS, {"test": {"accuracy": 0.99}}, "binary"),
        ({"a": A, "b": B}, A * 2, {"training": {"r2": 1.0}}),
    ],
)
def test_what_leaves_no_doubt(arguments):
    assert doubt(*arguments) is None
