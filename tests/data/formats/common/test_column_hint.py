import numpy as np
import pytest

from nnspec.data.formats.common import column_hint
from nnspec.data.formats.common.column_hint import (
    column_reading,
    is_text_on_purpose,
    new_rows_hint,
    points_question,
    text_column_hint,
)
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.table import Table


def hint(values, form, **others):
    columns = {"x": np.array(values, dtype=object)}
    columns |= {name: np.array(column) for name, column in others.items()}
    return text_column_hint(Table(columns, "t", csv=form), "x")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0", None, "0,3"], "column 'x' is text, for instance '0,3': add decimal: \",\""),
        (
            ["174", "20,772"],
            "column 'x' is text, for instance '20,772' beside '174': add thousands: \",\" (20772)",
        ),
        (["1,091,301  "], "column 'x' is text, for instance '1,091,301': add thousands: \",\""),
        (
            ["1.234,56"],
            "column 'x' is text, for instance '1.234,56': add thousands: \".\"",
        ),
        (
            ["1 234,5"],
            "column 'x' is text, for instance '1 234,5': add decimal: \",\", thousands: \" \"",
        ),
        (
            ["1,234", "5,678"],
            "column 'x' is text, for instance '1,234': "
            'add decimal: "," if it is 1.234, or thousands: "," if it is 1234',
        ),
        (
            ["1,091,301", "?", "12"],
            "column 'x' is text, for instance '1,091,301': "
            'add thousands: ",", na_values: ["?"]',
        ),
        (
            ["1", "?", "2.5"],
            'all other values are numbers; if "?" means missing: add na_values: ["?"]',
        ),
        (
            ["1", "?", "2", "-", "4", "5"],
            'all other values are numbers; if "?", "-" mean missing: add na_values: ["?", "-"]',
        ),
        (["a", "b", "1"], None),
        (["a,b", "c"], None),
        (["1", "2"], None),
        ([None], None),
    ],
)
def test_what_made_a_column_of_a_csv_file_into_text(values, expected):
    assert hint(values, csv_format()) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1,234"], "its texts are numbers, such as '1,234', which is 1234: store them as numbers"),
        (["12.5"], "its texts are numbers, such as '12.5': store them as numbers"),
        (
            ["1", "?", "2.5"],
            "its texts are numbers, such as '2.5': store them as numbers, and '?' as null",
        ),
    ],
)
def test_values_that_have_types_are_mended_in_the_file(values, expected):
    if values == ["1,234"]:
        values = ["1,234", "12"]
    assert hint(values, None) == expected


def test_what_cannot_be_told_is_asked_in_other_files_too():
    assert hint(["1,234"], None) == (
        "its texts are numbers, but '1,234' may be 1.234 or 1234: store them as numbers"
    )


def test_the_marks_of_the_other_columns_and_of_the_source_count():
    assert hint(["7,228"], csv_format(), y=[0.25]) == (
        "column 'x' is text, for instance '7,228': add thousands: \",\""
    )
    assert hint(["7,5"], csv_format(), y=[0.25]) == (
        "column 'x' is text, for instance '7,5': "
        "other columns have '.' as decimal mark: write all numbers in one way"
    )
    assert hint(["17.83"], csv_format(decimal=",")) == (
        "column 'x' is text, for instance '17.83': write decimal: \".\" in place of ','"
    )
    assert hint(["1.234"], csv_format(decimal=",")) == (
        "column 'x' is text, for instance '1.234': add thousands: \".\""
    )
    assert hint(["1,2"], csv_format(dtype={"x": "str"})) is None
    assert hint(["12"], csv_format(dtype={"x": "str"})) == (
        "dtype says that 'x' is text: take it out there"
    )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1.234", "5.678"], "column 'x' of t has '1.234'"),
        (["174", "65.937"], "column 'x' of t has '65.937' beside '174'"),
        (["1.234", "1500"], None),
        (["1.234", "0.5"], None),
    ],
)
def test_points_are_asked_about(values, message):
    table = Table({"x": np.array(values, dtype=object)}, "t", csv=csv_format())
    question = points_question(table, "x")
    if message is None:
        assert question is None
        return
    example = values[-1] if "beside" in message else values[0]
    number = example.replace(".", "")
    assert question == (
        f"{message}: its points may be decimal or stand between thousands",
        f'add thousands: "." if it is {number}, or decimal: "." if it is {example}',
    )


def test_points_between_thousands_where_another_column_has_decimal_commas():
    columns = {"x": ["1.234", "5.678"], "price": ["1,5", "2,25"]}
    arrays = {name: np.array(values, dtype=object) for name, values in columns.items()}
    _, hint = points_question(Table(arrays, "t", csv=csv_format()), "x")
    assert hint == 'add thousands: "." if it is 1234'


@pytest.mark.parametrize(
    ("form", "values", "found"),
    [
        (csv_format(dtype={"x": "str"}), ["1,234"], True),
        (csv_format(), ["1,234"], False),
        (None, ["1.10", "1.1", None], True),
        (None, ["1,234"], False),
    ],
)
def test_text_that_is_meant_as_such(form, values, found):
    table = Table({"x": np.array(values, dtype=object)}, "t", csv=form)
    assert is_text_on_purpose(table, "x") is found


@pytest.mark.parametrize(
    ("form", "values", "expected"),
    [
        ({}, ["1,5", "2"], "write numbers as the run's own data has them, with a decimal point"),
        ({"decimal": ",", "sep": ";"}, ["1.5"],
         "write numbers as the run's own data has them, with a decimal comma"),
        ({}, ["1,234", "12"], "write numbers without thousands separators"),
        ({}, ["1,234"], "write 1,234 as 1.234 or 1234, whichever it is"),
        ({}, ["1", "?", "2"],
         "all other values are numbers; if '?' means missing, leave the field empty"),
        ({}, ["a", "b"], None),
    ],
)  # fmt: skip
def test_new_rows_are_mended_themselves(form, values, expected):
    table = Table({"x": np.array(values, dtype=object)}, "t", csv=csv_format(**form))
    assert new_rows_hint(table, "x") == expected


def test_other_columns_are_not_asked_about_words(monkeypatch):
    asked = []
    monkeypatch.setattr(column_hint, "decimal_in_use", lambda table, without: asked.append(without))
    columns = {"id": ["id1", "id2"], "price": ["1,234", "5,678"]}
    table = Table({name: np.array(v, dtype=object) for name, v in columns.items()}, "t")
    assert column_reading(table, "id") == (None, [])
    assert asked == []
    assert column_reading(table, "price")[0] is not None
    assert asked == ["price"]
