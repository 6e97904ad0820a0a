"""Numbers with other marks than those they were read with: asked before anything is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnspec.data.formats.common.column_hint import (
    column_reading,
    commas_warning,
    is_text_on_purpose,
    points_question,
    text_column_hint,
)
from nnspec.data.formats.common.number_marks import doubtful_commas, doubtful_points
from nnspec.data.formats.csv.hints import as_flags
from nnspec.data.loading.sources import load_source
from nnspec.data.table.kinds import kind_of
from nnspec.errors import DataError, Problem, listing
from nnspec.starter.read import Given

_ASKED = "thousands-or-decimal"


def check_marks(given: Given, names: Sequence[str]) -> None:
    """Refuse columns whose numbers have other marks than they were read with, or may have.

    Args:
        given: The data.
        names: The columns that are used.

    Raises:
        DataError: One for each; the hint says what to add, or how the column is no number.
    """
    problems = [problem for name in names if (problem := _other_marks(given, name))]
    problems += _points(given, names)
    if problems:
        raise DataError(problems)


def warn_of_commas(given: Given, names: Sequence[str]) -> list[Problem]:
    """A warning for each column whose commas were said to be decimal, and look otherwise.

    Args:
        given: The data.
        names: The columns that are used.
    """
    doubtful = doubtful_commas(given.table, names)
    if not doubtful:
        return []
    texts = load_source(given.source, base_dir=Path(), text=doubtful)
    found = [warning for name in doubtful if (warning := commas_warning(texts, name))]
    return [
        Problem("thousands-as-decimals", message, hint=as_flags(hint), severity="warning")
        for message, hint in found
    ]


def _other_marks(given: Given, name: str) -> Problem | None:
    table = given.table
    is_text = kind_of(table, name) == "text"
    reading = column_reading(table, name)[0] if is_text else None
    if reading is None or is_text_on_purpose(table, name):
        return None
    beside = "" if reading.beside is None else f" beside {reading.beside!r}"
    message = f"column {name!r} of {table.origin} is text, for instance {reading.example!r}{beside}"
    hint = (text_column_hint(table, name) or "").rpartition(f"{reading.example!r}{beside}: ")[2]
    other = f"--exclude {name!r}" if table.csv is None else f"--dtype {f'{name}=str'!r}"
    marks, *more = reading.options
    decimal = "decimal-comma" if marks.decimal == "," else "decimal-point"
    code = _ASKED if more else "thousands-mark" if marks.thousands else decimal
    return Problem(code, message, hint=f"{hint}; {other} if these are no numbers")


def _points(given: Given, names: Sequence[str]) -> list[Problem]:
    """One problem for all columns of numbers whose points may stand between thousands.

    One answer settles them all.
    """
    doubtful = doubtful_points(given.table, names)
    if not doubtful:
        return []
    texts = load_source(given.source, base_dir=Path(), text=doubtful)
    questions = {name: question for name in doubtful if (question := points_question(texts, name))}
    if not questions:
        return []
    (_, (message, hint)), *others = questions.items()
    details = (f"so may those of {listing([repr(name) for name, _ in others], 8)}",)
    return [Problem(_ASKED, message, hint=hint, details=details if others else ())]
