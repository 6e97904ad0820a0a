"""Which rows train, which validate and which test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.errors import DataError, Problem, listing


@dataclass(frozen=True, slots=True)
class Split:
    """The settings of a split.

    Attributes:
        validation: The validation part: a fraction of all rows from 0 to below 1, or a count of
            rows; 0 for none.
        test: The test part, likewise.
        seed: Of the shuffle.
        stratify: Give every part the classes in the proportions of the whole.

    Raises:
        DataError: A part is negative, or a fraction of 1 or more.
    """

    validation: float = 0
    test: float = 0
    seed: int = 0
    stratify: bool = False

    def __post_init__(self) -> None:
        problems = [
            Problem(
                "bad-split",
                f"{name} is {size!r}",
                hint="give a fraction from 0 to below 1, or a whole number of rows",
            )
            for name, size in (("validation", self.validation), ("test", self.test))
            if size < 0 or (isinstance(size, float) and not size < 1)
        ]
        if problems:
            raise DataError(problems)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The row indices of each part, int64, in shuffled order; no row is in two parts."""

    training: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def by_name(self) -> dict[str, np.ndarray]:
        """The parts by name: `training`, `validation`, `test`."""
        return {"training": self.training, "validation": self.validation, "test": self.test}


def split_rows(
    n_rows: int,
    split: Split,
    *,
    labels: np.ndarray | None = None,
    origin: str = "the data",
) -> Parts:
    """Shuffle the rows and deal them to the parts.

    A fraction f of n rows is ceil(f n) rows, as the test part of scikit-learn's
    `train_test_split`; training has the rest. The order is that of numpy's
    `default_rng(seed).permutation`, so it does not depend on scikit-learn's version.

    Args:
        n_rows: How many rows there are.
        split: Sizes, seed and whether to stratify.
        labels: The class of each row, shape (n_rows,), for a target of classes; needed to
            stratify, and used to check that every class can be learnt and measured.
        origin: What messages call the data.

    Raises:
        DataError: A part asked for comes out empty, or lacks a class.
        ValueError: `stratify` without labels.
    """
    n_validation, n_test = row_count(split.validation, n_rows), row_count(split.test, n_rows)
    check_sizes(n_rows, n_validation, n_test, origin)
    order = np.random.default_rng(split.seed).permutation(n_rows)
    if split.stratify and labels is None:
        raise ValueError("stratify needs labels")
    if split.stratify and labels is not None:
        rows = _deal_stratified(order, labels, n_validation, n_test, origin)
    else:
        rows = Parts(
            training=order[n_validation + n_test :],
            validation=order[n_test : n_validation + n_test],
            test=order[:n_test],
        )
    if labels is not None:
        _check_classes(rows, labels, origin)
    return rows


def row_count(size: float, n_rows: int) -> int:
    """How many rows a size asks for: a fraction, rounded up, or a count as it is."""
    return math.ceil(size * n_rows) if isinstance(size, float) else int(size)


def check_sizes(n_rows: int, n_validation: int, n_test: int, origin: str) -> None:
    """Refuse parts that leave no rows to train on.

    Raises:
        DataError: They do.
    """
    parts = [
        f"{name} takes {count}"
        for name, count in (("validation", n_validation), ("test", n_test))
        if count
    ]
    if n_rows == 0 or n_validation + n_test >= n_rows:
        taken = f", {' and '.join(parts)}" if parts else ""
        raise DataError(
            Problem(
                "empty-part",
                f"no rows of {origin} are left to train on: it has {n_rows}{taken}",
                hint="make the split's validation and test smaller" if parts else None,
            )
        )


def _deal_stratified(
    order: np.ndarray, labels: np.ndarray, n_validation: int, n_test: int, origin: str
) -> Parts:
    classes, codes = _factorise(labels)
    counts = np.bincount(codes, minlength=len(classes))
    sizes = {"test": n_test, "validation": n_validation}
    wanted = {name: size for name, size in sizes.items() if size}
    _check_stratifiable(classes, counts, len(order), wanted, origin)
    shuffled_codes = codes[order]
    # A stable sort keeps each class in shuffled order, so its first rows are a random draw of it.
    by_class = order[np.argsort(shuffled_codes, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    left = counts.copy()
    assigned = {"test": order[:0], "validation": order[:0]}
    for position, (name, size) in enumerate(wanted.items()):
        takes = allocate(left, size, parts_after=len(wanted) - position)
        assigned[name] = _draw(by_class, starts, takes)
        starts, left = starts + takes, left - takes
    assigned["training"] = _draw(by_class, starts, left)
    # Dealt class by class: put each part back into shuffled order.
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return Parts(**{name: rows[np.argsort(place[rows])] for name, rows in assigned.items()})


def allocate(counts: np.ndarray, total: int, parts_after: int) -> np.ndarray:
    """Share `total` rows among classes in proportion to their counts, by largest remainder.

    Every class gives at least one row and keeps at least one for each part still to come.

    Args:
        counts: Rows left of each class, int64 of shape (C,), each above `parts_after`.
        total: Rows to take, at least C.
        parts_after: How many parts are still to come.

    Returns:
        Rows to take of each class, int64 of shape (C,), with sum `total`.

    Source: the largest remainder (Hamilton) method of apportionment, with bounds.
    """
    quota = counts * (total / counts.sum())
    most = counts - parts_after
    takes = np.clip(np.floor(quota).astype(np.int64), 1, most)
    while (gap := total - int(takes.sum())) != 0:
        step = 1 if gap > 0 else -1
        free = takes < most if gap > 0 else takes > 1
        owed = np.where(free, step * (quota - takes), -np.inf)
        takes[np.argsort(-owed, kind="stable")[: min(abs(gap), np.count_nonzero(free))]] += step
    return takes


def _draw(by_class: np.ndarray, starts: np.ndarray, takes: np.ndarray) -> np.ndarray:
    pieces = [by_class[start : start + n] for start, n in zip(starts, takes, strict=True)]
    return np.concatenate(pieces)


def _factorise(labels: np.ndarray) -> tuple[list[object], np.ndarray]:
    """The sorted classes, and the position of each row's class among them."""
    if labels.dtype == np.float64:
        # Python's own numbers would take four times the room.
        numbers, codes = np.unique(labels, return_inverse=True)
        return numbers.tolist(), codes.reshape(-1)
    values = labels.tolist()
    classes = sorted(set(values), key=lambda value: (isinstance(value, str), value))
    position = {value: i for i, value in enumerate(classes)}
    codes = np.fromiter(map(position.__getitem__, values), dtype=np.int64, count=len(values))
    return classes, codes


def _check_stratifiable(
    classes: Sequence[object],
    counts: np.ndarray,
    n_rows: int,
    wanted: dict[str, int],
    origin: str,
) -> None:
    parts = len(wanted) + 1
    rare = [
        f"{_word(label)} has {n} {'row' if n == 1 else 'rows'}"
        for label, n in zip(classes, counts.tolist(), strict=True)
        if n < parts
    ]
    if rare:
        raise DataError(
            Problem(
                "rare-class",
                f"{origin} has too few rows of a class to stratify into {parts} parts",
                details=tuple(rare),
                hint="set stratify: false, or give more rows of it",
            )
        )
    sizes = {"training": n_rows - sum(wanted.values()), **wanted}
    problems = [
        Problem(
            "rare-class",
            f"the {name} part of {origin} has {size} rows for {len(classes)} classes",
            hint=f"make it at least {len(classes)} rows, or set stratify: false",
        )
        for name, size in sizes.items()
        if size < len(classes)
    ]
    if problems:
        raise DataError(problems)


def _check_classes(rows: Parts, labels: np.ndarray, origin: str) -> None:
    parts = {name: part for name, part in rows.by_name().items() if len(part)}
    classes, codes = _factorise(labels)
    counts = np.bincount(codes, minlength=len(classes))
    smallest = min(len(part) for part in parts.values())
    problems = []
    for name, part in parts.items():
        present = np.bincount(codes[part], minlength=len(classes)) > 0
        # Stratifying mends it when each class has a row for each part. Where it cannot, a class
        # that is only not measured must not stop the run; one that is not learnt must.
        mendable = (counts >= len(parts)) & (smallest >= len(classes))
        unseen = ~present & (mendable | (name == "training"))
        if not unseen.any():
            continue
        listed = listing([_word(classes[i]) for i in np.flatnonzero(unseen)])
        word = "class" if unseen.sum() == 1 else "classes"
        problems.append(
            Problem(
                "class-not-in-part",
                f"no {name} row of {origin} is of {word} {listed}",
                hint="set stratify: true in the split"
                if mendable[unseen].all()
                else "give more rows of it, or leave it out",
            )
        )
    if problems:
        raise DataError(problems)


def _word(label: object) -> str:
    """A class in a message: text in quotes, a whole number without its `.0`."""
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return repr(label)
