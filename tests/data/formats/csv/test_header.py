import pytest

from nnspec.data.formats.csv.header import check_header, given_names, is_unnamed
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError


@pytest.mark.parametrize(
    "fields",
    [
        ["a", "b"],
        ["only"],
        ["weight\n(kg)", "a\r\nb"],
        ["only\none"],
        ["0", "1", "2"],
        ["1", "2"],
        ["2007", "2008"],
        ["year", "2007"],
    ],
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
         "add header: null (the columns are then 0 to 1), or names: [x1, x2] (names of your own); "
         "header: 0 if these are names"),
        (["5", "1", "1"], ",", "no-header",
         "a.csv seems to have no header: its first line is 5, 1, 1",
         "add header: null (the columns are then 0 to 2), or names: [x1, x2, x3] (names of your "
         "own); header: 0 if these are names"),
        (["1.5"] * 13, ",", "no-header",
         "a.csv seems to have no header: its first line is 1.5, 1.5, 1.5, 1.5, ..., 1.5",
         "add header: null (the columns are then 0 to 12); "
         "header: 0 if these are names"),
        (["a", "b", "a "], ",", "duplicate-column", "a.csv has more than one column named 'a'",
         "give every column its own name: add header: 0, names: [a, b, a_2]"),
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


def test_of_many_repeated_names_the_first_are_shown_with_their_positions():
    names = [f"c{number}" for number in range(2000)]
    with pytest.raises(DataError) as error:
        check_header([*names, *names], "a.csv", csv_format(), 1)
    (problem,) = error.value.problems
    shown = ", ".join(repr(name) for name in names[:10])
    message = f"a.csv has more than one column named {shown}, ..., 'c1999'"
    assert (problem.message, problem.hint) == (message, "give every column its own name")
    assert problem.details == tuple(f"'c{at}': columns {at + 1}, {at + 2001}" for at in range(12))


@pytest.mark.parametrize(
    ("fields", "below", "names"),
    [
        (["", "a"], [], ("Unnamed: 0", "a")),
        (["a", "", "c", " "], [], ("a", "Unnamed: 1", "c", "Unnamed: 3")),
        (["", "Unnamed: 0", "x"], [], ("Unnamed: 0.1", "Unnamed: 0", "x")),
        (["a", "b"], [["1", "x", "y"], ["2", "x", "y"], ["3", "x", "y"]], ("Unnamed: 0", "a", "b")),
        (["a", "b"], [["1", "2", "", ""]] * 3, ("a", "b", "Unnamed: 2", "Unnamed: 3")),
    ],
)
def test_a_column_without_a_name_is_called_as_pandas_calls_it(fields, below, names):
    assert check_header(fields, "a.csv", csv_format(), 1, below) == names
    assert [is_unnamed(name) for name in names] == [name.startswith("Unnamed") for name in names]


def test_names_in_place_of_those_of_the_header():
    form = csv_format(header=0, names=["x", "y"])
    assert check_header(["5", "5"], "a.csv", form, 1, [["1", "2"]]) == ("x", "y")


@pytest.mark.parametrize(
    ("names", "fields", "found"),
    [
        (None, ["F", "0.4"], (("0", "1"), False)),
        (["sex", "size"], ["F", "0.4"], (("sex", "size"), False)),
        (["sex", "size"], ["F", "0.4", ""], (("sex", "size", "Unnamed: 2"), False)),
        (["sex", "size", "rings"], ["size", "sex"], (("size", "sex"), True)),
    ],
)
def test_names_for_a_file_without_a_header(names, fields, found):
    form = csv_format(header=None, names=names)
    assert given_names(fields, "a.csv", form, 1, [["M", "0.2", ""]]) == found


@pytest.mark.parametrize(
    ("names", "fields", "code", "message", "hint"),
    [
        (["a", "b", "c"], ["F", "0.4"], "names-differ",
         "names has 3 names, but a.csv has 2 columns",
         "name every column, in the order of the file; or write the names of those that are there "
         "into its first line"),
        (["a"], ["F", "0.4"], "names-differ", "names has 1 names, but a.csv has 2 columns",
         "name every column, in the order of the file"),
        (["a", "b"], ["sex", "size"], "header-row",
         "the first line of a.csv names columns, but is read as a row: sex, size",
         "add header: 0, or leave header and names out"),
    ],
)  # fmt: skip
def test_names_that_do_not_fit_the_file(names, fields, code, message, hint):
    with pytest.raises(DataError) as error:
        given_names(fields, "a.csv", csv_format(names=names), 1, [["M", "0.2"], ["F", "0.3"]])
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


@pytest.mark.parametrize(
    ("lines", "sep", "message", "hint"),
    [
        (["mpg cyl", " 7.1   3", "18.0   4"], ",", "the header of a.data is one column: 'mpg cyl'",
         'add sep: "\\\\s+"'),
        ([' 7.1  3\t"car 0"', '18.0  4\t"car 1"'], ",",
         "the header of a.data is one column: '7.1  3\\t\"car 0\"'",
         'add sep: "\\\\s+", header: null, names: [x1, x2, x3] (names of your own)'),
        ([' 7.1  3\t"car 0"', '18.0  4\t"car 1"'], "\t",
         "the columns of a.data are separated by runs of blanks, not by '\\t'",
         'add sep: "\\\\s+", header: null, names: [x1, x2, x3] (names of your own)'),
        (["a b", "1  2", "3  4"], " ",
         "the columns of a.data are separated by runs of blanks, not by ' '", 'add sep: "\\\\s+"'),
        (["a b\tc", "x y\t1", "u v\t2"], ",", "the header of a.data is one column: 'a b\\tc'",
         'add sep: "\\t"'),
    ],
)  # fmt: skip
def test_separators_are_seen_in_the_first_lines(lines, sep, message, hint):
    form = csv_format(sep=sep)
    with pytest.raises(DataError) as error:
        check_header(lines[0].split(sep), "a.data", form, 1, lines=lines)
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == ("wrong-separator", message, hint)


def test_words_between_tabs_are_no_columns():
    lines = ["first last\tage", "Ann Lee\t1", "Bo Ray\t2"]
    fields = lines[0].split("\t")
    assert check_header(fields, "a.tsv", csv_format(sep="\t"), 1, lines=lines) == tuple(fields)


@pytest.mark.parametrize(
    ("fields", "below", "at", "message", "hint"),
    [
        (["Report 2024"], [["a", "b"], ["1", "x"], ["2", "y"]], [3, 4, 5],
         "the first line of a.csv has 1 field, the table below it has 2 columns",
         "add skiprows: 2"),
        (["# Report"], [["# more"], ["a", "b"], ["1", "x"], ["2", "y"]], [2, 3, 4, 5],
         "the first line of a.csv has 1 field, the table below it has 2 columns",
         'add comment: "#"'),
        (["569", "2"], [["1.5"] * 4, ["2.5"] * 4, ["3.5"] * 4], [2, 3, 4],
         "the first line of a.csv has 2 fields, the table below it has 4 columns",
         "add skiprows: 1, header: null, names: [x1, x2, x3, x4] (names of your own)"),
    ],
)  # fmt: skip
def test_lines_above_the_table(fields, below, at, message, hint):
    with pytest.raises(DataError) as error:
        lines = [",".join(row) for row in [fields, *below]]
        check_header(fields, "a.csv", csv_format(), 1, below, lines, at)
    (problem,) = error.value.problems
    assert (problem.code, problem.message, problem.hint) == ("lines-above", message, hint)
