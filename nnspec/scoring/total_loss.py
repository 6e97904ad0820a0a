"""The loss that Keras' `evaluate` gives for some rows, from the network's outputs alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nnspec.catalog.entries import Encoding
from nnspec.errors import listing
from nnspec.scoring.crossentropies import CROSSENTROPIES, ROUNDING, Link
from nnspec.scoring.loss_facts import LossFacts
from nnspec.scoring.losses import PLAIN_LOSSES
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec

MEASURED_BATCH = 1024
"""Rows of one batch of a measurement, when those of the training are not more. Only sums, Dice and
Tversky depend on it."""

_MEANS = ("sum_over_batch_size", "mean", "mean_with_sample_weight")
_OF_A_BATCH = ("Dice", "Tversky")
# Layers whose last operation is their activation, so that Keras finds the logits behind it.
_WITH_LOGITS = ("Dense", "EinsumDense", "Activation")
# What the functions take by another way, or not at all: over two axes there is one to reduce.
_SETTINGS = ("from_logits", "reduction", "name", "axis", "dtype")


def total_loss(
    spec: Spec,
    encodings: Mapping[str, Encoding],
    y: Mapping[str, np.ndarray],
    outputs: Mapping[str, np.ndarray],
    *,
    facts: LossFacts | None = None,
    sample_weight: np.ndarray | None = None,
) -> float:
    """The loss of some rows, as `model.evaluate` gives it.

    Args:
        spec: Holds the losses, their weights and the batch size.
        encodings: The encoding of each output's target, in order.
        y: The targets as the losses want them; see `FittedTarget.encode`.
        outputs: float64 (n, k) for each output; probabilities also where the loss takes logits.
        facts: What Keras said of the network; nothing is added or masked when left out.
        sample_weight: float (n,), the weight of each row; 1 for all when left out.

    Raises:
        ValueError: It is no function of these alone; see `why_no_loss`.
    """
    facts = facts or LossFacts()
    if why_no_loss(spec, encodings, facts):
        raise ValueError("this loss cannot be worked out from the outputs")
    losses = output_losses(spec, encodings, y, outputs, sample_weight=sample_weight)
    return summed(spec, losses, facts)


def summed(spec: Spec, losses: Mapping[str, float], facts: LossFacts) -> float:
    """The loss of a network, of the loss of each of its outputs.

    Args:
        spec: Holds the weights of the outputs.
        losses: What `output_losses` gives.
        facts: What Keras said of the network.
    """
    weights = spec.compile.loss_weights or {}
    total = sum(weights.get(name, 1.0) * loss for name, loss in losses.items())
    # Not known is nothing where no layer has a regularizer, as `why_no_loss` made sure.
    return total + (facts.regularization or 0.0)


def output_losses(
    spec: Spec,
    encodings: Mapping[str, Encoding],
    y: Mapping[str, np.ndarray],
    outputs: Mapping[str, np.ndarray],
    *,
    sample_weight: np.ndarray | None = None,
) -> dict[str, float]:
    """The loss of each output over all rows, without the weights of outputs and regularization.

    Keras' own figures of several outputs are means over batches, in which a small last batch counts
    as much as the others: with the weights of outputs these add up to the loss, those do not.

    Args:
        spec: As for `total_loss`, which must have no reason against it.
        encodings: Likewise.
        y: Likewise.
        outputs: Likewise.
        sample_weight: Likewise.
    """
    rows = len(next(iter(outputs.values())))
    size = max(spec.training.batch_size, MEASURED_BATCH)
    found = dict.fromkeys(encodings, 0.0)
    for start in range(0, rows, size):
        part = slice(start, start + size)
        share = min(size, rows - start) / rows
        row_weights = None if sample_weight is None else sample_weight[part]
        for name, encoding in encodings.items():
            loss = _loss(spec, name)
            link = _link(spec, name, encoding, loss)
            value = _reduced(loss, link, y[name][part], outputs[name][part], row_weights)
            found[name] += share * value
    return found


def row_losses(
    spec: Spec,
    encodings: Mapping[str, Encoding],
    y: Mapping[str, np.ndarray],
    outputs: Mapping[str, np.ndarray],
) -> np.ndarray | None:
    """The loss of each row, without regularization: their mean is the loss.

    Args:
        spec: As for `total_loss`.
        encodings: Likewise.
        y: Likewise.
        outputs: Likewise.

    Returns:
        float64 (n,), or None where a loss is one of all rows together, or of some of them only.
    """
    weights = spec.compile.loss_weights or {}
    total = np.zeros(len(next(iter(outputs.values()))))
    for name, encoding in encodings.items():
        loss = _loss(spec, name)
        whole = loss.name in _OF_A_BATCH or loss.argument("ignore_class") is not None
        if whole or loss.argument("reduction", _MEANS[0]) not in _MEANS:
            return None
        link = _link(spec, name, encoding, loss)
        total += weights.get(name, 1.0) * _values(loss, link, y[name], outputs[name])
    return total


def why_no_loss(spec: Spec, encodings: Mapping[str, Encoding], facts: LossFacts) -> str | None:
    """Why the loss is not known from the outputs alone, as the end of a sentence; None if it is.

    Args:
        spec: The spec.
        encodings: The encoding of each output's target.
        facts: What Keras said of the network.
    """
    if facts.masked is None:
        return "run.json does not say whether a mask reaches the outputs: train again"
    if facts.masked:
        several = len(encodings) > 1
        what = f"the output{'s' * (len(facts.masked) > 1)} {listing(tuple(facts.masked))}"
        what = what if several else "the output"
        return f"a mask reaches {what}, and Keras leaves out of it what is masked"
    for name, encoding in encodings.items():
        loss = _loss(spec, name)
        word = loss.identifier or loss.name
        if loss.name not in PLAIN_LOSSES and loss.name not in CROSSENTROPIES:
            return f"{word} compares rows with one another inside Keras"
        if loss.argument("reduction", _MEANS[0]) not in (*_MEANS, "sum"):
            return f"{word} is not reduced to one number"
        if loss.argument("axis") not in (None, -1, 1) or loss.argument("dtype") is not None:
            return f"{word} has an axis or a dtype of its own"
        if loss.name in _OF_A_BATCH and loss.argument("axis") is not None:
            return f"{word} has an axis of its own"
        linked = _link(spec, name, encoding, loss)
        if loss.name.startswith("Binary") and linked == "softmax":
            return f"Keras takes {word} of the logits behind a softmax"
    if facts.activity or any("activity_regularizer" in names for names in _regularizers(spec)):
        return "an activity regularizer adds to it what the layers make of the rows"
    if facts.regularization is None and any(_regularizers(spec)):
        return "run.json does not say how much the regularizers add to it"
    return None


def _loss(spec: Spec, output: str) -> ObjectSpec:
    loss = spec.compile.loss
    return loss if isinstance(loss, ObjectSpec) else loss[output]


def _reduced(
    loss: ObjectSpec,
    link: Link,
    true: np.ndarray,
    pred: np.ndarray,
    weights: np.ndarray | None,
) -> float:
    """The loss of a batch: `reduce_weighted_values` in `keras/src/losses/loss.py`."""
    values = _values(loss, link, true, pred)
    reduction = loss.argument("reduction", _MEANS[0])
    if weights is not None:
        values = values * weights
    count = float(np.size(values))
    if weights is not None and reduction == "mean_with_sample_weight":
        count = float(weights.sum())
    total = float(np.sum(values))
    if reduction == "sum":
        return total
    return total / count if count else 0.0


def _values(loss: ObjectSpec, link: Link, true: np.ndarray, pred: np.ndarray) -> Any:
    """The loss of each row, or one number for all."""
    true = np.asarray(true, dtype=np.float64)
    arguments = {key: value for key, value in loss.arguments.items() if key not in _SETTINGS}
    if loss.name in CROSSENTROPIES:
        if loss.name.startswith("Binary"):
            kind = "float64" if loss.argument("from_logits", False) else "float32"
            arguments["rounding"] = ROUNDING[kind]
        return CROSSENTROPIES[loss.name](true, pred, link, **arguments)
    return PLAIN_LOSSES[loss.name](true, pred, **arguments)


def _link(spec: Spec, output: str, encoding: Encoding, loss: ObjectSpec) -> Link:
    """What made an output's probabilities: the loss' own logits, or the last layer."""
    if loss.argument("from_logits", False):
        return "sigmoid" if encoding == "binary" else "softmax"
    if loss.argument("ignore_class") is not None:
        # Keras puts other values in the ignored rows' place, and no longer finds the logits.
        return None
    layers = {layer.name: layer for layer in spec.layers}
    last = spec.layers[-1] if spec.outputs is None else layers.get(output)
    if last is not None and last.shared:
        last = layers.get(last.shared)
    if last is None or last.object is None:
        return None
    if last.object.name == "Softmax":
        return "softmax"
    activation = last.object.argument("activation")
    name = activation.name if isinstance(activation, ObjectSpec) else activation
    if last.object.name not in _WITH_LOGITS:
        return None
    return "sigmoid" if name == "sigmoid" else "softmax" if name == "softmax" else None


def _regularizers(spec: Spec) -> list[tuple[str, ...]]:
    """The names of the regularizers of each layer that has any."""
    found = [
        tuple(_regularizer_names(layer.object)) for layer in spec.layers if layer.object is not None
    ]
    return [names for names in found if names]


def _regularizer_names(layer: ObjectSpec) -> Iterator[str]:
    if layer.name == "ActivityRegularization":
        yield "activity_regularizer"
    for name, value in layer.arguments.items():
        if name.endswith("_regularizer") and value is not None:
            yield name
        yield from _inside(value)


def _inside(value: Any) -> Iterator[str]:
    """The regularizers of layers inside a layer, as of Bidirectional or RNN."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, ObjectSpec):
            yield from _regularizer_names(one)
