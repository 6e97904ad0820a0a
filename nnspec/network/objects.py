"""ObjectSpec -> the Keras object it names. The catalogue closes the set of names."""

from __future__ import annotations

from typing import Any

from nnspec import catalog
from nnspec.catalog import Parameter
from nnspec.network.backend import load_keras
from nnspec.network.places import Place, remember
from nnspec.spec.language.objects import ObjectSpec

# Families whose members Keras also takes as a plain string, and names logs after that string.
_BY_IDENTIFIER = ("activations", "initializers", "losses", "metrics")
# The network's own Input says these; Keras warns when a layer repeats them.
_INPUT_ARGUMENTS = ("input_shape", "input_dim")
_FLOATS = ("beta", "learning_rate", "momentum", "threshold")


def make(spec: ObjectSpec, family: str, **extra: Any) -> Any:
    """The Keras object of a spec.

    Args:
        spec: What to make, checked against the catalogue.
        family: Its family, for instance `layers`.
        **extra: Further arguments, which win over the spec's.

    Returns:
        An instance, or the identifier itself for an activation, initializer, loss or metric
        without arguments: `compile(metrics=["mae"])` names its log `mae`, as the script does.

    Raises:
        ValueError: Keras does not accept the arguments; the message is Keras' own.
    """
    entry = catalog.load().find(family, spec.name)
    if entry is None:
        raise ValueError(f"there is no {spec.name} among the {family}")
    identifier = spec.identifier or spec.name
    plain = not spec.arguments and not extra
    if plain and family in _BY_IDENTIFIER and identifier not in entry.not_strings:
        return identifier
    parameters = {parameter.name: parameter for parameter in entry.parameters}
    arguments = {
        name: _value(value, parameters[name])
        for name, value in spec.arguments.items()
        # Embedding has an input_dim of its own, which is something else.
        if not (parameters[name].base and name in _INPUT_ARGUMENTS)
    }
    arguments |= extra
    keras = load_keras()
    if family == "activations" and entry.layer is not None:
        made = _class("layers", entry.layer)(**arguments)
    elif entry.function:
        function = _class(family, entry.name)
        made = keras.metrics.MeanMetricWrapper(function, name=identifier, **arguments)
    else:
        kind = _class(family, entry.name)
        if family == "metrics" and plain:
            # Keras knows no such string: the log has the name all the same.
            arguments["name"] = identifier
        if family == "layers" and kind.get_config is keras.layers.Layer.get_config:
            arguments = {name: _as_config(value) for name, value in arguments.items()}
        made = kind(**arguments)
    remember(made, Place(identifier, spec.path, spec))
    return made


def _as_config(value: Any) -> Any:
    """An object as plain data, for a layer that Keras saves by the arguments it was made with."""
    keras = load_keras()
    return keras.saving.serialize_keras_object(value) if hasattr(value, "get_config") else value


def _class(family: str, name: str) -> Any:
    keras = load_keras()
    module = {
        "layers": keras.layers,
        "activations": keras.activations,
        "initializers": keras.initializers,
        "regularizers": keras.regularizers,
        "constraints": keras.constraints,
        "optimizers": keras.optimizers,
        "schedules": keras.optimizers.schedules,
        "losses": keras.losses,
        "metrics": keras.metrics,
        "callbacks": keras.callbacks,
    }[family]
    return getattr(module, name)


def _value(value: Any, parameter: Parameter) -> Any:
    if isinstance(value, ObjectSpec):
        find = catalog.load().find
        family = next(name for name in parameter.families if find(name, value.name) is not None)
        return make(value, family)
    if isinstance(value, list | tuple):
        return [_value(item, parameter) for item in value]
    if isinstance(value, int) and parameter.name in _FLOATS and not isinstance(value, bool):
        # Keras takes no int here, and `learning_rate: 1` or `beta: 2` means the float.
        return float(value)
    return value
