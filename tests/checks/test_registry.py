"""How a check is declared."""

from __future__ import annotations

import re

import pytest

import nnspec.checks.validate  # noqa: F401  (declares the checks)
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import CHECKS, Check, check, problems_of
from nnspec.data.features.roles import find_roles
from nnspec.data.loading.preview import preview
from nnspec.spec.load import read_spec


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


@pytest.fixture
def facts_of(tmp_path):
    """Facts of a table of which the first rows alone are looked at, or all: `facts_of(rows)`."""
    lines = [f"{n},{n % 3},north" for n in range(60)]
    (tmp_path / "rows.csv").write_text("\n".join(["a,y,where", *lines]), encoding="utf-8")
    (tmp_path / "net.yaml").write_text(
        "data: {source: rows.csv, target: y}\n"
        "layers: [{Dense: 1}]\ncompile: {optimizer: adam, loss: mse}\n",
        encoding="utf-8",
    )
    loaded, _ = read_spec(tmp_path / "net.yaml")

    def facts_of(rows):
        seen = preview(loaded.spec.data.source, base_dir=tmp_path, max_rows=rows)
        return Facts(loaded, seen, find_roles(loaded, seen)[0])

    return facts_of


def by_kind(facts, *, certain=False, reads=lambda facts: facts.preview.table):
    """What an error says and is when its check reads rows in this way."""

    def function(facts):
        reads(facts)
        yield Finding("'a' is odd", ("data", "source"), certain=certain)

    (problem,) = problems_of(Check("odd", "error", "Odd.", function), facts)
    return problem.severity, problem.message


READS = {
    "rows": lambda facts: facts.preview.table,
    "numbers": lambda facts: facts.numbers("a"),
    "classes": lambda facts: facts.classes("y"),
}


@pytest.mark.parametrize("reads", READS.values(), ids=READS)
def test_what_the_first_rows_show_is_said_of_these_and_stops_nothing(facts_of, reads):
    said = ("warning", "in the first 50 rows, 'a' is odd")
    assert by_kind(facts_of(50), reads=reads) == said
    assert by_kind(facts_of(60), reads=reads) == ("error", "'a' is odd")
    assert by_kind(facts_of(50), reads=reads, certain=True) == ("error", "'a' is odd")


def test_what_has_nothing_to_do_with_rows_is_certain(facts_of):
    facts = facts_of(50)
    assert by_kind(facts)[0] == "warning"
    assert by_kind(facts, reads=lambda facts: facts.preview.kinds) == ("error", "'a' is odd")
    assert by_kind(facts, reads=lambda facts: facts.has_validation) == ("error", "'a' is odd")


def test_what_holds_of_many_columns_is_one_problem(facts_of):
    def found(facts):
        for name in "abcdef":
            hint = "do that" if name == "d" else "do this"
            yield Finding(f"'{name}' is odd", ("layers",), hint, details=(name,), column=name)
        yield Finding("so is all", ("layers",), "do this")
        yield Finding("so is all", ("layers",), "do this")

    problems = problems_of(Check("odd", "warning", "Odd.", found), facts_of(60))
    assert [(problem.message, problem.hint, problem.details) for problem in problems] == [
        ("'a' is odd; so it is with 'b', 'c', 'e' and 1 more", "do this", ()),
        ("'d' is odd", "do that", ("d",)),
        ("so is all", "do this", ()),
        ("so is all", "do this", ()),
    ]
