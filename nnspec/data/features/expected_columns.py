"""The columns that a run was trained on, and those of a table it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnspec.data.formats.common.column_hint import new_rows_hint, text_column_hint
from nnspec.data.table.arrays import laid_out, unlike
from nnspec.data.table.columns import Columns
from nnspec.data.table.kinds import Kind, kind_of, kind_word
from nnspec.data.table.number_text import parse_in
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import DataError, Problem, nearest

_OF_A_RUN = "this run was trained on"
_SHOWN_IN_FULL = 20


def check_columns(table: Columns, expected: Mapping[str, Kind], those: str = _OF_A_RUN) -> None:
    """Compare a table's columns with those of the training rows; further ones are no error.

    Args:
        table: What is given.
        expected: The kind of each column in training.
        those: Which columns these are, for the message.

    Raises:
        DataError: A column is missing or of another kind; the details show all columns as a diff.
    """
    missing = [name for name in expected if name not in table]
    wrong = [
        name for name, kind in expected.items() if name in table and _differs(table, name, kind)
    ]
    if not missing and not wrong:
        return
    unused = [name for name in table.names if name not in expected]
    taken: dict[str, str] = {}
    for name in missing:
        close = nearest(name, (other for other in unused if other not in taken.values()))
        if close:
            taken[name] = close
    rows = []
    for name, kind in expected.items():
        word = kind_word(kind)
        if name in wrong:
            rows.append(("-", name, word, ""))
            rows.append(("+", name, kind_word(kind_of(table, name)), _why_not(table, name, kind)))
        elif name in missing:
            close = taken.get(name)
            note = f"missing; did you mean '{close}'?" if close else "missing"
            rows.append(("-", name, word, note))
            if close:
                rows.append(_unused(table, close))
        else:
            rows.append((" ", name, word, ""))
    rows += [_unused(table, name) for name in unused if name not in taken.values()]
    # The settings of a run's data are as they were; those of a spec can be changed.
    hint_for = new_rows_hint if those == _OF_A_RUN else text_column_hint
    hints = [hint_for(table, name) for name in wrong if kind_of(table, name) == "text"]
    kinds = {name: kind_of(table, name) for name in table.names}
    hints += [laid_out(name, kinds) for name in missing]
    raise DataError(
        Problem(
            "columns-differ",
            f"{table.origin} does not have the columns {those}",
            details=_aligned(rows),
            hint=next((hint for hint in hints if hint), None),
        )
    )


def first_word(table: Columns, name: str) -> tuple[int, str]:
    """The row and text of the first value of a text column that is not a number.

    Where all are numbers it is the first value.

    Raises:
        ValueError: The column has no value.
    """
    first: tuple[int, str] | None = None
    for row, text in enumerate(table[name]):
        if text is not None:
            first = first or (row, text)
            if parse_in(table, text) is None:
                return row, text
    if first is None:
        raise ValueError(f"{name} has no value")
    return first


def _unused(table: Columns, name: str) -> tuple[str, str, str, str]:
    return ("+", name, kind_word(kind_of(table, name)), "not used in training")


def _differs(table: Columns, name: str, kind: Kind) -> bool:
    if isinstance(kind, ArraySpec):
        return unlike(table[name], kind) is not None
    own = kind_of(table, name)
    if isinstance(own, ArraySpec):
        return True
    # A column without any value has no kind of its own.
    return kind != own and table.missing(name) < table.n_rows


def _why_not(table: Columns, name: str, kind: Kind) -> str:
    if table.array(name) is not None:
        return (unlike(table[name], kind) if isinstance(kind, ArraySpec) else None) or "arrays"
    if table.is_numeric(name):
        return "numbers alone"
    row, text = first_word(table, name)
    return f"for instance {text!r} {table.place(row)}"


def _aligned(rows: Sequence[tuple[str, str, str, str]]) -> tuple[str, ...]:
    """Lines of mark, name, kind and note; in a long table the unchanged ones are only counted."""
    same = sum(mark == " " for mark, *_ in rows)
    shown = rows if len(rows) <= _SHOWN_IN_FULL else [row for row in rows if row[0] != " "]
    width = max(len(name) for _, name, _, _ in shown)
    words = max(6, *(len(kind) for _, _, kind, _ in shown))
    lines = [
        f"{mark} {name:<{width}}  {kind:<{words}}  {note}".rstrip()
        for mark, name, kind, note in shown
    ]
    if len(shown) < len(rows):
        lines.append(f"  and {same} columns as in training")
    return tuple(lines)
