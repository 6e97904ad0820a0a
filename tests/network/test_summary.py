"""What `summary` says of a network."""

from __future__ import annotations

import keras

from nnspec.network.summary import LayerSummary, summarize


def test_a_sequential_shows_its_input_first():
    keras.backend.clear_session()
    model = keras.Sequential(
        [
            keras.Input((3,), name="input"),
            keras.layers.Dense(4, name="wide"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.Dense(1, name="end"),
        ]
    )
    assert summarize(model) == [
        LayerSummary("input", "InputLayer", (None, 3), 0, 0, ()),
        LayerSummary("wide", "Dense", (None, 4), 16, 16, ("input",)),
        LayerSummary("norm", "BatchNormalization", (None, 4), 16, 8, ("wide",)),
        LayerSummary("end", "Dense", (None, 1), 5, 5, ("norm",)),
    ]


def test_a_graph_shows_what_each_layer_reads_and_counts_a_shared_one_once():
    keras.backend.clear_session()
    left, right = keras.Input((2,), name="left"), keras.Input((2,), name="right")
    shared = keras.layers.Dense(4, name="shared")
    joined = keras.layers.Concatenate(name="joined")([shared(left), shared(right)])
    model = keras.Model([left, right], keras.layers.Dense(1, name="end")(joined))
    found = {layer.name: layer for layer in summarize(model)}
    assert found["shared"] == LayerSummary("shared", "Dense", (None, 4), 12, 12, ("left", "right"))
    assert found["joined"].sources == ("shared",)
    assert found["joined"].shape == (None, 8)
    assert sum(layer.parameters for layer in found.values()) == model.count_params()
