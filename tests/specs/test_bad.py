"""Every spec in `bad/` is wrong in one way and is met with exactly the text beside it."""

import os
from pathlib import Path

import pytest

from nnspec.checks.validate import validate
from nnspec.problem_text import count_words, problems_text

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "specs" / "bad"
NAMES = sorted(path.stem for path in BAD.glob("*.yaml"))


def rendered(spec):
    """What `nnspec validate` says of a spec."""
    problems = validate(spec).problems
    return f"{problems_text(problems)}\n{count_words(problems)} in {spec}\n"


@pytest.mark.parametrize("name", NAMES)
def test_message(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    expected = (BAD / f"{name}.txt").read_text(encoding="utf-8")
    assert rendered(f"tests/specs/bad/{name}.yaml") == expected


@pytest.mark.parametrize("name", NAMES)
def test_is_refused(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = validate(f"tests/specs/bad/{name}.yaml")
    assert found.errors
    assert not found.warnings


def test_every_text_has_its_spec():
    assert len(NAMES) > 100
    assert sorted(path.stem for path in BAD.glob("*.txt")) == NAMES


def test_ten_mistakes_each_at_its_line(monkeypatch):
    monkeypatch.chdir(ROOT)
    problems = validate("tests/specs/bad/ten_mistakes.yaml").problems
    lines = [problem.location.line for problem in problems]
    assert lines == [4, 5, 6, 9, 12, 13, 14, 17, 18, 20]


if __name__ == "__main__":
    # After a message has changed on purpose: write every text anew, then read the difference.
    os.chdir(ROOT)
    for stem in NAMES:
        text = rendered(f"tests/specs/bad/{stem}.yaml")
        (BAD / f"{stem}.txt").write_text(text, encoding="utf-8", newline="\n")
