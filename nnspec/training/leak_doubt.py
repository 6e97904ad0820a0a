"""A result that is too good to be true, and the columns that give the target away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nnspec.data.features.leaks import LEAST_ROWS, explained, find_leaks
from nnspec.data.table.table import Table
from nnspec.training.read import Work

# Real data has noise that no network predicts.
_TOO_GOOD_R2 = 0.9999
# So many columns may add up to the target; that all of them do is what a network is to learn.
_MOST_COLUMNS = 3
_LOOKED_AT = 20_000


def leak_doubt(work: Work, metrics: Mapping[str, Any]) -> str | None:
    """Why the metrics of held-out rows may say nothing of new ones.

    Args:
        work: The rows.
        metrics: What metrics.json holds.

    Returns:
        A sentence with the columns that give the target away; None where the metrics are not
        perfect, or no few columns explain that.
    """
    part = next((name for name in ("test", "validation") if name in metrics), None)
    if part is None:
        return None
    rows = work.rows.by_name()
    every = np.sort(np.concatenate(list(rows.values())))
    table = work.table.take(every[:: max(1, len(every) // _LOOKED_AT)])
    plan = work.data.preprocessor.targets
    for name, target in plan.items():
        own = metrics[part].get("outputs", {}).get(name, metrics[part])
        perfect = _perfect(own)
        if perfect is None or len(target.columns) > 1:
            continue
        is_class = target.encoding != "regression"
        told = _what_tells(table, work.roles.features, target.columns[0], is_class=is_class)
        if told is not None:
            return f"the {part} rows are predicted too well to be true ({perfect}): {told}"
    return None


def _perfect(metrics: Mapping[str, Any]) -> str | None:
    """The metric that is as good as it can be."""
    r2, accuracy = metrics.get("r2"), metrics.get("accuracy")
    if r2 is not None and r2 > _TOO_GOOD_R2:
        return f"r2 {r2:.6g}"
    return "accuracy 1" if accuracy == 1 else None


def _what_tells(
    table: Table, features: Sequence[str], target: str, *, is_class: bool
) -> str | None:
    """The few columns of many that give a target away, in words."""
    if len(features) < 2 or table.n_rows < LEAST_ROWS or target in features:
        return None
    leaks = find_leaks(table, features, [target], [target] if is_class else ())
    if leaks:
        return leaks[0].words
    numeric = [name for name in features if table.is_numeric(name)]
    if is_class:
        name = next((name for name in numeric if _separates(table, name, target)), None)
        return None if name is None else f"'{name}' alone tells the classes of '{target}' apart"
    names = _add_up(table, numeric, target) if table.is_numeric(target) else []
    if not names or len(names) == len(features):
        return None
    return f"{' and '.join(map(repr, names))} alone give '{target}' by a straight line"


def _separates(table: Table, name: str, target: str) -> bool:
    """Whether each class has a stretch of a column's values to itself."""
    known = ~(table.missing_mask(name) | table.missing_mask(target))
    if np.count_nonzero(known) < max(LEAST_ROWS, table.n_rows // 2):
        return False
    stretches: dict[object, tuple[float, float]] = {}
    values, labels = table[name][known], table[target][known]
    for label in dict.fromkeys(labels.tolist()):
        own = values[labels == label]
        if len(own) < LEAST_ROWS // 2:
            return False
        stretches[label] = (own.min(), own.max())
    ordered = sorted(stretches.values())
    return all(end < start for (_, end), (start, _) in pairwise(ordered))


def _add_up(table: Table, names: Sequence[str], target: str) -> list[str]:
    """The few columns that a straight line makes nearly all of the target of."""
    complete = ~table.missing_mask(target)
    for name in names:
        complete &= ~table.missing_mask(name)
    if np.count_nonzero(complete) < LEAST_ROWS:
        return []
    wanted, rest, chosen = table[target][complete], table[target][complete], []
    for _ in range(_MOST_COLUMNS):
        shares = {n: explained(table[n][complete], rest) for n in names if n not in chosen}
        if not shares:
            return []
        chosen.append(max(shares, key=shares.__getitem__))
        block = np.column_stack([*(table[n][complete] for n in chosen), np.ones(len(wanted))])
        factors, *_ = np.linalg.lstsq(block, wanted, rcond=None)
        rest = wanted - block @ factors
        if rest.var() < (1 - _TOO_GOOD_R2) * wanted.var():
            return chosen
    return []
