"""Follow the rows through the network: what each layer reads, and the shape it gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from nnspec import catalog
from nnspec.catalog import Entry
from nnspec.checks.facts import Facts
from nnspec.checks.network.shapes import NoFit, Shape, output_shape
from nnspec.checks.network.shapes.weights import inner_layers, weight_shapes
from nnspec.data.features.plan import plan_column
from nnspec.data.table.signature import ArraySpec, joined
from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec


@dataclass(frozen=True, slots=True)
class Call:
    """One entry of `layers`, as the rows pass through it.

    Attributes:
        layer: The entry.
        spec: The layer itself, also where the entry calls an earlier one again.
        sources: What it reads: positions in `layers`, or -1 for an input.
        inputs: The shapes it gets, None where nothing is known.
        shape: The shape it gives.
        problem: Why it cannot take what it gets, or be made at all; None when it can.
    """

    layer: LayerSpec
    spec: ObjectSpec
    sources: tuple[int, ...]
    inputs: tuple[Shape | None, ...]
    shape: Shape | None
    problem: NoFit | None = None

    @property
    def entry(self) -> Entry | None:
        """What the catalogue says of the layer."""
        return catalog.load().find("layers", self.spec.name)

    @property
    def known_inputs(self) -> tuple[Shape, ...] | None:
        """The shapes that it gets; None where nothing is known of one of them."""
        known = tuple(shape for shape in self.inputs if shape is not None)
        return known if len(known) == len(self.inputs) else None


# Many checks follow the same rows.
_FOLLOWED: WeakKeyDictionary[Facts, list[Call | None]] = WeakKeyDictionary()


def follow(facts: Facts) -> list[Call | None]:
    """Each entry of `layers` as a call, None for those that could not be read."""
    if facts not in _FOLLOWED:
        _FOLLOWED[facts] = _follow(facts)
    return _FOLLOWED[facts]


def output_call(facts: Facts, output: str) -> Call | None:
    """The entry of `layers` that makes an output; None where it could not be read."""
    calls = follow(facts)
    if not facts.spec.outputs:
        return calls[-1] if calls else None
    named = {layer.name: n for n, layer in enumerate(facts.spec.layers) if layer.name}
    return calls[named[output]] if output in named else None


def layers_of(call: Call) -> list[tuple[ObjectSpec, Sequence[Shape | None]]]:
    """A layer and those inside it, each with what it gets."""
    return [(call.spec, call.inputs), *inner_layers(call.spec, call.inputs)]


def layers_made(facts: Facts) -> Iterator[tuple[ObjectSpec, Sequence[Shape | None]]]:
    """Each layer of a spec once, and those inside it, each with what it first gets."""
    for call in follow(facts):
        if call is not None and not call.layer.shared:
            yield from layers_of(call)


def all_weights(call: Call) -> list[Shape]:
    """The shapes of the weights of a layer and of those inside it."""
    return [shape for spec, gets in layers_of(call) for _, shape in weight_shapes(spec, gets)]


def follow_predicting(facts: Facts) -> list[Call | None]:
    """The same for rows that are validated or predicted, which RandomCrop leaves as they are."""
    return _follow(facts, predicting=True)


def _follow(facts: Facts, *, predicting: bool = False) -> list[Call | None]:
    groups = facts.roles.inputs
    specs = {name: input_spec(facts, columns) for name, columns in groups.items()}
    inputs = {name: None if spec is None else spec.shape for name, spec in specs.items()}
    named: dict[str, int] = {}
    layers: dict[str, ObjectSpec] = {}
    calls: list[Call | None] = []
    first = next(iter(inputs.values()), None)
    for position, layer in enumerate(facts.spec.layers):
        spec = layers.get(layer.shared or "") if layer.shared else layer.object
        sources: list[int] = []
        shapes: list[Shape | None] = []
        if layer.sources is None:
            before = calls[-1] if calls else None
            sources.append(position - 1)
            shapes.append(first if position == 0 else before.shape if before else None)
        for name in layer.sources or ():
            place = named.get(name, -1)
            below = calls[place] if place >= 0 else None
            sources.append(place)
            shapes.append(below.shape if below else inputs.get(name))
        call = None
        # A layer that reads nothing is an error of its own; there is no call of it to follow.
        if spec is not None and spec is not UNREADABLE and sources:
            call = _call(layer, spec, tuple(sources), tuple(shapes))
            if predicting and spec.name == "RandomCrop":
                call = replace(call, shape=shapes[0])
            if layer.name:
                layers[layer.name] = spec
        if layer.name:
            named[layer.name] = position
        calls.append(call)
    return calls


def _call(
    layer: LayerSpec,
    spec: ObjectSpec,
    sources: tuple[int, ...],
    inputs: tuple[Shape | None, ...],
) -> Call:
    try:
        return Call(layer, spec, sources, inputs, output_shape(spec, inputs))
    except NoFit as error:
        return Call(layer, spec, sources, inputs, None, error)


def input_spec(facts: Facts, columns: tuple[str, ...]) -> ArraySpec | None:
    """What an input is of a row; None for columns that cannot stand side by side."""
    kinds = facts.preview.kinds
    if any(column not in kinds for column in columns):
        return ArraySpec((None,))
    made = [plan_column(facts.spec, name, kinds[name]).made for name in columns]
    if len(made) > 1 and not all(spec.is_vector for spec in made):
        return None
    return joined(made)
