import numpy as np
import pytest

from nnspec.data.ondisk.array import DiskArray


@pytest.mark.parametrize(("dtype", "shape"), [("f4", (5, 3)), ("i4", (7,)), ("f8", (0, 2))])
def test_numpy_reads_it(tmp_path, dtype, shape):
    array = DiskArray.create(tmp_path / "a.npy", np.dtype(dtype), shape)
    assert np.load(array.path).shape == shape
    assert not np.load(array.path).any()
    values = np.arange(np.prod(shape)).reshape(shape)
    with array.path.open("r+b") as file:
        array.write(file, values, 0)
    np.testing.assert_array_equal(np.load(array.path), values)
    np.testing.assert_array_equal(array.read(0, shape[0]), values)
    assert array.read(0, shape[0]).dtype == dtype


def test_rows_in_the_middle(tmp_path):
    array = DiskArray.create(tmp_path / "a.npy", np.dtype("f4"), (6, 2))
    with array.path.open("r+b") as file:
        # Columns of another array are not contiguous.
        array.write(file, np.arange(9.0).reshape(3, 3)[:, 1:], 2)
    np.testing.assert_array_equal(array.read(1, 4), [[0, 0], [1, 2], [4, 5]])
    assert array.row_bytes == 8


def test_a_file_that_takes_a_few_bytes_at_a_time(tmp_path):
    array = DiskArray.create(tmp_path / "a.npy", np.dtype("i4"), (4, 2))

    class Slow:
        def __init__(self, file):
            self.file, self.seek = file, file.seek

        def write(self, view):
            return self.file.write(view[:7])

        def readinto(self, view):
            return self.file.readinto(view[:5])

    with array.path.open("r+b", buffering=0) as file:
        array.write(Slow(file), np.arange(8).reshape(4, 2), 0)
        rows = np.empty((3, 2), np.int32)
        array.read_into(Slow(file), rows, 1)
    assert rows.tolist() == [[2, 3], [4, 5], [6, 7]]
