import gzip

import numpy as np
import pytest

from nnspec.data.json_lines_reader import json_lines_pieces, read_json_lines
from nnspec.errors import DataError


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "a.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def message_of():
    with pytest.raises(DataError) as error:
        read_json_lines("a.jsonl")
    return str(error.value)


ROWS = '{"age": 28, "site": "n"}\n\n{"site": null, "ok": true, "age": 1.5}\n{"x": 1}\n'


def test_rows_and_columns(write, tmp_path):
    write(b"\xef\xbb\xbf" + ROWS.encode())
    table = read_json_lines("a.jsonl")
    assert table.names == ("age", "site", "ok", "x")
    np.testing.assert_array_equal(table["age"], [28, 1.5, np.nan])
    np.testing.assert_array_equal(table["x"], [np.nan, np.nan, 1])
    assert table["site"].tolist() == ["n", None, None]
    assert table["ok"].tolist() == [None, "True", None]
    assert (table.place(1), table.origin) == ("on line 3", "a.jsonl")
    head = read_json_lines("a.jsonl", max_rows=2)
    assert (head.names, head.n_rows) == (("age", "site", "ok"), 2)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(ROWS.encode()))
    assert read_json_lines("b.jsonl.gz").fingerprint() == table.fingerprint()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.jsonl has no rows"),
        ("{}\n{}\n", "a.jsonl has no rows"),
        ('{"a": 1}\n{"a": }\n', "a.jsonl is not JSON lines: expecting value on line 2"),
        ("a,b\n1,2\n", "a.jsonl is not JSON lines: expecting value on line 1"),
        ('{\n  "a": 1\n}\n', "a.jsonl is not JSON lines: expecting property name enclosed in "
                             "double quotes on line 1"),
        ("[1, 2]\n", "a.jsonl is not JSON lines: expected an object on line 1, found a list"),
        ("null\n", "a.jsonl is not JSON lines: expected an object on line 1, found null"),
        ('{"a": {"b": 1}}\n', "column 'a' of a.jsonl holds a dict: {'b': 1} on line 1"),
        ('{"a": 1}\n{"a": Infinity}\n', "column 'a' of a.jsonl holds an infinity: inf on line 2"),
        (b'{"a": "\xe4"}\n', "a.jsonl is not utf-8: byte 0xE4 on line 1 cannot be decoded"),
    ],
)  # fmt: skip
def test_what_is_no_table(write, text, message):
    write(text)
    assert message_of() == message


def test_a_file_of_one_object_is_explained(write):
    write('[\n{"a": 1}\n]\n')
    with pytest.raises(DataError) as error:
        read_json_lines("a.jsonl")
    (problem,) = error.value.problems
    assert problem.hint == "JSON lines have a whole object on each line"


def test_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message_of() == "there is no file a.jsonl"
    (tmp_path / "a.jsonl").mkdir()
    assert message_of() == "a.jsonl is a folder, not a JSON lines file"


def test_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.json_lines_reader._PIECE_ROWS", 2)
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\n\n{"a": 2, "b": "x"}\n{}\n{}\n{"b": null, "a": 3}\n')
    text = set()
    pieces = json_lines_pieces(path, "rows.jsonl", text=text)
    first = next(pieces)
    assert (first["a"].tolist(), first["b"].tolist()) == ([1, 2], [None, "x"])
    assert first.row_numbers.tolist() == [1, 3]
    text.add("a")
    second, third = pieces
    assert (second.names, second.row_numbers.tolist()) == ((), [4, 5])
    assert third["a"].tolist() == ["3"]
    only = [piece.names for piece in json_lines_pieces(path, "rows.jsonl", only={"b"})]
    assert only == [("b",), (), ("b",)]


def test_pieces_of_no_rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n{}\n")
    with pytest.raises(DataError, match=r"rows\.jsonl has no rows"):
        list(json_lines_pieces(path, "rows.jsonl"))
