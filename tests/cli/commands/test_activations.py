"""`nnspec activations`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from nnspec.prediction.activations import Activations
from nnspec.runs.find import find_run


@pytest.fixture
def rows(own_trained):
    lines = Path("concrete.csv").read_text(encoding="utf-8").splitlines()
    Path("three.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    return own_trained


def test_a_line_a_row_and_a_column_a_unit(rows, cli):
    answer = cli("activations strength dense -i three.csv")
    assert (answer.exit_code, answer.stderr) == (0, "run strength/ID\n")
    header, *lines = csv.reader(io.StringIO(answer.stdout))
    assert header == ["row", *(f"dense_{i}" for i in range(8))]
    assert [line[0] for line in lines] == ["0", "1", "2"]
    assert np.array(lines, float)[:, 1:].min() >= 0


def test_files_and_json_hold_the_same_numbers(rows, cli):
    printed = cli("activations strength dense -i three.csv -q").stdout
    answer = cli("activations strength dense -i three.csv -o made/a.csv")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert answer.stderr == "run strength/ID\n3 rows written to made/a.csv\n"
    assert Path("made/a.csv").read_text(encoding="utf-8") == printed
    answer = cli("activations strength dense -i three.csv -o a.npy --json -q")
    array = np.load("a.npy")
    assert (array.shape, array.dtype) == ((3, 8), np.float32)
    document = answer.document
    assert (document["layer"], document["shape"]) == ("dense", [3, 8])
    np.testing.assert_array_equal(np.array(document["values"], np.float32), array)
    lines = list(csv.reader(io.StringIO(printed)))
    np.testing.assert_array_equal(np.array(lines[1:], np.float32)[:, 1:], array)


ERRORS = [
    (
        "activations strength dens -i three.csv",
        """\
error[unknown-layer]: run strength/ID has no layer 'dens'
  did you mean 'dense'?
  layers: input, dense, dense_1
""",
    ),
    (
        "activations strength dense -i none.csv",
        "error[no-such-file]: there is no file none.csv\n",
    ),
    (
        "activations strength dense -i three.csv -o a.txt",
        "error[unknown-format]: cannot write a.txt: expected .npy or .csv\n",
    ),
]


@pytest.mark.parametrize(("line", "stderr"), ERRORS)
def test_what_is_wrong(rows, cli, line, stderr):
    answer = cli(f"{line} -q")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(stderr)


def test_a_terminal_gets_the_name_of_an_input_escaped(own_trained, cli, monkeypatch):
    values = np.array([[0.5]], np.float32)
    found = Activations(find_run(Path("runs"), "strength"), "a\x1b[31m\nb", values)
    monkeypatch.setattr("nnspec.prediction.activations.activations", lambda *_, **__: found)
    line = "activations strength input -i three.csv"
    assert cli(line).stdout == 'row,"a\x1b[31m\nb_0"\n0,0.5\n'
    monkeypatch.setattr("nnspec.prediction.stdout.is_terminal", lambda: True)
    assert cli(line).stdout == "row,a\\u001b[31m\\u000ab_0\n0,0.5\n"


@pytest.mark.parametrize("output", ["", "-o a.csv -q"])
def test_names_of_formulas(own_trained, cli, monkeypatch, output):
    values = np.array([[-0.5]], np.float32)
    found = Activations(find_run(Path("runs"), "strength"), "=a", values)
    monkeypatch.setattr("nnspec.prediction.activations.activations", lambda *_, **__: found)
    answer = cli(f"activations strength input -i three.csv --escape-formulas {output}")
    written = Path("a.csv").read_text(encoding="utf-8") if output else answer.stdout
    assert written == "row,'=a_0\n0,-0.5\n"
