"""Each check has a spec that it speaks up about, and one like it that it passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnspec.checks.registry import CHECKS
from nnspec.checks.validate import validate
from nnspec.problem_text import problem_lines

ROOT = Path(__file__).parents[2]
CASES = Path("tests/checks/cases")
NAMES = sorted(path.name.removesuffix(".bad.yaml") for path in (ROOT / CASES).glob("*.bad.yaml"))


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    """Messages name files as seen from the root, so that they are the same everywhere."""
    monkeypatch.chdir(ROOT)


def test_every_check_has_its_two_specs():
    assert sorted(CHECKS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_spec_gives_exactly_this_message(name):
    found = [p for p in validate(CASES / f"{name}.bad.yaml").problems if p.code == name]
    text = "\n".join(line for problem in found for line in problem_lines(problem)) + "\n"
    assert text == (CASES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_good_spec_gives_no_problem_at_all(name):
    assert validate(CASES / f"{name}.good.yaml").problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_silenced_by_flag_and_by_spec(name, tmp_path):
    bad = CASES / f"{name}.bad.yaml"
    assert name not in {p.code for p in validate(bad, ignore=[name]).problems}
    silenced = validate(bad, [f"ignore=[{name}, duplicate-rows]"])
    assert name not in {p.code for p in silenced.problems}
    assert "unknown-check" not in {p.code for p in silenced.problems}


@pytest.mark.parametrize("name", NAMES)
def test_its_severity_decides_whether_training_may_go_on(name):
    found = [p for p in validate(CASES / f"{name}.bad.yaml").problems if p.code == name]
    assert {p.severity for p in found} == {CHECKS[name].severity}
