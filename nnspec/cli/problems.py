"""Problems as JSON, and as GitHub workflow annotations."""

from __future__ import annotations

from typing import Any

from nnspec.errors import Problem


def problem_document(problem: Problem) -> dict[str, Any]:
    """One problem as JSON values."""
    location = problem.location
    placed = location if location is not None and location.line > 0 else None
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "file": location.file if location else None,
        "line": placed.line if placed else None,
        "column": placed.column if placed else None,
        "length": placed.length if placed else None,
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
