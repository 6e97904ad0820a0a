"""Rows on stdout: exact in a file or pipe, escaped on a terminal."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest

from nnspec.data.formats.csv.write import CsvStyle
from nnspec.errors import InputError
from nnspec.prediction.output import open_output
from nnspec.prediction.stdout import is_terminal

NAMES = ["a\x1b[31m\nb", "n"]
COLUMNS = [pa.array(["x\ny\x07", "=1", None]), pa.array([1.5, 2.0, None])]


class Terminal(io.TextIOWrapper):
    """A terminal, or a pipe, that keeps its bytes."""

    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def written(monkeypatch):
    """Writes the rows to such a stdout and gives its bytes."""

    def write(form, style=None, *, terminal):
        stdout = Terminal(terminal=terminal)
        monkeypatch.setattr("sys.stdout", stdout)
        assert is_terminal() is terminal
        with open_output(None, form, NAMES, "stdout", style) as writer:
            writer.write(COLUMNS)
        return stdout.buffer.getvalue().decode()

    return write


def test_csv(written):
    exact = '"a\x1b[31m\nb",n\n"x\ny\x07",1.5\n=1,2\n,\n'
    assert written("csv", terminal=False) == exact
    escaped = "a\\u001b[31m\\u000ab,n\nx\\u000ay\\u0007,1.5\n=1,2\n,\n"
    assert written("csv", terminal=True) == escaped
    assert written("csv", CsvStyle(encoding="utf-16"), terminal=True) == escaped
    style = CsvStyle(escape_formulas=True)
    assert written("csv", style, terminal=True) == escaped.replace("=1", "'=1")


def test_json_has_the_same_values(written):
    lines = written("jsonl", terminal=True).splitlines()
    assert "".join(lines).isprintable()
    assert list(map(json.loads, lines)) == json.loads(written("json", terminal=False))


def test_control_characters_that_json_leaves_alone(monkeypatch):
    stdout = Terminal(terminal=True)
    monkeypatch.setattr("sys.stdout", stdout)
    with open_output(None, "jsonl", ["a"], "stdout") as writer:
        writer.write([pa.array(["\u202e\x9b1m"])])
    assert stdout.buffer.getvalue() == b'{"a": "\\u202e\\u009b1m"}\n'


def test_a_terminal_gets_no_parquet(written):
    with pytest.raises(InputError) as error:
        written("parquet", terminal=True)
    assert str(error.value) == (
        "error[flags]: a terminal cannot show Parquet, which is no text\n"
        "  name a file: --output FILE.parquet"
    )
