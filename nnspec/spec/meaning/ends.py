"""How a network ends: the layer that makes an output's values, and what these values are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nnspec import catalog
from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.yaml.nodes import Path

Scores = Literal["number", "probability", "logit", "score"]

PROBABILITIES = ("softmax", "sigmoid", "hard_sigmoid")
"""Activations whose values are probabilities; of classes that exclude one another, only softmax."""

MARGINS = ("Hinge", "SquaredHinge", "CategoricalHinge")
"""Losses that tell classes apart by scores, for two classes by a score below or above 0."""

# Layers that leave the values of a trained network's output as they are.
_TRANSPARENT = ("Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "Identity")
_UNITS = {"Dense": "units", "EinsumDense": None}
# Losses between embeddings: their outputs are no probabilities unless an activation makes them so.
_OF_EMBEDDINGS = ("Circle",)


@dataclass(frozen=True, slots=True)
class End:
    """How the network ends at one output.

    Attributes:
        layer: The entry of `layers` that makes the values, for instance the last Dense.
        object: The layer itself.
        units: How many values a row has, None when that is not said by the layer itself.
        activation: The activation's name, `linear` for none, None when it is not known.
        path: Where the activation is said, or the layer when it is not said.
    """

    layer: LayerSpec
    object: ObjectSpec
    units: int | None
    activation: str | None
    path: Path


def find_ends(spec: Spec, outputs: tuple[str, ...]) -> dict[str, End]:
    """How the network ends, for each output whose last layers can be followed.

    Args:
        spec: The spec.
        outputs: The names of the network's outputs.
    """
    named = {layer.name: n for n, layer in enumerate(spec.layers) if layer.name}
    ends = {}
    for output in outputs:
        position = named.get(output) if spec.outputs else len(spec.layers) - 1
        if position is not None:
            end = _end(spec, position)
            if end is not None:
                ends[output] = end
    return ends


def loss_of(spec: Spec, output: str) -> ObjectSpec:
    """The loss of an output: one for all, or its own."""
    loss = spec.compile.loss
    return loss if isinstance(loss, ObjectSpec) else loss[output]


def score_kinds(spec: Spec, losses: Mapping[str, ObjectSpec]) -> dict[str, Scores]:
    """What the values of each output are; several columns are not told from one.

    Args:
        spec: The spec.
        losses: The loss of each output.
    """
    ends = find_ends(spec, tuple(losses))
    find = catalog.load().find
    found = {}
    for output, loss in losses.items():
        entry = find("losses", loss.name)
        encoding = entry.target if entry is not None and entry.target else "regression"
        found[output] = score_kind(loss, encoding, ends.get(output))
    return found


def score_kind(loss: ObjectSpec, encoding: str, end: End | None) -> Scores:
    """What an output's values are.

    Args:
        loss: The output's loss.
        encoding: How its target is encoded.
        end: How the network ends there, None when that is not known.

    Returns:
        `number` for a regression; of classes `probability`, or `score`, which may be any number;
        `logit` where the loss is told so, unless a softmax or sigmoid stands before it all the
        same: Keras then looks behind that. Where the activation is not known, the loss says what
        it takes.
    """
    known = None if end is None else end.activation
    if loss.argument("from_logits", False) and known not in ("softmax", "sigmoid"):
        return "logit"
    if encoding == "regression":
        return "number"
    if known in PROBABILITIES:
        # A sigmoid gives each class a number of its own, which Keras' losses then make a share of.
        exclusive = encoding in ("sparse", "one_hot")
        return "score" if exclusive and known != "softmax" else "probability"
    wants_scores = loss.name in MARGINS or loss.name in _OF_EMBEDDINGS
    entry = catalog.load().find("losses", loss.name)
    takes_logits = entry is not None and entry.parameter("from_logits") is not None
    return "score" if wants_scores or (known and not takes_logits) else "probability"


def _end(spec: Spec, position: int) -> End | None:
    """Go up from a layer to the one that makes the values."""
    activation: str | None = None
    path: Path = ()
    while position >= 0:
        layer = spec.layers[position]
        made = layer.object
        if made is None or made is UNREADABLE:
            return None
        if made.name in ("Activation", "Softmax", "ReLU") and activation is None:
            activation = _layer_activation(made)
            path = made.path
        elif made.name not in _TRANSPARENT:
            own = made.argument("activation")
            if activation is None:
                activation, path = _own_activation(made, own)
            parameter = _UNITS.get(made.name)
            units = made.argument(parameter) if parameter else None
            known = units if isinstance(units, int) else None
            return End(layer, made, known, activation, path or made.path)
        if layer.sources is not None:
            named = [n for n, one in enumerate(spec.layers) if one.name == layer.sources[0]]
            if len(layer.sources) > 1 or not named:
                return None
            position = named[0]
        else:
            position -= 1
    return None


def _layer_activation(spec: ObjectSpec) -> str | None:
    if spec.name == "Activation":
        inner = spec.argument("activation")
        return inner.name if isinstance(inner, ObjectSpec) and inner is not UNREADABLE else None
    return {"Softmax": "softmax", "ReLU": "relu"}[spec.name]


def _own_activation(spec: ObjectSpec, activation: Any) -> tuple[str | None, Path]:
    """The activation that a layer applies itself, and where it says so."""
    entry = catalog.load().find("layers", spec.name)
    parameter = None if entry is None else entry.parameter("activation")
    if parameter is None:
        return None, spec.path
    if activation is UNREADABLE:
        return None, spec.path
    if isinstance(activation, ObjectSpec):
        return activation.name, activation.path
    return parameter.default or "linear", spec.path
