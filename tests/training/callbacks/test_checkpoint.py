"""Checkpoints are those of Keras, written by the clock."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from nnspec.data.table.rows import Arrays
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.callbacks.checkpoint import ClockedBackup, ClockedCheckpoint
from nnspec.training.callbacks.clock import Clock
from nnspec.training.engine.loop import fit
from nnspec.training.engine.snapshot import Snapshot

X = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
Y = X.sum(axis=1, keepdims=True)
SETTINGS = TrainingSection(epochs=6, batch_size=16, seed=1, xla=False)


def model():
    keras.utils.set_random_seed(1)
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), keras.layers.Dense(1)])
    made.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    return made


class Time:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self):
        return self.now


def never():
    return Clock(Time())


def always():
    clock = Clock()
    clock.may_write = lambda: True
    return clock


def test_the_clock_keeps_to_its_share():
    time = Time()
    clock = Clock(time)
    assert not clock.may_write()
    time.now = 3.0
    assert clock.may_write()

    def slowly():
        time.now += 0.5

    clock.measure(slowly)
    assert clock.spent == 0.5
    # Another half second makes one: 2% of 50 seconds.
    time.now = 49.0
    assert not clock.may_write()
    time.now = 50.0
    assert clock.may_write()


def test_a_snapshot_gives_back_what_was_there():
    made = model()
    made.fit(X, Y, verbose=0)
    snapshot = Snapshot(made)
    early = made.get_weights()
    made.fit(X, Y, verbose=0)
    late, steps = made.get_weights(), int(made.optimizer.iterations)
    seen = []
    snapshot.with_values(lambda: seen.append((made.get_weights(), int(made.optimizer.iterations))))
    assert all(map(np.array_equal, seen[0][0], early))
    assert seen[0][1] == steps // 2
    assert all(map(np.array_equal, made.get_weights(), late))
    assert int(made.optimizer.iterations) == steps


@pytest.mark.parametrize("clock", [never, always])
@pytest.mark.parametrize(
    "arguments",
    [
        {"filepath": "best.keras", "monitor": "loss", "save_best_only": True},
        {"filepath": "last.weights.h5", "save_weights_only": True},
    ],
    ids=["best", "last"],
)
def test_the_file_is_that_of_keras(tmp_path, monkeypatch, clock, arguments):
    monkeypatch.chdir(tmp_path)
    made = model()
    fit(made, Arrays(X, Y), None, SETTINGS, callbacks=[ClockedCheckpoint(clock(), **arguments)])
    ours = Path(arguments["filepath"]).rename(f"our.{arguments['filepath']}")
    made = model()
    theirs = keras.callbacks.ModelCheckpoint(**arguments)
    fit(made, Arrays(X, Y), None, SETTINGS, callbacks=[theirs])
    loaded = []
    for path in (ours, Path(arguments["filepath"])):
        made = model()
        if arguments.get("save_weights_only"):
            made.load_weights(path)
        else:
            made = keras.saving.load_model(path)
            assert int(made.optimizer.iterations) > 0
        loaded.append(made.get_weights())
    assert all(map(np.array_equal, *loaded))
    assert not list(tmp_path.glob(".*"))


def test_files_with_names_of_their_own_are_all_written(tmp_path):
    path = str(tmp_path / "{epoch:02d}.weights.h5")
    callback = ClockedCheckpoint(never(), filepath=path, save_weights_only=True)
    fit(model(), Arrays(X, Y), None, SETTINGS, callbacks=[callback])
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == [f"{epoch:02d}.weights.h5" for epoch in range(1, 7)]


@pytest.mark.parametrize("save_freq", ["epoch", 2])
def test_a_full_disk_is_an_error_and_leaves_no_half_file(tmp_path, full_disk, save_freq):
    path = str(tmp_path / "made" / "a.weights.h5")
    made = [
        ClockedCheckpoint(always(), filepath=path, save_weights_only=True, save_freq=save_freq),
        ClockedBackup(always(), backup_dir=str(tmp_path / "made"), save_freq=save_freq),
    ]
    for callback in made:
        with full_disk(5000), pytest.raises(OSError, match="File too large") as error:
            fit(model(), Arrays(X, Y), None, SETTINGS, callbacks=[callback])
        assert error.value.filename.endswith(".weights.h5")
        assert list((tmp_path / "made").iterdir()) == []


def test_a_backup_is_the_file_that_keras_writes(tmp_path):
    network, folders = model(), [tmp_path / "own", tmp_path / "keras"]
    for folder, make in zip(
        folders, (ClockedBackup, keras.callbacks.BackupAndRestore), strict=True
    ):
        callback = make(
            backup_dir=str(folder), save_freq=2, double_checkpoint=True, delete_checkpoint=False
        )
        callback.set_model(network)
        for batch in range(4):
            callback.on_train_batch_end(batch)
    own, theirs = ([path.name for path in sorted(folder.iterdir())] for folder in folders)
    assert own == theirs
    kept = []
    for folder in folders:
        read = model()
        read.load_weights(folder / "latest.weights.h5")
        kept.append([variable.numpy() for variable in (*read.variables, *read.optimizer.variables)])
    assert all(map(np.array_equal, *kept))
    states = [(folder / "training_metadata.json").read_bytes() for folder in folders]
    assert states[0] == states[1]


def test_a_few_hundred_improvements_are_one_file(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(
        "nnspec.training.callbacks.checkpoint.write_model",
        lambda *args, **kwargs: written.append(args),
    )
    path = str(tmp_path / "best.keras")
    callback = ClockedCheckpoint(filepath=path, monitor="loss", save_best_only=True)
    fit(model(), Arrays(X, Y), None, SETTINGS, callbacks=[callback])
    assert len(written) == 1


def test_a_backup_takes_up_where_it_was_left(tmp_path):
    folder = str(tmp_path / "backup")

    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        callbacks = [ClockedBackup(always(), backup_dir=folder), Stop()]
        fit(model(), Arrays(X, Y), None, SETTINGS, callbacks=callbacks)
    resumed = model()
    fit(
        resumed,
        Arrays(X, Y),
        None,
        SETTINGS,
        callbacks=[ClockedBackup(always(), backup_dir=folder)],
    )
    assert len(resumed.history.history["loss"]) == 3
    whole = model()
    fit(whole, Arrays(X, Y), None, SETTINGS)
    assert all(map(np.array_equal, resumed.get_weights(), whole.get_weights()))
    assert not Path(folder).exists()
