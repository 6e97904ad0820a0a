"""The rows of a stream that a spec uses; test_row_rules.py holds them against rows in memory."""

import numpy as np
import pytest
from pieces import piece, stream_of

from nnspec.data.loading.row_rules import RowRules
from nnspec.data.ondisk.used_rows import used_rows
from nnspec.errors import DataError

NAN = np.nan


def test_the_same_rows_are_kept_when_some_columns_are_read_again():
    pieces = [piece(y=[1.0, 2.0, 3.0], x=[0.0, 1.0, 2.0]), piece(y=[NAN, 5.0, NAN], x=[3.0, 4, 5])]
    stream, _ = stream_of(*pieces)
    kept = used_rows(stream, RowRules(targets=("y",)))
    first, second = kept.pieces((), ())
    # As long as no row is missing, they follow one another as they did.
    assert first.row_numbers is None
    assert (second["x"].tolist(), second.row_numbers.tolist()) == ([4.0], [5])
    assert (kept.left_out().missing_target, kept.left_out().of) == (2, 6)
    assert [one["x"].tolist() for one in kept.pieces({"x"}, ())] == [[0.0, 1.0, 2.0], [4.0]]


def test_no_row_left():
    stream, _ = stream_of(piece(y=[NAN], x=[1.0]), piece(y=[NAN], x=[2.0]))
    with pytest.raises(DataError):
        list(used_rows(stream, RowRules(targets=("y",))).pieces((), ()))
