"""How a check is declared."""

from __future__ import annotations

import re

import nnspec.checks.validate  # noqa: F401  (declares the checks)
from nnspec.checks.registry import CHECKS, check


def test_a_check_is_known_by_its_name(monkeypatch):
    monkeypatch.setattr("nnspec.checks.registry.CHECKS", {})
    from nnspec.checks import registry

    @check("an-example", "warning")
    def example(facts):
        """What it looks for.

        And more.
        """
        yield from ()

    (made,) = registry.CHECKS.values()
    assert (made.name, made.severity, made.summary) == (
        "an-example",
        "warning",
        "What it looks for.",
    )
    assert made.function is example


def test_every_check_has_a_name_and_a_summary():
    for name, made in CHECKS.items():
        assert made.name == name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert made.summary.endswith(".")
        assert made.severity in ("error", "warning")
