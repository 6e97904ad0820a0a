import numpy as np
import pytest

from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.starter.goal import find_goal
from nnspec.starter.parts import find_parts


def parts_of(values):
    numbers = all(isinstance(v, int | float) for v in values)
    column = np.array(values, dtype=np.float64 if numbers else object)
    table = Table({"y": column}, "a.csv")
    return find_parts(table, find_goal(table, ["y"]))


def quantity(rows):
    return [i / 7 for i in range(rows)]


@pytest.mark.parametrize(
    ("rows", "expected", "notes"),
    [
        (1000, (0.2, 0.2, 600), ()),
        (50, (0.2, 0.2, 30), ()),
        (49, (0.3, 0, 34), ("49 rows are too few for test rows of their own.",)),
        (10, (0.3, 0, 7), ("10 rows are too few for test rows of their own.",)),
        (9, (0, 0, 9), ("With 9 rows all of them train: nothing measures what was learnt.",)),
    ],
)
def test_the_parts_suit_the_rows(rows, expected, notes):
    parts = parts_of(quantity(rows))
    assert (parts.validation, parts.test, parts.training_rows) == expected
    assert parts.notes == notes
    assert (parts.seed, parts.stratify) == (42, None)


def test_classes_are_stratified():
    parts = parts_of(["a", "b", "b"] * 30)
    assert (parts.stratify, parts.seed, parts.notes) == (True, 42, ())


def test_a_rare_class_is_not_stratified_but_trained():
    parts = parts_of(["rare", "b"] + ["a", "b"] * 50)
    assert parts.stratify is False
    assert parts.notes[0] == "Not stratified: too few rows for 3 parts of rare (1)."


def test_the_seed_keeps_a_rare_class_among_the_training_rows():
    seeds = set()
    for place in range(12):
        values = ["a", "b"] * 50
        values[place] = "rare"
        parts = parts_of(values)
        seeds.add(parts.seed)
        if parts.seed != 42:
            assert parts.notes[1] == (
                f"Seed {parts.seed}: with 42 a class would be missing from a part."
            )
    assert len(seeds) > 1


def test_too_many_single_classes_are_an_error():
    with pytest.raises(DataError) as error:
        parts_of([f"k{i}" for i in range(40)] + ["a"] * 60)
    (problem,) = error.value.problems
    assert problem.code == "rare-class"
    assert problem.message == (
        "a.csv has too few rows of some classes to train and to validate on each"
    )
    assert problem.details[0].startswith("rows: k0 has 1, k1 has 1, ")
