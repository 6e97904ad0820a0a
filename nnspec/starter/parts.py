"""How the rows of a table are dealt to training, validation and test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.split.shares import Split, split_rows
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, listing
from nnspec.starter.goal import Goal
from nnspec.starter.order import classes_stay

SEED = 42
# Fewer rows than this all train; fewer than the second number are not tested.
_ROWS_TO_VALIDATE = 10
_ROWS_TO_TEST = 50
_SEEDS_TRIED = 200


@dataclass(frozen=True, slots=True)
class Parts:
    """A split, and why it is as it is.

    Attributes:
        validation: A fraction of the rows, or 0.
        test: A fraction of the rows, or 0.
        seed: Of the shuffle.
        stratify: For one column of classes, whether every part has their shares.
        training_rows: How many rows are left to train on.
        notes: What is unusual, each a line of comment.
        time: The column of dates that deals the rows, the latest to the test; None for chance.
    """

    validation: float
    test: float
    seed: int
    stratify: bool | None
    training_rows: int
    notes: tuple[str, ...] = ()
    time: str | None = None


def find_parts(table: Table, goal: Goal, time: str | None = None) -> Parts:
    """A split that suits the number of rows and the rarest class.

    A fifth of the rows validates and a fifth tests. Below 50 rows, a test of a few rows would be
    luck: three tenths validate and nothing tests. Below 10 rows all of them train.

    Args:
        table: All rows.
        goal: What is predicted; every class must be among the training rows.
        time: A column of dates in whose order the rows stand: a network that is to predict what
            comes is tested on the latest rows, where these can be cut so.

    Raises:
        DataError: There are more classes than the rows can teach.
    """
    rows, notes = table.n_rows, []
    validation, test = sizes_for(rows)
    if not validation:
        notes.append(f"With {rows} rows all of them train: nothing measures what was learnt.")
    elif not test:
        notes.append(f"{rows} rows are too few for test rows of their own.")
    training_rows = rows - math.ceil(validation * rows) - math.ceil(test * rows)
    labels = [table[name] for name in goal.columns] if goal.task == "classification" else []
    if time is not None and validation:
        if classes_stay(table, time, labels, (validation, test)):
            text = "The rows are in the order of their dates: the latest are held out, as in a "
            notes.append(text + "forecast. Without time, rows are drawn by chance.")
            return Parts(validation, test, SEED, None, training_rows, tuple(notes), time)
        text = "The rows are in the order of their dates, but cut by time a part would lack a "
        notes.append(text + "class: drawn by chance.")
    if not labels or not validation:
        return Parts(validation, test, SEED, None, training_rows, tuple(notes))
    stratify = None
    if goal.classes:
        stratify = _fits(table, labels, Split(validation, test, SEED, stratify=True))
        if not stratify:
            notes.append(_why_not_stratified(goal, 3 if test else 2))
    seed = SEED
    if not stratify:
        seeds = range(SEED, SEED + _SEEDS_TRIED)
        splits = (Split(validation, test, seed, stratify=False) for seed in seeds)
        split = next((split for split in splits if _fits(table, labels, split)), None)
        if split is None:
            raise DataError(_too_few(table, goal))
        seed = split.seed
        if seed != SEED:
            notes.append(f"Seed {seed}: with {SEED} a class would be missing from a part.")
    return Parts(validation, test, seed, stratify, training_rows, tuple(notes))


def sizes_for(rows: int) -> tuple[float, float]:
    """The fractions of the rows that validate and test; see `find_parts`."""
    if rows < _ROWS_TO_VALIDATE:
        return 0, 0
    return (0.3, 0) if rows < _ROWS_TO_TEST else (0.2, 0.2)


def _fits(table: Table, labels: Sequence[np.ndarray], split: Split) -> bool:
    """Whether a split gives every part what it needs."""
    one = labels[0] if len(labels) == 1 else None
    try:
        rows = split_rows(table.n_rows, split, labels=one, origin=table.origin)
    except DataError:
        return False
    return all(len(set(c[rows.training].tolist())) == len(set(c.tolist())) for c in labels)


def _why_not_stratified(goal: Goal, parts: int) -> str:
    rare = [f"{label} ({count})" for label, count in goal.classes if count < parts]
    if rare:
        return f"Not stratified: too few rows for {parts} parts of {listing(rare, 5)}."
    return f"Not stratified: {len(goal.classes)} classes do not fit into the smallest part."


def _too_few(table: Table, goal: Goal) -> Problem:
    rare = [f"{label} has {count}" for label, count in goal.classes if count < 3]
    return Problem(
        "rare-class",
        f"{table.origin} has too few rows of some classes to train and to validate on each",
        hint="give more rows of them, or leave them out",
        details=(f"rows: {listing(rare)}",) if rare else (),
    )
