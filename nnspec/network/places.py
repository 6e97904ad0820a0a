"""Where in a spec a Keras object comes from, and with it an error that was raised inside of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from traceback import walk_tb
from typing import Any

from nnspec.network.backend import load_keras
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.nodes import Path

_ATTRIBUTE = "_nnspec_place"
# A name of an operation, with the names of the layers around it.
_SCOPED = re.compile(r"[\w.\-]+(?:/[\w.\-]+)+")


@dataclass(frozen=True, slots=True)
class Place:
    """An object of a spec.

    Attributes:
        label: How messages call it.
        path: Where it stands in the document.
        object: What the spec says of it, where that is known.
    """

    label: str
    path: Path
    object: ObjectSpec | None = None


def remember(made: Any, place: Place) -> None:
    """Note where a Keras object comes from, on the object itself.

    Args:
        made: A layer, metric, callback and so on.
        place: Its place.
    """
    # Layers and optimizers track what is set on them in the usual way; this is no state.
    object.__setattr__(made, _ATTRIBUTE, place)


def place_of(made: Any) -> Place | None:
    """Where a Keras object comes from; None for one that Keras made itself."""
    return getattr(made, _ATTRIBUTE, None)


def place_of_error(error: BaseException, loaded: LoadedSpec, model: Any = None) -> Place | None:
    """The innermost object of a spec in which an error was raised; None where there is none.

    Args:
        error: What was raised while Keras built, traced or ran a network, with its whole
            traceback: Keras leaves its own frames out unless it is told not to.
        loaded: The spec.
        model: The network, where it is built: an operation's name tells its layer.
    """
    named = {} if model is None else _layers_by_name(model)
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        one = pending.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        found = _in_frames(one, loaded, named) or _in_names(_texts(one), named)
        if found is not None:
            return found
        pending += [one.__cause__, one.__context__]
    return None


def _in_frames(error: BaseException, loaded: LoadedSpec, named: dict[str, Place]) -> Place | None:
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    inner: list[str] = []
    for frame in reversed(frames):
        owner = frame.f_locals.get("self")
        place = place_of(owner) or _by_kind(owner, loaded)
        if place is None and frame.f_code.co_name == "compute_loss":
            place = _added_loss(owner)
        if place is None:
            # The gradient of an operation is made by a function that has the operation.
            place = _in_names([getattr(frame.f_locals.get("op"), "name", "")], named)
        if place is not None:
            return _inside(place, inner)
        if owner is not None:
            inner.append(type(owner).__name__)
    return None


def _added_loss(model: Any) -> Place | None:
    """The first layer that adds a number of its own to the loss, which cannot be added up."""
    for layer in getattr(model, "layers", ()):
        place = place_of(layer)
        if place is not None and getattr(layer, "activity_regularizer", None) is not None:
            return _inside(place, [type(layer.activity_regularizer).__name__])
    return None


def _inside(place: Place, names: Sequence[str]) -> Place:
    """The argument of an object that is one of these, for instance an initializer of a layer."""
    for name in names:
        for argument in _arguments(place.object):
            if argument.name == name:
                return Place(argument.identifier or argument.name, argument.path, argument)
    return place


def _arguments(spec: ObjectSpec | None) -> Iterator[ObjectSpec]:
    for value in () if spec is None else spec.arguments.values():
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, ObjectSpec):
                yield item
                yield from _arguments(item)


def _by_kind(owner: Any, loaded: LoadedSpec) -> Place | None:
    """The place of what Keras made itself of a word of the spec: a loss, a metric, an optimizer."""
    if owner is None or not type(owner).__module__.startswith("keras."):
        return None
    keras = load_keras()
    section = loaded.spec.compile
    kind = type(owner).__name__
    if isinstance(owner, keras.optimizers.Optimizer):
        return _place(section.optimizer)
    if isinstance(owner, keras.losses.Loss):
        losses = section.loss
        if isinstance(losses, ObjectSpec):
            return _place(losses)
        return Place("these losses", ("compile", "loss"))
    if isinstance(owner, keras.metrics.Metric) and kind != "CompileMetrics":
        for spec in _metrics(loaded):
            if owner.name in (spec.identifier, spec.name) or kind == spec.name:
                return _place(spec)
    return None


def _metrics(loaded: LoadedSpec) -> Iterator[ObjectSpec]:
    section = loaded.spec.compile
    for metrics in (section.metrics, section.weighted_metrics):
        for group in [metrics] if isinstance(metrics, tuple) else metrics.values():
            yield from group


def _place(spec: ObjectSpec) -> Place:
    return Place(spec.identifier or spec.name, spec.path, spec)


def _layers_by_name(model: Any) -> dict[str, Place]:
    places = {}
    for layer in model._flatten_layers(include_self=False):
        place = place_of(layer)
        if place is not None:
            places[layer.name] = place
    return places


def _texts(error: BaseException) -> list[str]:
    """What a graph's error says of the operation that failed."""
    node = getattr(error, "node_def", None)
    operation = getattr(error, "op", None)
    names = [getattr(operation, "name", ""), getattr(node, "name", "")]
    return [*names, str(error)] if hasattr(error, "node_def") else []


def _in_names(texts: Sequence[str], named: dict[str, Place]) -> Place | None:
    """The innermost layer that one of these operations' names speaks of."""
    for text in texts:
        for name in _SCOPED.findall(text or ""):
            for part in reversed(name.split("/")[:-1]):
                if part in named:
                    return named[part]
    return None
