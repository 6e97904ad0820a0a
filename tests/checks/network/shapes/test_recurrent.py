"""Recurrent layers and wrappers, held against Keras."""

from __future__ import annotations

from layer_shapes import layer, refused_as_by_keras, refused_before_keras, shapes_as_in_keras

SHAPES = [
    (layer("LSTM", units=6), (5, 2)),
    (layer("GRU", units=6, return_sequences=True), (5, 2)),
    (layer("SimpleRNN", units=6), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4)), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4, return_sequences=True)), (5, 2)),
    (layer("Bidirectional", layer=layer("LSTM", units=4), merge_mode="sum"), (5, 2)),
    (layer("TimeDistributed", layer=layer("Dense", units=3)), (5, 2)),
    (layer("RNN", cell=layer("LSTMCell", units=3)), (5, 2)),
    (
        layer("RNN", cell=[layer("GRUCell", units=3), layer("SimpleRNNCell", units=4)]),
        (5, 2),
    ),
    (
        layer(
            "RNN",
            cell=layer(
                "StackedRNNCells", cells=[layer("GRUCell", units=3), layer("LSTMCell", units=5)]
            ),
            return_sequences=True,
        ),
        (5, 2),
    ),
    (layer("SpectralNormalization", layer=layer("Dense", units=3)), (5,)),
    (
        layer("TimeDistributed", layer=layer("Conv1D", filters=3, kernel_size=2)),
        (4, 5, 2),
    ),
    (layer("Pipeline", layers=[layer("Resizing", height=3, width=2)]), (6, 5, 3)),
    (layer("Pipeline", layers=[layer("Dense", units=3), layer("Flatten")]), (6, 5)),
]

NO_FIT = [
    (layer("RNN", cell=layer("UpSampling1D")), [(4, 2)], "UpSampling1D is a layer and no cell"),
    (
        layer("Bidirectional", layer=layer("Conv1D", filters=2, kernel_size=2)),
        [(4, 2)],
        "Conv1D does not go through steps",
    ),
    (
        layer("Bidirectional", layer=layer("LSTM", units=2), backward_layer=layer("GRU", units=2)),
        [(4, 2)],
        "both layers go the same way",
    ),
    (
        layer("TimeDistributed", layer=layer("Conv2D", filters=2, kernel_size=1)),
        [(4, 2)],
        "Conv2D needs rows of 3 axes, but it gets 2",
    ),
    (
        layer("SpectralNormalization", layer=layer("LSTM", units=2)),
        [(4, 2)],
        "LSTM has no kernel of its own",
    ),
]

FORGETS = "unit_forget_bias needs a bias_initializer"
LATER = [
    (layer("LSTM", units=2, bias_initializer=None), [(4, 2)], FORGETS),
    (layer("RNN", cell=layer("LSTMCell", units=2, bias_initializer=None)), [(4, 2)], FORGETS),
    (
        layer("SpectralNormalization", layer=layer("Dense", units=3, lora_rank=2)),
        [(5,)],
        "a kernel under SpectralNormalization takes no lora_rank",
    ),
    (
        layer("RNN", cell=layer("GRUCell", units=3, activity_regularizer=layer("L2"))),
        [(5, 2)],
        "a cell cannot have a penalty on what it gives",
    ),
    (
        layer("Pipeline", layers=[layer("Normalization", mean=0.5, variance=2.0)]),
        [(5, 2)],
        "Normalization cannot stand inside it",
    ),
    (layer("LSTM", units=2, return_state=True), [(4, 2)], "return_state gives several arrays"),
    (layer("GRU", units=2, stateful=True), [(4, 2)], "stateful needs batches of one size"),
]

test_shapes_as_in_keras = shapes_as_in_keras(SHAPES)
test_what_does_not_fit_is_refused_as_keras_refuses_it = refused_as_by_keras(NO_FIT)
test_what_fails_in_the_training_is_refused = refused_before_keras(LATER)
