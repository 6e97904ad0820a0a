"""A graph with masks is Keras' own, and its files hold layers alone."""

from __future__ import annotations

import keras
import numpy as np
from support import Heard, flat

from nnspec.network.build import build
from nnspec.network.summary import layer_calls, summarize
from nnspec.runs.folder import RunFolder
from nnspec.spec.load import load_spec
from nnspec.training.saving import save_model

SPEC = """\
data: {source: tokens.csv, target: y}
layers:
  - Embedding: {input_dim: 9, output_dim: 4, mask_zero: true}
    name: words
  - LSTM: {units: 4, return_sequences: true}
    name: read
  - Attention:
    name: look
    from: [read, words]
  - Add:
    name: sum
    from: [look, read]
  - GlobalAveragePooling1D
  - Dense: 1
compile: {optimizer: sgd, loss: mse}
training: {seed: 3}
"""


def built(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return build(load_spec(path), flat({"input": 6}))


def by_hand():
    keras.utils.set_random_seed(3)
    x = keras.Input((6,), name="input")
    words = keras.layers.Embedding(9, 4, mask_zero=True)(x)
    read = keras.layers.LSTM(4, return_sequences=True)(words)
    preview = keras.layers.Attention()([read, words])
    total = keras.layers.Add()([preview, read])
    model = keras.Model(x, keras.layers.Dense(1)(keras.layers.GlobalAveragePooling1D()(total)))
    model.compile("sgd", "mse")
    return model


def rows():
    tokens = np.random.default_rng(0).integers(0, 9, (32, 6)).astype(np.float32)
    return tokens, tokens.sum(1, keepdims=True)


def test_it_trains_and_predicts_as_keras_own(tmp_path):
    ours = built(tmp_path)
    script = by_hand()
    script.set_weights(ours.get_weights())
    x, y = rows()
    for model in (ours, script):
        model.fit(x, y, shuffle=False, verbose=0)
    pairs = zip(ours.get_weights(), script.get_weights(), strict=True)
    assert all(np.array_equal(own, other) for own, other in pairs)
    assert np.array_equal(ours.predict(x, verbose=0), script.predict(x, verbose=0))


def test_both_files_load_and_predict_the_same(tmp_path):
    model = built(tmp_path)
    x, _ = rows()
    expected = model.predict(x, verbose=0)
    run, hearing = RunFolder(tmp_path), Heard()
    save_model(model, run, hearing)
    for path in (run.model_keras, run.model_h5):
        again = keras.models.load_model(path)
        assert np.array_equal(again.predict(x, verbose=0), expected)
    assert hearing.notes == []


def test_a_summary_shows_the_layers_of_the_spec_alone(tmp_path):
    for model in (built(tmp_path), by_hand()):
        known = {layer.name for layer in model.layers}
        for layer in summarize(model):
            assert set(layer.sources) <= known
        calls = layer_calls(model)
        assert len(calls) == len(known)
    sources = {layer.name: layer.sources for layer in summarize(built(tmp_path))}
    assert sources["look"] == ("read", "words")
    assert sources["sum"] == ("look", "read")
