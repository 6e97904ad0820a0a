"""The named checks, and how one is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from nnspec.checks.facts import Facts, Finding, Unreadable
from nnspec.errors import Problem, Severity
from nnspec.names import and_so

CheckFunction = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: Its stable name, which is also the code of its problems.
        severity: `error` stops the command, `warning` does not.
        summary: What it looks for, in one line.
        function: Yields what it finds.
    """

    name: str
    severity: Severity
    summary: str
    function: CheckFunction


CHECKS: dict[str, Check] = {}


def check(name: str, severity: Severity) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check.

    Args:
        name: A kebab-case name.
        severity: Of what it finds.

    The first line of the function's docstring says what it looks for.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        summary = (function.__doc__ or "").partition("\n")[0]
        CHECKS[name] = Check(name, severity, summary, function)
        return function

    return declare


def problems_of(check: Check, facts: Facts) -> list[Problem]:
    """What a check finds, as problems.

    A look reads the first rows of a long source. What a check finds by looking at these is said
    of them and is a warning, whatever the check's severity, unless the finding is certain: a check
    need not think of it, and none can claim of all rows what it did not see.

    Args:
        check: The check.
        facts: What it looks at.
    """
    facts.preview.read = False
    try:
        findings = list(_together(check.function(facts)))
    except Unreadable:
        return []
    first = facts.first_rows
    problems = []
    for found in findings:
        message, severity = found.message, found.severity or check.severity
        if first is not None and not found.certain:
            message, severity = f"in {first}, {message}", "warning"
        location = facts.loaded.document.locate(found.path, key=found.key)
        problems.append(
            Problem(
                check.name,
                message,
                location,
                found.hint,
                found.details,
                severity,
                settings=found.settings,
            )
        )
    return problems


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those that say the like of several columns as one."""
    alike: dict[object, list[Finding]] = {}
    for number, found in enumerate(findings):
        kind: object = number
        if found.column is not None:
            kind = replace(found, message="", details=(), column="")
        alike.setdefault(kind, []).append(found)
    for first, *others in alike.values():
        if others:
            names = [found.column for found in others if found.column is not None]
            yield replace(first, message=first.message + and_so(names), details=())
        else:
            yield first
