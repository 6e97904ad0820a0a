"""What looks at batches is trained by Keras' `fit`; all else by the engine."""

from __future__ import annotations

import pytest
from support import Heard

from nnspec.runs.history import read_history
from nnspec.spec.load import load_spec
from nnspec.training.engine.route import can_stream, needs_fit
from nnspec.training.train import train


@pytest.mark.parametrize(
    ("callback", "reason"),
    [
        ("EarlyStopping", None),
        ("ModelCheckpoint", None),
        ("TerminateOnNaN", None),
        ("TensorBoard", None),
        ("{TensorBoard: {update_freq: epoch}}", None),
        (
            "{ModelCheckpoint: {save_freq: 5}}",
            "ModelCheckpoint saves after a number of batches (save_freq)",
        ),
        (
            "{BackupAndRestore: {save_freq: 5}}",
            "BackupAndRestore saves after a number of batches (save_freq)",
        ),
        (
            "{TensorBoard: {update_freq: batch}}",
            "TensorBoard writes after a number of batches (update_freq)",
        ),
        ("{TensorBoard: {profile_batch: 2}}", "TensorBoard profiles batches (profile_batch)"),
        (
            "{TensorBoard: {write_steps_per_second: true}}",
            "TensorBoard times batches (write_steps_per_second)",
        ),
    ],
)
def test_why(workshop, callback, reason):
    spec = load_spec("strength.yaml", overrides=[f"callbacks=[{callback}]"]).spec
    assert needs_fit(spec) == reason


@pytest.mark.parametrize(
    ("setting", "streams"),
    [
        ("training.epochs=2", True),
        ("callbacks=[{ModelCheckpoint: {save_freq: 5}}]", False),
        ("data.split={test: concrete.csv}", False),
        ("data.source={make_moons: {n_samples: 50}}", False),
        ("data.source={parquet: {path: rows.parquet}}", True),
    ],
)
def test_what_can_be_streamed_from_disk(workshop, setting, streams):
    assert can_stream(load_spec("strength.yaml", overrides=[setting]).spec) is streams


@pytest.mark.usefixtures("no_plots")
def test_a_run_says_that_fit_trains_it(workshop):
    heard = Heard()
    run = train(
        "strength.yaml",
        overrides=[
            "callbacks=[{ModelCheckpoint: {save_freq: 5, save_weights_only: true}}]",
            "training.epochs=1",
        ],
        listener=heard,
    )
    assert (
        "training by Keras' fit, batch by batch: ModelCheckpoint saves after a number of batches "
        "(save_freq)" in heard.notes
    )
    assert (run.folder.checkpoints / "last.weights.h5").is_file()


@pytest.mark.usefixtures("no_plots")
def test_fit_starts_from_the_first_weights_too(workshop):
    common = ["compile.optimizer={ScheduleFreeAdamW: {}}", "training.shuffle=false"]
    by_engine = train("strength.yaml", overrides=common)
    saving = "callbacks=[{ModelCheckpoint: {save_freq: 5, save_weights_only: true}}]"
    by_fit = train("strength.yaml", overrides=[*common, saving])
    ours, theirs = (losses(run) for run in (by_engine, by_fit))
    assert len(ours) > 1
    assert ours == pytest.approx(theirs, rel=1e-5)


def losses(run):
    return read_history(run.folder.history)["val_loss"]
