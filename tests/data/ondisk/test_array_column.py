import numpy as np
import pytest

from nnspec.data.formats.stream import Stream
from nnspec.data.ondisk import array_column as module
from nnspec.data.ondisk.array_column import ArrayColumn, rows_at_once
from nnspec.data.ondisk.write_columns import spool
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table

IMAGES = np.arange(60, dtype=np.uint8).reshape(10, 2, 3)


def test_rows_are_read_back(tmp_path):
    column = ArrayColumn(tmp_path / "a", ArraySpec((2, 3), "uint8"))
    column.append(IMAGES[:4])
    column.append(IMAGES[4:])
    assert (column.rows, column.missing) == (10, 0)
    np.testing.assert_array_equal(column.read(3, 7), IMAGES[3:7])
    assert column.read(2, 2).shape == (0, 2, 3)
    column.remove()
    assert list(tmp_path.iterdir()) == []


def test_gaps_are_counted(tmp_path):
    column = ArrayColumn(tmp_path / "a", ArraySpec((2,)))
    column.append(np.array([[1, np.nan], [2, 3]], np.float32))
    assert column.missing == 1


@pytest.mark.parametrize(
    ("arrays", "rows"),
    [([], 1000), ([ArraySpec((4,))], 1000), ([ArraySpec((64, 64)), ArraySpec((64, 64))], 512)],
)
def test_few_large_rows_are_read_at_once(arrays, rows):
    assert rows_at_once(arrays, 1000) == rows


def test_a_table_on_disk_is_the_one_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PIECE_BYTES", 150)
    scores = np.arange(20, dtype=np.float32).reshape(10, 2)
    scores[4, 1] = np.nan
    table = Table({"image": IMAGES, "score": scores, "age": np.arange(10.0)}, "rows")
    pieces = [table.take(range(start, min(start + 4, 10))) for start in range(0, 10, 4)]
    made = spool(Stream("rows", lambda _only, _text: iter(pieces)), tmp_path)
    assert made.fingerprint() == table.fingerprint()
    assert made.kinds == table.kinds
    assert [made.missing(name) for name in made.names] == [0, 1, 0]
    for name in table.names:
        np.testing.assert_array_equal(made[name], table[name])
        np.testing.assert_array_equal(made.missing_mask(name), table.missing_mask(name))
    taken = made.take([7, 0, 3])
    assert taken.fingerprint() == table.take([7, 0, 3]).fingerprint()
    sizes = [len(index) for index, _ in made.pieces(["image", "age"])]
    assert sizes == [3, 3, 3, 1]
