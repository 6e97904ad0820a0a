"""Build and compile the network of a spec: a Sequential, or a functional model for a graph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from nnspec import catalog
from nnspec.errors import Problem, SpecError
from nnspec.network.backend import load_keras, set_seed
from nnspec.network.devices import dtype_policy
from nnspec.network.names import free_names
from nnspec.network.objects import make
from nnspec.spec.at_zero import at_zero
from nnspec.spec.ends import loss_of, score_kinds
from nnspec.spec.load import LoadedSpec
from nnspec.spec.objects import LayerSpec, ObjectSpec
from nnspec.spec.sections import Spec

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_BOLD = re.compile(r"\x1b\[[0-9;]*m")
_CALLING = re.compile(r"^Exception encountered when calling \S+\.\s+")


def build(
    loaded: LoadedSpec, widths: Mapping[str, int], strategy: tf.distribute.Strategy | None = None
) -> keras.Model:
    """The compiled network of a spec, with initial weights from `training.seed`.

    Args:
        loaded: The spec.
        widths: How many numbers a row has for each input, in the inputs' order.
        strategy: Has the variables made on its devices.

    Returns:
        A compiled model. Its inputs and outputs are in the order of the spec.

    Raises:
        SpecError: Keras does not accept a layer, shown at the layer's line in Keras' words.
    """
    set_seed(loaded.spec.training.seed)
    scope = nullcontext() if strategy is None else strategy.scope()
    with scope, dtype_policy(loaded.spec.training.precision):
        model = _graph(loaded, widths) if is_graph(loaded.spec) else _sequential(loaded, widths)
        try:
            compile_model(model, loaded.spec)
        except (ValueError, TypeError) as error:
            raise SpecError(_keras_problem(error, "these settings", loaded, ("compile",))) from None
    return model


def is_graph(spec: Spec) -> bool:
    """Whether the layers are more than one chain from one input to one output."""
    return (
        spec.inputs is not None
        or (spec.outputs is not None and len(spec.outputs) > 1)
        or any(layer.sources is not None or layer.shared for layer in spec.layers)
    )


def compile_model(model: keras.Model, spec: Spec) -> None:
    """Compile as the spec says.

    Raises:
        ValueError: Keras does not accept the arguments.
    """
    section = spec.compile
    loss: Any
    if isinstance(section.loss, ObjectSpec):
        loss = make(section.loss, "losses")
    else:
        loss = {name: make(one, "losses") for name, one in section.loss.items()}
    model.compile(
        optimizer=make(section.optimizer, "optimizers"),
        loss=loss,
        metrics=_metrics(model, section.metrics, spec),
        weighted_metrics=_metrics(model, section.weighted_metrics, spec),
        loss_weights=section.loss_weights,
    )


def _metrics(
    model: keras.Model,
    metrics: tuple[ObjectSpec, ...] | dict[str, tuple[ObjectSpec, ...]],
    spec: Spec,
) -> Any:
    """Metrics as `compile` takes them, None for none."""
    if not metrics:
        return None
    # One list would give all metrics to the first output only.
    by_output = (
        dict.fromkeys(_output_names(model, spec), metrics)
        if isinstance(metrics, tuple)
        else metrics
    )
    losses = {name: loss_of(spec, name) for name in by_output}
    kinds = score_kinds(spec, losses)
    made = {
        name: [make(at_zero(one, losses[name], kinds[name]), "metrics") for one in several]
        for name, several in by_output.items()
    }
    return next(iter(made.values())) if len(model.outputs) == 1 else made


def _output_names(model: keras.Model, spec: Spec) -> Sequence[str]:
    """The outputs' names; what Keras calls the only one need not be what the spec calls it."""
    if len(model.outputs) > 1:
        return model.output_names
    loss = spec.compile.loss
    return tuple(loss) if isinstance(loss, dict) else spec.outputs or ("",)


def _sequential(loaded: LoadedSpec, widths: Mapping[str, int]) -> keras.Model:
    keras = load_keras()
    ((name, width),) = widths.items()
    model = keras.Sequential(name=loaded.spec.name)
    model.add(keras.Input((width,), name=name))
    names = free_names(loaded.spec, tuple(widths))
    for position, layer in enumerate(loaded.spec.layers):
        try:
            model.add(_layer(layer, names.get(position)))
        except (ValueError, TypeError) as error:
            raise SpecError(_keras_problem(error, layer.label, loaded, layer.path)) from None
    return model


def _graph(loaded: LoadedSpec, widths: Mapping[str, int]) -> keras.Model:
    keras = load_keras()
    spec = loaded.spec
    inputs = {name: keras.Input((width,), name=name) for name, width in widths.items()}
    tensors: dict[str, Any] = dict(inputs)
    layers: dict[str, Any] = {}
    last = next(iter(inputs.values()))
    names = free_names(spec, tuple(widths))
    for position, layer in enumerate(spec.layers):
        sources = [last] if layer.sources is None else [tensors[name] for name in layer.sources]
        try:
            instance = layers[layer.shared] if layer.shared else _layer(layer, names.get(position))
            last = _call(instance, sources)
        except (ValueError, TypeError) as error:
            raise SpecError(_keras_problem(error, layer.label, loaded, layer.path)) from None
        if layer.name:
            tensors[layer.name] = last
            layers[layer.name] = instance
    if spec.outputs is None:
        outputs: Any = last
    elif len(spec.outputs) == 1:
        outputs = tensors[spec.outputs[0]]
    else:
        outputs = {name: tensors[name] for name in spec.outputs}
    first, *others = inputs.values()
    return keras.Model([first, *others] if others else first, outputs, name=spec.name)


def _call(instance: Any, sources: list[Any]) -> Any:
    """Call a layer on its inputs: a list for a merge, separate arguments for attention."""
    entry = catalog.load().find("layers", type(instance).__name__)
    if entry is not None and entry.merge:
        return instance(sources)
    return instance(*sources)


def _layer(layer: LayerSpec, free_name: str | None) -> Any:
    name = layer.name or free_name
    extra = {"name": name} if name else {}
    return make(layer.object, "layers", **extra)


def _keras_problem(
    error: Exception, label: str, loaded: LoadedSpec, path: tuple[str | int, ...]
) -> Problem:
    """What Keras says of a layer, on one line."""
    location = loaded.document.locate(path)
    return Problem("keras", f"Keras does not accept {label}: {keras_words(error)}", location)


def keras_words(error: Exception) -> str:
    """The sentence in a Keras error: without where it came from, the call's summary and bold."""
    text = _BOLD.sub("", str(error)).split("\n\nArguments received by")[0]
    return " ".join(_CALLING.sub("", text).replace(" with name 'None'", "").split())
