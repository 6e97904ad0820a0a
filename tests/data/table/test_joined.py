from __future__ import annotations

import numpy as np
import pytest

from nnspec.data.table.joined import join
from nnspec.data.table.table import Table


def table(origin, start, stop, **others):
    columns = {"x": np.arange(start, stop, dtype=np.float64)}
    columns |= {name: np.array(values, dtype=object) for name, values in others.items()}
    return Table(columns, origin, np.arange(2, 2 + stop - start), "line")


@pytest.fixture
def joined():
    return join(
        {
            "training": table("train.csv", 0, 4, colour=["red", None, "blue", "red"]),
            "test": table("test.csv", 10, 13, extra=["a", "b", "c"]),
        }
    )


def test_it_has_all_rows_and_the_columns_of_the_first(joined):
    assert list(joined.sources) == ["training", "test"]
    assert joined["x"].tolist() == [0, 1, 2, 3, 10, 11, 12]
    assert joined["colour"].tolist() == ["red", None, "blue", "red", None, None, None]
    assert (joined.names, joined.origin) == (("x", "colour"), "train.csv, test.csv")
    assert joined.ranges == {"training": (0, 4), "test": (4, 7)}


def test_rows_know_their_file(joined):
    taken = joined.take([6, 4])
    assert (taken.origin, taken.place(0), taken["x"].tolist()) == (
        "test.csv",
        "on line 4",
        [12, 10],
    )
    assert joined.take([3]).origin == "train.csv"
    assert joined.take([3, 4]).origin == "train.csv, test.csv"
    assert joined.take([]).n_rows == 0


def test_the_sources_share_their_memory(joined):
    first, second = joined.sources.values()
    assert (first.origin, second.origin) == ("train.csv", "test.csv")
    assert np.shares_memory(second["x"], joined["x"])
    assert first.sources == {"training": first}


def test_the_fingerprint_is_that_of_all_rows(joined):
    other = join(
        {
            "training": table("train.csv", 0, 4, colour=["red", None, "blue", "red"]),
            "test": table("test.csv", 10, 14),
        }
    )
    assert joined.fingerprint() != other.fingerprint()
