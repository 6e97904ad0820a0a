"""The numbers are Keras' numbers: each network against the script one would write by hand."""

from __future__ import annotations

import math
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from row_order import engine_order
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from nnspec.data.split.shares import Split, split_rows
from nnspec.runs.history import read_history
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

REGRESSION = """\
name: numbers
data: {source: concrete.csv, target: strength, split: {validation: 0.2, test: 0.1, seed: 3}}
preprocessing: {numeric: StandardScaler, target: StandardScaler}
layers:
  - Dense: {units: 12, activation: relu, kernel_regularizer: {L2: 0.001}}
  - BatchNormalization
  - Dropout: 0.1
  - Dense: 1
compile:
  optimizer:
    AdamW:
      learning_rate: {CosineDecay: {initial_learning_rate: 0.01, decay_steps: 50}}
      weight_decay: 0.004
      clipnorm: 1.0
  loss: mse
  metrics: [mae, R2Score]
training: {epochs: 3, batch_size: 32, seed: 9}
"""

SEXES = """\
name: numbers
data:
  source: sexes.csv
  target: sex
  features: [bill_length_mm, bill_depth_mm, body_mass_g]
preprocessing: {numeric: StandardScaler}
layers:
  - Dense: {units: 6, activation: tanh}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: {SGD: {learning_rate: 0.1, momentum: 0.9}}, loss: binary_crossentropy,
  metrics: [accuracy]}
training: {epochs: 3, batch_size: 16, seed: 1}
"""

SPECIES = """\
name: numbers
data: {source: penguins.csv, target: species, features: [bill_length_mm, island]}
preprocessing:
  numeric: [{SimpleImputer: mean}, StandardScaler]
  categorical: OneHotEncoder
layers:
  - Dense: {units: 6, activation: relu}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: {Adam: 0.01}, loss: LOSS, metrics: [accuracy]}
training: {epochs: 3, batch_size: 16, seed: 2, shuffle: false}
"""


def nnspec_history(text):
    Path("numbers.yaml").write_text(text, encoding="utf-8")
    history = read_history(train("numbers.yaml").folder.history)
    history.pop("epoch")
    return history


def script_history(model, settings, data, *, seed, **fit):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    model = model()
    model.compile(**settings())
    (x, y), validation = data
    with engine_order(seed):
        return model.fit(x, y, validation_data=validation, verbose=0, **fit).history


def assert_same(ours, script):
    assert list(ours) == list(script)
    for name, values in script.items():
        assert ours[name] == pytest.approx(values, rel=1e-6, abs=1e-9), name


def test_a_regression(workshop):
    ours = nnspec_history(REGRESSION)
    frame = pd.read_csv("concrete.csv")
    order = np.random.default_rng(3).permutation(len(frame))
    n_test, n_validation = math.ceil(0.1 * len(frame)), math.ceil(0.2 * len(frame))
    training, validation = order[n_test + n_validation :], order[n_test : n_test + n_validation]
    x, y = frame.drop(columns="strength").to_numpy(), frame[["strength"]].to_numpy()
    x_scaler, y_scaler = StandardScaler().fit(x[training]), StandardScaler().fit(y[training])

    def part(rows):
        scaled = x_scaler.transform(x[rows]), y_scaler.transform(y[rows])
        return tuple(array.astype(np.float32) for array in scaled)

    def model():
        return keras.Sequential(
            [
                keras.Input((8,)),
                keras.layers.Dense(12, "relu", kernel_regularizer=keras.regularizers.L2(0.001)),
                keras.layers.BatchNormalization(),
                keras.layers.Dropout(0.1),
                keras.layers.Dense(1),
            ]
        )

    def settings():
        schedule = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=50)
        optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.004, clipnorm=1.0)
        return {"optimizer": optimizer, "loss": "mse", "metrics": ["mae", "R2Score"]}

    data = part(training), part(validation)
    script = script_history(model, settings, data, seed=9, epochs=3, batch_size=32)
    assert_same(ours, script)


def test_two_classes(workshop):
    ours = nnspec_history(SEXES)
    frame = pd.read_csv("sexes.csv")
    labels = frame["sex"].to_numpy(dtype=object)
    rows = split_rows(len(frame), Split(0.2, 0.2, 42, stratify=True), labels=labels)
    x = frame[["bill_length_mm", "bill_depth_mm", "body_mass_g"]].to_numpy(float)
    scaler = StandardScaler().fit(x[rows.training])

    def part(index):
        y = (labels[index] == "male").astype(np.float32)[:, None]
        return scaler.transform(x[index]).astype(np.float32), y

    def model():
        return keras.Sequential(
            [
                keras.Input((3,)),
                keras.layers.Dense(6, activation="tanh"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )

    def settings():
        optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
        return {
            "optimizer": optimizer,
            "loss": "binary_crossentropy",
            "metrics": ["accuracy"],
        }

    data = part(rows.training), part(rows.validation)
    script = script_history(model, settings, data, seed=1, epochs=3, batch_size=16)
    assert_same(ours, script)


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy"])
def test_three_classes(workshop, loss):
    ours = nnspec_history(SPECIES.replace("LOSS", loss))
    frame = pd.read_csv("penguins.csv")
    labels = frame["species"].to_numpy(dtype=object)
    rows = split_rows(len(frame), Split(0.2, 0.2, 42, stratify=True), labels=labels)
    bill, island = frame[["bill_length_mm"]].to_numpy(float), frame[["island"]].to_numpy()
    imputer = SimpleImputer().fit(bill[rows.training])
    scaler = StandardScaler().fit(imputer.transform(bill[rows.training]))
    encoder = OneHotEncoder(sparse_output=False).fit(island[rows.training])
    codes = {name: code for code, name in enumerate(("Adelie", "Chinstrap", "Gentoo"))}

    def part(index):
        columns = scaler.transform(imputer.transform(bill[index])), encoder.transform(island[index])
        y = np.array([codes[label] for label in labels[index]], np.int32)
        if loss == "categorical_crossentropy":
            y = np.eye(3, dtype=np.float32)[y]
        return np.hstack(columns).astype(np.float32), y

    def model():
        return keras.Sequential(
            [
                keras.Input((4,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(3, activation="softmax"),
            ]
        )

    def settings():
        return {"optimizer": keras.optimizers.Adam(0.01), "loss": loss, "metrics": ["accuracy"]}

    data = part(rows.training), part(rows.validation)
    script = script_history(model, settings, data, seed=2, epochs=3, batch_size=16, shuffle=False)
    assert_same(ours, script)


WEIGHTS = """\
name: numbers
data: {source: sexes.csv, target: sex, features: [bill_length_mm, body_mass_g], weight: WEIGHT}
preprocessing: {numeric: StandardScaler}
layers:
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: {Adam: 0.01}, loss: binary_crossentropy, metrics: [accuracy],
  weighted_metrics: [accuracy, AUC]}
training: {epochs: 2, batch_size: 16, seed: 1, class_weight: {female: 5, male: 0.5}}
"""


@pytest.mark.parametrize("weight", [None, "bill_depth_mm"])
def test_class_weights_and_sample_weights(workshop, weight):
    text = WEIGHTS.replace("WEIGHT", weight or "null")
    ours = nnspec_history(text)
    frame = pd.read_csv("sexes.csv")
    labels = frame["sex"].to_numpy(dtype=object)
    rows = split_rows(len(frame), Split(0.2, 0.2, 42, stratify=True), labels=labels)
    x = frame[["bill_length_mm", "body_mass_g"]].to_numpy(float)
    x = StandardScaler().fit(x[rows.training]).transform(x).astype(np.float32)
    y = (labels == "male").astype(np.float32)[:, None]
    data, held_out = (x[rows.training], y[rows.training]), (x[rows.validation], y[rows.validation])
    fit = {"class_weight": {0: 5, 1: 0.5}}
    if weight is not None:
        # Keras takes one of the two alone, so that a script multiplies them itself.
        weights = frame[weight].to_numpy()
        by_class = np.where(labels == "male", 0.5, 5)
        fit = {"sample_weight": (weights * by_class)[rows.training].astype(np.float32)}
        held_out = (*held_out, weights[rows.validation].astype(np.float32))

    def model():
        layers = [keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")]
        return keras.Sequential(layers)

    def settings():
        return {
            "optimizer": keras.optimizers.Adam(0.01),
            "loss": "binary_crossentropy",
            "metrics": ["accuracy"],
            "weighted_metrics": ["accuracy", "AUC"],
        }

    script = script_history(
        model, settings, (data, held_out), seed=1, epochs=2, batch_size=16, **fit
    )
    assert_same(ours, script)


def test_validation_split(workshop):
    ours = nnspec_history("""\
name: numbers
data: {source: sexes.csv, target: body_mass_g, features: [bill_length_mm], split: {test: 0}}
layers: [{Dense: {units: 3, activation: relu}}, {Dense: 1}]
compile: {optimizer: adam, loss: mae}
training: {epochs: 2, batch_size: 16, seed: 1, validation_split: 0.3}
""")
    frame = pd.read_csv("sexes.csv")
    x = frame[["bill_length_mm"]].to_numpy(np.float32)
    y = frame[["body_mass_g"]].to_numpy(np.float32)

    def model():
        layers = [keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)]
        return keras.Sequential([keras.Input((1,)), *layers])

    script = script_history(
        model,
        lambda: {"optimizer": "adam", "loss": "mae"},
        ((x, y), None),
        seed=1,
        epochs=2,
        batch_size=16,
        validation_split=0.3,
    )
    assert_same(ours, script)
