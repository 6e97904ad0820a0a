import numpy as np
import pytest

from nnspec.data.ondisk.columns import NumberColumn, TextColumn, lengthened

NAN = np.nan


def texts(*values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def test_numbers(tmp_path):
    column = NumberColumn(tmp_path / "column")
    column.append(np.array([1.5, NAN]))
    column.append(np.array([3.0]))
    np.testing.assert_array_equal(column.read(0, 3), [1.5, NAN, 3.0])
    np.testing.assert_array_equal(column.read(2, 3), [3.0])
    assert (column.rows, column.missing) == (3, 1)
    column.remove()
    assert not list(tmp_path.iterdir())


def test_texts(tmp_path):
    column = TextColumn(tmp_path / "column")
    column.append(np.array([NAN]))
    column.append(texts("b", None, "a"))
    column.append(texts("a", "b"))
    assert column.read(0, 6).tolist() == [None, "b", None, "a", "a", "b"]
    codes = column.read_codes(1, 4).tolist()
    assert codes[1] == -1
    assert column.texts()[codes].tolist() == ["b", None, "a"]
    assert (column.rows, column.missing) == (6, 2)
    first, second = column.read(3, 5)
    assert first is second


def test_too_many_texts(tmp_path):
    column = TextColumn(tmp_path / "column")
    values = ["b", None, "\u00e4\U0001f40d", "", "line\r\nbreak", "\ud800", "b"]
    column.append(texts(*values))
    column = lengthened(column, step=3)
    column.append(texts("more", None))
    column.append(np.array([NAN]))
    pieces = list(column.pieces(4))
    assert [len(piece) for piece in pieces] == [4, 4, 2]
    assert [value for piece in pieces for value in piece] == [*values, "more", None, None]
    assert (column.rows, column.missing) == (10, 3)
    with pytest.raises(TypeError, match="too many different texts"):
        column.read(0, 1)
    column.remove()
    assert not list(tmp_path.iterdir())
