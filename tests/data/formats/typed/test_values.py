import datetime

import numpy as np
import pyarrow as pa
import pytest

from nnspec.data.formats.typed.values import column_of_arrow, is_plain, moments_of


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (pa.int8(), True),
        (pa.decimal128(10, 2), True),
        (pa.large_string(), True),
        (pa.date32(), True),
        (pa.dictionary(pa.int8(), pa.string()), True),
        (pa.dictionary(pa.int8(), pa.binary()), False),
        (pa.binary(), False),
        (pa.list_(pa.int8()), False),
        (pa.struct([("a", pa.int8())]), False),
    ],
)
def test_which_types_are_numbers_or_text(kind, plain):
    assert is_plain(kind) == plain


def test_a_piece_of_midnights_alone_has_the_form_of_the_whole_column():
    days = pa.array([datetime.datetime(2024, 1, 31), None])
    assert column_of_arrow(days).tolist() == ["2024-01-31", None]
    assert column_of_arrow(days, midnight=False).tolist() == ["2024-01-31T00:00:00", None]


def test_a_time_of_an_unknown_zone_is_one_of_utc():
    zoned = pa.array([0], pa.timestamp("s", "Nowhere/Land"))
    assert moments_of(zoned)[0] == datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def test_chunks_are_one_column():
    chunks = pa.chunked_array([[1, None], [3]])
    np.testing.assert_array_equal(column_of_arrow(chunks), [1, np.nan, 3])
