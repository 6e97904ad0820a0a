"""The engine gives the losses and metrics that `model.fit` gives, epoch by epoch."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from nnspec.data.table.rows import Arrays
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.engine.engine import Engine, read_logs
from nnspec.training.engine.loop import fit
from nnspec.training.engine.order import epoch_order

EPOCHS = 20
RNG = np.random.default_rng(0)
X = RNG.normal(size=(75, 8)).astype(np.float32)
Y = (X[:, :1] - 0.5 * X[:, 1:2] ** 2).astype(np.float32)
CLASSES = (X[:, :1] > 0).astype(np.float32)
WEIGHTS = RNG.uniform(0.5, 2.0, size=75).astype(np.float32)


def dense(*more):
    return lambda: keras.Sequential(
        [keras.Input((8,)), layers.Dense(6, "relu"), *(make() for make in more), layers.Dense(1)]
    )


def chain(shape, *names):
    return lambda: keras.Sequential([keras.Input(shape), *(make() for make in names)])


def two_outputs():
    inputs = keras.Input((8,))
    trunk = layers.Dense(6, "tanh")(inputs)
    outputs = {
        "value": layers.Dense(1, name="value")(trunk),
        "kind": layers.Dense(1, "sigmoid", name="kind")(trunk),
    }
    return keras.Model(inputs, outputs)


def decaying():
    schedule = keras.optimizers.schedules.CosineDecay(0.02, 60)
    return keras.optimizers.AdamW(schedule, weight_decay=0.004, clipnorm=1.0)


MSE = {"loss": "mse", "metrics": ["mae", "R2Score"]}
regularized = chain(
    (8,),
    lambda: layers.Dense(6, "relu", kernel_regularizer="l2", bias_regularizer="l1"),
    lambda: layers.Dense(1, kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02)),
)
convolution = chain(
    (8,),
    lambda: layers.Reshape((4, 2, 1)),
    lambda: layers.Conv2D(3, 2, activation="relu"),
    lambda: layers.Flatten(),
    lambda: layers.Dense(1),
)
recurrent = chain(
    (8,), lambda: layers.Reshape((4, 2)), lambda: layers.LSTM(3), lambda: layers.Dense(1)
)
embedding = chain(
    (8,), lambda: layers.Embedding(5, 2), lambda: layers.Flatten(), lambda: layers.Dense(1)
)
WORDS = RNG.integers(0, 5, size=(75, 8)).astype(np.float32)

CASES = {
    "Adam": (dense(), "adam", MSE, X, Y, None),
    "momentum": (
        dense(),
        lambda: keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        MSE,
        X,
        Y,
        None,
    ),
    "RMSprop": (dense(), "rmsprop", MSE, X, Y, None),
    "schedule and clipping": (dense(), decaying, MSE, X, Y, None),
    "averages": (
        dense(),
        lambda: keras.optimizers.Adam(0.01, use_ema=True, gradient_accumulation_steps=2),
        MSE,
        X,
        Y,
        None,
    ),
    "regularizers": (regularized, "adam", MSE, X, Y, None),
    "BatchNormalization": (dense(layers.BatchNormalization), "adam", MSE, X, Y, None),
    "Dropout": (dense(lambda: layers.Dropout(0.3, seed=4)), "adam", MSE, X, Y, None),
    "weights": (
        dense(),
        "adam",
        {"loss": "mse", "metrics": ["mae"], "weighted_metrics": ["mse"]},
        X,
        Y,
        WEIGHTS,
    ),
    "several outputs": (
        two_outputs,
        "adam",
        {
            "loss": {"value": "mse", "kind": "binary_crossentropy"},
            "loss_weights": {"value": 0.3, "kind": 1.0},
            "metrics": {"kind": ["accuracy", "AUC"]},
        },
        X,
        {"value": Y, "kind": CLASSES},
        None,
    ),
    "Conv2D": (convolution, "adam", MSE, X, Y, None),
    "Embedding": (embedding, "adam", MSE, WORDS, Y, None),
    "LSTM": (recurrent, "adam", MSE, X, Y, None),
}


def settings(**changes):
    return TrainingSection(
        **{"epochs": EPOCHS, "batch_size": 32, "seed": 5, "xla": False} | changes
    )


def start(make, optimizer, compile_arguments):
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    model = make()
    made = optimizer() if callable(optimizer) else optimizer
    model.compile(optimizer=made, **compile_arguments)
    return model


def by_engine(model, x, y, weights, training, **changes):
    held = keras.tree.map_structure(lambda a: a[:20], y)
    held_weights = None if weights is None else weights[:20]
    fit(
        model,
        Arrays(x, y, weights),
        Arrays(x[:20], held, held_weights),
        training,
        **changes,
    )
    return model.history.history


def by_fit(model, x, y, weights, *, epochs=EPOCHS):
    """One call of `fit` on batches in the engine's order."""
    take = keras.tree.map_structure
    data = (x, y) if weights is None else (x, y, weights)

    def batches():
        for epoch in range(epochs):
            order = epoch_order(75, seed=5, epoch=epoch)
            for start in range(0, 75, 32):
                rows = order[start : start + 32]
                yield take(lambda array, rows=rows: array[rows], data)

    return model.fit(
        batches(),
        steps_per_epoch=3,
        shuffle=False,
        validation_data=take(lambda array: array[:20], data),
        validation_batch_size=32,
        epochs=epochs,
        verbose=0,
    ).history


def assert_same(ours, theirs, rel=1e-5):
    assert set(ours) == set(theirs)
    for name, values in theirs.items():
        # R2 is 1 less something, and near 0 has the rounding of 1.
        absolute = 1e-6 if "R2" in name else 1e-7
        assert ours[name] == pytest.approx(values, rel=rel, abs=absolute), name


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_those_of_fit(name):
    make, optimizer, compile_arguments, x, y, weights = CASES[name]
    model = start(make, optimizer, compile_arguments)
    ours = by_engine(model, x, y, weights, settings())
    end = model.get_weights()
    model = start(make, optimizer, compile_arguments)
    theirs = by_fit(model, x, y, weights)
    assert_same(ours, theirs)
    assert all(
        np.allclose(a, b, rtol=1e-4, atol=1e-6)
        for a, b in zip(end, model.get_weights(), strict=True)
    )


def test_mixed_precision_has_fits_numbers():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = start(dense(), "adam", MSE)
        ours = by_engine(model, X, Y, None, settings(epochs=5))
        model = start(dense(), "adam", MSE)
        assert_same(ours, by_fit(model, X, Y, None, epochs=5))
    finally:
        keras.config.set_dtype_policy("float32")


def test_a_last_layer_of_32_bits_has_fits_numbers_too():
    def mixed():
        hidden = layers.Dense(32, "relu", dtype="mixed_bfloat16")
        return keras.Sequential([keras.Input((8,)), hidden, layers.Dense(1, dtype="float32")])

    ours = by_engine(start(mixed, "adam", MSE), X, Y, None, settings(epochs=5))
    assert_same(ours, by_fit(start(mixed, "adam", MSE), X, Y, None, epochs=5))


@pytest.mark.slow
@pytest.mark.parametrize("make", [dense(layers.BatchNormalization), convolution])
def test_xla_changes_no_more_than_the_last_digits(make):
    model = start(make, "adam", MSE)
    ours = by_engine(model, X, Y, None, settings(epochs=5, xla=True))
    model = start(make, "adam", MSE)
    assert_same(ours, by_fit(model, X, Y, None, epochs=5), rel=1e-4)


def test_two_trainings_are_equal_bit_for_bit():
    runs = []
    for _ in range(2):
        model = start(dense(lambda: layers.Dropout(0.3)), "adam", MSE)
        history = by_engine(model, X, Y, None, settings(epochs=4))
        runs.append((history, [array.tobytes() for array in model.get_weights()]))
    assert runs[0] == runs[1]


@pytest.mark.parametrize("batch_size", [500, 10**10])
def test_a_batch_larger_than_the_rows(batch_size):
    model = start(dense(), "adam", MSE)
    ours = by_engine(model, X, Y, None, settings(epochs=2, batch_size=batch_size))
    model = start(dense(), "adam", MSE)
    theirs = model.fit(
        X, Y, batch_size=500, epochs=2, shuffle=False, validation_data=(X[:20], Y[:20]), verbose=0
    ).history
    assert_same(ours, theirs)


def test_blocks_are_one_epoch():
    model = start(dense(), "adam", MSE)
    engine = Engine(model, batch_size=16)
    engine.resident(Arrays(X, Y))
    for first, rows in ((True, slice(0, 64)), (False, slice(64, 75))):
        block = engine.resident(Arrays(X[rows], Y[rows]))
        logs = engine.train_block(block, np.arange(len(X[rows]), dtype=np.int32), first=first)
    model = start(dense(), "adam", MSE)
    theirs = model.fit(X, Y, batch_size=16, shuffle=False, verbose=0).history
    assert logs == pytest.approx({name: values[0] for name, values in theirs.items()}, rel=1e-5)


def test_long_epochs_are_cut_into_calls(monkeypatch):
    whole = start(dense(), "adam", MSE)
    ours = by_engine(whole, X, Y, None, settings(epochs=2, batch_size=4))
    monkeypatch.setattr("nnspec.training.engine.engine.FIRST_STEPS", 5)
    monkeypatch.setattr("nnspec.training.engine.engine.CALL_SECONDS", 1e-9)
    cut = start(dense(), "adam", MSE)
    assert by_engine(cut, X, Y, None, settings(epochs=2, batch_size=4)) == ours


def test_measuring_is_what_evaluate_gives():
    model = start(regularized, "adam", MSE)
    engine = Engine(model, batch_size=32)
    measured = engine.test(engine.resident(Arrays(X, Y, WEIGHTS)))
    expected = model.evaluate(
        X, Y, sample_weight=WEIGHTS, batch_size=32, verbose=0, return_dict=True
    )
    assert measured == pytest.approx(expected, rel=1e-6)


def test_measuring_in_parts_is_measuring_the_whole():
    engine = Engine(start(regularized, "adam", MSE), batch_size=32)
    whole = engine.test(engine.resident(Arrays(X, Y, WEIGHTS)))
    for _ in range(2):
        for first, rows in ((True, slice(0, 64)), (False, slice(64, 75))):
            block = engine.resident(Arrays(X[rows], Y[rows], WEIGHTS[rows]))
            measured = engine.test_block(block, first=first)
    assert measured == pytest.approx(whole, rel=1e-6)


def test_logs_are_numbers_by_name_or_arrays():
    logs = read_logs({"b": keras.ops.ones(()), "a": keras.ops.ones(2)})
    assert list(logs) == ["a", "b"]
    assert logs["b"] == 1.0 and isinstance(logs["b"], float)
    assert logs["a"].tolist() == [1.0, 1.0]


def test_logs_of_half_precision_are_plain_numbers():
    half = keras.ops.cast
    logs = read_logs({"a": half([1.5, 2.0], "bfloat16"), "b": half(1.5, "bfloat16")})
    assert (logs["a"].dtype, logs["a"].tolist()) == (np.float32, [1.5, 2.0])
    assert logs["b"] == 1.5 and isinstance(logs["b"], float)
