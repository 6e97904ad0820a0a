import bz2
import gzip
import lzma
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnspec.data.formats.csv.reader import read_csv
from nnspec.data.formats.csv.source import CsvSource
from nnspec.data.formats.csv.style import csv_format
from nnspec.errors import DataError

DATASETS = Path(__file__).parents[4] / "datasets"


@pytest.fixture
def write(tmp_path):
    def write(text, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def same(a, b):
    assert a.names == b.names
    for name in a.names:
        assert a.is_numeric(name) == b.is_numeric(name), name
        if a.is_numeric(name):
            np.testing.assert_array_equal(a[name], b[name])
        else:
            assert a[name].tolist() == b[name].tolist()


def both(path, **options):
    """The table, after checking that the head's reader makes the same one."""
    whole = read_csv(path, **options)
    same(whole, read_csv(path, max_rows=1_000_000, **options))
    return whole


def problem_of(path, **options):
    with pytest.raises(DataError) as error:
        read_csv(path, label="a.csv", **options)
    (problem,) = error.value.problems
    return problem


def test_real_data():
    concrete = both(DATASETS / "concrete.csv")
    assert concrete.n_rows == 1030
    assert all(concrete.is_numeric(name) for name in concrete.names)
    assert concrete["strength"][:2].tolist() == [79.99, 61.89]
    penguins = both(DATASETS / "penguins.csv", label="penguins.csv")
    assert [name for name in penguins.names if not penguins.is_numeric(name)] == [
        "species",
        "island",
        "sex",
    ]
    assert (penguins.missing("sex"), penguins.missing("body_mass_g")) == (11, 2)
    assert penguins.place(0) == "on line 2"


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("a,b\n1,x\n2,y\n", {}, {"a": [1.0, 2.0], "b": ["x", "y"]}),
        ("a,b\r\n1,x\r\n", {}, {"a": [1.0], "b": ["x"]}),
        ("a,b\r1,x\r", {}, {"a": [1.0], "b": ["x"]}),
        ("\ufeffa,b\n1,x", {}, {"a": [1.0], "b": ["x"]}),
        ("\n\na,b\n\n1,x\n\n", {}, {"a": [1.0], "b": ["x"]}),
        ("a, b\n 1 , x\n NA,y\n", {}, {"a": [1.0, None], "b": [" x", "y"]}),
        ('a\n"x\ny"\n"p ""q"""\n', {}, {"a": ["x\ny", 'p "q"']}),
        ("a\ntrue\nFalse\n", {}, {"a": ["true", "False"]}),
        ("a,b\n01,01x\n2,\n", {}, {"a": [1.0, 2.0], "b": ["01x", None]}),
        ("a,b\n1,\n2,NA\n", {}, {"a": [1.0, 2.0], "b": [None, None]}),
        ("a;b\n1,5;x\n-2,25;y\n", {"sep": ";", "decimal": ","},
         {"a": [1.5, -2.25], "b": ["x", "y"]}),
        ("a;b\n1.5;x\n2,5;y\n", {"sep": ";", "decimal": ","},
         {"a": ["1.5", "2,5"], "b": ["x", "y"]}),
        ("a\n1\n?\n", {"na_values": ["?"]}, {"a": [1.0, None]}),
        ("a\tb\n1\t'x\ty'\n", {"sep": "\t", "quotechar": "'"}, {"a": [1.0], "b": ["x\ty"]}),
        ('a\n5" pipe\n', {}, {"a": ['5" pipe']}),
        ('a\n"5\n', {"quotechar": ""}, {"a": ['"5']}),
        ("a,b\n7,7\n08,8\n", {"text": ["a"]}, {"a": ["7", "08"], "b": [7.0, 8.0]}),
        ("a\n\u00e9\n".encode("cp1252"), {"encoding": "cp1252"}, {"a": ["\u00e9"]}),
        ("a\n\u00e9\n".encode("utf-16"), {"encoding": "utf-16"}, {"a": ["\u00e9"]}),
        ("F,0.5\nM,0.25\n", {"header": None}, {"0": ["F", "M"], "1": [0.5, 0.25]}),
        ("F,0.5\nM,0.25\n", {"names": ["sex", "size"]},
         {"sex": ["F", "M"], "size": [0.5, 0.25]}),
        ("a,a\n1,2\n", {"header": 0, "names": ["x", "y"]}, {"x": [1.0], "y": [2.0]}),
        ("size,sex\n0.5,F\n", {"names": ["sex", "size"]}, {"size": [0.5], "sex": ["F"]}),
        (" 7.1   3\t\"car 0\"\n37.6   7\t\"car 1\"\n",
         {"sep": r"\s+", "names": ["mpg", "cyl", "car"]},
         {"mpg": [7.1, 37.6], "cyl": [3.0, 7.0], "car": ["car 0", "car 1"]}),
        ("x  y\n \u00e4  1 \n".encode("cp1252"), {"sep": r"\s+", "encoding": "cp1252"},
         {"x": ["\u00e4"], "y": [1.0]}),
        ("made by \"me\n2024\na,b\n1,2\n", {"skiprows": 2}, {"a": [1.0], "b": [2.0]}),
        ("# data\na,b # names\n1,2\n3,\"#\" #\n", {"comment": "#"},
         {"a": [1.0, 3.0], "b": ["2", "# "]}),
        ("a\tb\n20,772\t1,234.5\n174\t-1,00,000\n", {"sep": "\t", "thousands": ","},
         {"a": [20772.0, 174.0], "b": [1234.5, -100000.0]}),
        ('a,b\n"1,091,301   ","1,2"\n7,3\n', {"thousands": ","},
         {"a": [1091301.0, 7.0], "b": ["1,2", "3"]}),
        ("a;b\n1.234,56;65.937\n7,5;174\n", {"sep": ";", "thousands": "."},
         {"a": [1234.56, 7.5], "b": [65937.0, 174.0]}),
        ("a;b\n1\u00a0234,5;1'000\n2;3\n", {"sep": ";", "thousands": "\u00a0", "decimal": ","},
         {"a": [1234.5, 2.0], "b": ["1'000", "3"]}),
        ("zip,y\n00501,1.10\n501,1.1\n", {"dtype": {"zip": "str", "y": "str"}},
         {"zip": ["00501", "501"], "y": ["1.10", "1.1"]}),
        ("a,b\nNA,1\nNone,\nnan,2\n", {"keep_default_na": False},
         {"a": ["NA", "None", "nan"], "b": [1.0, None, 2.0]}),
        (",a,,\n0,1,,\n1,2,,\n", {},
         {"Unnamed: 0": [0.0, 1.0], "a": [1.0, 2.0], "Unnamed: 2": [None, None],
          "Unnamed: 3": [None, None]}),
        ("a,b\n1,x,,\n2,y,,\n", {},
         {"a": [1.0, 2.0], "b": ["x", "y"], "Unnamed: 2": [None, None],
          "Unnamed: 3": [None, None]}),
    ],
)  # fmt: skip
def test_what_a_file_says(write, text, options, expected):
    table = both(write(text), **options)
    values = {
        name: [None if isinstance(v, float) and np.isnan(v) else v for v in table[name].tolist()]
        for name in table.names
    }
    if "\n\n" in str(text):
        assert table.place(0) == "in row 1"
    assert values == expected


def test_lines_are_those_of_the_file_however_it_is_written(write):
    text = "made by hand\n\n#\n a  b\n 1  2\n 3  x\n"
    how = {"sep": r"\s+", "skiprows": 1, "comment": "#", "numeric": ["b"]}
    for max_rows in (None, 10):
        problem = problem_of(write(text), max_rows=max_rows, **how)
        assert problem.message == "column 'b' of a.csv must hold numbers: 'x' on line 6"
    headless = both(write("1,2\n3,4\n"), header=None)
    assert [headless.place(row) for row in (0, 1)] == ["on line 1", "on line 2"]
    problem = problem_of(write("1,2\n3\n"), header=None)
    assert problem.message == "line 2 of a.csv has 1 field, the header has 2"


FIELDS = st.sampled_from(
    ["1", "-2.5", " 3", "1e5", "", "NA", " nan ", "x", "y ", "1_0",
      "0x1", ".", '"', "a\nb", ",", "1,5", "é"]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.tuples(FIELDS, FIELDS), min_size=1, max_size=6))
def test_both_readers_agree(write, rows):
    def quoted(field):
        return '"' + field.replace('"', '""') + '"'

    lines = [",".join(map(quoted, row)) for row in [("a", "b"), *rows]]
    both(write("\n".join(lines)))


@pytest.mark.parametrize(
    ("ending", "compress"),
    [
        ("gz", gzip.compress),
        ("bz2", bz2.compress),
        ("xz", lzma.compress),
        ("zst", lambda data: pa.compress(data, "zstd", asbytes=True)),
    ],
)
def test_compressed_files(write, ending, compress):
    table = both(write(compress(b"a,b\n1,x\n2,y\n"), f"a.csv.{ending}"))
    assert table["b"].tolist() == ["x", "y"]


@pytest.mark.parametrize("max_rows", [None, 100])
@pytest.mark.parametrize(
    ("text", "options", "code", "message", "hint"),
    [
        ("", {}, "empty-file", "a.csv is empty", None),
        ("\n\n", {}, "empty-file", "a.csv is empty", None),
        ("a,b\n", {}, "no-rows", "a.csv has a header but no rows", None),
        ("a,b", {}, "no-rows", "a.csv has a header but no rows", None),
        ("a,b\n1,2\n3\n", {}, "ragged-row", "line 3 of a.csv has 1 field, the header has 2",
         "leave a field empty where there is no value: every row needs 1 ','"),
        ("a,b\n1,2\n1,inf\n", {}, "infinite-value",
         "column 'b' of a.csv holds an infinity: inf on line 3",
         "leave the field empty where there is no value"),
        ("a\n1\n\n-Infinity\ninf\n", {}, "infinite-value",
         "column 'a' of a.csv holds an infinity: -inf on line 4, and 1 more",
         "leave the field empty where there is no value"),
        ("a\n1\n2e160\n-3e160\n", {}, "huge-value",
         "column 'a' of a.csv holds a number that is too large to be squared: 2e+160 on line 3, "
         "and 1 more", "divide the whole column by a power of ten"),
        ("a,b\n1,2\n3,x\ny,z\n", {"numeric": ["b"]}, "not-a-number",
         "column 'b' of a.csv must hold numbers: 'x' on line 3, and 1 more", None),
        ("a;b\n1;2,5\n", {"numeric": ["b"], "sep": ";"}, "not-a-number",
         "column 'b' of a.csv must hold numbers: '2,5' on line 2",
         "column 'b' is text, for instance '2,5': add decimal: \",\""),
        ("a\n1\n?\n3\n", {"numeric": ["a"]}, "not-a-number",
         "column 'a' of a.csv must hold numbers: '?' on line 3",
         'all other values are numbers; if "?" means missing: add na_values: ["?"]'),
        ("a\nx\n\u00e9\n".encode("latin-1"), {}, "wrong-encoding",
         "a.csv is not utf-8: byte 0xE9 on line 3 cannot be decoded", "add encoding: cp1252"),
        ("a;b\n1;2\n", {}, "wrong-separator", "the header of a.csv is one column: 'a;b'",
         'add sep: ";"'),
    ],
)  # fmt: skip
def test_what_can_be_wrong(write, text, options, code, message, hint, max_rows):
    problem = problem_of(write(text), max_rows=max_rows, **options)
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


def test_an_unclosed_quotation_mark_is_found_in_the_whole_file(write):
    problem = problem_of(write('a\nx\n"y\nz\n'))
    assert problem.code == "unclosed-quote"
    assert str(problem.location) == "a.csv:3:1"


def test_two_faults_at_once_are_no_traceback(write):
    data = b"a\n" + b"x\n" * 50_000 + b'"\xe9\n"y"\n'
    assert problem_of(write(data)).code in ("wrong-encoding", "unclosed-quote")


def test_all_wrong_columns_are_named_at_once(write):
    with pytest.raises(DataError) as error:
        read_csv(write("a,b\ninf,x\n"), numeric=["b"])
    assert [p.code for p in error.value.problems] == ["infinite-value", "not-a-number"]


def test_of_many_wrong_columns_the_first_are_named(write):
    names = [f"c{n}" for n in range(40)]
    with pytest.raises(DataError) as error:
        read_csv(write(",".join(names) + "\n" + ",".join(["inf"] * 40) + "\n"))
    first, *_, last = error.value.problems
    assert (len(error.value.problems), first.details) == (12, ())
    assert "column 'c11' of" in last.message
    assert last.details == ("and in further columns",)


def test_the_head_is_only_the_head(write):
    table = read_csv(write("a\n1\n2\nx\n"), max_rows=2)
    assert table["a"].tolist() == [1.0, 2.0]
    assert read_csv(write("a,b\n1,2\n"), max_rows=0).n_rows == 0


def test_the_header_alone(write):
    assert CsvSource(write("a;b\n1;2\n"), "a.csv", csv_format(sep=";")).names == ("a", "b")


def test_the_head_needs_no_heavy_import():
    code = (
        "import sys; from nnspec.data.formats.csv.reader import read_csv;"
        f"read_csv({str(DATASETS / 'penguins.csv')!r}, max_rows=50);"
        "heavy = {'pyarrow', 'pandas', 'sklearn', 'tensorflow', 'keras'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
