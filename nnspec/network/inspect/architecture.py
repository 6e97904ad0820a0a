"""How a run's layers hang together, read from model.keras without TensorFlow."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.errors import Problem, RunError
from nnspec.network.inspect.output_shapes import Shape, output_shapes, tensors
from nnspec.runs.folder import RunFolder

# Layers after which each column still belongs to the feature that it belonged to before.
_KEEP_COLUMNS = frozenset(
    {
        "Activation",
        "ActivityRegularization",
        "AlphaDropout",
        "BatchNormalization",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        "Identity",
        "LayerNormalization",
    }
)


# What reading a file raises that is no archive, or holds something else than Keras writes.
_DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class LayerNode:
    """A layer of a saved network.

    Attributes:
        kind: Its class, such as `Dense`.
        calls: The layers that it reads, for each time that it is called; empty for an input.
        shape: That of its output, the batch axis as None; empty where it is not known.
    """

    kind: str
    calls: tuple[tuple[str, ...], ...] = ()
    shape: Shape = ()


def read_architecture(run: RunFolder) -> dict[str, LayerNode]:
    """The layers of a run's network by name, inputs included, in Keras' order.

    Raises:
        RunError: model.keras is missing or damaged.
    """
    if not run.model_keras.is_file():
        raise RunError(Problem("damaged-run", f"run {run.run_id} has no model.keras"))
    try:
        with zipfile.ZipFile(run.model_keras) as archive:
            model = json.loads(archive.read("config.json"))
        layers = model["config"]["layers"]
        kinds = [layer["class_name"] for layer in layers]
        calls: list[tuple[tuple[str, ...], ...]]
        if model["class_name"] == "Sequential":
            names = [layer["config"]["name"] for layer in layers]
            calls = [(), *(((str(name),),) for name in names[:-1])] if names else []
        else:
            names = [layer["name"] for layer in layers]
            calls = [tuple(map(_read_by, layer["inbound_nodes"])) for layer in layers]
        shapes = output_shapes(layers)
        return {
            name: LayerNode(kind, read, shapes.get(name, ()))
            for name, kind, read in zip(names, kinds, calls, strict=True)
        }
    except _DAMAGE as error:
        text = " ".join(str(error).split())[:200]
        raise RunError(
            Problem("damaged-run", f"model.keras of run {run.run_id} is damaged: {text}")
        ) from None


def _read_by(node: Any) -> tuple[str, ...]:
    """The layers that are read at one call."""
    return tuple(tensor["keras_history"][0] for tensor in tensors(node))


def feature_names(
    layers: Mapping[str, LayerNode], name: str, preprocessor: Preprocessor
) -> tuple[str, ...] | None:
    """What the columns that a layer reads stand for, or None when they are no features any more.

    Args:
        layers: What `read_architecture` returned.
        name: A layer.
        preprocessor: Knows the columns of each input.
    """
    # A layer that reads one thing at one call and another at the next has no one answer.
    if len(layers[name].calls) != 1:
        return None
    ((*sources,),) = layers[name].calls
    names: list[str] = []
    for source in sources:
        found = _columns(layers, source, preprocessor)
        if found is None:
            return None
        names.extend(found)
    return tuple(names)


def _columns(
    layers: Mapping[str, LayerNode], name: str, preprocessor: Preprocessor
) -> tuple[str, ...] | None:
    """The features in the columns that a layer makes."""
    layer = layers.get(name)
    if layer is None:
        return None
    if layer.kind == "InputLayer":
        return preprocessor.feature_names(name) if name in preprocessor.inputs else None
    if layer.kind in _KEEP_COLUMNS or layer.kind == "Concatenate":
        return feature_names(layers, name, preprocessor)
    return None
