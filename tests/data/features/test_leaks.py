"""Features that give the target away."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from nnspec.data.features.leaks import find_leaks
from nnspec.data.table.table import Table

N = 400
RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(100, 30, N)
COUNTS = RNG.integers(0, 50, N).astype(float)
MORE = RNG.integers(0, 200, N).astype(float)
CODES = RNG.integers(0, 3, N)


def text(values, words):
    return np.array([words[value] for value in values], dtype=object)


def words(features, target, classes=False, **columns):
    table = Table({**features, "y": target, **columns}, "rows.csv")
    found = find_leaks(table, list(features), ["y"], ["y"] if classes else [])
    return [(leak.columns, leak.words) for leak in found]


NOISE = {"noise": RNG.normal(size=N), "few": RNG.integers(0, 4, N).astype(float)}


@pytest.mark.parametrize(
    ("leak", "target", "classes", "said"),
    [
        (
            text(CODES, ["no", "yes", "maybe"]),
            CODES.astype(float),
            True,
            "'leak' is the target 'y' in other words ('maybe' is 2, 'no' is 0, 'yes' is 1)",
        ),
        (
            CODES + 1.0,
            text(CODES, ["setosa", "versicolor", "virginica"]),
            True,
            "'leak' is the target 'y' in other words (1 is 'setosa', 2 is 'versicolor', "
            "3 is 'virginica')",
        ),
        (
            text(COUNTS.astype(int) % 7, "abcdefg"),
            (COUNTS % 7 > 3).astype(float),
            True,
            "'leak' gives the target 'y' away: each of its values goes with one of the target's",
        ),
        (
            np.round(NUMBERS * 1.0837, 2),
            np.round(NUMBERS, 2),
            False,
            "'leak' is the target 'y' in another unit: scaled, shifted or both",
        ),
        (
            -NUMBERS,
            NUMBERS,
            False,
            "'leak' is the target 'y' in another unit: scaled, shifted or both",
        ),
        (
            np.exp(NUMBERS / 30),
            NUMBERS,
            False,
            "'leak' puts the rows in the very order of the target 'y'",
        ),
        (NUMBERS, NUMBERS, False, "'leak' holds the same values as the target 'y'"),
    ],
)
def test_the_target_in_other_words(leak, target, classes, said):
    assert words({**NOISE, "leak": leak}, target, classes) == [(("leak",), said)]
    # Gaps in it hide nothing.
    if leak.dtype == np.float64 and "same values" not in said:
        gaps = leak.copy()
        gaps[::9] = np.nan
        assert len(words({**NOISE, "leak": gaps}, target, classes)) == 1


def test_sums():
    total = COUNTS + MORE
    said = "'a' + 'b' is the target 'y'"
    assert words({**NOISE, "a": COUNTS, "b": MORE}, total) == [(("a", "b"), said)]
    # A part of it, whose other part is no feature.
    assert words({**NOISE, "a": COUNTS}, total, b=MORE) == [(("a", "b"), said)]
    # What the target is a part of.
    assert words({**NOISE, "all": total}, COUNTS, b=MORE) == [
        (("all", "b"), "'all' - 'b' is the target 'y'")
    ]
    three = words({**NOISE, "a": COUNTS, "b": MORE, "c": NUMBERS}, total - NUMBERS)
    assert three == [(("a", "b", "c"), "'a' + 'b' - 'c' is the target 'y'")]
    assert words(NOISE, total, a=COUNTS, b=MORE) == []


def test_what_is_no_leak():
    # The only feature is what there is to learn from.
    assert words({"x": NUMBERS}, NUMBERS * 2) == []
    # A sum of rows too few to say anything, a nearly straight line, and classes beside numbers.
    few = slice(0, 12)
    assert words({"a": COUNTS[few], "b": MORE[few]}, (COUNTS + MORE)[few]) == []
    blurred = NUMBERS + RNG.normal(0, 1, N)
    assert words({**NOISE, "x": blurred}, NUMBERS) == []
    # A value that is as rare as the target's second class.
    rare = np.zeros(N)
    rare[3] = 1
    assert words({**NOISE, "x": rare}, rare + 0.0 * rare, True) == [
        (("x",), "'x' holds the same values as the target 'y'")
    ]
    assert words({**NOISE, "x": text(rare.astype(int), "ab")}, rare, True) == []


@pytest.mark.parametrize("load", [load_iris, load_wine, load_breast_cancer, load_diabetes])
def test_real_data_gives_no_alarm(load):
    data = load()
    features = dict(zip(data.feature_names, data.data.T.astype(float), strict=True))
    assert words(features, data.target.astype(float), load is not load_diabetes) == []


@pytest.mark.parametrize("seed", range(40))
def test_chance_gives_no_alarm(seed):
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(20, 200))
    features = {
        f"x{n}": rng.integers(0, (2, 3, 5, 10, 100)[n % 5], rows).astype(float) for n in range(12)
    }
    target = rng.integers(0, (2, 3, 10, 1000)[seed % 4], rows).astype(float)
    assert words(features, target, seed % 4 < 2) == []


@pytest.mark.parametrize("size", [1e139, 1e-139])
def test_no_size_of_numbers_is_too_much(size):
    large = {name: values * size for name, values in NOISE.items()}
    assert words(large, NUMBERS * size) == []
