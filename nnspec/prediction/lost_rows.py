"""Rows for which the network gives no number: NaN or an infinity, or one that cannot be undone.

They are never given a label. Where rows are predicted they are treated as every other row that
cannot be; where they are measured, the figures of all rows are none, which is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nnspec.data.chains.chain import step_name
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem
from nnspec.listener import Listener

_HINT = "nnspec activations shows what each layer makes of the row"


def find_lost(preprocessor: Preprocessor, outputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which rows have an output that is no number in the target's own units.

    Args:
        preprocessor: Knows the targets.
        outputs: As `Network.outputs` gives them.

    Returns:
        bool (n,).
    """
    return np.logical_or.reduce([_lost(preprocessor, name, outputs[name]) for name in outputs])


def lost_problem(
    preprocessor: Preprocessor,
    outputs: Mapping[str, np.ndarray],
    row: int,
    where: str,
    go_on: str = "",
) -> Problem:
    """What to tell of such a row.

    Args:
        preprocessor: Knows the targets.
        outputs: As for `find_lost`.
        row: The index of the row in these.
        where: Its place, such as `on line 4 of new.csv`.
        go_on: How to do without it, as the end of a hint.
    """
    one = {name: array[row : row + 1] for name, array in outputs.items()}
    name = next(name for name, array in one.items() if _lost(preprocessor, name, array)[0])
    of = f" for {name!r} of" if len(outputs) > 1 else " for"
    if np.isfinite(one[name]).all():
        steps = [step_name(step) for step in preprocessor.targets[name].steps]
        message = f"the network gives {one[name].flat[0]:g}{of} the row {where}, of "
        message += f"which undoing the target's {' and '.join(steps)} makes no finite number"
        hint = go_on.removeprefix("or ") or None
    else:
        what = "NaN" if np.isnan(one[name]).any() else "an infinity"
        message = f"the network gives {what}{of} the row {where}"
        hint = f"{_HINT}, {go_on}" if go_on else _HINT
    return Problem("no-prediction", message, hint=hint)


def refuse_lost(
    preprocessor: Preprocessor, outputs: Mapping[str, np.ndarray], table: Table
) -> None:
    """Refuse rows of which one has no prediction.

    Args:
        preprocessor: Knows the targets.
        outputs: As for `find_lost`.
        table: The rows.

    Raises:
        DataError: The first of them.
    """
    lost = find_lost(preprocessor, outputs)
    if lost.any():
        row = int(np.argmax(lost))
        where = f"{table.place(row)} of {table.origin}"
        raise DataError(lost_problem(preprocessor, outputs, row, where))


def warn_of_lost(
    preprocessor: Preprocessor,
    outputs: Mapping[str, np.ndarray],
    rows_of: str,
    place: Callable[[int], str | None],
    listener: Listener,
) -> None:
    """Say that rows cannot be measured, and which is the first.

    Args:
        preprocessor: Knows the targets.
        outputs: As for `find_lost`.
        rows_of: What the rows are, such as `test rows`.
        place: Where a row stands, by its index; None where that is not known.
        listener: Hears the warning.
    """
    lost = find_lost(preprocessor, outputs)
    if not lost.any():
        return
    count, first = int(np.count_nonzero(lost)), place(int(np.argmax(lost)))
    message = f"the network gives no number for {count:,} of the {len(lost):,} {rows_of}"
    if first is not None:
        message += f", {'the first' if count > 1 else 'that'} {first}"
    hint = f"the figures of all of them are therefore none; {_HINT}"
    listener.warning(Problem("no-prediction", message, hint=hint, severity="warning"))


def _lost(preprocessor: Preprocessor, name: str, output: np.ndarray) -> np.ndarray:
    target = preprocessor.targets[name]
    finite = np.isfinite(output).all(axis=1)
    if target.encoding == "regression":
        finite &= np.isfinite(target.decode(output)).all(axis=1)
    return ~finite
