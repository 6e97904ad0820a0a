"""What a terminal obeys is escaped."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

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


EVIL = "a\x1b[31m\nerror[x]: forged"
THERE = r"a\u001b[31m\u000aerror[x]: forged"


def test_a_run_of_any_name_is_one_row_and_one_title(own_trained, cli):
    Path("runs/strength").rename(f"runs/{EVIL}")
    rows = cli("runs list").stdout.splitlines()[1:]
    assert [row.split("/")[0] for row in rows] == ["twins", "sexes", "species", THERE]
    run = next(path for path in Path(f"runs/{EVIL}").iterdir() if path.is_dir())
    metrics = run / "metrics.json"
    text = metrics.read_text("utf-8").replace('"mae"', json.dumps(EVIL))
    metrics.write_text(text, "utf-8")
    shown_run = cli(f"runs show {shlex.quote(run.as_posix())}").stdout.splitlines()
    assert shown_run[0] == f"run       {THERE}/ID"
    assert shown_run[9] == f"folder    runs/{THERE}/ID"
    assert re.fullmatch(rf" +loss +rows +rmse  {re.escape(THERE)} +r2", shown_run[11])
    assert len(shown_run) == 15
    both = cli(f"runs compare {shlex.quote(run.as_posix())} {shlex.quote(run.as_posix())}")
    assert both.stdout.startswith(f"A  {THERE}/ID  complete\nB  {THERE}/ID  complete\n\n")
    assert f"\ntest {THERE}  " in both.stdout


def test_names_of_folders_and_specs_stay_on_their_line(workshop, cli):
    Path(EVIL).mkdir()
    spec = f"{EVIL}/s.yaml"
    Path(spec).write_text(Path("strength.yaml").read_text("utf-8"), "utf-8")
    answer = cli(f"train {shlex.quote(spec)} missing.yaml")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"== {THERE}/s.yaml\n"
        f"error[no-such-file]: there is no file {THERE}/concrete.csv\n"
        f"  {THERE}/s.yaml:2:16\n"
        "  2 | data: {source: concrete.csv, target: strength}\n"
        "    |                ^^^^^^^^^^^^ a path is relative to the spec: write ../concrete.csv\n"
        "== missing.yaml\n"
        "error[no-such-file]: there is no file missing.yaml\n"
        "  specs in .: sexes.yaml, species.yaml, strength.yaml, twins.yaml\n"
        "2 of 2 specs failed\n"
    )
    answer = cli(f"predict {shlex.quote(EVIL)} -i new.csv")
    assert answer.stderr == f"error[not-a-run]: {THERE} is no run: it has no run.json\n"


def test_names_of_columns_and_classes_stay_on_their_line(workshop, cli):
    rows = [{EVIL: n, "kind": EVIL if n % 2 else "b"} for n in range(60)]
    Path("new.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    spec = "data: {source: new.jsonl, target: knd}\nlayers: [{Dense: 2}]\ncompile: {loss: mse}\n"
    Path("s.yaml").write_text(spec, "utf-8")
    assert cli("validate s.yaml").stderr == (
        "error[unknown-column]: target 'knd' is not a column of new.jsonl\n"
        "  s.yaml:1:35\n"
        "  1 | data: {source: new.jsonl, target: knd}\n"
        "    |                                   ^^^ did you mean 'kind'?\n"
        f"  columns: {THERE}, kind\n"
        f"warning[identifier-column]: '{THERE}' counts the rows: "
        "it will be different for new ones\n"
        "  s.yaml:1:16\n"
        "  1 | data: {source: new.jsonl, target: knd}\n"
        "    |                ^^^^^^^^^ leave it out: "
        'features: {exclude: ["a\\u001b[31m\\nerror[x]: forged"]}\n'
        "1 error, 1 warning in s.yaml\n"
    )
    Path("s.yaml").write_text(spec.replace("knd", "kind"), "utf-8")
    assert cli("validate s.yaml").stderr.startswith(
        f"error[text-target]: the target 'kind' is text ({THERE}, b), but the loss mse is for "
        "numbers\n  s.yaml:3:17\n"
    )
