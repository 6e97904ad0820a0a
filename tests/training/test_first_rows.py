"""What Keras refuses is told by the first rows, if it is certain."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from support import Heard

from nnspec.checks.validate import validate
from nnspec.data.loading.memory_need import Estimate
from nnspec.errors import SpecError
from nnspec.training.first_rows import tells_early
from nnspec.training.train import train

pytestmark = pytest.mark.usefixtures("no_plots")

SPEC = """\
name: net
data: {source: rows.csv, target: kind}
preprocessing: {numeric: StandardScaler}
layers:
  - Dense: 3
  - Activation: softmax
compile: {optimizer: sgd, loss: LOSS}
training: {epochs: 1, batch_size: 16}
"""
SPARSE = SPEC.replace("LOSS", "sparse_categorical_crossentropy")
ONE_HOT = SPEC.replace("LOSS", "categorical_crossentropy")
PREVIEW_ROWS = 40


@pytest.fixture
def spec(workshop, monkeypatch):
    """Rows of which the first show two of three classes, and two of four words."""
    monkeypatch.setattr(
        "nnspec.data.loading.preview.preview.__kwdefaults__", {"max_rows": PREVIEW_ROWS}
    )
    numbers = np.random.default_rng(0).normal(size=(120, 2))
    lines = [
        f"{a:.4f},{b:.4f},w{row // 30},{'abc'[row % (2 if row < 60 else 3)]}"
        for row, (a, b) in enumerate(numbers.tolist())
    ]
    text = "\n".join(["a,b,word,kind", *lines])
    (workshop / "rows.csv").write_text(text + "\n", encoding="utf-8")

    def write(text):
        (workshop / "net.yaml").write_text(text, encoding="utf-8")
        return workshop / "net.yaml"

    return write


def numeric(text):
    return text.replace("target: kind", "target: kind, features: [a, b]")


def refuse(monkeypatch, owner, method, error):
    def raising(*_, **__):
        raise error

    monkeypatch.setattr(owner, method, raising)


@pytest.mark.parametrize("streamed", [False, True], ids=["in memory", "on disk"])
def test_a_refusal_comes_before_the_rows_are_read(spec, workshop, monkeypatch, streamed):
    def reads(*_, **__):
        raise AssertionError("the rows were read")

    if streamed:
        monkeypatch.setattr(
            "nnspec.training.read.estimate", lambda *_, **__: Estimate(120, 3 << 40, 1 << 20)
        )
    monkeypatch.setattr("nnspec.training.train.read_work", reads)
    refuse(monkeypatch, keras.optimizers.SGD, "update_step", KeyError("never"))
    notes = Heard()
    with pytest.raises(SpecError, match="Keras does not accept sgd: KeyError: 'never'") as caught:
        train(spec(numeric(SPARSE)), listener=notes)
    assert caught.value.problems[0].location.line == 7
    assert notes.lines[-1] == "trying the network on the first 40 rows"
    assert not (workshop / "runs").exists()


ENCODED = SPARSE.replace("numeric: StandardScaler", "categorical: OneHotEncoder")
# Every one of these is right for all rows, and would be refused on the first.
RIGHT = {
    "more classes": numeric(ONE_HOT),
    "more categories": ENCODED.replace("layers:\n", "layers:\n  - Reshape: [6, 1]\n  - Flatten\n"),
    "a class to weigh": numeric(SPARSE).replace(
        "batch_size: 16", "batch_size: 16, class_weight: {a: 1, b: 1, c: 2}"
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_later_rows_make_right_is_trained(spec, case):
    path = spec(RIGHT[case])
    assert tells_early(validate(path).require())
    assert train(path).epochs == 1


def test_what_tensorflow_says_of_values_is_left_to_all_rows(spec, monkeypatch):
    """Preprocessing that is fitted on all rows may make others of them."""
    import tensorflow as tf

    notes = Heard()
    error = tf.errors.InvalidArgumentError(None, None, "out of range")
    refuse(monkeypatch, keras.optimizers.SGD, "update_step", error)
    with pytest.raises(SpecError, match="out of range"):
        train(spec(numeric(SPARSE)), listener=notes)
    assert "reading rows.csv" in notes.lines


def test_a_dense_layer_takes_any_count_of_categories(spec, monkeypatch):
    notes = Heard()
    refuse(monkeypatch, keras.layers.Activation, "call", KeyError("never"))
    with pytest.raises(SpecError, match="Keras does not accept Activation: 'never'"):
        train(spec(ENCODED), listener=notes)
    assert notes.lines[-1] == "trying the network on the first 40 rows"


def test_the_trial_leaves_no_trace_in_what_is_trained(spec, monkeypatch):
    path = spec(numeric(SPARSE))
    tried = train(path)
    monkeypatch.setattr("nnspec.training.train.tells_early", lambda _: False)
    assert train(path).metrics == tried.metrics


def test_rows_that_were_read_are_not_tried_twice(spec, monkeypatch):
    monkeypatch.setattr("nnspec.data.loading.preview.preview.__kwdefaults__", {"max_rows": 120})
    notes = Heard()
    train(spec(numeric(SPARSE)), listener=notes)
    assert not any(text.startswith("trying") for text in notes.lines)


def test_sets_without_first_rows_are_not_tried(spec):
    text = SPARSE.replace("source: rows.csv, target: kind", "source: load_iris, target: target")
    assert not tells_early(validate(spec(text)).require())
