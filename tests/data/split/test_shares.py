import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnspec.data.split.shares import Split, split_rows
from nnspec.errors import DataError


def sizes(rows):
    return [len(part) for part in (rows.training, rows.validation, rows.test)]


def problems_of(n_rows, split, labels=None):
    with pytest.raises(DataError) as error:
        split_rows(n_rows, split, labels=labels, origin="a.csv")
    return error.value.problems


@pytest.mark.parametrize(
    ("validation", "test", "expected"),
    [
        (0.2, 0.2, [618, 206, 206]),
        (0.25, 0.0, [772, 258, 0]),
        (0, 0.1, [927, 0, 103]),
        (30, 0.5, [485, 30, 515]),
        (0, 0, [1030, 0, 0]),
        (1, 1, [1028, 1, 1]),
        (1e-9, 0, [1029, 1, 0]),
    ],
)
def test_sizes(validation, test, expected):
    rows = split_rows(1030, Split(validation, test, 42))
    assert sizes(rows) == expected
    together = np.concatenate(list(rows.by_name().values()))
    assert together.dtype == np.int64
    assert sorted(together.tolist()) == list(range(1030))


def test_the_seed_decides_and_the_order_is_shuffled():
    first, again = (split_rows(50, Split(0.2, 0.2, 1)) for _ in range(2))
    other = split_rows(50, Split(0.2, 0.2, 2))
    assert first.training.tolist() == again.training.tolist()
    assert first.training.tolist() != other.training.tolist()
    assert first.training.tolist() != sorted(first.training.tolist())


def test_the_rows_do_not_change_with_the_version():
    rows = split_rows(10, Split(0.2, 0.2, 42))
    assert rows.test.tolist() == np.random.default_rng(42).permutation(10)[:2].tolist()
    assert rows.test.tolist() == [5, 6]


@settings(max_examples=100, deadline=None)
@given(
    counts=st.lists(st.integers(3, 60), min_size=2, max_size=6),
    validation=st.floats(0.1, 0.4),
    test=st.floats(0.1, 0.4),
    seed=st.integers(0, 100),
)
def test_stratified_parts_are_exact_and_hold_every_class(counts, validation, test, seed):
    n = sum(counts)
    labels = np.repeat([f"c{i}" for i in range(len(counts))], counts).astype(object)
    part_sizes = [math.ceil(validation * n), math.ceil(test * n)]
    if min(*part_sizes, n - sum(part_sizes)) < len(counts):
        return
    rows = split_rows(n, Split(validation, test, seed, True), labels=labels)
    assert sizes(rows)[1:] == part_sizes
    assert sorted(np.concatenate(list(rows.by_name().values())).tolist()) == list(range(n))
    for part in rows.by_name().values():
        found = {label: int((labels[part] == label).sum()) for label in set(labels)}
        assert min(found.values()) >= 1
        for label, count in found.items():
            quota = int((labels == label).sum()) * len(part) / n
            # A row that a rare class must have in a part is a row less for a frequent one, so that
            # the frequent one can be off by as many rows as there are rare ones.
            rare = min(counts) * min(map(len, rows.by_name().values())) / n < 2
            assert abs(count - quota) < (len(counts) + 1 if rare else 3)


def test_stratified_proportions_of_a_large_set():
    labels = np.array(["a"] * 700 + ["b"] * 250 + ["c"] * 50, dtype=object)
    rows = split_rows(1000, Split(0.2, 0.2, 0, True), labels=labels)
    for part, expected in ((rows.training, [420, 150, 30]), (rows.test, [140, 50, 10])):
        assert [int((labels[part] == label).sum()) for label in "abc"] == expected
    assert labels[rows.training[:20]].tolist() != sorted(labels[rows.training[:20]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"validation": 1.0}, "validation is 1.0"),
        ({"test": 1.5}, "test is 1.5"),
        ({"test": -1}, "test is -1"),
        ({"validation": math.nan}, "validation is nan"),
    ],
)
def test_sizes_that_cannot_be(arguments, message):
    with pytest.raises(DataError) as error:
        Split(**arguments)
    (problem,) = error.value.problems
    assert problem.message == message
    assert problem.hint == "give a fraction from 0 to below 1, or a whole number of rows"


@pytest.mark.parametrize(
    ("n_rows", "split", "message", "hint"),
    [
        (10, Split(0.5, 0.5), "no rows of a.csv are left to train on: it has 10, "
         "validation takes 5 and test takes 5", "make the split's validation and test smaller"),
        (3, Split(test=5), "no rows of a.csv are left to train on: it has 3, test takes 5",
         "make the split's validation and test smaller"),
        (0, Split(), "no rows of a.csv are left to train on: it has 0", None),
    ],
)  # fmt: skip
def test_nothing_left_to_train_on(n_rows, split, message, hint):
    (problem,) = problems_of(n_rows, split)
    assert (problem.code, problem.message, problem.hint) == ("empty-part", message, hint)


def test_too_few_rows_to_stratify():
    labels = np.array([0.0] * 20 + [1.0] * 2 + [2.0], dtype=float)
    (problem,) = problems_of(23, Split(0.2, 0.2, 0, True), labels)
    assert problem.message == "a.csv has too few rows of a class to stratify into 3 parts"
    assert problem.details == ("1 has 2 rows", "2 has 1 row")
    assert problem.hint == "set stratify: false, or give more rows of it"


def test_a_part_too_small_to_stratify():
    labels = np.array(["a", "b", "c"] * 10, dtype=object)
    (problem,) = problems_of(30, Split(2, 0.2, 0, True), labels)
    assert problem.message == "the validation part of a.csv has 2 rows for 3 classes"
    assert problem.hint == "make it at least 3 rows, or set stratify: false"


def seed_with(n_rows, rare, wanted):
    """A seed whose first shuffled rows hold none, or all, of the rare rows."""
    for seed in range(10_000):
        first = set(np.random.default_rng(seed).permutation(n_rows)[:8].tolist())
        if wanted(first & rare):
            return seed
    raise AssertionError("no such seed")


def test_a_class_that_no_test_row_has():
    labels = np.array(["a"] * 30 + ["b"] * 3, dtype=object)
    seed = seed_with(33, {30, 31, 32}, lambda found: not found)
    (problem,) = problems_of(33, Split(0, 8, seed), labels)
    assert problem.code == "class-not-in-part"
    assert problem.message == "no test row of a.csv is of class 'b'"
    assert problem.hint == "set stratify: true in the split"


def test_a_class_that_no_training_row_has():
    labels = np.array([0.0] * 30 + [1.0] * 3)
    seed = seed_with(33, {30, 31, 32}, lambda found: len(found) == 3)
    (problem,) = problems_of(33, Split(0, 8, seed), labels)
    assert problem.message == "no training row of a.csv is of class 1"
    assert problem.hint == "set stratify: true in the split"


def test_a_class_too_rare_for_every_part_may_be_learnt_and_not_measured():
    labels = np.array(["a"] * 32 + ["c"], dtype=object)
    seed = seed_with(33, {32}, lambda found: not found)
    assert sizes(split_rows(33, Split(0, 8, seed), labels=labels)) == [25, 0, 8]


def test_a_class_too_rare_for_every_part_may_not_be_unlearnt():
    labels = np.array(["a"] * 32 + ["c"], dtype=object)
    seed = seed_with(33, {32}, lambda found: found == {32})
    (problem,) = problems_of(33, Split(0, 8, seed), labels)
    assert problem.message == "no training row of a.csv is of class 'c'"
    assert problem.hint == "give more rows of it, or leave it out"


def test_stratify_needs_labels():
    with pytest.raises(ValueError, match="stratify needs labels"):
        split_rows(10, Split(stratify=True))
