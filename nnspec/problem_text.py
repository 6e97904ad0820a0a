"""Problems as the text that a person reads, on a terminal and as `str()` of an exception."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from nnspec.printable import CONTROLS, shown

if TYPE_CHECKING:
    from nnspec.errors import Location, Problem

# Wider excerpts would wrap and tear the caret from its word.
_EXCERPT_WIDTH = 96


def problem_lines(problem: Problem) -> list[str]:
    """One problem as the lines a person reads."""
    lines = [f"{problem.severity}[{problem.code}]: {problem.message}"]
    location = problem.location
    if location is not None:
        lines.append(f"  {location}")
    if location is not None and location.line and location.excerpt.strip():
        excerpt, column, length = _window(location)
        margin = " " * (len(str(location.line)) + 2)
        lines.append(f"  {location.line} | {excerpt}".rstrip())
        hint = f" {problem.hint}" if problem.hint else ""
        before, under = excerpt[:column], excerpt[column : column + length]
        lines.append(f"{margin} | {' ' * _cells(before)}{'^' * max(1, _cells(under))}{hint}")
    elif problem.hint:
        lines.append(f"  {problem.hint}")
    lines.extend(f"  {detail}" for detail in problem.details)
    return lines


def _cells(text: str) -> int:
    """How wide a text is in a terminal: emoji and East Asian characters are two columns wide.

    Source: Unicode Standard Annex 11, East Asian Width.
    """
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _window(location: Location) -> tuple[str, int, int]:
    """The excerpt cut to the width, with the column (from 0) and length of what to underline."""
    # A tab would shift everything after it by an unknown width.
    text = CONTROLS.sub("?", location.excerpt.replace("\t", " ").rstrip())
    column = min(location.column - 1, len(text))
    length = max(1, min(location.length, len(text) - column or 1))
    if len(text) <= _EXCERPT_WIDTH:
        return text, column, length
    start = max(0, min(column - _EXCERPT_WIDTH // 3, len(text) - _EXCERPT_WIDTH))
    end = start + _EXCERPT_WIDTH
    cut = ("..." if start else "") + text[start:end] + ("..." if end < len(text) else "")
    shown = max(1, min(length, end - column))
    return cut, column - start + (3 if start else 0), shown


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Errors before warnings, each as they came: what stops a command is read first."""
    return sorted(problems, key=lambda problem: problem.severity != "error")


def problems_text(problems: Iterable[Problem]) -> str:
    """Problems as the command line prints them, without colours and the last line break."""
    return "\n".join(shown(line) for one in ordered(problems) for line in problem_lines(one))


def count_words(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    words = []
    for severity in ("error", "warning"):
        count = sum(problem.severity == severity for problem in problems)
        if count:
            words.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(words) or "no problems"
