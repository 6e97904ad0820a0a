import gzip
import json
import zipfile

import numpy as np
import pytest

from nnspec.data.formats.json.reader import json_pieces, read_json
from nnspec.errors import DataError


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "a.jsonl").write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def message_of():
    with pytest.raises(DataError) as error:
        read_json("a.jsonl")
    return error.value.messages


ROWS = '{"age": 28, "site": "n"}\n\n{"site": null, "ok": true, "age": 1.5}\n{"x": 1}\n'


def test_rows_and_columns(write, tmp_path):
    write(b"\xef\xbb\xbf" + ROWS.encode())
    table = read_json("a.jsonl")
    assert table.names == ("age", "site", "ok", "x")
    np.testing.assert_array_equal(table["age"], [28, 1.5, np.nan])
    np.testing.assert_array_equal(table["x"], [np.nan, np.nan, 1])
    assert table["site"].tolist() == ["n", None, None]
    assert table["ok"].tolist() == [None, "True", None]
    assert (table.place(1), table.origin) == ("on line 3", "a.jsonl")
    head = read_json("a.jsonl", max_rows=2)
    assert (head.names, head.n_rows) == (("age", "site", "ok"), 2)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(ROWS.encode()))
    assert read_json("b.jsonl.gz").fingerprint() == table.fingerprint()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.jsonl has no rows"),
        ("{}\n{}\n", "a.jsonl has no rows"),
        ('{"a": 1}\n{"a": }\n', "a.jsonl is not JSON lines: expecting value on line 2"),
        ("a,b\n1,2\n", "a.jsonl is not JSON lines: expecting value on line 1"),
        ("[1, 2]\n", "a.jsonl is no list of objects: expected an object in row 1, found a number"),
        ("null\n", "a.jsonl is not JSON lines: expected an object on line 1, found null"),
        ('{"a": {"b": 1}, "c": 1}\n', "column 'a' of a.jsonl holds a dict: {'b': 1} on line 1"),
        ('[{"c": 1}, {"a": [1]}]', "column 'a' of a.jsonl holds a list: [1] in row 2"),
        ('{"a": 1}\n{"a": Infinity}\n', "column 'a' of a.jsonl holds an infinity: inf on line 2"),
        (b'{"a": "\xe4"}\n', "a.jsonl is not utf-8: byte 0xE4 on line 1 cannot be decoded"),
    ],
)  # fmt: skip
def test_what_is_no_table(write, text, message):
    write(text)
    assert message_of() == message


def test_a_list_of_objects_is_the_table_of_its_lines(write, tmp_path):
    write(b"\xef\xbb\xbf" + ROWS.encode())
    lines = read_json("a.jsonl")
    rows = [json.loads(line) for line in ROWS.splitlines() if line]
    for text in (json.dumps(rows), json.dumps(rows, indent=2)):
        (tmp_path / "a.json").write_text(text)
        table = read_json("a.json")
        assert table.fingerprint() == lines.fingerprint()
        assert table.place(1) == "in row 2"
    assert read_json("a.json", max_rows=2).names == ("age", "site", "ok")
    with zipfile.ZipFile(tmp_path / "a.json.zip", "w") as archive:
        archive.writestr("a.json", text)
    assert read_json("a.json.zip").fingerprint() == lines.fingerprint()


def test_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message_of() == "there is no file a.jsonl"
    (tmp_path / "a.jsonl").mkdir()
    assert message_of() == "a.jsonl is a folder, not a JSON file"


def test_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.json.reader.PIECE_ROWS", 2)
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\n\n{"a": 2, "b": "x"}\n{}\n{}\n{"b": null, "a": 3}\n')
    text = set()
    pieces = json_pieces(path, "rows.jsonl", text=text)
    first = next(pieces)
    assert (first["a"].tolist(), first["b"].tolist()) == ([1, 2], [None, "x"])
    assert first.row_numbers.tolist() == [1, 3]
    text.add("a")
    second, third = pieces
    assert (second.names, second.row_numbers.tolist()) == ((), [4, 5])
    assert third["a"].tolist() == ["3"]
    only = [piece.names for piece in json_pieces(path, "rows.jsonl", only={"b"})]
    assert only == [("b",), (), ("b",)]


def test_pieces_of_no_rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n{}\n")
    with pytest.raises(DataError, match=r"rows\.jsonl has no rows"):
        list(json_pieces(path, "rows.jsonl"))


def test_pieces_of_a_list(tmp_path, monkeypatch):
    monkeypatch.setattr("nnspec.data.formats.json.reader.PIECE_ROWS", 2)
    path = tmp_path / "rows.json"
    path.write_text('[{"a": 1}, {"a": 2, "b": "x"},\n{"a": 3}]\n')
    first, second = json_pieces(path, "rows.json")
    assert (first["a"].tolist(), first["b"].tolist()) == ([1, 2], [None, "x"])
    assert (second["a"].tolist(), second.row_numbers.tolist()) == ([3], [3])
