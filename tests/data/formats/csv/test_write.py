"""CSV in the style of the file that is answered."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.formats.csv.write import CsvStyle, CsvWriter, plain_numbers, plain_style, style_of
from nnspec.data.table.arrow import to_arrow
from nnspec.errors import DataError

NUMBERS = to_arrow(np.array([1.5, np.nan, -2e-7]))
COUNTS = pa.array([1, None, 3])
TEXTS = pa.array(["Köln", None, "a;b, \"c\" 'd'|e f"])


def written(style, *columns, names=("n", "k", "t")):
    file = io.BytesIO()
    writer = CsvWriter(file, names, "out.csv", style)
    writer.write(columns or [NUMBERS, COUNTS, TEXTS])
    return file.getvalue()


STYLES = [
    CsvStyle(),
    CsvStyle("\t"),
    CsvStyle(";", ","),
    CsvStyle(",", ","),
    CsvStyle("|", ".", "'"),
    CsvStyle(";", ",", "'", "cp1252"),
    CsvStyle("^", ",", '"', "utf-16"),
    CsvStyle("]", ".", '"', "latin-1"),
    CsvStyle("-", ".", '"'),
]


@pytest.mark.parametrize("style", STYLES)
def test_it_is_read_back_as_it_was(tmp_path, style):
    (tmp_path / "out.csv").write_bytes(written(style))
    with (tmp_path / "out.csv").open(encoding=style.encoding, newline="") as file:
        header, *rows = csv.reader(file, delimiter=style.sep, quotechar=style.quotechar)
    mark = style.decimal
    assert header == ["n", "k", "t"]
    assert rows == [
        [f"1{mark}5", "1", "Köln"],
        ["", "", ""],
        ["-2e-7", "3", TEXTS[2].as_py()],
    ]
    if style.sep != style.decimal:
        table = read_csv(
            tmp_path / "out.csv", sep=style.sep, decimal=style.decimal,
            quotechar=style.quotechar, encoding=style.encoding,
        )  # fmt: skip
        np.testing.assert_array_equal(table["n"], [1.5, np.nan, -2e-7])


def test_the_bytes_of_a_german_file():
    assert written(CsvStyle(";", ",", '"', "cp1252")) == (
        b'n;k;t\n1,5;1;K\xf6ln\n;;\n-2e-7;3;"a;b, ""c"" \'d\'|e f"\n'
    )
    assert written(CsvStyle(encoding="utf-16")).count("\ufeff".encode("utf-16-le")) == 1


def test_blanks_leave_no_field_empty():
    text = written(CsvStyle(" "), NUMBERS, pa.array(["a b", "", "c"]), names=["n", "a b"])
    assert text.decode() == 'n "a b"\n1.5 "a b"\n"" ""\n-2e-7 c\n'


def test_a_text_that_holds_the_mark_of_comments_is_read_back(tmp_path):
    style = CsvStyle(comment="#")
    (tmp_path / "out.csv").write_bytes(written(style, pa.array(["x # y"]), COUNTS[:1], names="ab"))
    table = read_csv(tmp_path / "out.csv", comment="#")
    assert table["a"].tolist() == ["x # y"]


def test_blanks_and_comments_are_read_back(tmp_path):
    texts = pa.array(["a b", None, "# 1", 'x"y'])
    given = csv_format(sep=r"\s+", comment="#", decimal=",")
    style = style_of(given, "csv", "csv", None)
    assert style == CsvStyle(" ", ",", comment="#")
    path = tmp_path / "out.csv"
    numbers = to_arrow(np.array([1.5, np.nan, 2.0, 3.0]))
    path.write_bytes(written(style, texts, numbers, texts, names=["a", "n", "#t"]))
    table = read_csv(path, sep=r"\s+", comment="#", decimal=",")
    assert table.names == ("a", "n", "#t")
    np.testing.assert_array_equal(table["n"], [1.5, np.nan, 2, 3])
    assert table["a"].tolist() == table["#t"].tolist() == texts.to_pylist()


def test_thousands_marks_are_left_out_of_the_plain_style():
    given = csv_format(sep=";", decimal=",", thousands=".")
    found = np.array([1234.5]), None
    assert plain_numbers(pa.array(["1.234,5"]), found, given).to_pylist() == ["1234.5"]


def test_what_a_style_cannot_hold():
    bare = CsvStyle(";", ",", "")
    assert written(bare, pa.array(['say "x"']), pa.array([1.5]), names=["a", "b"]) == (
        b'a;b\nsay "x";1,5\n'
    )
    with pytest.raises(DataError) as error:
        written(bare, pa.array(["x", "a;b"]), pa.array([1, 2]), names=["a", "b"])
    (problem,) = error.value.problems
    assert problem.message == (
        "column 'a' has 'a;b', which out.csv cannot hold: its style has no quotation marks"
    )
    assert problem.hint == "--output-format csv writes commas, points and UTF-8"
    with pytest.raises(DataError) as error:
        written(CsvStyle(encoding="latin-1"), pa.array(["日"]), names=["a"])
    assert error.value.problems[0].message == (
        "out.csv cannot hold '日': latin-1, the encoding of the input, has no such character"
    )


@pytest.mark.parametrize(
    ("given", "given_form", "form", "output", "style"),
    [
        ({}, "csv", "csv", None, CsvStyle()),
        ({"sep": ";", "decimal": ","}, "csv", "csv", None, CsvStyle(";", ",")),
        ({"sep": ";", "decimal": ","}, "csv", "csv", "out.csv", CsvStyle(";", ",")),
        ({"sep": ";", "decimal": ","}, "csv", "tsv", "out.tsv", CsvStyle("\t", ",")),
        ({"sep": "\t"}, "tsv", "csv", None, CsvStyle("\t")),
        ({"sep": "\t"}, "tsv", "csv", "out.dat", CsvStyle("\t")),
        ({"sep": "\t"}, "tsv", "csv", "out.csv", CsvStyle()),
        ({"sep": "\t", "decimal": ","}, "tsv", "csv", "out.csv.gz", CsvStyle(";", ",")),
        ({"sep": "\t"}, "csv", "csv", "out.csv", CsvStyle("\t")),
        ({"quotechar": "'", "encoding": "latin-1"}, "csv", "csv", None,
         CsvStyle(quotechar="'", encoding="iso8859-1")),
    ],
)  # fmt: skip
def test_the_style_of_the_answer(given, given_form, form, output, style):
    path = None if output is None else Path(output)
    assert style_of(csv_format(**given), given_form, form, path) == style
    assert (plain_style("csv"), plain_style("tsv")) == (CsvStyle(), CsvStyle("\t"))


def test_numbers_in_the_plain_style():
    given = csv_format(sep=";", decimal=",")
    fields = pa.array(["1,50", "", "kalt"])
    found = np.array([1.5, np.nan, np.nan]), np.array([False, False, True])
    assert plain_numbers(fields, found, given).to_pylist() == ["1.50", "", "kalt"]
    texts = np.array(["1,5", None, "x"], dtype=object), None
    assert plain_numbers(fields, texts, given) is fields
    assert plain_numbers(fields, found, csv_format()) is fields


def test_formulas_become_texts_and_numbers_stay():
    formulas = ["=1+1", "+cmd|' /C x'!A0", "-2+3", "@SUM(A1)", "\t=1"]
    harmless = ["-2.5e-3", "+7", "-1,5", "a=1", ""]
    text = pa.array([*formulas, *harmless])
    numbers = to_arrow(np.full(len(text), -1.5))

    def first_fields(style):
        lines = written(style, text, numbers, names=["=t", "n"]).decode()
        rows = list(csv.reader(io.StringIO(lines)))
        assert {row[1] for row in rows[1:]} == {"-1.5"}
        return [row[0] for row in rows]

    assert first_fields(CsvStyle()) == ["=t", *formulas, *harmless]
    escaped = [f"'{formula}" for formula in formulas]
    assert first_fields(CsvStyle(escape_formulas=True)) == ["'=t", *escaped, *harmless]
