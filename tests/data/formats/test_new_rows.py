"""Rows as a batch."""

from __future__ import annotations

import numpy as np

from nnspec.data.formats.new_rows import record_batch
from nnspec.data.table.arrow import text_array, to_arrow


def test_columns_keep_their_order_and_values():
    columns = {"b": to_arrow(np.array([1.5, np.nan])), "a": text_array(["x", None])}
    made = record_batch(columns)
    assert made.schema.names == ["b", "a"]
    assert made.to_pydict() == {"b": [1.5, None], "a": ["x", None]}
