import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nnspec.checks.validate import validate
from nnspec.cli.main import app

ROOT = Path(__file__).parents[3]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A fresh current folder with data."""
    (tmp_path / "data").mkdir()
    for name in ("concrete", "penguins", "meats"):
        content = (ROOT / "datasets" / f"{name}.csv").read_bytes()
        (tmp_path / "data" / f"{name}.csv").write_bytes(content)
    rows = "".join(f"{i % 7},5;{i % 11},25;ä\n" for i in range(60))
    (tmp_path / "data" / "german.csv").write_bytes(f"x;y;z\n{rows}".encode("cp1252"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["init", *arguments])


def test_without_anything_it_lists_the_shipped_specs(here):
    result = run()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == len(list((ROOT / "specs").glob("*.yaml")))
    (concrete,) = (line for line in lines if line.startswith("concrete "))
    assert concrete.split(maxsplit=1)[1] == "Compressive strength of concrete from its mix and age."
    assert result.stderr.splitlines()[-1] == (
        "nnspec init --from data.csv --target COLUMN starts from your own"
    )
    assert run("--quiet").stderr == ""
    listed = json.loads(run("--json").stdout)["specs"]
    assert {"name": "concrete", "description": concrete.split(maxsplit=1)[1]} in listed


def test_a_shipped_spec_is_copied_with_its_data(here):
    result = run("penguins")
    assert result.exit_code == 0
    assert "specs/penguins.yaml" in result.stdout.splitlines()
    assert "datasets/penguins.csv" in result.stdout.splitlines()
    assert result.stderr == "nnspec train specs/penguins.yaml trains it\n"
    assert validate("specs/penguins.yaml").problems == ()
    again = run("penguins")
    assert again.exit_code == 0
    assert "specs/penguins.yaml (is there already)" in again.stdout.splitlines()


def test_a_shipped_spec_is_copied_into_a_folder(here):
    document = json.loads(run("concrete", "-o", "lecture", "--json").stdout)
    assert {"path": "lecture/specs/concrete.yaml", "written": True} in document["files"]
    assert validate("lecture/specs/concrete.yaml").problems == ()


def test_a_spec_for_data(here):
    result = run("--from", "data/concrete.csv", "--target", "strength", "-o", "specs/new.yaml")
    assert result.exit_code == 0
    assert result.stdout == "specs/new.yaml\n"
    assert result.stderr == (
        "strength: numbers, from 8 columns\nnnspec train specs/new.yaml trains it\n"
    )
    found = validate("specs/new.yaml")
    assert found.problems == ()
    assert found.loaded.spec.name == "new"
    assert "  source: ../data/concrete.csv\n" in Path("specs/new.yaml").read_text("utf-8")


def test_without_output_the_spec_goes_to_stdout(here):
    result = run("--from", "data/penguins.csv", "-t", "species", "--exclude", "year")
    assert result.exit_code == 0
    assert "  source: data/penguins.csv\n" in result.stdout
    assert result.stderr == ("species: 3 classes, from 6 columns\nleft out: year (as asked)\n")
    Path("spec.yaml").write_text(result.stdout, encoding="utf-8")
    assert validate("spec.yaml").problems == ()


def test_the_facts_as_json(here):
    result = run("--from", "data/penguins.csv", "-t", "species", "-o", "a.yaml", "--json", "-q")
    document = json.loads(result.stdout)
    assert document["spec"] == "a.yaml"
    assert document["task"] == "classification"
    assert document["classes"] == {"Adelie": 152, "Chinstrap": 68, "Gentoo": 124}
    assert document["text"] == Path("a.yaml").read_text(encoding="utf-8")
    assert result.stderr == ""


def test_a_file_written_in_another_way(here):
    flags = ["--sep", ";", "--decimal", ",", "--encoding", "cp1252"]
    result = run("--from", "data/german.csv", "-t", "y", "-o", "a.yaml", *flags)
    assert result.exit_code == 0
    source = '{csv: {path: data/german.csv, sep: ";", decimal: ",", encoding: cp1252}}'
    assert f"  source: {source}\n" in Path("a.yaml").read_text(encoding="utf-8")
    assert validate("a.yaml").problems == ()


def test_a_file_without_a_header_and_separated_by_blanks(here):
    rows = "".join(f" {i % 5}   {i % 7}\t0{i % 3}  {'NA' if i % 2 else 'EU'}\n" for i in range(90))
    Path("a.data").write_text(f"made by hand\n{rows}", encoding="utf-8")
    start = ["--from", "a.data", "-t", "y"]
    refused = run(*start, "--skiprows", "1")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "error[wrong-separator]: the header of a.data is one column: '0   0\\t00  EU'\n"
        "  a.data:2:1\n"
        r"  add --sep '\s+' --no-header --names 'x1,x2,x3,x4' (names of your own)" + "\n"
    )
    flags = ["--skiprows", "1", "--sep", r"\s+", "--names", "a,b,code,y", "--dtype", "code=str"]
    result = run(*start, *flags, "--no-keep-default-na", "-o", "a.yaml")
    assert result.stderr.splitlines()[0] == "y: 2 classes, from 3 columns"
    source = '  source: {csv: {path: a.data, sep: "\\\\s+", names: [a, b, code, "y"], skiprows: 1,'
    assert source in Path("a.yaml").read_text(encoding="utf-8")
    found = validate("a.yaml")
    assert found.errors == ()
    assert found.preview.table["code"][:2].tolist() == ["00", "01"]
    assert set(found.preview.table["y"].tolist()) == {"EU", "NA"}


def test_labels_that_are_declared_text_stay_apart(here):
    rows = "".join(f"{i},{'1.10' if i % 3 else '1.1'}\n" for i in range(60))
    Path("a.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    result = run("--from", "a.csv", "-t", "y", "--dtype", "y=str", "-o", "a.yaml", "--json")
    assert json.loads(result.stdout)["classes"] == {"1.1": 20, "1.10": 40}
    assert validate("a.yaml").errors == ()


def test_words_for_missing_values_may_be_labels(here):
    rows = "".join(f"{i},{'NA' if i % 3 else 'None'}\n" for i in range(60))
    Path("a.csv").write_text(f"x,y\n{rows}", encoding="utf-8")
    refused = run("--from", "a.csv", "-t", "y")
    assert refused.stderr.splitlines()[-1] == (
        "  read as missing: None, NA (--no-keep-default-na makes words of them)"
    )
    result = run("--from", "a.csv", "-t", "y", "--no-keep-default-na", "-o", "a.yaml", "--json")
    assert json.loads(result.stdout)["classes"] == {"NA": 40, "None": 20}
    assert validate("a.yaml").errors == ()


@pytest.mark.parametrize(
    ("arguments", "stderr"),
    [
        (
            ["concret"],
            "error[unknown-spec]: no spec 'concret' comes with nnspec\n"
            "  did you mean 'concrete'?\n",
        ),
        (
            ["my.csv", "--target", "y"],
            "error[flags]: --target has no use without --from\n  name the data: --from my.csv\n",
        ),
        (
            ["my.csv"],
            "error[unknown-spec]: no spec 'my.csv' comes with nnspec\n"
            "  for a spec of your own data: --from my.csv --target COLUMN\n",
        ),
        (
            ["--target", "y"],
            "error[flags]: --target has no use without --from\n  name the data: --from data.csv\n",
        ),
        (
            ["concrete", "--from", "data/concrete.csv"],
            "error[flags]: 'concrete' and --from: either copy a shipped spec or write a new one\n"
            "  the target is named by --target COLUMN\n",
        ),
        (
            ["--from", "data/concrete.csv"],
            "error[no-target]: say which column of data/concrete.csv to predict: "
            "--target COLUMN\n"
            "  columns: cement, slag, flyash, water, superplasticizer, coarseaggregate, "
            "fineaggregate, age, strength\n",
        ),
        (
            ["--from", "data/concrete.csv", "-t", "strenght"],
            "error[unknown-column]: --target: 'strenght' is not a column of data/concrete.csv\n"
            "  did you mean 'strength'?\n"
            "  columns: cement, slag, flyash, water, superplasticizer, coarseaggregate, "
            "fineaggregate, age, strength\n",
        ),
        (
            ["--from", "data/concret.csv", "-t", "strength"],
            "error[no-such-file]: there is no file data/concret.csv\n"
            "  did you mean 'concrete.csv'?\n",
        ),
        (
            ["--from", "data/german.csv", "-t", "y", "--encoding", "cp1252"],
            "error[wrong-separator]: the header of data/german.csv is one column: 'x;y;z'\n"
            "  data/german.csv:1:1\n"
            "  add --sep ';' --decimal ','\n"
            "  then: column 'x' of data/german.csv is text, for instance '0,5'; "
            "--dtype 'x=str' if these are no numbers\n"
            "  then: column 'y' of data/german.csv is text, for instance '0,25'; "
            "--dtype 'y=str' if these are no numbers\n",
        ),
        (
            ["--from", "data/concrete.csv", "-t", "strength", "-o", "data"],
            "error[not-a-file]: data is a folder\n  name a file in it: -o data/spec.yaml\n",
        ),
        (
            ["--from", "data/concrete.csv", "-t", "strength", "-o", "data/concrete.csv"],
            "error[file-exists]: data/concrete.csv is there already\n  --force overwrites it\n",
        ),
        (
            ["--from", "data/concrete.csv", "-t", "strength", "--name", "a b"],
            "error[bad-name]: --name: 'a b' cannot name a folder of runs\n"
            "  write --name a-b: a name is up to 64 letters, digits, '_', '-' or '.', starts with "
            "a letter or digit, does not end with '.', and is none that Windows keeps for a "
            "device, such as con\n",
        ),
    ],
)
def test_what_is_wrong_is_said(here, arguments, stderr):
    before = sorted(here.rglob("*"))
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", stderr)
    assert sorted(here.rglob("*")) == before


def test_force_overwrites(here):
    Path("a.yaml").write_text("mine", encoding="utf-8")
    arguments = ["--from", "data/concrete.csv", "-t", "strength", "-o", "a.yaml"]
    assert run(*arguments).exit_code == 2
    assert Path("a.yaml").read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--force").exit_code == 0
    assert validate("a.yaml").problems == ()


def test_nothing_heavy_is_imported(here):
    code = (
        "import sys; from nnspec.cli.main import app\n"
        "try: app(['init', '--from', 'data/penguins.csv', '-t', 'species'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'tensorflow', 'keras', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)


def test_a_column_that_is_left_out_needs_no_dtype(here):
    flags = ["--from", "data/concrete.csv", "-t", "strength", "--exclude", "age"]
    result = run(*flags, "--dtype", "age=str")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[flags]: --dtype age=str has no use with --exclude age, which leaves the column out\n"
        "  leave one of the two out\n"
    )
    assert run(*flags).exit_code == 0
