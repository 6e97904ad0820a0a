import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from support import said

from nnspec.data.formats.parquet import parquet_pieces, read_parquet
from nnspec.data.formats.typed.arrays import arrays_like, arrays_of_arrow, is_array_type
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import DataError

IMAGES = np.arange(24, dtype=np.uint8).reshape(4, 2, 3)
TENSORS = pa.FixedShapeTensorArray.from_numpy_ndarray(IMAGES)
LENGTHS_DIFFER = "every row of a column has an array of one shape: pad or cut the others"
NO_ROOM = "save the column as float64, with NaN there, or leave the row out"


def lists(values, kind, size=-1):
    return pa.array(values, pa.list_(kind, size))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (TENSORS, IMAGES),
        (pa.chunked_array([TENSORS.slice(0, 1), TENSORS.slice(1)]), IMAGES),
        (pa.array(IMAGES.tolist()), IMAGES.astype(np.int32)),
        (pa.array(IMAGES.tolist(), pa.list_(pa.list_(pa.uint8(), 3), 2)), IMAGES),
        (lists([[1.5, None], [2, 3]], pa.float64()), np.array([[1.5, np.nan], [2, 3]], np.float32)),
        (lists([[1, 2], None], pa.float32(), 2), np.array([[1, 2], [np.nan] * 2], np.float32)),
        (lists([[1, 2], [3, 4]], pa.float16()), np.array([[1, 2], [3, 4]], np.float32)),
        (lists([[True, False]], pa.bool_()), np.array([[1, 0]], np.uint8)),
        (lists([[1, 2], [3, 4]], pa.int64(), 2), np.array([[1, 2], [3, 4]], np.int32)),
        (lists([[7, 8], [1, 2], [3, 4]], pa.int16()).slice(1), np.array([[1, 2], [3, 4]], "i4")),
    ],
)
def test_lists_and_tensors(column, expected):
    assert is_array_type(column.type)
    found = arrays_of_arrow(column, "a", "a.parquet")
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


def test_a_tensor_whose_axes_are_permuted():
    kind = pa.fixed_shape_tensor(pa.uint8(), [3, 2], permutation=[1, 0])
    stored = pa.array(IMAGES.transpose(0, 2, 1).reshape(4, 6).tolist(), pa.list_(pa.uint8(), 6))
    column = pa.ExtensionArray.from_storage(kind, stored)
    np.testing.assert_array_equal(arrays_of_arrow(column, "a", "a.parquet"), IMAGES)


@pytest.mark.parametrize(
    "kind", [pa.float64(), pa.string(), pa.list_(pa.string()), pa.struct({"a": pa.int8()})]
)
def test_other_types(kind):
    assert not is_array_type(kind)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (
            lists([None, [1, 2], [1, 2], [1]], pa.float64()),
            (
                "shapes-differ",
                "column 'a' of a.parquet has arrays of 2 numbers in row 11 and of 1 number in row "
                "13",
                LENGTHS_DIFFER,
            ),
        ),
        (
            pa.array([[[1, 2], [3, 4]], [[1, 2], [3]]]),
            (
                "shapes-differ",
                "column 'a' of a.parquet has arrays of 2 x 2 in row 10 and of 2 x 1 in row 11",
                LENGTHS_DIFFER,
            ),
        ),
        (
            lists([[1, 2], None], pa.int8(), 2),
            (
                "missing-values",
                "column 'a' of a.parquet has no array in row 11, and no whole number says that one "
                "is missing",
                NO_ROOM,
            ),
        ),
        (
            lists([[1, 2], [1, None]], pa.int8()),
            (
                "missing-values",
                "column 'a' of a.parquet has a gap in the array in row 11, and no whole number "
                "says that one is missing",
                NO_ROOM,
            ),
        ),
        (
            lists([[1, 2**40]], pa.int64()),
            (
                "beyond-int32",
                "array 'a' of a.parquet holds 1099511627776 in row 10, and whole numbers of arrays "
                "are int32, up to 2,147,483,647",
                "number what it stands for from 0 on, or save it as float64",
            ),
        ),
    ],
)
def test_refusals(column, expected):
    with pytest.raises(DataError) as raised:
        arrays_of_arrow(column, "a", "a.parquet", first=10)
    assert said(raised.value.problems) == [expected]


def test_a_piece_of_another_shape():
    with pytest.raises(DataError) as raised:
        arrays_of_arrow(lists([[1.0]], pa.float64()), "a", "a.parquet", like=ArraySpec((2,)))
    message = "column 'a' of a.parquet has arrays of 2 numbers in the rows before and of 1 number "
    assert raised.value.problems[0].message == f"{message}in row 1"


def test_new_rows():
    column = lists([[1, 2], [3], None, [4, 300]], pa.int64())
    values, wrong = arrays_like(column, ArraySpec((2,), "uint8"))
    assert values.tolist() == [[1, 2], [0, 0], [0, 0], [0, 0]]
    assert wrong.tolist() == [False, True, True, True]
    values, wrong = arrays_like(column, ArraySpec((2,)))
    np.testing.assert_array_equal(values[[0, 2, 3]], [[1, 2], [np.nan, np.nan], [4, 300]])
    assert wrong.tolist() == [False, True, False, False]
    values, wrong = arrays_like(TENSORS, ArraySpec((2, 3), "int32"))
    assert (values.dtype, wrong) == (np.int32, None)


def test_files(tmp_path):
    path = tmp_path / "a.parquet"
    columns = {"image": TENSORS, "words": pa.array([[1, 2]] * 4), "y": pa.array([1.0, 2, 3, 4])}
    parquet.write_table(pa.table(columns), path)
    table = read_parquet(path)
    assert (table["image"].shape, table["image"].dtype) == ((4, 2, 3), np.uint8)
    assert (table["words"].shape, table["words"].dtype) == ((4, 2), np.int32)
    (piece,) = parquet_pieces(path, "a.parquet")
    assert piece.fingerprint() == table.fingerprint()
