import numpy as np
import pytest

from nnspec.data.formats.npz import read_npz
from nnspec.errors import DataError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def message_of(**arguments):
    with pytest.raises(DataError) as error:
        read_npz("a.npz", **arguments)
    return error.value.messages


def test_arrays_become_columns():
    np.savez_compressed(
        "a.npz",
        X=np.arange(6, dtype=np.uint8).reshape(3, 2),
        w=np.arange(12).reshape(3, 2, 2),
        y=np.array(["a", "b", "a"]),
        ok=[True, False, True],
        day=np.array(["2024-01-31", "2024-02-01", "NaT"], dtype="datetime64[ns]"),
        raw=np.array([b"u", b"v", b"w"]),
    )
    table = read_npz("a.npz")
    assert table.names == ("X", "w", "y", "ok", "day", "raw")
    assert (table["X"].dtype, table["X"].tolist()) == (np.uint8, [[0, 1], [2, 3], [4, 5]])
    assert table["w"].dtype == np.int32
    assert table["w"].tolist() == np.arange(12).reshape(3, 2, 2).tolist()
    assert table["y"].tolist() == ["a", "b", "a"]
    assert table["ok"].tolist() == ["True", "False", "True"]
    assert table["day"].tolist() == ["2024-01-31", "2024-02-01", None]
    assert table["raw"].tolist() == ["u", "v", "w"]
    assert read_npz("a.npz", arrays=["y", "X"], max_rows=2).names == ("y", "X")
    assert read_npz("a.npz", max_rows=2).n_rows == 2


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.zeros((3, 1)), "y": np.zeros(2)},
         "the arrays of a.npz differ in length: x 3, y 2 rows"),
        ({"a": np.array([{}, None], dtype=object)},
         "array 'a' of a.npz holds Python objects; a column holds numbers, text, booleans or "
         "dates"),
        ({"a": np.array([1j])},
         "array 'a' of a.npz holds complex128; a column holds numbers, text, booleans or dates"),
        ({"a": np.array(5)}, "array 'a' of a.npz is a single value; it needs one for each row"),
        ({"a": np.zeros(0)}, "a.npz has no rows"),
        ({"a": np.array([["a", "b"]])},
         "array 'a' of a.npz holds text in shape (1, 2); a column of text has one value a row"),
        ({"a": np.zeros((1, 2), "datetime64[D]")},
         "array 'a' of a.npz holds dates in shape (1, 2); a column of dates has one value a row"),
        ({"a": np.zeros((2, 0))},
         "array 'a' of a.npz has no numbers in a row: its shape is (2, 0)"),
        ({"a": np.array([[1.0, 2], [3, -np.inf]])},
         "array 'a' of a.npz holds an infinity: -inf in row 2"),
        ({"a": np.array([[1.0, 1e39]])},
         "array 'a' of a.npz holds 1e+39 in row 1, and the network's numbers are float32, up to "
         "3.4e+38"),
        ({"a": np.array([[1, 2], [2**40, 3]])},
         "array 'a' of a.npz holds 1099511627776 in row 2, and whole numbers of arrays are int32, "
         "up to 2,147,483,647"),
        ({"a": np.array([1, np.inf])}, "column 'a' of a.npz holds an infinity: inf in row 2"),
    ],
)  # fmt: skip
def test_what_is_no_table(arrays, message):
    np.savez("a.npz", **arrays)
    assert message_of() == message


def test_unknown_arrays():
    np.savez("a.npz", x_train=[1], y_train=[1])
    assert message_of(arrays=["x_trian"]) == (
        "a.npz has no array 'x_trian'; it has x_train, y_train"
    )


def test_no_archive(folder):
    assert message_of() == "there is no file a.npz"
    (folder / "a.npz").write_text("a,b\n", encoding="utf-8")
    assert message_of() == "a.npz is not an .npz file"
