"""What a terminal obeys is escaped."""

from __future__ import annotations

import json

import pytest

from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import Location, Problem
from nnspec.printable import shown


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("ü\tplain\n", "ü\tplain\n"),
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("a\u2028b\u200fc", "a\\u2028b\\u200fc"),
        ("over\rwritten", "over\\u000dwritten"),
        ("\x9b31m \u202egnp.exe", "\\u009b31m \\u202egnp.exe"),
    ],
)
def test_what_a_terminal_obeys_is_escaped(text, there):
    assert shown(text) == there


def test_it_is_escaped_wherever_it_is_written(capsys):
    name = "a\x1b[2Jb\x9b"
    say(name)
    put(name)
    say_problems([Problem("bad", name, Location("x.yaml", 1, 4, 1, f"{name}: 1"), name, (name,))])
    put_json({name: name})
    out, err = capsys.readouterr()
    assert (out + err).replace("\n", "").isprintable()
    assert "  1 | a?[2Jb?: 1\n    |    ^ a\\u001b[2Jb\\u009b\n" in err
    assert json.loads(out.partition("\n")[2]) == {name: name}
