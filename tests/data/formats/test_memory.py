"""The source of rows that a program gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnspec.data.loading.preview import preview
from nnspec.data.loading.sources import can_be_streamed, load_source
from nnspec.data.table.table import Table
from nnspec.errors import DataError
from nnspec.spec.language.memory import MEMORY, rows_in, with_rows, without_rows
from nnspec.spec.language.objects import ObjectSpec

SOURCE = ObjectSpec(MEMORY)
TABLE = Table({"a": np.arange(5.0)}, "the dict")


def test_its_rows_are_those_that_it_was_given():
    held = with_rows(SOURCE, TABLE)
    assert load_source(held, base_dir=Path()) is TABLE
    assert rows_in(held) is TABLE
    seen = preview(held, base_dir=Path(), max_rows=3)
    assert (seen.origin, seen.table.n_rows, seen.complete) == ("the dict", 3, False)
    assert preview(held, base_dir=Path(), max_rows=5).complete
    assert not can_be_streamed(held)


def test_a_spec_is_written_without_them():
    assert without_rows(with_rows(SOURCE, TABLE)) == SOURCE
    csv = ObjectSpec("csv", {"path": "a.csv"})
    assert without_rows(csv) is csv
    assert rows_in(csv) is None


def test_without_rows_there_is_nothing_to_read():
    with pytest.raises(DataError, match="are given by a Python program, and none are given here"):
        load_source(SOURCE, base_dir=Path())
