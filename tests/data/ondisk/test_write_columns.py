"""A stream that is read once into columns on disk."""

import numpy as np
import pytest
from pieces import piece, stream_of, texts

from nnspec.data.ondisk import write_columns as spooler
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.table import Table

NAN = np.nan


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(spooler, "BUFFER_BYTES", 1)


def test_too_many_texts_for_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(spooler, "MAX_TEXTS", 3)
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
    assert made.take(np.array([3, 1]), ["a"]).row_numbers.tolist() == [9, 4]
