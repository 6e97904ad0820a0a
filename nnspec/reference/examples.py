"""Lines of a spec that use an object: the shortest way, and one with arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnspec.catalog import Entry, Parameter
from nnspec.catalog.formats import format_facts
from nnspec.data.formats.registry import format_of
from nnspec.spec.yaml.text import as_yaml

# Where a spec names an object of the family; `{}` stands for it.
_PLACES = {
    "activations": "layers:\n  - Dense: {{units: 16, activation: {}}}",
    "callbacks": "callbacks:\n  - {}",
    "constraints": "layers:\n  - Dense: {{units: 16, kernel_constraint: {}}}",
    "initializers": "layers:\n  - Dense: {{units: 16, kernel_initializer: {}}}",
    "layers": "layers:\n  - {}",
    "losses": "compile:\n  loss: {}",
    "metrics": "compile:\n  metrics: [{}]",
    "optimizers": "compile:\n  optimizer: {}",
    "preprocessing": "preprocessing:\n  {}: {{}}",
    "regularizers": "layers:\n  - Dense: {{units: 16, kernel_regularizer: {}}}",
    "schedules": "compile:\n  optimizer: {{Adam: {{learning_rate: {}}}}}",
    "sources": "data:\n  source: {}",
}
# A list's entry may stand without braces.
_IN_BLOCK = ("layers", "callbacks")
# Arguments worth showing, for the names that most specs use.
_FULLER: dict[tuple[str, str], dict[str, Any]] = {
    ("layers", "Dense"): {
        "units": 64,
        "activation": "relu",
        "kernel_regularizer": {"L2": 0.001},
    },
    ("layers", "Conv2D"): {
        "filters": 32,
        "kernel_size": 3,
        "padding": "same",
        "activation": "relu",
    },
    ("layers", "LSTM"): {"units": 32, "return_sequences": True, "dropout": 0.1},
    ("layers", "GRU"): {"units": 32, "return_sequences": True, "dropout": 0.1},
    ("layers", "Bidirectional"): {"layer": {"LSTM": 16}, "merge_mode": "sum"},
    ("callbacks", "EarlyStopping"): {
        "monitor": "val_loss",
        "patience": 20,
        "restore_best_weights": True,
    },
    ("callbacks", "ModelCheckpoint"): {"monitor": "val_loss", "save_best_only": True},
    ("callbacks", "ReduceLROnPlateau"): {"monitor": "val_loss", "factor": 0.5, "patience": 5},
    ("optimizers", "Adam"): {"learning_rate": 0.001, "clipnorm": 1.0},
    ("optimizers", "SGD"): {"learning_rate": 0.01, "momentum": 0.9, "nesterov": True},
    ("regularizers", "L1L2"): {"l1": 0.001, "l2": 0.01},
    ("sources", "make_moons"): {"n_samples": 200, "noise": 0.2, "random_state": 0},
    ("preprocessing", "SimpleImputer"): {"strategy": "median", "add_indicator": True},
    ("preprocessing", "MinMaxScaler"): {"feature_range": [-1, 1]},
}
# Values for arguments that must be given, where the smallest allowed one would look odd.
_VALUES: dict[str, Any] = {
    "axes": 1,
    "bin_boundaries": [0.0, 1.0, 2.0],
    "boundaries": [1000, 2000],
    "cell": {"LSTMCell": 8},
    "cells": [{"LSTMCell": 8}, {"LSTMCell": 4}],
    "decay_rate": 0.9,
    "decay_steps": 1000,
    "dims": [2, 1],
    "equation": "abc,cd->abd",
    "filters": 32,
    "first_decay_steps": 1000,
    "head_dim": 16,
    "height": 32,
    "initial_learning_rate": 0.01,
    "inner_optimizer": "adam",
    "input_dim": 1000,
    "kernel_size": 3,
    "key_dim": 16,
    "layer": {"Dense": 8},
    "layers": [{"Rescaling": 0.1}, {"RandomRotation": 0.1}],
    "mean": 0.0,
    "num_bins": 100,
    "num_classes": 3,
    "num_tokens": 10,
    "output_dim": 8,
    "output_shape": [None, 8],
    "path": "data.csv",
    "rate": 0.2,
    "scale": 0.1,
    "schedule": {"ExponentialDecay": {"initial_learning_rate": 0.01, "decay_steps": 10,
                                      "decay_rate": 0.9}},
    "target_class_ids": [0, 1],
    "target_shape": [4, 2],
    "units": 64,
    "values": [0.01, 0.001, 0.0001],
    "variance": 1.0,
    "width": 32,
}  # fmt: skip
_WRAPPED = {"Bidirectional": {"LSTM": 16}, "SpectralNormalization": {"Dense": 8}}
_WORDS = {"IntegerLookup": [1, 2, 3], "StringLookup": ["red", "green"]}
_MORE = 3


def examples(entry: Entry, name: str | None = None) -> tuple[str, ...]:
    """Lines of a spec that name the object: the shortest, then one with arguments if it has any.

    Args:
        entry: The object.
        name: How to write its name; the main name when left out.
    """
    name = name or entry.name
    required = {p.name: _value(entry, p) for p in entry.parameters if p.required}
    shortest: Any = name
    if required:
        first = entry.parameters[0].name
        # A mapping would name parameters, so an object as the first value is named as well.
        alone = list(required) == [first] and not isinstance(required[first], dict)
        shortest = {name: required[first] if alone else required}
    written = [_placed(entry, shortest)]
    fuller = _fuller(entry) or {**required, **_usual(entry, required)}
    if fuller and {name: fuller} != shortest:
        written.append(_placed(entry, {name: fuller}))
    return tuple(dict.fromkeys(written))


def _fuller(entry: Entry) -> Mapping[str, Any]:
    """Arguments worth showing; a format knows its own."""
    if entry.family == "sources" and entry.name in format_facts():
        return format_of(entry.name).example
    return _FULLER.get((entry.family, entry.name), {})


def _usual(entry: Entry, required: dict[str, Any]) -> dict[str, Any]:
    """Its first few own arguments with their defaults, which show what they look like."""
    shown = {
        p.name: p.default
        for p in entry.parameters
        if p.name not in required and p.default is not None and not p.base and p.name != "name"
    }
    return dict(list(shown.items())[:_MORE])


def _value(entry: Entry, parameter: Parameter) -> Any:
    if parameter.name == "layer" and entry.name in _WRAPPED:
        return _WRAPPED[entry.name]
    if parameter.name == "vocabulary":
        return _WORDS.get(entry.name, ["the", "a"])
    if parameter.name == "activation":
        return "relu"
    if entry.family == "sources" and parameter.name in _fuller(entry):
        return _fuller(entry)[parameter.name]
    if parameter.name in _VALUES:
        return _VALUES[parameter.name]
    number = _number(parameter)
    return [number] * (parameter.length or 2) if parameter.kinds[0] == "list" else number


def _number(parameter: Parameter) -> int | float:
    """A number within the bounds: a small one, most often."""
    if "integer" in parameter.kinds or "integer" in parameter.item_kinds:
        return max(2, int(parameter.minimum or 0))
    return 0.5 if parameter.maximum is not None else 0.1


def _placed(entry: Entry, written: Any) -> str:
    """The object where a spec has it, `layers:` above and all."""
    text = as_yaml(written)
    if entry.family in _IN_BLOCK and isinstance(written, dict):
        text = text[1:-1]
    place = _PLACES[entry.family]
    if entry.family == "preprocessing":
        kind = "categorical" if entry.applies_to == "categorical" else "numeric"
        return f"preprocessing:\n  {kind}: {text}"
    return place.format(text)
