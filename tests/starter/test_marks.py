from pathlib import Path

import pytest

from nnspec.errors import DataError
from nnspec.starter.marks import check_marks, warn_of_commas
from nnspec.starter.read import flags_in_hints, read_given


@pytest.mark.parametrize(
    ("content", "written", "code", "message", "hint"),
    [
        ('x,y\n0,1\n"1,5",2\n', {}, "decimal-comma",
         "column 'x' of a.csv is text, for instance '1,5'",
         "add --decimal ','; --dtype 'x=str' if these are no numbers"),
        ('x,y\n"20,772",2\n174,3\n', {}, "thousands-mark",
         "column 'x' of a.csv is text, for instance '20,772' beside '174'",
         "add --thousands ',' (20772); --dtype 'x=str' if these are no numbers"),
        ('x,y\n"1,234",2\n"5,678",3\n', {}, "thousands-or-decimal",
         "column 'x' of a.csv is text, for instance '1,234'",
         "add --decimal ',' if it is 1.234, or --thousands ',' if it is 1234; "
         "--dtype 'x=str' if these are no numbers"),
        ("x,y\n1.234,2\n5.678,3\n", {}, "thousands-or-decimal",
         "column 'x' of a.csv has '1.234': its points may be decimal or stand between thousands",
         "add --thousands '.' if it is 1234, or --decimal '.' if it is 1.234"),
        ("x,y\n65.937,2\n174,3\n", {}, "thousands-or-decimal",
         "column 'x' of a.csv has '65.937' beside '174': its points may be decimal or stand "
         "between thousands",
         "add --thousands '.' if it is 65937, or --decimal '.' if it is 65.937"),
        ("x;y\n17.83;2\n5.1;3\n", {"sep": ";", "decimal": ","}, "decimal-point",
         "column 'x' of a.csv is text, for instance '17.83'",
         "write --decimal '.' in place of ','; --dtype 'x=str' if these are no numbers"),
    ],
)  # fmt: skip
def test_other_marks_are_refused(tmp_path, monkeypatch, content, written, code, message, hint):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(content, encoding="utf-8")
    given = read_given(Path("a.csv"), written)
    check_marks(given, ["y"])
    with pytest.raises(DataError) as error, flags_in_hints():
        check_marks(given, ["x", "y"])
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


@pytest.mark.parametrize(
    ("content", "written", "value"),
    [
        ("x\n65.937\n174\n", {"thousands": "."}, 65937),
        ("x\n65.937\n174\n", {"decimal": "."}, 65.937),
        ('x\n"65,937"\n174\n', {"thousands": ","}, 65937),
        ('x\n"65,937"\n174\n', {"decimal": ","}, 65.937),
        ("x,y\n65.937,0.5\n17.432,1\n", {}, 65.937),
        ("x\n1.234\n2500\n", {}, 1.234),
        # 88.5 is no 88.500: the other columns have decimal points as well.
        ("x,z\n65.937,83\n17.432,88.5\n", {}, 65.937),
    ],
)
def test_an_answer_is_taken(tmp_path, monkeypatch, content, written, value):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(content, encoding="utf-8")
    given = read_given(Path("a.csv"), written)
    check_marks(given, given.table.names)
    assert given.table["x"][0] == value


def test_one_question_is_asked_for_all_columns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("JAN,FEB,MAR\n23.110,24.200,25.370\n24.190,25.280,25.600\n")
    with pytest.raises(DataError) as error, flags_in_hints():
        check_marks(read_given(Path("a.csv")), ["JAN", "FEB", "MAR"])
    (problem,) = error.value.problems
    assert problem.message.startswith("column 'JAN' of a.csv has '23.110': its points may be")
    assert problem.hint == "add --thousands '.' if it is 23110, or --decimal '.' if it is 23.11"
    assert problem.details == ("so may those of 'FEB', 'MAR'",)
    check_marks(read_given(Path("a.csv"), {"decimal": "."}), ["JAN", "FEB", "MAR"])


def test_texts_of_other_files_are_mended_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"x": "1,234"}\n{"x": "12"}\n', encoding="utf-8")
    with pytest.raises(DataError) as error:
        check_marks(read_given(Path("a.jsonl")), ["x"])
    (problem,) = error.value.problems
    assert (problem.code, problem.hint) == (
        "thousands-mark",
        "its texts are numbers, such as '1,234', which is 1234: store them as numbers; "
        "--exclude 'x' if these are no numbers",
    )


def test_a_decimal_comma_that_looks_like_thousands_is_obeyed_with_a_warning(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.tsv").write_text("x\ty\n65,937\t2\n174\t3\n", encoding="utf-8")
    given = read_given(Path("a.tsv"), {"decimal": ","})
    check_marks(given, ["x", "y"])
    (warning,) = warn_of_commas(given, ["x", "y"])
    assert warning.message == (
        "column 'x' of a.tsv has '65,937' beside '174', read as 65.937: every comma stands before "
        "three digits, as between thousands"
    )
    assert warning.hint == "write --thousands ',' in place of --decimal ',' if it is 65937"
    assert given.table["x"].tolist() == [65.937, 174.0]


@pytest.mark.parametrize("rows", ["65,937\t2\n174\t3,5\n", "65,937\t2\n1,744\t3\n"])
def test_a_decimal_comma_that_nothing_speaks_against_is_obeyed(tmp_path, monkeypatch, rows):
    monkeypatch.chdir(tmp_path)
    Path("a.tsv").write_text(f"x\ty\n{rows}", encoding="utf-8")
    assert warn_of_commas(read_given(Path("a.tsv"), {"decimal": ","}), ["x", "y"]) == []
