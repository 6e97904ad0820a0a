"""Build and compile the network of a spec: a Sequential, or a functional model for a graph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from nnspec import catalog
from nnspec.data.memory import free_memory
from nnspec.data.table.signature import Signature
from nnspec.errors import Problem, SpecError
from nnspec.network.backend import load_keras, set_seed
from nnspec.network.devices import dtype_policy
from nnspec.network.masks import leave_masks_to_layers
from nnspec.network.mended import mended
from nnspec.network.names import free_names
from nnspec.network.objects import make
from nnspec.network.places import Place, remember
from nnspec.network.refusals import refused
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.at_zero import at_zero
from nnspec.spec.meaning.ends import loss_of, score_kinds

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

# Bytes of an output from which on it is asked how much memory is free, for so many rows at most:
# a batch may be larger than the data.
_LARGE = 1 << 30
_FEW_ROWS = 32


def build(
    loaded: LoadedSpec, signature: Signature, strategy: tf.distribute.Strategy | None = None
) -> keras.Model:
    """The compiled network of a spec, with initial weights from `training.seed`.

    Args:
        loaded: The spec.
        signature: What a row is for each input, in the inputs' order.
        strategy: Has the variables made on its devices.

    Returns:
        A compiled model. Its inputs and outputs are in the order of the spec.

    Raises:
        SpecError: Keras does not accept a layer or a setting, shown at its line in Keras' words.
    """
    set_seed(loaded.spec.training.seed)
    scope = nullcontext() if strategy is None else strategy.scope()
    with scope, dtype_policy(loaded.spec.training.precision):
        with refused(loaded):
            make_model = _graph if is_graph(loaded.spec) else _sequential
            model = make_model(loaded, signature)
            for layer in model.layers:
                # A network that cannot be saved would be trained for nothing.
                layer.get_config()
        with refused(loaded, Place("these settings", ("compile",))):
            compile_model(model, loaded.spec)
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
    if isinstance(section.loss, ObjectSpec) and len(model.outputs) > 1 and section.loss_weights:
        # Keras does not hand one loss out where the outputs have weights.
        loss = {name: make(section.loss, "losses") for name in model.output_names}
    elif isinstance(section.loss, ObjectSpec):
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


def _sequential(loaded: LoadedSpec, signature: Signature) -> keras.Model:
    keras = load_keras()
    (last,) = _inputs(signature).values()
    model = keras.Sequential(name=loaded.spec.name)
    model.add(last)
    names = free_names(loaded.spec, tuple(signature))
    for position, layer in enumerate(loaded.spec.layers):
        with refused(loaded, Place(layer.label, layer.path, layer.object)):
            made = _layer(layer, names.get(position))
            _refuse_huge(made, [last], layer, loaded)
            model.add(made)
            # Some are only built when they see rows.
            last = made.output if made._inbound_nodes else None
    return model


def _inputs(signature: Signature) -> dict[str, Any]:
    keras = load_keras()
    return {
        name: keras.Input(spec.shape, dtype=spec.dtype, name=name)
        for name, spec in signature.items()
    }


def _graph(loaded: LoadedSpec, signature: Signature) -> keras.Model:
    keras = load_keras()
    spec = loaded.spec
    inputs = _inputs(signature)
    tensors: dict[str, Any] = dict(inputs)
    layers: dict[str, Any] = {}
    last = next(iter(inputs.values()))
    names = free_names(spec, tuple(signature))
    for position, layer in enumerate(spec.layers):
        sources = [last] if layer.sources is None else [tensors[name] for name in layer.sources]
        with refused(loaded, Place(layer.label, layer.path, layer.object)):
            instance = layers[layer.shared] if layer.shared else _layer(layer, names.get(position))
            _refuse_huge(instance, sources, layer, loaded)
            last = _call(instance, sources)
            leave_masks_to_layers(instance)
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


def _refuse_huge(
    instance: Any, sources: Sequence[Any], layer: LayerSpec, loaded: LoadedSpec
) -> None:
    """Refuse a layer whose output of a small batch would not fit into memory.

    Keras may compute for minutes, and take all memory there is, before it finds out.
    """
    from keras.layers import Layer

    (source,) = sources if len(sources) == 1 else (None,)
    if source is None or type(instance).compute_output_shape is Layer.compute_output_shape:
        return
    try:
        shape = instance.compute_output_shape(tuple(source.shape))
        rows = min(loaded.spec.training.batch_size, _FEW_ROWS)
        size = 4 * rows * math.prod(int(length) for length in shape[1:])
    # Some cannot tell before they are built, and what does not fit Keras says itself.
    except Exception:
        return
    if size > _LARGE and size > (free := free_memory()):
        what = f"{rows} rows of {layer.label} take {show_bytes(size)}"
        message = f"{what}, and {show_bytes(free)} of memory are"
        location = loaded.document.locate(layer.path)
        raise SpecError(Problem("out-of-memory", f"{message} free", location))


def _layer(layer: LayerSpec, free_name: str | None) -> Any:
    name = layer.name or free_name
    extra = {"name": name} if name else {}
    # An entry without a layer calls an earlier one.
    assert layer.object is not None
    made = mended(make(layer.object, "layers", **extra))
    remember(made, Place(layer.label, layer.path, layer.object))
    return made
