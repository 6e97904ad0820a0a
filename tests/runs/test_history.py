import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnspec.errors import RunError
from nnspec.runs.history import GrowingHistory, count_epochs, read_history, write_history


def test_text(tmp_path: Path):
    path = tmp_path / "history.csv"
    write_history(path, [{"loss": 0.5, "val_loss": 1.0}, {"loss": np.float32(0.25), "val_loss": 2}])
    assert path.read_bytes() == b"epoch,loss,val_loss\n1,0.5,1.0\n2,0.25,2.0\n"


def test_an_epoch_without_validation_has_an_empty_cell(tmp_path: Path):
    path = tmp_path / "history.csv"
    write_history(path, [{"loss": 3.0}, {"loss": 2.0, "val_loss": 1.0}])
    assert path.read_bytes() == b"epoch,loss,val_loss\n1,3.0,\n2,2.0,1.0\n"
    columns = read_history(path)
    assert math.isnan(columns["val_loss"][0])
    assert columns["val_loss"][1] == 1.0
    assert columns["epoch"] == [1.0, 2.0]


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=5))
def test_numbers_read_back_bit_for_bit(tmp_path_factory, rows: list[tuple[float, float]]):
    path = tmp_path_factory.mktemp("h") / "history.csv"
    write_history(path, [{"loss": a, 'm,"': b} for a, b in rows])
    columns = read_history(path)
    assert list(columns) == ["epoch", "loss", 'm,"']
    assert repr(columns["loss"]) == repr([a for a, _ in rows])
    assert repr(columns['m,"']) == repr([b for _, b in rows])


def test_no_epochs(tmp_path: Path):
    write_history(tmp_path / "history.csv", [])
    assert read_history(tmp_path / "history.csv") == {"epoch": []}
    assert count_epochs(tmp_path / "history.csv") == 0


def test_epochs_are_counted(tmp_path: Path):
    write_history(tmp_path / "history.csv", [{"loss": 1.0}] * 7)
    assert count_epochs(tmp_path / "history.csv") == 7
    assert count_epochs(tmp_path / "none.csv") is None


def test_missing(tmp_path: Path):
    with pytest.raises(RunError) as caught:
        read_history(tmp_path / "history.csv")
    assert caught.value.problems[0].code == "no-history"
    path = (tmp_path / "history.csv").as_posix()
    assert caught.value.problems[0].message == f"there is no file {path}"


@pytest.mark.parametrize(
    "content", [b"", b"epoch,loss\n1\n", b"epoch,loss\n1,a\n", b"epoch\n1,2\n", b"\xff\n"]
)
def test_damaged(tmp_path: Path, content: bytes):
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    with pytest.raises(RunError) as caught:
        read_history(path)
    assert caught.value.problems[0].code == "damaged-run"
    assert caught.value.problems[0].message == (
        f"{path.as_posix()} is damaged: it is no table of numbers"
    )


def test_a_growing_history_is_appended_by_the_clock(tmp_path):
    time = 0.0
    path = tmp_path / "history.csv"
    growing = GrowingHistory(path, pause=2.0, now=lambda: time)
    epochs = [{"loss": 1.0}]
    growing.grow(epochs)
    assert not path.exists()
    time = 2.0
    growing.grow(epochs)
    epochs += [{"loss": 0.5}, {"loss": 0.1}]
    growing.grow(epochs)
    assert path.read_text() == "epoch,loss\n1,1.0\n"
    time = 4.5
    growing.grow(epochs)
    assert path.read_text() == "epoch,loss\n1,1.0\n2,0.5\n3,0.1\n"
    assert read_history(path)["loss"] == [1.0, 0.5, 0.1]
