"""The named checks, and how one is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnspec.checks.facts import Facts, Finding
from nnspec.errors import Severity

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
