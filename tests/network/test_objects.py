"""Objects of a spec become the Keras objects they name."""

from __future__ import annotations

import numpy as np
import pytest

from nnspec import catalog
from nnspec.network.backend import load_keras
from nnspec.network.objects import make
from nnspec.spec.language.objects import ObjectSpec as Object

# A value for the parameters that an object cannot be made without.
VALUES = {
    "units": 3,
    "rate": 0.2,
    "stddev": 0.1,
    "filters": 2,
    "kernel_size": 2,
    "input_dim": 5,
    "output_dim": 2,
    "n": 2,
    "target_shape": [1, 1],
    "dims": [1],
    "num_heads": 2,
    "key_dim": 2,
    "boundaries": [10],
    "values": [0.1, 0.01],
    "initial_learning_rate": 0.1,
    "decay_steps": 10,
    "decay_rate": 0.9,
    "first_decay_steps": 10,
    "monitor": "loss",
    "num_classes": 3,
    "target_class_ids": [0],
    "recall": 0.5,
    "precision": 0.5,
    "specificity": 0.5,
    "sensitivity": 0.5,
    "name": "measure",
    "filename": "log.csv",
    "filepath": "best.keras",
    "log_dir": "logs",
    "max_value": 2.0,
    "factor": 0.5,
    "layer": Object("Dense", {"units": 2}),
    "num_bins": 3,
    "bin_boundaries": [0.0, 1.0],
    "height": 4,
    "width": 4,
    "max_tokens": 4,
    "num_tokens": 3,
    "pool_size": 2,
    "groups": 1,
    "l": 0.01,
    "value": 0.5,
    "learning_rate": 1,
}
# A value of its own for an object that cannot take the one above.
SPECIAL = {
    "Bidirectional": {"layer": Object("LSTM", {"units": 2})},
    "RandomPosterization": {"factor": 4},
}
# Keras' `compile` chooses the right class for these by the shape of the output.
BY_COMPILE = {"accuracy", "acc"}
FAMILIES = (
    "layers",
    "initializers",
    "regularizers",
    "constraints",
    "optimizers",
    "schedules",
    "losses",
    "metrics",
)


def needs(entry):
    return [p.name for p in entry.parameters if p.required]


def cases():
    for family in FAMILIES:
        for name, entry in catalog.load().family(family).items():
            if all(parameter in VALUES for parameter in needs(entry)):
                yield pytest.param(family, name, id=f"{family}-{name}")


@pytest.mark.parametrize(("family", "name"), list(cases()))
def test_what_the_catalogue_offers_can_be_made(family, name):
    entry = catalog.load().find(family, name)
    arguments = {parameter: VALUES[parameter] for parameter in needs(entry)}
    arguments |= SPECIAL.get(name, {})
    made = make(Object(name, arguments, identifier=name), family)
    kind = "MeanMetricWrapper" if entry.function else name
    assert isinstance(made, str) or type(made).__name__ == kind
    if isinstance(made, str) and made not in BY_COMPILE:
        keras = load_keras()
        assert getattr(keras, family).get(made) is not None


def test_most_of_the_catalogue_is_tried():
    tried = {tuple(case.values) for case in cases()}
    usable = {(f, name) for f in FAMILIES for name in catalog.load().family(f)}
    assert len(usable - tried) / len(usable) < 0.1


@pytest.mark.parametrize("family", ["activations", "initializers", "losses", "metrics"])
def test_every_identifier_without_arguments_is_understood_by_keras(family):
    keras = load_keras()
    for identifier in catalog.load().names(family):
        entry = catalog.load().find(family, identifier)
        if needs(entry) or identifier in BY_COMPILE:
            continue
        made = make(Object(entry.name, identifier=identifier), family)
        assert getattr(keras, family).get(made) is not None, identifier


def test_an_integer_learning_rate_is_a_number():
    optimizer = make(Object("SGD", {"learning_rate": 1}), "optimizers")
    assert float(optimizer.learning_rate) == 1.0


def test_a_schedule_is_made_for_a_learning_rate():
    schedule = Object("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 10})
    optimizer = make(Object("AdamW", {"learning_rate": schedule, "clipnorm": 1}), "optimizers")
    assert optimizer.get_config()["learning_rate"]["class_name"] == "CosineDecay"
    assert optimizer.clipnorm == 1


def test_objects_within_objects():
    layer = make(
        Object(
            "Dense",
            {
                "units": 2,
                "activation": Object("relu", identifier="relu"),
                "kernel_regularizer": Object("L1L2", {"l1": 0.1, "l2": 0.2}),
                "kernel_initializer": Object("HeNormal", identifier="he_normal"),
                "bias_initializer": Object("Constant", {"value": 0.5}),
                "kernel_constraint": Object("MaxNorm", {"max_value": 2}),
            },
        ),
        "layers",
    )
    layer.build((None, 3))
    assert layer.kernel_regularizer.get_config() == pytest.approx({"l1": 0.1, "l2": 0.2})
    assert type(layer.kernel_initializer).__name__ == "HeNormal"
    assert layer.bias.numpy().tolist() == [0.5, 0.5]
    assert layer.kernel_constraint.max_value == 2


def test_a_wrapper_gets_its_layer():
    wrapped = Object("LSTM", {"units": 2})
    layer = make(Object("Bidirectional", {"layer": wrapped}), "layers", name="both")
    assert type(layer.forward_layer).__name__ == "LSTM"
    assert layer.name == "both"


def test_what_is_no_object_of_the_family_is_refused():
    with pytest.raises(ValueError, match="there is no Nonsense among the layers"):
        make(Object("Nonsense"), "layers")


def test_activations_and_metrics_with_arguments_survive_saving(tmp_path):
    keras = load_keras()
    leaky = Object("leaky_relu", {"negative_slope": 0.3}, identifier="leaky_relu")
    smooth = Object("BinaryCrossentropy", {"label_smoothing": 0.1})
    function = Object("huber", {"delta": 0.5}, identifier="huber")
    model = keras.Sequential(
        [
            keras.Input((3,)),
            make(Object("Dense", {"units": 4, "activation": leaky}), "layers"),
            make(Object("Dense", {"units": 2, "activation": Object("softmax")}), "layers"),
        ]
    )
    metrics = [make(smooth, "metrics"), make(function, "metrics")]
    model.compile(loss="mse", metrics=metrics)
    x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
    y = np.eye(2, dtype=np.float32)[[0, 1, 1, 0]]
    before = model.evaluate(x, y, verbose=0, return_dict=True)
    assert set(before) == {"loss", "binary_crossentropy", "huber"}
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    assert again.evaluate(x, y, verbose=0, return_dict=True) == before
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_every_activation_with_arguments_bends_as_its_function_does():
    keras = load_keras()
    x = np.linspace(-2, 2, 9, dtype=np.float32)[None]
    arguments = {"relu": {"max_value": 1.5}, "leaky_relu": {"negative_slope": 0.3}}
    for name, given in arguments.items():
        layer = make(Object(name, given, identifier=name), "activations")
        expected = getattr(keras.activations, name)(x, **given)
        assert np.allclose(layer(x), expected)


@pytest.mark.parametrize("name", ["Identity", "ELU"])
def test_a_layer_saved_by_its_arguments_keeps_its_penalty(tmp_path, name):
    keras = load_keras()
    given = {"activity_regularizer": Object("L2", {"l2": 0.5})}
    model = keras.Sequential([keras.Input((3,)), make(Object(name, given), "layers")])
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.ones((4, 3), np.float32)
    for one in (model, again):
        one(x)
        assert [float(loss) for loss in one.losses] == [0.5 * 3]


def test_rmse_is_keras_root_mean_squared_error_and_logs_under_its_own_name():
    made = make(Object("RootMeanSquaredError", identifier="rmse"), "metrics")
    own = load_keras().metrics.RootMeanSquaredError()
    true, predicted = np.array([[1.0], [2.0]]), np.array([[1.5], [4.0]])
    assert made.name == "rmse"
    assert float(made(true, predicted)) == float(own(true, predicted))
