"""How long training takes: the epoch engine, Keras' `fit` by hand, and `fit` on tf.data.

    python tests/benchmarks/training.py [--quick]

Each row is one network, trained by all three in turn in this process, several times: the table has
the medians. The last row times whole processes, `nnspec train specs/concrete.yaml` and
tests/benchmarks/concrete_script.py. A training call is everything from a compiled model to its end,
the making of graphs included; a steady epoch is the median of the epochs after the fifth part.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from nnspec.data.table.rows import Arrays
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.engine.loop import fit

ROOT = Path(__file__).parents[2]
RNG = np.random.default_rng(0)
ROUNDS = 5


def concrete():
    import pandas as pd
    from sklearn.preprocessing import StandardScaler

    frame = pd.read_csv(ROOT / "datasets" / "concrete.csv")
    x = StandardScaler().fit_transform(frame.drop(columns="strength")).astype(np.float32)
    y = StandardScaler().fit_transform(frame[["strength"]]).astype(np.float32)
    return (x[:618], y[:618]), (x[618:824], y[618:824])


def small():
    return keras.Sequential(
        [
            keras.Input((8,)),
            layers.Dense(5, "relu"),
            layers.Dense(5, "relu"),
            layers.Dense(1),
        ]
    )


def moons():
    from sklearn.datasets import make_moons

    x, y = make_moons(200, noise=0.2, random_state=0)
    return (x[:160].astype(np.float32), y[:160, None].astype(np.float32)), None


def bend():
    hidden = layers.Dense(5, "tanh", kernel_regularizer=keras.regularizers.L2(0.01))
    return keras.Sequential([keras.Input((2,)), hidden, layers.Dense(1, "sigmoid")])


def wide_rows():
    x = RNG.normal(size=(100_000, 32)).astype(np.float32)
    return (x, x[:, :1] ** 2 + x[:, 1:2]), None


def wide():
    return keras.Sequential(
        [
            keras.Input((32,)),
            layers.Dense(128, "relu"),
            layers.Dropout(0.2),
            layers.Dense(64, "relu"),
            layers.Dropout(0.2),
            layers.Dense(1),
        ]
    )


def images():
    x = RNG.normal(size=(6_000, 28, 28, 1)).astype(np.float32)
    return (x, RNG.integers(0, 10, size=(6_000, 1))), None


def convolution():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, "softmax"),
        ]
    )


# rows, network, loss, batch size, epochs of the engine, epochs of fit: it is steady, and slow.
CASES = {
    "concrete 8-5-5-1": (concrete, small, "mse", 32, 100, 100),
    "moons, 2,000 epochs": (moons, bend, "binary_crossentropy", 32, 2000, 200),
    "100,000 x 32, 128-64-1": (wide_rows, wide, "mse", 256, 5, 5),
    "Conv2D on 28 x 28": (images, convolution, "sparse_categorical_crossentropy", 128, 5, 5),
}


class Stopwatch(keras.callbacks.Callback):
    """The times at which epochs end."""

    def on_train_begin(self, logs=None):
        self.ends = [time.perf_counter()]

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(time.perf_counter())

    @property
    def epoch(self):
        """Seconds of a steady epoch."""
        seconds = np.diff(self.ends)
        return statistics.median(seconds[max(1, len(seconds) // 5) :])


def compiled(make, loss):
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model = make()
    model.compile(optimizer="adam", loss=loss)
    return model


def timed(train, epochs, wanted):
    """Seconds of a call for `wanted` epochs, from one for `epochs`, and of a steady epoch."""
    watch = Stopwatch()
    began = time.perf_counter()
    train(watch)
    call = time.perf_counter() - began
    return call + (wanted - epochs) * watch.epoch, watch.epoch


def by_engine(make, loss, rows, held, batch, epochs, xla):
    model = compiled(make, loss)
    settings = TrainingSection(epochs=epochs, batch_size=batch, seed=1, xla=xla)
    held = None if held is None else Arrays(*held)
    return timed(
        lambda watch: fit(model, Arrays(*rows), held, settings, callbacks=[watch]), epochs, epochs
    )


def by_hand(make, loss, rows, held, batch, epochs, wanted):
    model = compiled(make, loss)
    return timed(
        lambda watch: model.fit(
            *rows,
            validation_data=held,
            batch_size=batch,
            epochs=epochs,
            callbacks=[watch],
            verbose=0,
        ),
        epochs,
        wanted,
    )


def by_dataset(make, loss, rows, held, batch, epochs, wanted):
    model = compiled(make, loss)
    model.compile(optimizer="adam", loss=loss, steps_per_execution=20)

    def dataset(arrays, shuffle):
        data = tf.data.Dataset.from_tensor_slices(arrays).cache()
        data = data.shuffle(len(arrays[0]), seed=1) if shuffle else data
        return data.batch(batch).prefetch(tf.data.AUTOTUNE)

    return timed(
        lambda watch: model.fit(
            dataset(rows, True),
            validation_data=None if held is None else dataset(held, False),
            epochs=epochs,
            callbacks=[watch],
            verbose=0,
        ),
        epochs,
        wanted,
    )


def by_sklearn(rows, epochs):
    """Seconds of an epoch of scikit-learn's network of the same size."""
    from sklearn.neural_network import MLPRegressor

    x, y = rows
    net = MLPRegressor(
        hidden_layer_sizes=(5, 5), batch_size=32, max_iter=epochs, n_iter_no_change=epochs, tol=0
    )
    began = time.perf_counter()
    net.fit(x, y.ravel())
    return (time.perf_counter() - began) / epochs


def in_turn(rounds, *ways):
    """The median seconds of each way, of a call and of an epoch, over so many rounds of all."""
    seconds = [[way() for way in ways] for _ in range(rounds)]
    return [
        tuple(statistics.median(part) for part in zip(*way, strict=True))
        for way in zip(*seconds, strict=True)
    ]


def whole_process(runs):
    """Median seconds of `nnspec train specs/concrete.yaml` and of the script, in turn."""
    ours, script = [], []
    with tempfile.TemporaryDirectory() as folder:
        train = [sys.executable, "-m", "nnspec", "train", "specs/concrete.yaml", "--quiet"]
        hand = [sys.executable, "tests/benchmarks/concrete_script.py", folder]
        for _ in range(runs):
            for seconds, line in ((ours, [*train, "--runs-dir", folder]), (script, hand)):
                began = time.perf_counter()
                subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
                seconds.append(time.perf_counter() - began)
    return statistics.median(ours), statistics.median(script)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a tenth of the epochs, one process")
    quick = parser.parse_args().quick
    print("| work | engine | fit by hand | fit on tf.data | times faster |")
    print("| --- | ---: | ---: | ---: | ---: |")
    # The first graph of a process pays for much that the others find done.
    by_engine(small, "mse", concrete()[0], None, 32, 2, False)
    by_hand(small, "mse", concrete()[0], None, 32, 2, 2)
    for name, (load, make, loss, batch, epochs, fit_epochs) in CASES.items():
        if quick:
            epochs, fit_epochs = max(3, epochs // 10), max(3, fit_epochs // 10)
        task = (make, loss, *load(), batch)
        ours, hand, data = in_turn(
            1 if quick else ROUNDS,
            lambda task=task, epochs=epochs: by_engine(*task, epochs, "auto"),
            lambda task=task, few=fit_epochs, epochs=epochs: by_hand(*task, few, epochs),
            lambda task=task, few=fit_epochs, epochs=epochs: by_dataset(*task, few, epochs),
        )
        for what, place, unit, scale in (("the call", 0, "s", 1), ("an epoch", 1, "ms", 1000)):
            cells = [f"{t[place] * scale:,.2f} {unit}" for t in (ours, hand, data)]
            times = hand[place] / ours[place]
            print(f"| {name}: {what} | {' | '.join(cells)} | {times:.1f} |", flush=True)
        if make is small:
            xla = by_engine(*task, epochs, True)
            seconds = by_sklearn(task[2], epochs)
            print(f"| the same with `xla: true`: the call | {xla[0]:.2f} s | | | |")
            print(f"| the same with `xla: true`: an epoch | {1000 * xla[1]:.2f} ms | | | |")
            print(f"| scikit-learn's MLPRegressor: an epoch | {1000 * seconds:.2f} ms | | | |")
    ours, script = whole_process(1 if quick else ROUNDS)
    print(f"| `nnspec train specs/concrete.yaml` | {ours:.1f} s | {script:.1f} s | |", end="")
    print(f" {script / ours:.1f} |")


if __name__ == "__main__":
    main()
