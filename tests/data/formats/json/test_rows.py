"""Objects of a list or one a line, read piece by piece, and what is wrong with them."""

from __future__ import annotations

import json

import pytest

from nnspec.data.formats.json.rows import open_json
from nnspec.errors import DataError


def read(path):
    with open_json(path, "a.json") as opened:
        return opened.word, list(opened.rows)


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "a.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def problem_of(path):
    with pytest.raises(DataError) as error:
        read(path)
    (problem,) = error.value.problems
    return problem


def test_the_content_says_how_it_is_written(write):
    assert read(write('{"a": 1}\n\n{"a": 2}\n')) == ("line", [(1, {"a": 1}), (3, {"a": 2})])
    assert read(write('\n [ {"a": 1},\n{"a": 2}]\n')) == ("row", [(1, {"a": 1}), (2, {"a": 2})])
    assert read(write("[]")) == ("row", [])
    assert read(write(b"\xef\xbb\xbf[{}]")) == ("row", [(1, {})])


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_a_list_is_read_in_pieces_of_any_size(write, monkeypatch, chunk):
    rows = [{"a": '], [ } "é\\', "n": [1, {"b": -2.5e3}]}, {}, {"c": None, "\n": True}] * 3
    monkeypatch.setattr("nnspec.data.formats.json.rows.CHUNK", chunk)
    for indent in (None, 1):
        word, found = read(write(json.dumps(rows, ensure_ascii=False, indent=indent)))
        assert (word, [row for _, row in found]) == ("row", rows)
        assert [number for number, _ in found] == list(range(1, 10))


HINT = 'a row is an object such as {"age": 28, "station": "north"}'


@pytest.mark.parametrize("chunk", [3, 1 << 20])
@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('[{"a": 1},\n[1]]', "is no list of objects: expected an object in row 2, found a list", 2),
        ('["x"]', "is no list of objects: expected an object in row 1, found a text", 1),
        ("[null]", "is no list of objects: expected an object in row 1, found null", 1),
        ("[-1]", "is no list of objects: expected an object in row 1, found a number", 1),
        ('[{"a": 1}\n{"a": 2}]', "is not JSON: expecting ',' or ']' on line 2", 2),
        ('[{"a": 1},]', "is not JSON: expecting an object on line 1", 1),
        ('[\n{"a": 1},\n', "is not JSON: the file ends on line 3 inside its list", 3),
        ('[{"a": 1}', "is not JSON: the file ends on line 1 inside its list", 1),
        ('[{"a":\n', "is not JSON: the file ends on line 2 inside its list", 2),
        ('[\n{"a": 1}\n]\n{"a": 2}', "is not JSON: the file goes on behind the list on line 4", 4),
        ("[{'a': 1}]", "is not JSON: expecting property name enclosed in double quotes on line 1",
         1),
        (b'[\n{"a": "\xe4"}]', "is not utf-8: byte 0xE4 on line 2 cannot be decoded", 2),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_list(write, monkeypatch, text, message, line, chunk):
    monkeypatch.setattr("nnspec.data.formats.json.rows.CHUNK", chunk)
    problem = problem_of(write(text))
    assert (problem.message, problem.location.line) == (f"a.json {message}", line)


def test_text_that_is_no_json_hears_what_is_expected(write):
    problem = problem_of(write("a,b\n1,2\n"))
    assert problem.message == "a.json is not JSON lines: expecting value on line 1"
    assert problem.hint == 'expected a list of objects, [{"age": 28}, ...], or one object a line'
    assert problem_of(write('{"a": 1}\nx\n')).hint is None


def test_utf_16_hears_what_to_do(write):
    problem = problem_of(write('{"a": 1}'.encode("utf-16")))
    assert problem.message == "a.json is not utf-8: byte 0xFF on line 1 cannot be decoded"
    assert problem.hint == "save it as UTF-8"
