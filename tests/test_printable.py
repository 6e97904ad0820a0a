"""What a terminal obeys is escaped."""

from __future__ import annotations

import json

import pytest

from nnspec.cli.progress import LiveProgress
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import Location, Problem
from nnspec.metrics_table import text_table
from nnspec.printable import shown


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("ü\tplain", "ü\tplain"),
        ("a\nerror[x]: forged", "a\\u000aerror[x]: forged"),
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
    there = "a\\u001b[2Jb\\u009b"
    say(name)
    put(name)
    say_problems([Problem("bad", name, Location("x.yaml", 1, 4, 1, f"{name}: 1"), name, (name,))])
    put_json({name: name})
    out, err = capsys.readouterr()
    assert (out + err).replace("\n", "").isprintable()
    assert "  1 | a?[2Jb?: 1\n    |    ^ a\\u001b[2Jb\\u009b\n" in err
    assert out.startswith(f"{there}\n{{\n")
    assert json.loads(out.partition("\n")[2]) == {name: name}


def test_a_name_with_a_line_break_forges_no_line(capsys):
    name = "a\nerror[x]: forged"
    say(name)
    put(name, "next")
    place = Location(f"{name}.yaml", 1, 1, 1, name)
    say_problems([Problem("bad", f"no '{name}'", place, f"not {name}", (name,))])
    LiveProgress().note(name)
    there = r"a\u000aerror[x]: forged"
    assert capsys.readouterr() == (
        f"{there}\nnext\n",
        f"{there}\nerror[bad]: no '{there}'\n  {there}.yaml:1:1\n"
        f"  1 | a?error[x]: forged\n    | ^ not {there}\n  {there}\n{there}\n",
    )


def test_columns_of_a_table_are_measured_after_escaping():
    assert text_table(["a\n", "n"], [["b", "1"], ["\x1b[1m", "20"]]) == [
        "a\\u000a     n",
        "b           1",
        "\\u001b[1m  20",
    ]
