import pytest

from nnspec.data.csv_format import csv_format
from nnspec.data.csv_header import check_header
from nnspec.errors import DataError


@pytest.mark.parametrize(
    "fields",
    [["a", "b"], ["only"], ["0", "1", "2"], ["1", "2"], ["2007", "2008"], ["year", "2007"]],
)
def test_headers_that_are_fine(fields):
    assert check_header(fields, "a.csv", csv_format(), 1) == tuple(fields)


def test_spaces_around_names_go():
    assert check_header(["a", " b "], "a.csv", csv_format(), 1) == ("a", "b")


@pytest.mark.parametrize(
    ("fields", "sep", "code", "message", "hint"),
    [
        (["a;b;c"], ",", "wrong-separator", "the header of a.csv is one column: 'a;b;c'",
         'add sep: ";"'),
        (["a\tb"], ",", "wrong-separator", "the header of a.csv is one column: 'a\\tb'",
         'add sep: "\\t"'),
        (["a|b"], ",", "wrong-separator", "the header of a.csv is one column: 'a|b'",
         'add sep: "|"'),
        (["a,b"], ";", "wrong-separator", "the header of a.csv is one column: 'a,b'",
         'add sep: ","'),
        (["540.0", "0.0"], ",", "no-header",
         "a.csv seems to have no header: its first line is 540.0, 0.0",
         "write the columns' names into the first line"),
        (["5", "1", "1"], ",", "no-header",
         "a.csv seems to have no header: its first line is 5, 1, 1",
         "write the columns' names into the first line"),
        (["", "a"], ",", "unnamed-column",
         "the first column of a.csv has no name; it looks like an index written by pandas",
         "write the file with to_csv(..., index=False), or name the column"),
        (["a", "", "c"], ",", "unnamed-column", "column 2 of a.csv has no name", None),
        (["a", "b", " "], ",", "unnamed-column", "column 3 of a.csv has no name",
         "remove the ',' at the end of the header, or name the column"),
        (["a", "", ""], ",", "unnamed-column", "columns 2, 3 of a.csv have no names",
         "remove the ',' at the end of the header, or name the columns"),
        (["a", "b", "a "], ",", "duplicate-column", "a.csv has more than one column named 'a'",
         "give every column its own name"),
    ],
)  # fmt: skip
def test_headers_that_are_wrong(fields, sep, code, message, hint):
    with pytest.raises(DataError) as error:
        check_header(fields, "a.csv", csv_format(sep=sep), 1)
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)
    assert str(problem.location) == "a.csv:1:1"


def test_repeated_names_are_shown_with_their_positions():
    with pytest.raises(DataError) as error:
        check_header(["a", "b", "a"], "a.csv", csv_format(), 1)
    assert error.value.problems[0].details == ("'a': columns 1, 3",)
