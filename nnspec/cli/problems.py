"""Problems as text for a terminal, as JSON, and as GitHub workflow annotations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from nnspec.cli.printable import CONTROLS
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
    """Warnings before errors: a terminal shows the end, and that is where the errors belong."""
    return sorted(problems, key=lambda problem: problem.severity == "error")


def count_words(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    words = []
    for severity in ("error", "warning"):
        count = sum(problem.severity == severity for problem in problems)
        if count:
            words.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(words) or "no problems"


def problem_document(problem: Problem) -> dict[str, Any]:
    """One problem as JSON values."""
    location = problem.location
    placed = location is not None and location.line > 0
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "file": location.file if location else None,
        "line": location.line if placed else None,
        "column": location.column if placed else None,
        "length": location.length if placed else None,
        "hint": problem.hint,
        "details": list(problem.details),
        "set": list(problem.settings),
    }


def github_annotation(problem: Problem) -> str:
    """One problem as a GitHub workflow command.

    Source of the format: "Workflow commands for GitHub Actions", GitHub documentation.
    """
    location = problem.location
    parts = []
    if location is not None:
        parts.append(f"file={_property(location.file)}")
        if location.line:
            parts.append(f"line={location.line}")
            parts.append(f"col={location.column}")
            parts.append(f"endColumn={location.column + location.length}")
    parts.append(f"title={_property(problem.code)}")
    text = "\n".join(filter(None, [problem.message, problem.hint, *problem.details]))
    return f"::{problem.severity} {','.join(parts)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
