import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnspec.data.ondisk import shuffled_blocks as module
from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.part import PartOnDisk
from nnspec.data.ondisk.shuffled_blocks import Blocks


def part_of(folder, n, weighted=False):
    """Rows that say their own number, in each of their arrays."""

    def make(name, values):
        array = DiskArray.create(folder / f"{name}.npy", values.dtype, values.shape)
        with array.path.open("r+b") as file:
            array.write(file, values, 0)
        return array

    numbers = np.arange(n)
    x = make("x", np.column_stack([numbers, -numbers]).astype(np.float32))
    y = make("y", numbers.astype(np.int32))
    weights = make("w", numbers.astype(np.float32)) if weighted else None
    actual = make("a", numbers.astype(np.float64))
    return PartOnDisk(
        n, {"in": x}, {"out": y}, weights, make("r", numbers), {"y": actual}, {}, "rows"
    )


def numbers_of(block):
    """The rows' numbers, after a check that all arrays agree on them."""
    numbers = block.y["out"]
    np.testing.assert_array_equal(block.x["in"], np.column_stack([numbers, -numbers]))
    if block.weights is not None:
        np.testing.assert_array_equal(block.weights, numbers)
    assert all(array.flags.c_contiguous for array in block.x.values())
    return numbers.tolist()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    n=st.integers(1, 700),
    batch_size=st.integers(1, 64),
    block_bytes=st.integers(1, 20_000),
    stretch=st.integers(1, 900),
    seed=st.integers(0, 2**31),
    weighted=st.booleans(),
)
def test_every_row_once_an_epoch(
    tmp_path, monkeypatch, n, batch_size, block_bytes, stretch, seed, weighted
):
    monkeypatch.setattr(module, "STRETCH_BYTES", stretch)
    blocks = Blocks(part_of(tmp_path, n, weighted), batch_size, block_bytes, seed)
    for made in (blocks.epoch(0), blocks.epoch(1), blocks.unshuffled()):
        epoch = [numbers_of(block) for block in made]
        assert len(epoch) == blocks.count
        assert {len(block) for block in epoch[:-1]} <= {blocks.block_rows}
        assert blocks.block_rows % batch_size == 0
        assert 0 < len(epoch[-1]) <= blocks.block_rows
        rows = [row for block in epoch for row in block]
        assert sorted(rows) == list(range(n))
    assert rows == list(range(n))


def test_the_order_depends_on_seed_and_epoch_alone(tmp_path):
    part = part_of(tmp_path, 3000)

    def rows(seed, epoch):
        blocks = Blocks(part, 32, 30_000, seed)
        return [row for block in blocks.epoch(epoch) for row in numbers_of(block)]

    assert rows(3, 5) == rows(3, 5)
    different = [rows(3, 5), rows(3, 6), rows(4, 5), list(range(3000))]
    assert len({tuple(order) for order in different}) == 4


def test_rows_travel_far(tmp_path):
    """The mean distance that rows of a random order travel is a third of their number."""
    blocks = Blocks(part_of(tmp_path, 20_000), 32, 200_000, 0)
    assert blocks.count == 5
    rows = np.array([row for block in blocks.epoch(2) for row in numbers_of(block)])
    assert np.abs(rows - np.arange(20_000)).mean() == pytest.approx(20_000 / 3, rel=0.1)
    # Within a block, neighbours on disk are torn apart.
    assert np.mean(np.abs(np.diff(rows)) == 1) < 0.01


def test_blocks_of_a_part_that_fits(tmp_path):
    blocks = Blocks(part_of(tmp_path, 100), 32, 1 << 30, 0)
    assert (blocks.count, blocks.block_rows) == (1, 128)


def test_no_rows(tmp_path):
    assert list(Blocks(part_of(tmp_path, 0), 32, 1000, 0).unshuffled()) == []


def test_an_epoch_left_early_leaves_no_thread(tmp_path):
    before = threading.active_count()
    epoch = Blocks(part_of(tmp_path, 1000), 4, 500, 0).epoch(0)
    next(epoch)
    assert threading.active_count() == before + 1
    epoch.close()
    assert threading.active_count() == before


def test_a_file_that_is_cut_short(tmp_path):
    part = part_of(tmp_path, 1000)
    path = part.x["in"].path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(OSError, match=r"x\.npy ends too early"):
        list(Blocks(part, 32, 4000, 0).epoch(0))
