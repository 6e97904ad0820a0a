"""All guesses about a table, put together: what a first spec for it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from nnspec.data.features.leaks import find_leaks
from nnspec.data.loading.row_rules import RowRules
from nnspec.data.table.arrays import shape_words
from nnspec.data.table.row_hashes import array_words
from nnspec.data.table.table import Table
from nnspec.errors import DataError, InputError, Problem
from nnspec.starter.columns import Column, judge_column
from nnspec.starter.goal import Goal, Task, find_goal
from nnspec.starter.network import Size, size_for
from nnspec.starter.order import time_of, unsorted_time_of
from nnspec.starter.parts import Parts, find_parts, sizes_for

EXCLUDED = "as asked"
# Whatever is missing in new rows is filled, also where these rows have no gap.
_FILL = {True: "{SimpleImputer: median}", False: "{SimpleImputer: most_frequent}"}
_ENCODE = "OneHotEncoder: {handle_unknown: ignore}"
_BY_RANK = "QuantileTransformer: {output_distribution: normal}"
_MERGE_KEY = "<<"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A first spec for a table.

    Attributes:
        table: All rows with a target; it knows how many have none.
        goal: What is predicted.
        parts: How the rows are dealt.
        features: The columns to predict from.
        left_out: The columns that are not used; each says why.
        numeric: The steps of numeric columns, as the spec writes them; empty without any.
        categorical: The steps of text columns, likewise.
        columns: The steps of single columns, and a word on why.
        inputs: How many numbers the network sees of each row, at most.
        size: How large the network is.
        repeated_rows: How many rows are equal to another one.
        counts_rows: Whether a feature counts the rows and is used for want of any other.
        group: A column that is left out and names what several rows are of.
        unsorted_time: A column of dates in whose order the rows stand, with the year last.
    """

    table: Table
    goal: Goal
    parts: Parts
    features: tuple[Column, ...]
    left_out: tuple[Column, ...]
    numeric: tuple[str, ...]
    categorical: tuple[str, ...]
    columns: dict[str, tuple[tuple[str, ...], str]]
    inputs: int
    size: Size
    repeated_rows: int
    counts_rows: bool
    group: str | None
    unsorted_time: str | None

    @property
    def embedded(self) -> tuple[Column, ...]:
        """The features of which the network learns a vector for each text."""
        return tuple(column for column in self.features if column.embedded)

    @property
    def apart(self) -> tuple[Column, ...]:
        """The features with an input of their own: texts with a vector each, and images."""
        return tuple(column for column in self.features if column.apart)


def propose(
    table: Table,
    targets: Sequence[str],
    *,
    exclude: Collection[str] = (),
    task: Task | None = None,
) -> Proposal:
    """A spec for predicting the targets from the other columns.

    Args:
        table: All rows.
        targets: The columns to predict.
        exclude: Columns to leave out.
        task: `regression` or `classification`, where the target leaves a choice.

    Raises:
        InputError: A target is excluded.
        DataError: A target cannot be predicted, or no other column can be used.
    """
    both = [name for name in targets if name in exclude]
    if both:
        message = f"{both[0]!r} is the target and excluded as well"
        raise InputError(Problem("target-excluded", message))
    others = [name for name in table.names if name not in targets]
    table = RowRules(empty=True, targets=tuple(targets)).keep(table)
    goal = find_goal(table, targets, task)
    share = 1 - sum(sizes_for(table.n_rows))
    looks = [
        Column(name, table.is_numeric(name), why_not=EXCLUDED)
        if name in exclude
        else judge_column(table, name, targets, share)
        for name in others
    ]
    looks = [_without_merge_key(column) for column in looks]
    looks = _without_leaks(table, looks, targets, goal)
    looks, counts_rows = _keep_one(table, looks)
    features = tuple(column for column in looks if column.why_not is None)
    dates = [column.name for column in looks if column.dates]
    time = time_of(table, dates)
    parts = find_parts(table, goal, time)
    numeric = _default_steps(features, numeric=True)
    categorical = _default_steps(features, numeric=False)
    single = {column.name: found for column in features if (found := _own_steps(column))}
    inputs = sum(column.width for column in features)
    return Proposal(
        table,
        goal,
        parts,
        features,
        tuple(column for column in looks if column.why_not is not None),
        numeric,
        categorical,
        single,
        inputs,
        size_for(parts.training_rows, inputs),
        _repeated(table, (*targets, *(column.name for column in features))),
        counts_rows,
        next((column.name for column in looks if column.groups), None),
        unsorted_time_of(table, dates) if time is None else None,
    )


def _without_merge_key(column: Column) -> Column:
    """A column that YAML cannot name as a key cannot have steps of its own either."""
    own = _own_steps(column) is not None
    if column.name == _MERGE_KEY and own and column.why_not is None:
        return replace(column, why_not="YAML keeps this name for itself")
    return column


def _without_leaks(
    table: Table, looks: Sequence[Column], targets: Sequence[str], goal: Goal
) -> list[Column]:
    """Columns that give a target away are no features, as long as there are others."""
    features = [column.name for column in looks if column.why_not is None]
    classes = targets if goal.task == "classification" else ()
    reasons = {
        name: leak.words
        for leak in find_leaks(table, features, targets, classes)
        for name in leak.columns
    }
    if reasons.keys() >= {*features}:
        return list(looks)
    return [
        replace(column, why_not=reasons[column.name])
        if column.why_not is None and column.name in reasons
        else column
        for column in looks
    ]


def _keep_one(table: Table, looks: list[Column]) -> tuple[list[Column], bool]:
    """Use a column that counts the rows when there is no other; a series may have but that."""
    if any(column.why_not is None for column in looks):
        return looks, False
    for position, column in enumerate(looks):
        if column.counts:
            kept = replace(column, why_not=None)
            return [*looks[:position], kept, *looks[position + 1 :]], True
    raise DataError(
        Problem(
            "no-features",
            f"no column of {table.origin} is left to predict from",
            hint=_columns_to_add(looks) or _other_columns(looks),
            details=tuple(f"{column.name}: {column.why_not}" for column in looks[:20]),
        )
    )


def _columns_to_add(looks: Sequence[Column]) -> str | None:
    """Which columns a file could have, made of those that are there."""
    dates = next((column.name for column in looks if column.dates), None)
    if dates is None:
        return None
    return (
        f"add columns of numbers made of {dates!r}, such as its month, weekday and hour, or what "
        "was measured some rows before"
    )


def _other_columns(looks: Sequence[Column]) -> str:
    """What a file needs of which no column can be used, or that has but the target."""
    others = "" if looks else "the file has no other: "
    return f"{others}add columns with what is known of a row before its target is"


def _default_steps(features: Iterable[Column], *, numeric: bool) -> tuple[str, ...]:
    """The steps of all columns of one kind but those that have their own."""
    if not any(c.numeric == numeric and _own_steps(c) is None for c in features):
        return ()
    return _FILL[numeric], "StandardScaler" if numeric else _ENCODE


def _own_steps(column: Column) -> tuple[tuple[str, ...], str] | None:
    """The steps of a column that those of its kind do not suit, and why."""
    if column.array is not None:
        why = f"{shape_words(column.array)}: each of them by itself"
        return (_FILL[True], "StandardScaler"), why
    if column.heavy_tailed:
        return (_FILL[True], _BY_RANK), "a long tail: by rank, so that any later value has a place"
    categories = column.categories
    if categories is None or categories.encoding in (None, "one_hot"):
        return None
    why = f"{categories.different:,} texts: a vector for each"
    if categories.encoding == "grouped":
        why = f"{categories.different:,} texts: one column for all rare ones"
    return (_FILL[False], *categories.steps), why


def _repeated(table: Table, names: Sequence[str]) -> int:
    """How many rows are equal to another one in the columns that are used."""
    lists = []
    for name in names:
        column = table[name]
        values = (column if column.ndim == 1 else array_words(column)).tolist()
        if table.is_numeric(name):
            # NaN differs from itself; two rows with the same gap are equal.
            values = [None if value != value else value for value in values]
        lists.append(values)
    counts = Counter(zip(*lists, strict=True))
    return sum(count for count in counts.values() if count > 1)
