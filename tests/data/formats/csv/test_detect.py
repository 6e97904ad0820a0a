import pytest

from nnspec.data.formats.csv.detect import (
    first_row_below_title,
    first_row_of_table,
    has_row_names,
    likely_separator,
    looks_like_data,
    looks_like_header,
    separated_by_semicolons,
    split_lines,
)
from nnspec.data.formats.csv.style import csv_format

FORM = csv_format()


@pytest.mark.parametrize(
    ("first", "below"),
    [
        (["F", "0.427", "6"], [["I", "0.478", "20"], ["F", "0.16", "15"]]),
        (["1", "1", "M"], [["3", "0", "M"], ["1", "1", "R"]]),
        (["0.968", "0.323", "M"], [["0.8", "0.1", "M"]]),
        (["39", "State-gov", "77516", "Bachelors"], [["50", "Private", "8", "Bachelors"]]),
        (["p", "x", "s"], [["e", "x", "s"], ["p", "b", "y"]]),
        (["2", "?", "530101"], [["1", "1", "534817"]]),
        (["1", "0", "0.99", "g"], [["1", "0", "1", "b"], ["1", "0", "1", "g"]]),
        (["5.1", "3.5", "setosa"], [["4.9", "3.0", "virginica"]]),
    ],
)
def test_a_row_of_data_is_no_header(first, below):
    assert looks_like_data(first, below, FORM)


@pytest.mark.parametrize(
    ("first", "below"),
    [
        (["sex", "size"], [["F", "0.4"], ["M", "0.5"]]),
        (["country", "1990", "1991", "1995"], [["FR", "1", "2", "3"], ["DE", "4", "5", "6"]]),
        (["name", "2007"], [["a", "1"], ["b", "2"]]),
        (["0", "1", "2"], [["0", "1", "2"], ["3", "4", "5"]]),
        (["1", "2"], [["0.5", "0.25"]]),
        (["a", "b"], [["x", "y"]]),
        (["year", "x"], [["year", "x"], ["2001", "b"], ["2002", "c"]]),
        (["only"], [["1"], ["2"]]),
        (["text", "label"], [["some words", "spam"], ["other words", "ham"]]),
        (["yes", "price"], [["yes", "1"], ["no", "2"]]),
    ],
)
def test_names_are_a_header(first, below):
    assert not looks_like_data(first, below, FORM)


def test_what_a_header_is_where_none_is_expected():
    below = [["F", "0.4"], ["M", "0.5"]]
    assert looks_like_header(["sex", "size"], below, FORM)
    assert not looks_like_header(["I", "0.1"], below, FORM)
    assert not looks_like_header(["I", "?"], below, FORM)
    assert not looks_like_header(["I", ""], below, FORM)


@pytest.mark.parametrize(
    ("lines", "sep"),
    [
        (["a;b", "1;2"], ";"),
        (["a|b", "1|2"], "|"),
        (["a\tb", "1\t2"], "\t"),
        (["a b c", "1  2 3"], r"\s+"),
        (["a b", '"1" 2 3', '"2" 4 5', '"3" 6 7'], r"\s+"),
        (["some words", "and a few more"], None),
        (["word", "word"], None),
    ],
)
def test_the_separator_makes_equal_lines(lines, sep):
    assert likely_separator(lines, FORM) == sep


def test_one_column_of_names_has_no_separator():
    assert likely_separator(["full name", "Ann Lee", "Bob Ray"], FORM) is None
    assert likely_separator(["age height", "30 1.7", "41 1.8"], FORM) == r"\s+"


def test_blanks_in_quotation_marks_separate_nothing():
    assert split_lines(['  1\t "a  b" '], r"\s+", FORM) == [["1", "a  b"]]


@pytest.mark.parametrize(
    ("width", "below", "start"),
    [
        (1, [["a", "b"], ["1", "2"], ["3", "4"]], 0),
        (1, [["x"], ["a", "b"], ["1", "2"], ["3", "4"]], 1),
        (4, [["1"] * 31] * 5, 0),
        (2, [["1", "2"]] * 5, None),
        (3, [["1", "2", "3", "4"]] * 5, None),
        (1, [["a", "b"], ["1", "2"]], None),
        (1, [["a", "b"], ["1", "2"], ["3"], ["4", "5"]], None),
    ],
)
def test_where_the_table_begins(width, below, start):
    assert first_row_of_table(width, below) == start


@pytest.mark.parametrize(
    ("sep", "below", "found"),
    [
        (" ", [["Mazda", "21"], ["Datsun", "22"], ["Hornet", "23"]], True),
        (",", [["1", "21"], ["2", "22"], ["3", "23"]], True),
        (",", [["Mazda", "21"], ["Datsun", "22"], ["Hornet", "23"]], False),
        ("\t", [["a", "21"], ["a", "22"], ["b", "23"]], False),
        (" ", [["Mazda", "21"], ["Datsun"], ["Hornet", "23"]], False),
    ],
)
def test_names_of_rows_as_r_writes_them(sep, below, found):
    assert has_row_names(1, below, csv_format(sep=sep)) is found


@pytest.mark.parametrize(
    ("first", "below", "position"),
    [
        (["Sales", "", ""], [["", "", ""], ["a", "b", "c"], ["1", "2", "3"]], 1),
        (["Sales", "", ""], [["of 2020", "", ""], ["a", "b", "c"]], 1),
        (["Sales", "", ""], [["1", "2", ""], ["1", "2", "3"]], None),
        (["a", "", ""], [["1", "", ""]], None),
        (["", "a", "b"], [["1", "2", "3"]], None),
        (["a", ""], [["1", "2"]], None),
    ],
)
def test_a_title_is_alone_in_its_line(first, below, position):
    assert first_row_below_title(first, below) == position


def test_a_wide_line_is_not_separated_by_what_leaves_it_whole():
    lines = [",".join(["0.125"] * 30_000) + "\n"] * 4
    assert not separated_by_semicolons(lines, FORM)
    assert likely_separator(lines, csv_format(sep=";")) == ","
