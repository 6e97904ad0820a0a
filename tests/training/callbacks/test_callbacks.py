"""Keras' callbacks in a run: they do what Keras' do, and write inside the run's folder."""

from __future__ import annotations

import csv
from importlib.util import find_spec

import keras
import numpy as np
import pytest
from support import flat

from nnspec.errors import SpecError
from nnspec.listener import Listener
from nnspec.network.build import build
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import read_history
from nnspec.spec.load import load_spec
from nnspec.training.callbacks.callbacks import (
    Notes,
    make_callbacks,
    watched,
)
from nnspec.training.callbacks.watch import Watcher, as_numbers
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

HAS_TENSORBOARD = find_spec("tensorboard") is not None


def with_callbacks(*entries, epochs=3):
    return [f"callbacks=[{', '.join(entries)}]", f"training.epochs={epochs}"]


def outside(workshop):
    """Every file below the current folder that is not in the run's folder."""
    return {
        path.relative_to(workshop).as_posix()
        for path in workshop.rglob("*")
        if path.is_file() and "runs" not in path.relative_to(workshop).parts
    }


def test_files_are_written_inside_the_run_only(workshop):
    before = outside(workshop)
    run = train(
        "species.yaml",
        overrides=with_callbacks(
            "CSVLogger",
            "{CSVLogger: logs/mine.csv}",
            "TerminateOnNaN",
            *(["TensorBoard"] if HAS_TENSORBOARD else []),
            "{ModelCheckpoint: {save_best_only: true}}",
            "{ModelCheckpoint: {save_weights_only: true}}",
            "{ModelCheckpoint: {filepath: 'mine/{epoch:02d}.keras'}}",
            "{ModelCheckpoint: {filepath: 'best-{epoch}/x.keras', save_best_only: true}}",
            "{ReduceLROnPlateau: {patience: 0, factor: 0.5, min_delta: 100}}",
            "BackupAndRestore",
        ),
    )
    assert outside(workshop) == before
    folder = run.folder.path
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "log.csv",
        "logs/mine.csv",
        "checkpoints/best.keras",
        "checkpoints/last.weights.h5",
        "mine/01.keras",
        "mine/03.keras",
    } <= written
    assert "best-1/x.keras" in written
    assert not (folder / "best-{epoch}").exists()
    if HAS_TENSORBOARD:
        assert any(name.startswith("tensorboard/train/") for name in written)
    history = read_history(run.folder.history)
    with (folder / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["val_loss"]) for row in rows] == pytest.approx(history["val_loss"])
    assert history["learning_rate"] == pytest.approx([0.02, 0.02, 0.01])
    last = keras.saving.load_model(folder / "mine" / "03.keras").get_weights()
    end = keras.saving.load_model(run.folder.model_keras).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(last, end, strict=True))
    best = keras.saving.load_model(folder / "checkpoints" / "best.keras")
    assert best.count_params() == run.folder.read()["parameters"]


def test_early_stopping_restores_the_best_epoch(workshop, capsys):
    """The third epoch's learning rate ruins the network, so that training stops there."""
    notes = []
    listener = Listener()
    listener.note = notes.append
    schedule = "{PiecewiseConstantDecay: {boundaries: [1], values: [0.02, 50.0]}}"
    stop = (
        "{EarlyStopping: {monitor: val_loss, patience: 1, restore_best_weights: true, verbose: 1}}"
    )
    run = train(
        "species.yaml",
        overrides=with_callbacks(
            f"{{LearningRateScheduler: {{schedule: {schedule}}}}}", stop, epochs=9
        ),
        listener=listener,
    )
    # What Keras' callbacks print are notes, and never on stdout.
    assert f"Epoch {run.epochs}: early stopping" in notes
    assert capsys.readouterr() == ("", "")
    history = read_history(run.folder.history)
    assert history["learning_rate"][:3] == pytest.approx([0.02, 0.02, 50.0])
    assert run.epochs < 9
    assert run.best_epoch == int(np.argmin(history["val_loss"])) + 1 < run.epochs
    assert run.metrics["validation"]["loss"] == pytest.approx(min(history["val_loss"]), rel=1e-5)


@pytest.mark.parametrize("entry", ["TerminateOnNaN", "{TerminateOnNaN: {raise_error: true}}"])
def test_terminate_on_nan_ends_the_run_as_failed(workshop, entry):
    from nnspec.errors import TrainingError

    with pytest.raises(TrainingError, match="the loss became infinite in epoch 1"):
        train(
            "strength.yaml",
            overrides=[
                *with_callbacks(entry),
                "compile.optimizer={SGD: 1e20}",
                "preprocessing.target=[]",
            ],
        )


def test_what_keras_refuses_is_shown_at_the_callback(workshop):
    loaded = load_spec("species.yaml", ["callbacks=[{ModelCheckpoint: {filepath: best.txt}}]"])
    with pytest.raises(SpecError) as caught:
        make_callbacks(loaded, RunFolder(workshop))
    (problem,) = caught.value.problems
    assert problem.code == "keras"
    assert problem.message.startswith(
        "Keras does not accept ModelCheckpoint: The filepath provided"
    )


def test_a_file_in_a_file_is_shown_at_the_callback(workshop):
    path = "callbacks=[{ModelCheckpoint: {filepath: species.yaml/best.keras}}]"
    with pytest.raises(SpecError) as caught:
        make_callbacks(load_spec("species.yaml", [path]), RunFolder(workshop))
    (problem,) = caught.value.problems
    assert problem.code == "bad-path"
    assert problem.message == "ModelCheckpoint cannot write there: File exists"
    assert problem.location.file == f"--set {path}"


@pytest.mark.parametrize("often", ["", ", save_freq: 5"])
def test_braces_of_the_runs_own_folder_are_no_fields(workshop, often):
    path = f"callbacks=[{{ModelCheckpoint: {{filepath: 'mine/{{epoch:02d}}.keras'{often}}}}}]"
    folder = workshop / "a{b}"
    (made,) = make_callbacks(load_spec("species.yaml", [path]), RunFolder(folder))
    assert made._get_file_path(0, None, {}) == str(folder / "mine" / "01.keras")


def test_notes_are_whole_lines():
    heard = []
    listener = Listener()
    listener.note = heard.append
    stream = Notes(listener)
    stream.write("\nEpoch 1: val_loss")
    stream.write(" improved\n\nrest")
    assert heard == ["Epoch 1: val_loss improved"]


@pytest.mark.parametrize(
    ("callbacks", "has_validation", "expected"),
    [
        ("[]", True, ("val_loss", "min")),
        ("[]", False, ("loss", "min")),
        ("[{EarlyStopping: {monitor: val_accuracy}}]", True, ("val_accuracy", "max")),
        ("[{EarlyStopping: {monitor: loss, mode: max}}]", True, ("loss", "max")),
        ("[EarlyStopping]", True, ("val_loss", "min")),
        ("[{ModelCheckpoint: {monitor: accuracy}}, CSVLogger]", True, ("accuracy", "max")),
        (
            "[{ModelCheckpoint: {monitor: accuracy}}, {EarlyStopping: {monitor: loss}}]",
            True,
            ("loss", "min"),
        ),
    ],
)
def test_what_is_watched(workshop, callbacks, has_validation, expected):
    loaded = load_spec("species.yaml", [f"callbacks={callbacks}"])
    assert watched(loaded, ("species",), has_validation) == expected


def test_the_watcher_keeps_the_best_weights_and_stops_at_nan(workshop):
    class Heard(Listener):
        def __init__(self):
            self.epochs = []

        def epoch(self, epoch, logs, best):
            self.epochs.append((epoch, dict(logs), best))

    listener = Heard()
    watch = Watcher(listener, "val_accuracy", "max")
    model = build(load_spec("species.yaml"), flat({"input": 9}))
    watch.set_model(model)
    watch.recorder.set_model(model)

    def end(epoch, logs):
        watch.on_epoch_end(epoch, logs)
        watch.recorder.on_epoch_end(epoch, logs)

    end(0, {"loss": 1.0, "val_accuracy": 0.5})
    first = [weight.copy() for weight in model.get_weights()]
    model.set_weights([weight + 1 for weight in first])
    end(1, {"loss": 0.5, "val_accuracy": 0.4})
    assert (watch.best_epoch, watch.best_value) == (1, 0.5)
    assert all(np.array_equal(a, b) for a, b in zip(watch.best_weights, first, strict=True))
    assert not model.stop_training
    model.set_weights([weight * np.nan for weight in first])
    end(2, {"loss": 0.4, "val_accuracy": 0.9})
    assert (watch.best_epoch, watch.best_value) == (1, 0.5)
    assert not model.stop_training
    end(3, {"loss": 0.4, "val_loss": float("nan")})
    assert model.stop_training
    assert [best for _, _, best in listener.epochs] == [("val_accuracy", 0.5, 1)] * 4


def test_a_metric_with_a_number_for_each_class_has_a_column_for_each(workshop):
    run = train(
        "species.yaml",
        overrides=["compile.metrics=[F1Score]", "compile.loss=categorical_crossentropy"],
    )
    history = read_history(run.folder.history)
    classes = [f"F1Score[{place}]" for place in range(3)]
    assert list(history)[1:] == [*classes, "loss", *(f"val_{name}" for name in (*classes, "loss"))]
    assert all(0 <= value <= 1 for name in classes for value in history[name])


def test_logs_are_numbers_by_name():
    logs = {"loss": np.float32(0.5), "f1_score": np.array([0.25, 0.75]), "r2": 1}
    assert as_numbers(logs) == {"loss": 0.5, "f1_score[0]": 0.25, "f1_score[1]": 0.75, "r2": 1.0}
