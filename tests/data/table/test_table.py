import subprocess
import sys

import numpy as np
import pytest

from nnspec.data.table.table import Table


def text(*values):
    return np.array(values, dtype=object)


@pytest.fixture
def table():
    columns = {"a": np.array([1.0, np.nan, 3.0]), "b": text("x", None, "é")}
    return Table(columns, "t.csv", np.array([2, 3, 4]), "line")


def test_a_table_knows_its_columns(table):
    assert table.names == ("a", "b")
    assert table.n_rows == 3
    assert (table.is_numeric("a"), table.is_numeric("b")) == (True, False)
    assert (table.missing("a"), table.missing("b")) == (1, 1)
    assert table.missing_mask("b").tolist() == [False, True, False]
    assert table.examples("b") == ["x", "é"]
    assert "a" in table and "c" not in table
    assert Table({}, "nothing").n_rows == 0


def test_rows_keep_their_place_in_the_source(table):
    taken = table.take([2, 0])
    assert taken["b"].tolist() == ["é", "x"]
    assert taken.place(0) == "on line 4"
    frame = Table({"a": np.array([1.0, 2.0])}, "frame")
    assert frame.take([1]).place(0) == "in row 2"
    assert frame.head(1).n_rows == 1


def test_select_keeps_the_order_given(table):
    assert table.select(["b", "a"]).names == ("b", "a")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (np.array([1, 2, 3]), "column 'b' is int64 of shape (3,); expected float64 or object of"),
        (np.zeros(2), "column 'b' is float64 of shape (2,); expected float64 or object of"),
    ],
)
def test_other_dtypes_and_lengths_are_refused(column, message):
    with pytest.raises(ValueError) as error:
        Table({"a": np.zeros(3), "b": column}, "t")
    assert str(error.value) == f"{message} shape (3,)"


def test_the_fingerprint_depends_on_names_kinds_values_and_order_alone(table):
    same = Table(dict(table.columns), "elsewhere.csv")
    assert same.fingerprint() == table.fingerprint()
    others = [
        table.take([1, 0, 2]),
        table.select(["b", "a"]),
        Table({"a": table["a"], "c": table["b"]}, "t"),
        Table({"a": text("1", None, "3"), "b": table["b"]}, "t"),
        Table({"a": table["a"], "b": text("x", "", "é")}, "t"),
        Table({"a": table["a"], "b": text("xé", None, "")}, "t"),
    ]
    assert len({other.fingerprint() for other in [*others, table]}) == len(others) + 1


def test_the_fingerprint_is_the_same_for_equal_numbers():
    a = Table({"a": np.array([0.0, np.nan])}, "t")
    b = Table({"a": np.array([-0.0, -np.nan])}, "t")
    assert a.fingerprint() == b.fingerprint()


def test_the_fingerprint_is_the_same_in_another_process(table):
    code = (
        "import numpy as np; from nnspec.data.table.table import Table;"
        "print(Table({'a': np.array([1.0, np.nan, 3.0]),"
        " 'b': np.array(['x', None, '\\u00e9'], dtype=object)}, 't').fingerprint())"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert printed.stdout.decode().strip() == table.fingerprint()
