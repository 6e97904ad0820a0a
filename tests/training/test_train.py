"""Training: a run that repeats itself, learns from training rows only, and ends as it says."""

from __future__ import annotations

import json
import signal

import keras
import numpy as np
import pytest

from nnspec.errors import Interrupted, SpecError, TrainingError
from nnspec.listener import Listener
from nnspec.problem_text import problem_lines
from nnspec.runs.find import find_run
from nnspec.runs.folder import RunFolder
from nnspec.runs.history import read_history
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

FILES = {
    "spec.yaml",
    "spec.resolved.yaml",
    "run.json",
    "preprocessing.json",
    "rows.npz",
    "model.keras",
    "model.h5",
    "history.csv",
    "metrics.json",
}
EXPLODING = ["compile.optimizer={SGD: 1e20}", "preprocessing.target=[]", "training.epochs=4"]


def only_run(runs):
    (path,) = (path for path in runs.iterdir() if path.is_dir())
    return RunFolder(path)


def weights(run):
    return keras.saving.load_model(run.model_keras).get_weights()


def text_of(error):
    return ["\n".join(problem_lines(problem)) for problem in error.value.problems]


class Stopper(Listener):
    """Presses Ctrl-C after some epochs."""

    def __init__(self, *epochs):
        self.epochs = epochs
        self.notes = []
        self.ended = 0

    def epoch(self, epoch, logs, best):
        for _ in range(self.epochs.count(epoch)):
            signal.raise_signal(signal.SIGINT)

    def note(self, text):
        self.notes.append(text)

    def end(self):
        self.ended += 1


def test_a_run_holds_what_it_promises(in_trained):
    run = find_run(in_trained / "runs", "strength")
    assert {path.name for path in run.path.iterdir()} >= FILES
    assert not list(run.path.glob("**/.*"))
    record = run.read()
    assert record["status"] == "complete"
    assert record["epochs"] == 3
    assert record["monitor"] == "val_loss"
    assert record["data"]["split"] == {"training": 618, "validation": 206, "test": 206}
    assert record["seed"] == 7
    metrics = json.loads(run.metrics.read_text(encoding="utf-8"))
    assert list(metrics) == ["training", "validation", "test"]
    assert record["metrics"]["rmse"] == metrics["test"]["rmse"]
    assert run.spec.read_bytes() == (in_trained / "strength.yaml").read_bytes()
    latest = (run.path.parent / "latest").read_text(encoding="utf-8")
    assert latest.strip() == run.path.name


def test_the_h5_file_holds_the_same_network(in_trained):
    run = find_run(in_trained / "runs", "species")
    other = keras.saving.load_model(run.model_h5).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(weights(run), other, strict=True))


def test_the_same_spec_and_its_resolved_form_train_the_same_run(in_trained, tmp_path):
    first = find_run(in_trained / "runs", "strength")
    again = train("strength.yaml", runs_dir=tmp_path / "again").folder
    resolved = train(first.resolved_spec, runs_dir=tmp_path / "resolved").folder
    for other in (again, resolved):
        assert other.history.read_bytes() == first.history.read_bytes()
        assert other.metrics.read_bytes() == first.metrics.read_bytes()
        pairs = zip(weights(first), weights(other), strict=True)
        assert all(np.array_equal(a, b) for a, b in pairs)
    text = resolved.resolved_spec.read_text(encoding="utf-8")
    source = [line for line in text.splitlines() if "path:" in line]
    assert source and "concrete.csv" in source[0]


def test_only_training_rows_are_learnt_from(in_trained, tmp_path):
    """Held-out rows made a thousand times larger change no step, no weight and no loss."""
    from nnspec.data.split.shares import Split, split_rows

    first = find_run(in_trained / "runs", "strength")
    rows = split_rows(1030, Split(0.2, 0.2, 42))
    lines = (in_trained / "concrete.csv").read_text(encoding="utf-8").splitlines()
    for row in rows.test:
        cells = lines[row + 1].split(",")
        lines[row + 1] = ",".join(str(float(cell) * 1000) for cell in cells)
    (tmp_path / "concrete.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = tmp_path / "strength.yaml"
    spec.write_bytes((in_trained / "strength.yaml").read_bytes())
    other = train(spec, runs_dir=tmp_path / "runs").folder
    assert other.preprocessing.read_bytes() == first.preprocessing.read_bytes()
    assert other.history.read_bytes() == first.history.read_bytes()
    assert all(np.array_equal(a, b) for a, b in zip(weights(first), weights(other), strict=True))
    assert other.metrics.read_bytes() != first.metrics.read_bytes()


def test_a_loss_that_becomes_nan_fails_the_run(own_trained):
    before = find_run(own_trained / "runs", "strength").run_id
    listener = Stopper()
    with pytest.raises(TrainingError) as caught:
        train("strength.yaml", overrides=EXPLODING, listener=listener)
    run = find_run(own_trained / "runs", "strength", complete=False)
    assert text_of(caught) == [
        "error[diverged]: the loss became NaN in epoch 1\n"
        "  lower the learning rate, scale the features and the target, or set clipnorm: 1.0\n"
        "  the untrained network, its loss and its gradients are finite for 618 training rows: "
        "the updates are too large\n"
        f"  run {run.run_id}"
    ]
    assert caught.value.exit_code == 1
    record = run.read()
    assert record["status"] == "failed"
    assert record["reason"] == "the loss became NaN in epoch 1"
    assert record["epochs"] == 1
    assert record["overrides"] == EXPLODING
    assert not run.model_keras.exists()
    assert listener.ended == 1
    # `latest` moves to complete runs only.
    assert find_run(own_trained / "runs", "strength").run_id == before != run.run_id


def test_an_interrupted_run_keeps_its_best_network(interrupted):
    record = interrupted.read()
    assert record["status"] == "interrupted"
    assert record["epochs"] == 2
    history = read_history(interrupted.history)
    best = int(np.argmin(history["val_loss"])) + 1
    assert record["best_epoch"] == record["saved_epoch"] == best
    assert not interrupted.metrics.exists()
    assert not (interrupted.path.parent / "latest").exists()
    model = keras.saving.load_model(interrupted.model_keras)
    assert model.get_weights()


def test_interrupted_weights_are_those_of_the_best_epoch(workshop):
    """A learning rate that explodes in the second epoch makes the first the best."""

    class Watching(Stopper):
        def epoch(self, epoch, logs, best):
            super().epoch(epoch, logs, best)
            self.best = best

    schedule = "{PiecewiseConstantDecay: {boundaries: [1], values: [0.01, 3.0]}}"
    listener = Watching(3)
    with pytest.raises(Interrupted) as caught:
        train(
            "strength.yaml",
            overrides=[
                f"callbacks=[{{LearningRateScheduler: {{schedule: {schedule}}}}}]",
                "training.epochs=9",
            ],
            listener=listener,
        )
    run = only_run(workshop / "runs" / "strength")
    assert caught.value.exit_code == 130
    assert text_of(caught) == [
        f"warning[interrupted]: interrupted after 3 epochs; run {run.run_id} holds the best "
        f"network, that of epoch {listener.best[2]}"
    ]
    assert listener.notes[-1] == ("stopping after this epoch; press Ctrl-C again to stop at once")
    history = read_history(run.history)
    assert min(history["val_loss"]) == listener.best[1]
    from nnspec.checks.validate import validate
    from nnspec.training.read import read_work

    model = keras.saving.load_model(run.model_keras)
    part = read_work(validate("strength.yaml"), Listener()).data.validation
    loss = model.evaluate(part.x["input"], part.y["strength"], batch_size=32, verbose=0)[0]
    assert loss == pytest.approx(listener.best[1], rel=1e-5)
    assert listener.best[2] == int(np.argmin(history["val_loss"])) + 1


def test_a_second_ctrl_c_stops_at_once(workshop):
    listener = Stopper(2, 2)
    with pytest.raises(Interrupted):
        train("strength.yaml", overrides=["training.epochs=9"], listener=listener)
    run = only_run(workshop / "runs" / "strength")
    record = run.read()
    assert record["status"] == "interrupted"
    assert record["epochs"] == 2
    assert run.model_keras.is_file()
    assert listener.ended == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_measuring_is_an_interruption_too(workshop, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("nnspec.training.fit.fit_epochs", lambda *_, **__: None)
    monkeypatch.setattr("nnspec.training.keep.measure", pressed)
    with pytest.raises(Interrupted):
        train("species.yaml", overrides=["training.epochs=1"])
    run = only_run(workshop / "runs" / "species")
    assert run.read()["status"] == "interrupted"
    assert run.history.is_file()


def test_a_full_disk_fails_the_run(workshop, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    def epoch(*_, callbacks, **__):
        callbacks[0].history.append({"loss": 1.0})

    monkeypatch.setattr("nnspec.training.keep.save_model", full)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr("nnspec.training.fit.fit_epochs", lambda *_, **__: None)
        train("species.yaml", overrides=["training.epochs=1"])
    assert not (workshop / "runs" / "species").exists(), "nothing was trained"
    monkeypatch.setattr("nnspec.training.fit.fit_epochs", epoch)
    with pytest.raises(OSError, match="No space left"):
        train("species.yaml", overrides=["training.epochs=1"])
    run = only_run(workshop / "runs" / "species")
    assert run.read()["status"] == "failed"
    assert run.read()["reason"] == "[Errno 28] No space left on device"


def test_a_run_whose_end_has_no_room_is_failed_and_not_running(workshop, monkeypatch):
    from nnspec.runs.folder import write_json

    def full(path, document):
        # Until other files are gone.
        if document["status"] != "running" and (path.parent / "rows.npz").exists():
            raise OSError(28, "No space left on device")
        write_json(path, document)

    monkeypatch.setattr("nnspec.training.fit.fit_epochs", lambda *_, **__: None)
    monkeypatch.setattr("nnspec.runs.folder.write_json", full)
    with pytest.raises(OSError, match="No space left"):
        train("species.yaml", overrides=["training.epochs=1"])
    run = only_run(workshop / "runs" / "species")
    assert run.read()["status"] == "failed"
    assert run.read()["reason"] == "[Errno 28] No space left on device"


def test_what_comes_after_a_complete_run_makes_no_failure_of_it(workshop, monkeypatch):
    def broken(*_):
        raise ValueError

    heard = Stopper()
    (workshop / "runs" / "species" / "latest").mkdir(parents=True)
    monkeypatch.setattr("nnspec.training.fit.fit_epochs", lambda *_, **__: None)
    monkeypatch.setattr("nnspec.training.keep.leak_doubt", broken)
    run = train("species.yaml", overrides=["training.epochs=1"], listener=heard)
    assert run.folder.status() == "complete"
    assert run.doubt is None
    assert heard.notes[-1] == (
        "cannot write runs/species/latest: it is a folder; `latest` does not name run "
        f"{run.folder.run_id}, so give its id"
    )


def test_a_wrong_spec_writes_nothing(workshop):
    with pytest.raises(SpecError):
        train("strength.yaml", overrides=["data.target=nothing"])
    assert not (workshop / "runs").exists()


def test_without_validation_the_loss_is_watched(workshop, monkeypatch):
    monkeypatch.setattr("nnspec.training.fit.fit_epochs", lambda *_, **__: None)
    run = train(
        "species.yaml",
        overrides=["data.split.validation=0", "data.split.test=0", "training.epochs=1"],
    )
    assert run.monitor == "loss"
    assert list(run.metrics) == ["training"]
    record = run.folder.read()
    assert record["split"] == "training"
    assert record["data"]["split"] == {"training": 344, "validation": 0, "test": 0}


def test_a_failure_keeps_the_epochs_and_the_best_network(workshop, monkeypatch):
    from nnspec.training.engine.loop import fit

    def fail(*args, **kwargs):
        fit(*args, **kwargs)
        raise RuntimeError("the device was lost")

    monkeypatch.setattr("nnspec.training.fit.fit_epochs", fail)
    with pytest.raises(RuntimeError, match="the device was lost"):
        train("strength.yaml")
    run = only_run(workshop / "runs" / "strength")
    record = run.read()
    assert (record["status"], record["epochs"]) == ("failed", 3)
    assert record["reason"] == "the device was lost"
    assert len(read_history(run.history)["loss"]) == 3
    assert run.model_keras.is_file()
