"""Metrics as plain tables."""

from __future__ import annotations

import pytest

from nnspec.metrics_table import (
    class_table,
    confusion_table,
    metrics_html,
    metrics_table,
    number,
    text_table,
)


def test_words_stand_left_and_numbers_right():
    assert text_table(
        ["name", "time", "rows", "note"],
        [["a", "1.5 s", "1,000", "x y"], ["longer", "-", "7", ""]],
    ) == [
        "name     time   rows  note",
        "a       1.5 s  1,000  x y",
        "longer      -      7",
    ]


def test_a_line_a_part():
    parts = {
        "training": {"loss": 0.123456, "rows": 1200, "roc_auc": None},
        "test": {"loss": 12345.678, "rows": 3, "confusion_matrix": [[1]]},
    }
    assert metrics_table(parts) == [
        "             loss   rows  roc_auc",
        "training  0.12346  1,200        -",
        "test        12346      3        -",
    ]


def test_what_the_parts_have_in_common_is_above_them():
    assert metrics_table({"Biscoe": {"loss": 0.5}}, "island") == ["island  loss", "Biscoe   0.5"]


def test_a_line_a_class():
    values = {"precision": 0.5, "recall": None, "f1": 1.0, "support": 1200}
    assert class_table({"no": values, "yes": values}, "sick") == [
        "sick  precision  recall  f1  support",
        "no          0.5       -   1    1,200",
        "yes         0.5       -   1    1,200",
    ]


def test_several_outputs_stand_below_their_part():
    parts = {"test": {"loss": 1.5, "rows": 2, "outputs": {"a": {"mae": 0.5}, "b": {"f1": 1.0}}}}
    assert metrics_table(parts) == [
        "      loss  rows  mae  f1",
        "test   1.5     2    -   -",
        "  a      -     -  0.5   -",
        "  b      -     -    -   1",
    ]


def test_several_targets_stand_below_their_part_or_output():
    columns = {"Y1": {"rmse": 0.5, "r2": 0.9}, "Y2": {"rmse": 50.0, "r2": 0.7}}
    part = {"loss": 1.5, "rows": 2, "r2": 0.8, "columns": columns}
    assert metrics_table({"test": part}) == [
        "      loss  rows   r2  rmse",
        "test   1.5     2  0.8     -",
        "  Y1     -     -  0.9   0.5",
        "  Y2     -     -  0.7    50",
    ]
    assert metrics_table({"test": {"rows": 2, "outputs": {"y": part}}})[2:] == [
        "  y        2   1.5  0.8     -",
        "    Y1     -     -  0.9   0.5",
        "    Y2     -     -  0.7    50",
    ]
    many = {f"Y{n}": {"rmse": 1.0} for n in range(30)}
    lines = metrics_table({"test": {"rows": 2, "columns": many}})
    assert len(lines) == 23
    assert lines[-1].split() == ["10", "more", "-", "-"]


def test_confusion():
    assert confusion_table([[1, 0], [20, 3]], ["no", "yes"]) == [
        "true \\ predicted  no  yes",
        "no                 1    0",
        "yes               20    3",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (1234567, "1,234,567"),
        (0.5, "0.5"),
        (1e-9, "1e-09"),
        (float("nan"), "nan"),
        (123456.7, "1.2346e+05"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


def test_html():
    page = metrics_html("run <a>", {"test": {"rmse": 1.5}, "  mass": {"rows": 1234}})
    assert page == (
        "<p>run &lt;a&gt;</p>\n<table>\n"
        '<tr><th style="text-align: left"></th><th>rmse</th><th>rows</th></tr>\n'
        '<tr><th style="text-align: left">test</th><td>1.5</td><td>-</td></tr>\n'
        '<tr><th style="text-align: left">&emsp;mass</th><td>-</td><td>1,234</td></tr>\n'
        "</table>"
    )
