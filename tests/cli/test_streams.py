"""The result goes to stdout, everything else to stderr."""

from __future__ import annotations

import pytest

from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import Location, Problem


def test_where_things_go(capsys):
    say("chatter")
    put("result")
    put_json({"ü": 1})
    assert capsys.readouterr() == ('result\n{\n  "ü": 1\n}\n', "chatter\n")


def test_json_has_no_nan():
    with pytest.raises(ValueError, match="not JSON compliant"):
        put_json({"loss": float("nan")})


PROBLEMS = [
    Problem("bad", "it is bad", Location("a.yaml", 2, 3, 4, "  word: 1"), "mend it", ("more",)),
    Problem("odd", "it is odd", severity="warning"),
]
TEXT = """\
error[bad]: it is bad
  a.yaml:2:3
  2 |   word: 1
    |   ^^^^ mend it
  more
warning[odd]: it is odd
"""


def test_errors_come_before_warnings(capsys):
    say_problems(PROBLEMS)
    assert capsys.readouterr() == ("", TEXT)


def test_colours_on_a_terminal_only(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    say_problems(PROBLEMS)
    assert "\x1b[" in capsys.readouterr().err
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("NO_COLOR", "1")
    say_problems(PROBLEMS)
    shown = capsys.readouterr().err
    assert "\x1b[3" not in shown
