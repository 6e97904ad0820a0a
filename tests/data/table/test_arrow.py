"""Between arrow's arrays and numpy's, without pandas."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from nnspec.data.table.arrow import floats_of, index_array, text_array, to_arrow


def test_floats_with_gaps_and_slices():
    array = pa.array([1.5, None, 3.0, None])
    assert np.array_equal(floats_of(array), [1.5, np.nan, 3.0, np.nan], equal_nan=True)
    assert np.array_equal(floats_of(array.slice(1, 2)), [np.nan, 3.0], equal_nan=True)
    assert floats_of(pa.array([], pa.float64())).shape == (0,)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([1.5, np.nan]), pa.array([1.5, None])),
        (np.array([1.5, 2], np.float32), pa.array([1.5, 2], pa.float32())),
        (np.array([3, -1]), pa.array([3, -1])),
        (np.array([True, False]), pa.array(["True", "False"])),
        (np.array(["a", None, "é"], dtype=object), pa.array(["a", None, "é"])),
        (np.empty(0), pa.array([], pa.float64())),
        (np.arange(10.0)[::3], pa.array([0.0, 3.0, 6.0, 9.0])),
    ],
)
def test_numbers_and_labels_become_arrow_arrays(values, expected):
    made = to_arrow(values)
    made.validate(full=True)
    assert made.equals(expected)


def test_texts_and_indices():
    texts = text_array([f"{i}" if i % 3 else None for i in range(20)])
    texts.validate(full=True)
    assert texts.null_count == 7
    assert texts.take(index_array(np.array([4, 0]))).to_pylist() == ["4", None]
    assert text_array([]).to_pylist() == []
