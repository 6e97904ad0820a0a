"""Checks of callbacks beyond the one case that each has in `cases/`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support import flat

from nnspec.checks.validate import validate

DATA = Path(__file__).parents[3] / "datasets" / "concrete.csv"


@pytest.fixture
def problems(tmp_path):
    def run(callbacks, metrics="[mae, R2Score]", optimizer="adam"):
        text = (
            f"data: {{source: '{DATA.as_posix()}', target: strength}}\n"
            "preprocessing: {numeric: StandardScaler}\n"
            "layers: [{Dense: 1}]\n"
            f"compile: {{optimizer: {optimizer}, loss: mse, metrics: {metrics}}}\n"
            f"callbacks: {callbacks}\n"
            "ignore: [duplicate-rows, restore-best-weights]\n"
        )
        (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
        return validate(tmp_path / "spec.yaml").problems

    return run


@pytest.fixture
def codes(problems):
    return lambda *parts: [problem.code for problem in problems(*parts)]


@pytest.fixture
def messages(problems):
    return lambda *parts, **more: [(p.message, p.hint) for p in problems(*parts, **more)]


@pytest.mark.parametrize(
    ("callbacks", "expected"),
    [
        ("[{EarlyStopping: {monitor: val_R2Score, mode: min}}]", ["monitor-mode"]),
        ("[{EarlyStopping: {monitor: val_R2Score, mode: max}}]", []),
        ("[{EarlyStopping: {monitor: val_R2Score}}]", []),
        ("[{ModelCheckpoint: {monitor: mae, mode: max}}]", ["monitor-mode"]),
        ("[{ReduceLROnPlateau: {monitor: loss, mode: min}}]", []),
    ],
)
def test_modes(codes, callbacks, expected):
    assert codes(callbacks) == expected


TWO = """\
data: {{source: '{data}', target: {{strong: [strength], old: [age]}}}}
preprocessing: {{numeric: StandardScaler, target: StandardScaler}}
layers:
  - {{Dense: 2, name: h}}
  - {{Dense: 1, name: strong, from: h}}
  - {{Dense: 1, name: old, from: h}}
outputs: [strong, old]
compile:
  {{optimizer: adam, loss: mse, metrics: {{strong: [mae]}}, weighted_metrics: {{strong: [mae]}}}}
"""
ONE = """\
data: {{source: '{data}', target: strength}}
preprocessing: {{numeric: StandardScaler, target: StandardScaler}}
layers: [{{Dense: 1}}]
compile:
  {{optimizer: adam, loss: mse, metrics: [mae, huber, R2Score], weighted_metrics: [mae, mse]}}
"""
CLASSES = """\
data: {{source: {{make_moons: {{n_samples: 99, random_state: 1}}}}, target: target}}
layers: [{{Dense: {{units: 1, activation: sigmoid}}}}]
compile:
  loss: binary_crossentropy
  metrics: [accuracy, AUC, FalsePositives, {{Precision: {{name: exact}}}}, BinaryIoU, Poisson]
"""


@pytest.mark.parametrize("text", [TWO, ONE, CLASSES])
def test_keras_knows_which_way_is_better_or_is_told(tmp_path, text):
    import keras

    from nnspec.network.build import build
    from nnspec.spec.load import load_spec

    path = tmp_path / "spec.yaml"
    path.write_text(text.format(data=DATA.as_posix()), encoding="utf-8")
    model = build(load_spec(path), flat({"input": 2}))
    ones = np.ones((4, 1))
    y = dict.fromkeys(model.output_names, ones) if text is TWO else ones
    history = model.fit(np.ones((4, 2)), y, verbose=0).history
    unknown = []
    for name in history:
        asked = keras.callbacks.EarlyStopping(monitor=f"val_{name}")
        asked.set_model(model)
        try:
            asked.on_train_begin()
            asked.on_epoch_end(0, {f"val_{name}": 1.0})
        except ValueError:
            unknown.append(f"val_{name}")
    watching = ", ".join(f"{{ReduceLROnPlateau: {{monitor: val_{name}}}}}" for name in history)
    path.write_text(path.read_text() + f"callbacks: [{watching}]\n", encoding="utf-8")
    found = [p for p in validate(path).problems if p.code == "monitor-direction"]
    assert [p.message.split("'")[1] for p in found] == unknown
    assert unknown
    better = {"mae": "min", "mse": "min", "loss": "min", "FalsePositives": "min"}
    assert [p.hint for p in found] == [
        f"add mode: {better[name.split('_')[-1]]}" for name in unknown
    ]


@pytest.mark.parametrize(
    ("plateau", "stopping", "expected"),
    [
        ("{patience: 5}", "{patience: 5}", ["plateau-patience"]),
        ("{patience: 4}", "{patience: 5}", []),
        ("{}", "{patience: 10}", ["plateau-patience"]),
        ("{monitor: loss, patience: 9}", "{patience: 5}", []),
    ],
)
def test_patience(codes, plateau, stopping, expected):
    callbacks = f"[{{ReduceLROnPlateau: {plateau}}}, {{EarlyStopping: {stopping}}}]"
    assert codes(callbacks) == expected


def test_two_logs_of_one_name(codes):
    assert codes("[CSVLogger, CSVLogger]") == ["shared-file"]
    assert codes("[CSVLogger, {CSVLogger: other.csv}]") == []


def test_paths_that_are_one_on_some_system(codes):
    assert codes("[{CSVLogger: a.csv}, {CSVLogger: ./A.csv}]") == ["shared-file"]
    assert codes("[{CSVLogger: History.csv}]") == ["path-taken"]


def test_a_metric_that_could_not_be_read_silences_what_depends_on_it(codes):
    callbacks = "[{EarlyStopping: {monitor: val_rmse, mode: max}}]"
    assert codes(callbacks, "[rmsee]") == ["unknown-metric"]


SCHEDULE = "{ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 9, decay_rate: 0.9}}"
EXPONENTIAL = f"{{SGD: {{learning_rate: {SCHEDULE}}}}}"
SCHEDULER = f"{{LearningRateScheduler: {{schedule: {SCHEDULE}}}}}"
SCALED = "{{LossScaleOptimizer: {{inner_optimizer: {}}}}}"


@pytest.mark.parametrize("optimizer", [EXPONENTIAL, SCALED.format(EXPONENTIAL)])
@pytest.mark.parametrize(
    ("callback", "name"),
    [("ReduceLROnPlateau", "ReduceLROnPlateau"), (SCHEDULER, "LearningRateScheduler")],
)
def test_a_rate_that_follows_a_schedule_cannot_be_set(messages, optimizer, callback, name):
    assert messages(f"[{callback}]", optimizer=optimizer) == [
        (
            f"{name} cannot set the learning rate of SGD, which follows ExponentialDecay",
            "leave it out, or give SGD a number as learning_rate",
        )
    ]


@pytest.mark.parametrize("optimizer", ["adam", "{SGD: 0.1}", SCALED.format("{SGD: 0.1}")])
def test_a_rate_that_is_a_number_can_be_set(messages, optimizer):
    assert messages(f"[ReduceLROnPlateau, {SCHEDULER}]", optimizer=optimizer) == []


def test_a_schedule_goes_with_callbacks_that_leave_the_rate_alone(messages):
    assert messages("[TerminateOnNaN, CSVLogger]", optimizer=EXPONENTIAL) == []


@pytest.mark.parametrize(
    ("optimizer", "name"),
    [
        ("adam", "Adam"),
        ("{SGD: {use_ema: false}}", "SGD"),
        (SCALED.format("adam"), "Adam"),
    ],
)
def test_averages_that_the_optimizer_does_not_keep(messages, optimizer, name):
    assert messages("[SwapEMAWeights]", optimizer=optimizer) == [
        (
            f"SwapEMAWeights needs averages of the weights, and {name} keeps none",
            f"give {name} use_ema: true",
        )
    ]


@pytest.mark.parametrize("wrapped", ["{}", SCALED])
def test_averages_that_the_optimizer_keeps(messages, wrapped):
    optimizer = wrapped.format("{Adam: {use_ema: true}}")
    assert messages("[SwapEMAWeights]", optimizer=optimizer) == []


def test_an_optimizer_that_could_not_be_read_silences_what_depends_on_it(problems):
    found = problems("[SwapEMAWeights, ReduceLROnPlateau]", optimizer="admm")
    assert [problem.code for problem in found] == ["unknown-optimizer"]


@pytest.mark.parametrize(
    ("separator", "message", "hint"),
    [
        ("';;'", "must be one character, found ';;'", None),
        ("''", "must be one character, found ''", None),
        (r"'\t'", r"must be one character, found '\\t'", r'a tab is "\t", in double quotes'),
        (
            r'"\n"',
            r"a line break or a quotation mark cannot part columns, found '\n'",
            None,
        ),
        (
            "'\"'",
            "a line break or a quotation mark cannot part columns, found '\"'",
            None,
        ),
    ],
)
def test_separators_that_part_nothing(messages, separator, message, hint):
    found = messages(f"[{{CSVLogger: {{separator: {separator}}}}}]")
    assert found == [(f"CSVLogger.separator: {message}", hint)]


@pytest.mark.parametrize("separator", ["';'", r'"\t"', "'|'"])
def test_separators(messages, separator):
    assert messages(f"[{{CSVLogger: {{separator: {separator}}}}}]") == []
