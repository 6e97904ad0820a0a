"""What `summary` says of a network."""

from __future__ import annotations

import keras

from nnspec.network.summary import LayerCall, LayerSummary, layer_calls, summarize


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


def test_every_call_of_a_shared_layer_is_a_place_of_the_graph():
    keras.backend.clear_session()
    left, right = keras.Input((2,), name="left"), keras.Input((2,), name="right")
    shared = keras.layers.Dense(4, name="shared")
    joined = keras.layers.Concatenate(name="joined")([shared(right), shared(left)])
    model = keras.Model([left, right], {"end": keras.layers.Dense(1, name="end")(joined)})
    # A call that is no part of the model.
    shared(keras.Input((2,)))
    calls = layer_calls(model)
    places = {call.name: place for place, call in reversed(list(enumerate(calls)))}
    first = places["shared"]
    assert sorted(call.name for call in calls) == sorted(
        ["left", "right", "shared", "shared", "joined", "end"]
    )
    assert calls[first] == LayerCall("shared", "Dense", (None, 4), 12, (places["right"],))
    assert calls[first + 1] == LayerCall(
        "shared", "Dense", (None, 4), 12, (places["left"],), again=True
    )
    assert calls[places["joined"]].sources == (first, first + 1)
    assert [call.name for call in calls if call.output] == ["end"]


def test_the_graph_of_a_sequential_is_a_chain():
    keras.backend.clear_session()
    model = keras.Sequential(
        [keras.Input((3,), name="input"), keras.layers.Dense(4), keras.layers.Dense(1)]
    )
    assert [call.sources for call in layer_calls(model)] == [(), (0,), (1,)]


def test_sources_keep_their_order():
    keras.backend.clear_session()
    ends = [keras.Input((2,), name=name) for name in "dacb"]
    model = keras.Model(ends, keras.layers.Add(name="sum")(ends))
    assert summarize(model)[-1].sources == ("d", "a", "c", "b")
