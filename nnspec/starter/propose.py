"""All guesses about a table, put together: what a first spec for it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from nnspec.data.row_rules import RowRules
from nnspec.data.table import Table
from nnspec.errors import DataError, InputError, Problem
from nnspec.starter.columns import Column, look_at_column
from nnspec.starter.goal import Goal, Task, find_goal
from nnspec.starter.network import Size, size_for
from nnspec.starter.parts import Parts, find_parts

EXCLUDED = "as asked"
# A category of fewer rows, or of a smaller share, may be missing from the training rows.
_RARE_ROWS, _RARE_SHARE = 10, 0.1
# So many columns with gaps and more are said in one line for all columns of their kind.
_MANY_GAPS = 5
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
    looks = [
        Column(name, table.is_numeric(name), why_not=EXCLUDED)
        if name in exclude
        else look_at_column(table, name, targets)
        for name in others
    ]
    looks = [_without_merge_key(column) for column in looks]
    looks, counts_rows = _keep_one(table, looks)
    features = tuple(column for column in looks if column.why_not is None)
    parts = find_parts(table, goal)
    numeric = _default_steps(features, numeric=True, rows=table.n_rows)
    categorical = _default_steps(features, numeric=False, rows=table.n_rows)
    single = {
        column.name: found
        for column in features
        if (found := _own_steps(column, table.n_rows, numeric if column.numeric else categorical))
    }
    inputs = sum(1 if column.numeric else column.categories for column in features)
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
    )


def _without_merge_key(column: Column) -> Column:
    """A column that YAML cannot name as a key cannot have steps of its own either."""
    own = column.heavy_tailed or column.missing
    if column.name == _MERGE_KEY and own and column.why_not is None:
        return replace(column, why_not="YAML keeps this name for itself")
    return column


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
            details=tuple(f"{column.name}: {column.why_not}" for column in looks[:20]),
        )
    )


def _default_steps(features: Iterable[Column], *, numeric: bool, rows: int) -> tuple[str, ...]:
    """The steps of all columns of one kind: with an imputer where most of them have gaps."""
    kind = [column for column in features if column.numeric == numeric]
    plain = [column for column in kind if not column.heavy_tailed]
    if not plain:
        return ()
    gaps = sum(column.missing > 0 for column in plain)
    filled = gaps >= _MANY_GAPS or 2 * gaps > len(plain) or (gaps and 2 * gaps == len(plain))
    rare = any(_rare(column, rows) for column in plain)
    return _steps(numeric=numeric, gaps=bool(filled), rare=rare)


def _own_steps(
    column: Column, rows: int, default: tuple[str, ...]
) -> tuple[tuple[str, ...], str] | None:
    """The steps of a column that the default does not suit, and why."""
    gaps = column.missing > 0
    if column.heavy_tailed:
        fill = ("{SimpleImputer: median}",) if gaps else ()
        return (*fill, "log1p", "StandardScaler"), "heavy-tailed"
    if gaps and not default[0].startswith("{SimpleImputer"):
        own = _steps(numeric=column.numeric, gaps=True, rare=_rare(column, rows))
        return own, f"{column.missing:,} missing"
    return None


def _steps(*, numeric: bool, gaps: bool, rare: bool) -> tuple[str, ...]:
    strategy = "median" if numeric else "most_frequent"
    fill = (f"{{SimpleImputer: {strategy}}}",) if gaps else ()
    encode = "OneHotEncoder: {handle_unknown: ignore}" if rare else "OneHotEncoder"
    return (*fill, "StandardScaler" if numeric else encode)


def _rare(column: Column, rows: int) -> bool:
    return not column.numeric and column.rarest < max(_RARE_ROWS, _RARE_SHARE * rows)


def _repeated(table: Table, names: Sequence[str]) -> int:
    """How many rows are equal to another one in the columns that are used."""
    lists = []
    for name in names:
        values = table[name].tolist()
        if table.is_numeric(name):
            # NaN differs from itself; two rows with the same gap are equal.
            values = [None if value != value else value for value in values]
        lists.append(values)
    counts = Counter(zip(*lists, strict=True))
    return sum(count for count in counts.values() if count > 1)
