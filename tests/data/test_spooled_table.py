import numpy as np
import pytest

from nnspec.data import spooled_table as module
from nnspec.data.fit import check_data
from nnspec.data.plan import ColumnPlan, Plan
from nnspec.data.spooled_table import spool
from nnspec.data.streams import Stream
from nnspec.data.table import Table
from nnspec.errors import DataError

NAN = np.nan


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(module, "_BUFFER_BYTES", 1)
    monkeypatch.setattr(module.SpooledTable.steps, "__defaults__", (2,))


def texts(*values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def stream_of(*pieces, first_line=None):
    """Pieces whose columns of numbers are given as text when these are asked for."""

    def read(only, text):
        for piece in pieces:
            columns = {
                name: texts(*(None if v != v else f"0{v:g}" for v in column.tolist()))
                if name in text and column.dtype == np.float64 and not np.isnan(column).all()
                else column
                for name, column in piece.columns.items()
                if not only or name in only
            }
            read.passes.append(tuple(columns))
            yield Table(columns, "rows", piece.row_numbers, piece.row_word)

    read.passes = []
    stream = Stream("rows", read, lambda: first_line)
    return stream, read.passes


def piece(numbers=None, **columns):
    numbers = None if numbers is None else np.array(numbers)
    return Table({name: np.array(column) for name, column in columns.items()}, "rows", numbers)


def test_a_table_and_its_fingerprint(tmp_path):
    pieces = [
        piece(n=[1.0, NAN, -0.0], t=texts("\u00e4", None, "b")),
        piece(n=[2.0, 3.0], t=texts("b", "\ud800")),
    ]
    stream, _ = stream_of(*pieces, first_line=2)
    made = spool(stream, tmp_path)
    whole = {name: np.concatenate([p[name] for p in pieces]) for name in ("n", "t")}
    table = Table(whole, "rows", np.arange(2, 7), "line")
    assert made.fingerprint() == table.fingerprint()
    assert (made.names, made.n_rows, made.origin) == (("n", "t"), 5, "rows")
    assert made.kinds == {"n": "numeric", "t": "text"}
    for name in made.names:
        np.testing.assert_array_equal(made[name], table[name])
        np.testing.assert_array_equal(made.missing_mask(name), table.missing_mask(name))
        assert made.missing(name) == table.missing(name)
    assert made.place(3) == table.place(3) == "on line 5"
    rows = np.array([4, 0, 3])
    for some, expected in (
        (made.take(["t", "n"], rows), table.take(rows)),
        (made.piece(["n", "t"], 1, 4), table.take([1, 2, 3])),
    ):
        for name in some.names:
            np.testing.assert_array_equal(some[name], expected[name])
        assert [some.place(i) for i in range(3)] == [expected.place(i) for i in range(3)]
    made.remove(["t"])
    assert made.names == ("n",)
    assert "t" not in made
    assert len(list(tmp_path.iterdir())) == 1


def test_too_many_texts_for_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_TEXTS", 3)
    pieces = [
        piece(t=texts("a", "b", None)),
        piece(t=texts("b", "\u00e9", "d")),
        piece(t=texts("e")),
    ]
    stream, _ = stream_of(*pieces)
    made = spool(stream, tmp_path)
    table = Table({"t": np.concatenate([p["t"] for p in pieces])}, "rows")
    assert made.has_long_text("t")
    assert made.missing("t") == 1
    assert made.fingerprint() == table.fingerprint()


def test_a_column_that_turns_out_to_be_text_is_read_again(tmp_path):
    pieces = [piece(a=[1.0, 2.0], b=[5.0, 6.0]), piece(a=texts("x"), b=[7.0])]
    stream, passes = stream_of(*pieces)
    made = spool(stream, tmp_path)
    assert made["a"].tolist() == ["01", "02", "x"]
    assert made["b"].tolist() == [5, 6, 7]
    assert passes == [("a", "b"), ("a", "b"), ("a",), ("a",)]
    known = tmp_path / "known"
    known.mkdir()
    stream, passes = stream_of(*pieces)
    assert spool(stream, known, {"a"})["a"].tolist() == ["01", "02", "x"]
    assert len(passes) == 2


def test_text_that_looks_like_numbers_later(tmp_path):
    stream, _ = stream_of(piece(a=texts("x")), piece(a=[4.0]), piece(a=texts("y")))
    assert spool(stream, tmp_path)["a"].tolist() == ["x", "04", "y"]


def test_columns_without_a_value_take_either_kind(tmp_path):
    pieces = [piece(a=[NAN, NAN], b=[NAN, NAN]), piece(a=texts("x"), b=[1.0])]
    stream, passes = stream_of(*pieces)
    made = spool(stream, tmp_path)
    assert made["a"].tolist() == [None, None, "x"]
    np.testing.assert_array_equal(made["b"], [NAN, NAN, 1])
    assert len(passes) == 2


def test_columns_that_come_later_and_rows_with_numbers(tmp_path):
    pieces = [
        piece(numbers=[1, 4], a=[1.0, 2.0]),
        piece(numbers=[5], b=texts("x")),
        piece(numbers=[9], c=[3.0]),
    ]
    stream, _ = stream_of(*pieces)
    made = spool(stream, tmp_path)
    assert made.names == ("a", "b", "c")
    np.testing.assert_array_equal(made["a"], [1, 2, NAN, NAN])
    assert made["b"].tolist() == [None, None, "x", None]
    np.testing.assert_array_equal(made["c"], [NAN, NAN, NAN, 3])
    assert made.place(3) == "in row 9"
    assert made.take(["a"], np.array([3, 1])).row_numbers.tolist() == [9, 4]


def test_checks_take_it_as_a_table(tmp_path):
    stream, _ = stream_of(piece(a=[1.0, NAN], b=texts("x", "y")))
    made = spool(stream, tmp_path)
    plan = Plan({"x": tuple(ColumnPlan(name, "numeric") for name in ("a", "b", "c"))})
    with pytest.raises(DataError, match="rows has no column 'c'"):
        check_data(plan, made)
    plan = Plan({"x": tuple(ColumnPlan(name, "numeric") for name in ("a", "b"))})
    with pytest.raises(DataError) as error:
        check_data(plan, made)
    assert [problem.code for problem in error.value.problems] == ["text-column", "missing-values"]
