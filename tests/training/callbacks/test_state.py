"""A callback that is given another's state goes on as the other would have."""

from __future__ import annotations

import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
import pytest

from nnspec import catalog
from nnspec.data.table.rows import Arrays
from nnspec.listener import Listener
from nnspec.runs.history import GrowingHistory, read_history
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.callbacks.checkpoint import ClockedBackup, ClockedCheckpoint
from nnspec.training.callbacks.clock import Clock
from nnspec.training.callbacks.csv_log import CSVLog
from nnspec.training.callbacks.state import State, restore, state_of, together
from nnspec.training.callbacks.watch import Watcher
from nnspec.training.engine.loop import Loop
from nnspec.training.engine.snapshot import Snapshot

# A loss that falls, rises for long, and falls again below the first minimum.
LOSSES = (1.0, 0.5, 0.6, 0.7, 0.65, 0.62, 0.61, 0.3, 0.4, 0.45, 0.5, 0.55)


def network():
    keras.utils.set_random_seed(1)
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    optimizer = keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.5)
    made.compile(optimizer=optimizer, loss="mse")
    optimizer.build(made.trainable_variables)
    return made


def through_json(state):
    """What is read of a state that was written: nothing but JSON and arrays."""
    return State(json.loads(json.dumps(state.values, allow_nan=False)), dict(state.arrays))


def begun(make, model):
    callback = make()
    callback.set_model(model)
    callback.set_params({"epochs": len(LOSSES)})
    callback.on_train_begin()
    return callback


def hear(callback, model, epochs):
    """Train by hand: every epoch has weights of its own and the loss of the table."""
    for epoch in epochs:
        if model.stop_training:
            return
        callback.on_epoch_begin(epoch)
        model.set_weights([np.full_like(weight, epoch) for weight in model.get_weights()])
        callback.on_test_begin()
        callback.on_test_end()
        callback.on_epoch_end(epoch, {"loss": LOSSES[epoch], "val_loss": LOSSES[epoch] + 1})


def seen(callback, model):
    """All that shows of a training: weights, learning rate, whether it was stopped, files."""
    numbers = [*model.get_weights(), *(v.numpy() for v in model.optimizer.variables)]
    return [array.tolist() for array in numbers], bool(model.stop_training)


KERAS = keras.callbacks
MAKERS = {
    "EarlyStopping": lambda: KERAS.EarlyStopping(patience=5, restore_best_weights=True),
    "EarlyStopping, out of patience": lambda: KERAS.EarlyStopping(
        monitor="loss", patience=4, restore_best_weights=True, start_from_epoch=1, baseline=0.9
    ),
    "ReduceLROnPlateau": lambda: KERAS.ReduceLROnPlateau(patience=2, cooldown=3, factor=0.5),
    "LearningRateScheduler": lambda: KERAS.LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1)),
    "SwapEMAWeights": lambda: KERAS.SwapEMAWeights(swap_on_epoch=True),
    "TerminateOnNaN": lambda: KERAS.TerminateOnNaN(raise_error=False),
    "Watcher": lambda: Watcher(Listener(), "val_loss", "min"),
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("stop", [1, 4, 6])
def test_it_goes_on_as_the_one_that_never_stopped(name, stop):
    whole = network()
    one = begun(MAKERS[name], whole)
    hear(one, whole, range(len(LOSSES)))
    first = network()
    half = begun(MAKERS[name], first)
    hear(half, first, range(stop))
    kept = through_json(state_of(half))
    numbers = Snapshot(first).values
    second = network()
    other = begun(MAKERS[name], second)
    Snapshot(second, numbers).put_back()
    second.stop_training = first.stop_training
    restore(other, kept)
    hear(other, second, range(stop, len(LOSSES)))
    one.on_train_end()
    other.on_train_end()
    assert seen(other, second) == seen(one, whole)
    assert through_json(state_of(other)).values == through_json(state_of(one)).values
    assert all(map(np.array_equal, state_of(other).arrays.values(), state_of(one).arrays.values()))


def test_every_callback_that_a_spec_may_name_has_a_state(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = catalog.load().names("callbacks")
    arguments = {
        "BackupAndRestore": {"backup_dir": "backup"},
        "CSVLogger": {"filename": "log.csv"},
        "LearningRateScheduler": {"schedule": abs},
        "ModelCheckpoint": {"filepath": "best.keras"},
    }
    for name in names:
        if name == "TensorBoard" and find_spec("tensorboard") is None:
            continue
        made = begun(partial(getattr(KERAS, name), **arguments.get(name, {})), network())
        restore(made, through_json(state_of(made)))


def test_what_is_not_known_is_not_kept_in_silence():
    with pytest.raises(TypeError, match="what LambdaCallback remembers is not known"):
        state_of(KERAS.LambdaCallback())
    with pytest.raises(TypeError, match="what LambdaCallback remembers is not known"):
        restore(KERAS.LambdaCallback(), State())


def test_a_state_does_not_change_with_its_callback():
    history = KERAS.History()
    history.on_train_begin()
    history.set_model(network())
    history.on_epoch_end(0, {"loss": 1.0})
    kept = state_of(history)
    other = KERAS.History()
    restore(other, kept)
    for callback in (history, other):
        callback.set_model(network())
        callback.on_epoch_end(1, {"loss": 0.5})
        assert callback.history == {"loss": [1.0, 0.5]}
    assert kept.values == {"epoch": [0], "history": {"loss": [1.0]}}


@pytest.mark.parametrize("append", [False, True])
def test_the_log_goes_on_below_its_own_rows(tmp_path, append):
    paths = [tmp_path / "whole.csv", tmp_path / "parts.csv"]
    for path in paths:
        path.write_text("epoch,loss,val_loss\n", encoding="utf-8")
    model = network()
    whole = begun(lambda: CSVLog(filename=str(paths[0]), append=append), model)
    hear(whole, model, range(4))
    parts = begun(lambda: CSVLog(filename=str(paths[1]), append=append), model)
    hear(parts, model, range(2))
    kept = through_json(state_of(parts))
    # An epoch that was written after the state was taken is trained again.
    hear(parts, model, range(2, 3))
    other = begun(lambda: CSVLog(filename=str(paths[1]), append=append), model)
    restore(other, kept)
    hear(other, model, range(2, 4))
    assert paths[1].read_bytes() == paths[0].read_bytes()
    assert len(paths[1].read_text(encoding="utf-8").splitlines()) == 5


def test_a_log_that_had_no_row_yet_begins_with_its_header(tmp_path):
    path, model = tmp_path / "log.csv", network()
    kept = through_json(state_of(begun(lambda: CSVLog(filename=str(path)), model)))
    other = begun(lambda: CSVLog(filename=str(path)), model)
    restore(other, kept)
    hear(other, model, range(1))
    assert path.read_text(encoding="utf-8").splitlines() == ["epoch,loss,val_loss", "0,1.0,2.0"]


class Frozen:
    """Seconds that stand still, or a set number of them."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_checkpoint_keeps_its_best_and_what_is_only_in_memory(tmp_path):
    path = str(tmp_path / "best.weights.h5")

    def make():
        return ClockedCheckpoint(
            Clock(Frozen()), filepath=path, save_best_only=True, save_weights_only=True
        )

    model = network()
    first = begun(make, model)
    hear(first, model, range(4))
    kept = through_json(state_of(first))
    assert not Path(path).exists()
    other = begun(make, network())
    restore(other, kept)
    assert state_of(other).values == kept.values
    other.on_epoch_end(4, {"val_loss": LOSSES[4] + 1})
    other.flush()
    written = network()
    written.load_weights(path)
    # Those of the second epoch, the best of the first five.
    assert all((weight == 1).all() for weight in written.get_weights())


def test_a_backup_knows_that_its_last_epoch_is_not_written(tmp_path):
    def make():
        folder = str(tmp_path / "backup")
        return ClockedBackup(Clock(Frozen()), backup_dir=folder, delete_checkpoint=False)

    model = network()
    first = begun(make, model)
    hear(first, model, range(2))
    other = begun(make, model)
    restore(other, through_json(state_of(first)))
    other.on_train_end()
    metadata = json.loads((tmp_path / "backup" / "training_metadata.json").read_text())
    assert metadata["epoch"] == 2


def test_a_clock_goes_on_with_its_share():
    now = Frozen()
    clock = Clock(now)
    now.now = 100.0

    def slowly():
        now.now += 2.0

    clock.measure(slowly)
    later = Frozen()
    later.now = 5.0
    other = Clock(later)
    other.restore(through_json(clock.state()))
    later.now += 90.0
    # 2% of 192 seconds are less than what two such writings take.
    assert not other.may_write()
    later.now += 9.0
    assert other.may_write()


def test_the_history_so_far_is_there_in_its_file_too(tmp_path):
    path = tmp_path / "history.csv"
    model = network()
    first = Watcher(Listener(), "val_loss", "min", GrowingHistory(path, pause=0))
    first.recorder.set_model(model)
    hear(first.recorder, model, range(3))
    kept = through_json(state_of(first.recorder))
    hear(first.recorder, model, range(3, 5))
    other = Watcher(Listener(), "val_loss", "min", GrowingHistory(path, pause=0))
    other.recorder.set_model(model)
    restore(other.recorder, kept)
    assert read_history(path)["loss"] == list(LOSSES[:3])
    hear(other.recorder, model, range(3, 5))
    assert read_history(path)["loss"] == list(LOSSES[:5])
    assert other.history == first.history


def test_a_watcher_without_an_epoch_has_none_after_it_either():
    other = Watcher(Listener(), "val_loss", "max")
    restore(other, through_json(state_of(Watcher(Listener(), "val_loss", "max"))))
    assert (other.best_epoch, other.best_value, other.best_weights) == (0, -np.inf, None)


def test_states_are_told_apart_by_their_names():
    one, two = State({"a": 1}, {"0": np.zeros(1)}), State({"b": 2}, {"0": np.ones(1)})
    both = together({"one": one, "two": two})
    deeper = through_json(together({"deep": both}))
    for name, state in (("one", one), ("two", two)):
        back = deeper.part("deep").part(name)
        assert back.values == state.values
        assert list(back.arrays) == ["0"]
        assert np.array_equal(back.arrays["0"], state.arrays["0"])


X = np.random.default_rng(0).normal(size=(80, 3)).astype(np.float32)
Y = X.sum(axis=1, keepdims=True) + 1
SETTINGS = TrainingSection(epochs=9, batch_size=16, seed=1, xla=False)


def dropping():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((3,)), keras.layers.Dense(8, activation="relu")]
    layers += [keras.layers.BatchNormalization(), keras.layers.Dropout(0.3), keras.layers.Dense(1)]
    made = keras.Sequential(layers)
    made.compile(optimizer=keras.optimizers.AdamW(0.05, clipnorm=1.0, use_ema=True), loss="mse")
    return made


def loop_of(model, watch):
    callbacks = [
        watch,
        KERAS.EarlyStopping(patience=3, restore_best_weights=True),
        KERAS.ReduceLROnPlateau(monitor="loss", patience=0, min_delta=1.0, factor=0.7),
        watch.recorder,
    ]
    rows = Arrays(X[:64], Y[:64]), Arrays(X[64:], Y[64:])
    loop = Loop(model, *rows, SETTINGS, callbacks=callbacks)
    loop.begin()
    return loop


def test_a_training_goes_on_bit_for_bit():
    watches = [Watcher(Listener(), "val_loss", "min") for _ in range(2)]
    whole, other = dropping(), dropping()
    straight = loop_of(whole, watches[0])
    for epoch in straight.epochs():
        if epoch == 3:
            kept = through_json(straight.state())
    last = through_json(straight.state())
    straight.end()
    resumed = loop_of(other, watches[1])
    resumed.restore(kept)
    assert list(resumed.epochs()) == list(range(4, len(watches[0].history)))
    resumed.end()
    assert watches[1].history == watches[0].history
    assert watches[1].best_epoch == watches[0].best_epoch
    assert all(map(np.array_equal, other.get_weights(), whole.get_weights()))
    assert other.history.history == whole.history.history
    # EarlyStopping has ended it: a training that was stopped stays so.
    assert len(watches[0].history) < SETTINGS.epochs
    resumed.restore(last)
    assert list(resumed.epochs()) == []
