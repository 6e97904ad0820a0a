"""What a loss depends on besides the network's outputs, as training wrote it down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec


@dataclass(frozen=True, slots=True)
class LossFacts:
    """What Keras said of a trained network.

    Attributes:
        regularization: What the regularizers of its weights add to the loss, None when unknown.
        masked: The outputs that a mask reaches, so that Keras leaves rows or steps out of the
            loss; None when unknown.
        activity: The layers with an activity regularizer.
    """

    regularization: float | None = 0.0
    masked: Collection[str] | None = ()
    activity: Collection[str] = ()


def loss_facts(record: Mapping[str, Any], spec: Spec) -> LossFacts:
    """What a run knows of its loss.

    Args:
        record: Its run.json; one of before it had `masked_outputs` knows of no mask where no layer
            makes one.
        spec: Its resolved spec.
    """
    layers = [layer.object for layer in spec.layers if layer.object is not None]
    masked = record.get("masked_outputs")
    if masked is None and not any(_makes_mask(one) for layer in layers for one in _all(layer)):
        masked = ()
    return LossFacts(
        record.get("regularization"), masked, record.get("activity_regularizers") or ()
    )


def _makes_mask(layer: ObjectSpec) -> bool:
    return layer.name == "Masking" or bool(layer.argument("mask_zero"))


def _all(layer: ObjectSpec) -> Iterator[ObjectSpec]:
    """A layer and those inside of it, as of Bidirectional."""
    yield layer
    for value in layer.arguments.values():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, ObjectSpec):
                yield from _all(one)
