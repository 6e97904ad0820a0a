import numpy as np
import pytest

from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.scatter import Scatter


@pytest.mark.parametrize("bucket_bytes", [1, 60, 500, 10**6])
def test_rows_end_where_they_belong(tmp_path, bucket_bytes):
    rng = np.random.default_rng(4)
    source = rng.normal(size=(300, 2)).astype(np.float32)
    # A part of 200 of 300 rows, in an order of its own.
    order = rng.permutation(300)[:200]
    wide = DiskArray.create(tmp_path / "wide.npy", np.dtype("f4"), (200, 2))
    narrow = DiskArray.create(tmp_path / "narrow.npy", np.dtype("i4"), (200,))
    with Scatter([wide, narrow], order, bucket_bytes) as scatter:
        place = np.full(300, -1)
        place[order] = scatter.bucket_of_rows()
        for start in range(0, 300, 70):
            rows = np.arange(start, min(start + 70, 300))
            rows = rows[place[rows] >= 0]
            scatter.write(place[rows], [source[rows], rows])
        scatter.write(place[:0], [source[:0], place[:0]])
        scatter.finish()
    np.testing.assert_array_equal(np.load(narrow.path), order)
    np.testing.assert_array_equal(np.load(wide.path), source[order])
