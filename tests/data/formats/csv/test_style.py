import pytest

from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError


def test_the_usual_format():
    form = csv_format(na_values=["?", 99])
    assert (form.sep, form.quotechar, form.encoding) == (",", '"', "utf-8-sig")
    assert form.missing[0] == "" and form.missing[-2:] == ("?", "99")
    assert csv_format(na_values="?").missing[-1] == "?"


def test_a_mark_of_numbers_may_be_the_separator_where_fields_are_quoted():
    form = csv_format(thousands=",")
    assert (form.sep, form.thousands, form.decimal) == (",", ",", ".")
    assert csv_format(decimal=",").decimal == ","


def test_a_point_between_thousands_makes_the_comma_the_decimal_mark():
    assert csv_format(thousands=".").decimal == ","


def test_names_alone_mean_that_there_is_no_header():
    assert csv_format().has_header
    assert csv_format(header=0, names=["a"]).has_header
    assert not csv_format(names=["a"]).has_header
    assert not csv_format(header=None).has_header


def test_an_empty_field_is_missing_whatever_else_is():
    assert csv_format(keep_default_na=False).missing == ("",)
    assert csv_format(keep_default_na=False, na_values=["NA"]).missing == ("", "NA")


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ({"sep": ";;"}, ["sep must be one ASCII character, not ';;'"]),
        ({"sep": ""}, ["sep must be one ASCII character, not ''"]),
        ({"quotechar": "''"}, ["quotechar must be one ASCII character, not \"''\""]),
        ({"decimal": ":"}, ["decimal must be '.' or ',', not ':'"]),
        ({"decimal": ",", "quotechar": ""}, ["sep and decimal are both ','"]),
        ({"thousands": ",", "quotechar": ""}, ["sep and thousands are both ','"]),
        ({"sep": '"'}, ["sep and quotechar are both '\"'"]),
        ({"sep": "#", "comment": "#"}, ["sep and comment are both '#'"]),
        ({"comment": "//"}, ["comment must be one ASCII character, not '//'"]),
        ({"thousands": ",", "decimal": ","}, ["thousands and decimal are both ','"]),
        ({"thousands": "'", "quotechar": "'"}, ['thousands and quotechar are both "\'"']),
        ({"comment": "."}, ["comment must be a character that no value begins with, not '.'"]),
        ({"comment": "1"}, ["comment must be a character that no value begins with, not '1'"]),
        (
            {"thousands": "e"},
            ["thousands must be one character that no number has, not 'e'"],
        ),
        ({"sep": " +"}, ["sep must be one ASCII character, not ' +'"]),
        ({"header": 2}, ["header must be 0, null or infer, not 2"]),
        ({"names": ["a", "b", "a"]}, ["names has 'a' more than once"]),
        ({"names": []}, ["names is empty"]),
        (
            {"dtype": {"age": "int"}},
            ["dtype: 'age' is 'int', and a column can only be said to be text"],
        ),
        ({"encoding": "utf8x"}, ["there is no encoding 'utf8x'"]),
        ({"encoding": "hex"}, ["there is no encoding 'hex'"]),
    ],
)
def test_a_format_that_cannot_be(arguments, messages):
    with pytest.raises(DataError) as error:
        csv_format(**arguments)
    assert [problem.message for problem in error.value.problems] == messages


@pytest.mark.parametrize("sep", [r"\s*", " +", "whitespace"])
def test_how_blanks_are_written_is_said(sep):
    with pytest.raises(DataError) as error:
        csv_format(sep=sep)
    (problem,) = error.value.problems
    assert problem.hint == 'write sep: "\\\\s+" for any number of blanks or tabs'
