import numpy as np
import pytest

from nnspec.data.table.signature import ArraySpec

IMAGE = ArraySpec((28, 28, 3), "uint8")


def test_sizes():
    assert (IMAGE.size, IMAGE.row_bytes) == (2352, 2352)
    assert (ArraySpec((4,)).size, ArraySpec((4,)).row_bytes) == (4, 16)


def test_rows():
    rows = IMAGE.zeros(2)
    assert (rows.shape, rows.dtype, rows.max()) == ((2, 28, 28, 3), np.uint8, 0)
    assert ArraySpec((4,)).empty(3).shape == (3, 4)
    assert ArraySpec((4,)).empty(3).dtype == np.float32


@pytest.mark.parametrize(
    ("shape", "same"),
    [
        ((28, 28, 3), True),
        ([None, "height", 3], True),
        ((28, 28, 1), False),
        ((28, 28), False),
        ((28, 28, 3, 1), False),
    ],
)
def test_is_shape(shape, same):
    assert IMAGE.is_shape(shape) is same
