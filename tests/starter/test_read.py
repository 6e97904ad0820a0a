import zipfile
from pathlib import Path

import pytest

from nnspec.errors import DataError, InputError
from nnspec.starter.read import (
    flags_in_hints,
    named_columns,
    read_given,
)


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="a.csv", encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return (tmp_path / name).relative_to(tmp_path)

    return write


def test_a_plain_file_needs_no_arguments(write):
    given = read_given(write("x,y\n1,2\n"))
    assert given.table.names == ("x", "y")
    assert given.arguments == {}


def test_flags_become_arguments(write):
    path = write("x;y\n1,5;2\n")
    given = read_given(path, {"sep": ";", "decimal": ","})
    assert given.table["x"].tolist() == [1.5]
    assert given.arguments == {"sep": ";", "decimal": ","}


@pytest.mark.parametrize("sep", ["\t", "\\t", "tab"])
def test_a_tab_may_be_typed_in_three_ways(write, sep):
    assert read_given(write("x\ty\n1\t2\n"), {"sep": sep}).arguments == {"sep": "\t"}


def test_a_tsv_file_has_tabs(write):
    path = write("x\ty\n1\t2\n", "a.tsv")
    assert read_given(path).arguments == {}
    assert read_given(path, {"decimal": ","}).arguments == {"sep": "\t", "decimal": ","}


def test_other_formats_by_their_ending(write):
    given = read_given(write('{"x": 1, "y": "?"}\n', "a.jsonl"))
    assert given.table.names == ("x", "y")
    assert given.arguments == {}


def test_lists_of_json_and_zips(write):
    write('[{"x": 1, "y": "b"}]', "a.json")
    assert read_given(Path("a.json")).table.names == ("x", "y")
    for name, text in {"d.csv": "x,y\n1,2\n", "d.tsv": "x\ty\n1\t2\n", "d.json": "[]"}.items():
        with zipfile.ZipFile("a.zip", "w") as archive:
            archive.writestr(name, text.replace("[]", '[{"x": 1, "y": 2}]'))
        given = read_given(Path("a.zip"))
        assert (given.table["y"].tolist(), given.arguments) == ([2], {})


def test_what_cannot_be_read_is_named(write):
    for path in (write("create table a", "a.sql"), write("x" + "\0" * 99, "a.xls")):
        with pytest.raises(DataError) as error:
            read_given(path)
        assert error.value.problems[0].code == "unsupported-file"
    # It may be text all the same, for somebody who says so.
    assert read_given(write("x;y\n1;2\n", "a.xls"), {"sep": ";"}).table.names == ("x", "y")


def test_names_with_commas(write):
    table = read_given(write('a,b,"c,d"\n1,2,3\n')).table
    assert named_columns(table, ["c,d"], "--target") == ("c,d",)
    assert named_columns(table, ['a,"c,d"'], "--target") == ("a", "c,d")


def test_question_marks_among_numbers_are_missing_values(write):
    given = read_given(write("x,y\n1,a\n?,b\n3,c\n"))
    assert given.table.is_numeric("x")
    assert given.table.missing("x") == 1
    assert (given.arguments, given.words) == ({"na_values": ("?",)}, ("?",))
    both = read_given(write("x,y\n1,a\n?,b\n3,c\n"), {"na_values": ("a",)})
    assert both.arguments == {"na_values": ("a", "?")}


def test_other_words_among_numbers_are_not(write):
    assert not read_given(write("x,y\n1,a\nlow,b\n3,c\n")).table.is_numeric("x")


@pytest.mark.parametrize(
    ("content", "encoding", "hint"),
    [
        ("x;y\n1;2\n", "utf-8", "add --sep ';'"),
        ("x\ty\n1\t2\n", "utf-8", "add --sep '\\t'"),
        ("x,y\nü,2\n", "latin-1", "add --encoding 'cp1252'"),
    ],
)
def test_hints_name_the_flag(write, content, encoding, hint):
    with pytest.raises(DataError) as error, flags_in_hints():
        read_given(write(content, encoding=encoding))
    (problem,) = error.value.problems
    assert problem.hint == hint


def test_columns_are_named_one_by_one_or_with_commas(write):
    table = read_given(write('water,fat,"a,b"\n1,2,3\n')).table
    assert named_columns(table, ["water,fat"], "--target") == ("water", "fat")
    assert named_columns(table, ["fat", "water, fat"], "--target") == ("fat", "water")
    assert named_columns(table, ["a,b"], "--target") == ("a,b",)
    with pytest.raises(InputError) as error:
        named_columns(table, ["watr,fat", "q"], "--target")
    first, second = error.value.problems
    assert first.message == "--target: 'watr' is not a column of a.csv"
    assert first.hint == "did you mean 'water'?"
    assert first.details == ("columns: water, fat, a,b",)
    assert second.message == "--target: 'q' is not a column of a.csv"
