"""CSVLogger writes Keras' own file, and whole rows alone."""

from __future__ import annotations

import keras
import pytest

from nnspec.training.callbacks.csv_log import CSVLog

LOGS = {"loss": 0.25, "val_loss": 0.5, "auc": [0.5, 0.75]}


def logged(callback, epochs):
    callback.on_train_begin()
    for epoch in range(epochs):
        callback.on_epoch_end(epoch, LOGS)
    callback.on_train_end()


@pytest.mark.parametrize("arguments", [{}, {"append": True, "separator": ";"}])
def test_the_file_is_that_of_keras(tmp_path, arguments):
    own, theirs = str(tmp_path / "own.csv"), str(tmp_path / "theirs.csv")
    for _ in range(2):
        logged(CSVLog(filename=own, **arguments), 2)
        logged(keras.callbacks.CSVLogger(theirs, **arguments), 2)
    assert (tmp_path / "own.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()


def test_a_full_disk_leaves_whole_rows(tmp_path, full_disk):
    path = tmp_path / "log.csv"
    with full_disk(100), pytest.raises(OSError, match="File too large"):
        logged(CSVLog(filename=str(path)), 9)
    assert path.read_text(encoding="utf-8").splitlines() == [
        "epoch,auc,loss,val_loss",
        *(f'{epoch},"""[0.5, 0.75]""",0.25,0.5' for epoch in range(2)),
    ]
