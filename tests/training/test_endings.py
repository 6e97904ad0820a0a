"""What is said of a training that ended before its time."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from nnspec.runs.folder import RunFolder
from nnspec.training.endings import diverged_epoch, end_diverged, end_failed, end_interrupted

GOOD = [np.ones((2, 3)), np.array([0], np.uint32)]


@pytest.fixture
def run(tmp_path):
    made = RunFolder.create(tmp_path, "odd")
    made.start()
    return made


def test_the_first_epoch_without_a_finite_loss():
    assert diverged_epoch([{"loss": 1.0}, {"loss": math.inf}, {"loss": math.nan}], GOOD) == 2
    assert diverged_epoch([{"loss": 1.0}, {"loss": 1.0, "val_loss": math.nan}], GOOD) == 2
    assert diverged_epoch([{"loss": 1.0}, {"accuracy": math.nan}], GOOD) is None
    assert diverged_epoch([], GOOD) is None


def test_the_last_update_can_spoil_the_weights():
    spoilt = [*GOOD, np.array([1.0, math.inf])]
    assert diverged_epoch([{"loss": 1.0}, {"loss": 0.5}], spoilt) == 2


@pytest.mark.parametrize(
    ("logs", "reason"),
    [
        ({"loss": 1.0, "val_loss": math.nan}, "the validation loss became NaN in epoch 1"),
        (
            {"loss": 1.0, "val_loss": 2.0},
            "the last update of epoch 1 left weights that are no finite numbers",
        ),
    ],
)
def test_what_was_lost_is_named(run, logs, reason):
    (problem,) = end_diverged(run, 1, SimpleNamespace(history=[logs]), {}).problems
    assert problem.message == reason
    assert run.read()["reason"] == reason


def test_a_diverged_run_has_failed_and_shows_the_last_good_values(run):
    watch = SimpleNamespace(history=[{"loss": 12.5, "val_loss": 13.0}, {"loss": math.inf}])
    (problem,) = end_diverged(run, 2, watch, {"epochs": 2}).problems
    assert problem.message == "the loss became infinite in epoch 2"
    assert problem.hint == (
        "lower the learning rate, scale the features and the target, or set clipnorm: 1.0"
    )
    assert problem.details == ("epoch 1: loss 12.5, val_loss 13", f"run {run.run_id}")
    record = run.read()
    assert record["status"] == "failed"
    assert (record["epochs"], record["reason"]) == (2, "the loss became infinite in epoch 2")


@pytest.mark.parametrize(
    ("epochs", "best", "said"),
    [
        (1, 0, "interrupted after 1 epoch; run {}"),
        (3, 2, "interrupted after 3 epochs; run {} holds the best network, that of epoch 2"),
    ],
)
def test_an_interrupted_run_says_what_is_left_of_it(run, epochs, best, said):
    watch = SimpleNamespace(history=[{}] * epochs, best_epoch=best)
    (problem,) = end_interrupted(run, watch, {"epochs": epochs}).problems
    assert problem.message == said.format(run.run_id)
    assert run.read()["status"] == "interrupted"


def test_room_is_made_for_the_end_of_a_failed_run(run, monkeypatch):
    from nnspec.runs.folder import write_json

    def full(path, document):
        if run.rows.exists():
            raise OSError(28, "No space left on device")
        write_json(path, document)

    run.cache.mkdir()
    for path in (run.rows, run.predictions, run.cache / "numbers", run.model_keras, run.history):
        path.write_bytes(b"x")
    monkeypatch.setattr("nnspec.runs.folder.write_json", full)
    end_failed(run, OSError(28, "No space left on device"), {"epochs": 3})
    record = run.read()
    assert (record["status"], record["epochs"]) == ("failed", 3)
    assert record["reason"] == "[Errno 28] No space left on device"
    left = sorted(path.name for path in run.path.iterdir())
    assert left == ["history.csv", "model.keras", "run.json"]
