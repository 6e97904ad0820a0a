import numpy as np
import pytest

from nnspec.data.ondisk import part as module
from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.part import PartOnDisk


@pytest.fixture
def part(tmp_path):
    def make(name, values):
        array = DiskArray.create(tmp_path / f"{name}.npy", values.dtype, values.shape)
        with array.path.open("r+b") as file:
            array.write(file, values, 0)
        return array

    n = np.arange(10)
    texts = np.array(["red", "blue", None], dtype=object)
    return PartOnDisk(
        n_rows=10,
        x={"one": make("one", np.ones((10, 3), np.float32)), "two": make("two", n[:, None] / 2)},
        y={"colour": make("y", (n % 2).astype(np.int32))},
        weights=None,
        rows=make("rows", n + 100),
        actual={"colour": make("a", (n % 2).astype(np.int32)), "age": make("b", n * 1.5)},
        texts={"colour": texts},
        origin="rows.csv",
    )


def test_rows(part):
    block = part.read(2, 5)
    assert (block.n_rows, block.weights) == (3, None)
    assert list(block.x) == ["one", "two"]
    assert block.x["two"][:, 0].tolist() == [1, 1.5, 2]
    assert block.y["colour"].tolist() == [0, 1, 0]
    assert part.row_bytes == 3 * 4 + 8 + 4


def test_targets_as_they_are_in_the_source(part):
    table = part.truth()
    assert table["colour"].tolist()[8:] == ["red", "blue"]
    assert table["age"].tolist()[8:] == [12, 13.5]
    assert (table.origin, table.n_rows) == ("rows.csv", 10)
    assert part.place(3) is None


def test_batches(part):
    batches = list(part.batches(4))
    assert [batch.n_rows for batch in batches] == [4, 4, 2]
    assert [batch.x["two"][0, 0] for batch in batches] == [0, 2, 4]
    assert part.read(8, 99).n_rows == 2


def test_outputs(part, monkeypatch):
    monkeypatch.setattr(module, "MEASURED_ROWS", 3)
    sizes = []

    def network(x):
        sizes.append(len(x["one"]))
        return {"colour": x["two"] * 2 + x["one"][:, :1]}

    made = part.outputs(network)
    assert made["colour"][:, 0].tolist() == list(range(1, 11))
    assert sizes == [3, 3, 3, 1]
