"""Do initializers, regularizers and constraints fit the weights that they act on?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import Call, all_weights, follow, layers_of
from nnspec.checks.network.shapes import Shape, words
from nnspec.checks.network.shapes.rules import argument, number, total
from nnspec.checks.network.shapes.weights import weight_shapes
from nnspec.checks.registry import check
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

# TensorFlow counts the numbers of an array in 32 bits on its way through many operations, and
# 2**31 of them are 8 GiB.
_MOST_NUMBERS = 2**31
_CONSTRAINED_AXIS = ("MaxNorm", "MinMaxNorm", "UnitNorm")


@check("weight-rank", "error")
def weight_rank(facts: Facts) -> Iterator[Finding]:
    """An initializer, regularizer or constraint for weights of another rank."""
    for call in follow(facts):
        if call is None or call.layer.shared:
            continue
        for spec, inputs in layers_of(call):
            for name, shape in weight_shapes(spec, inputs):
                for kind, why in (
                    ("initializer", _initializer),
                    ("regularizer", _regularizer),
                    ("constraint", _constraint),
                ):
                    given = spec.argument(f"{name}_{kind}")
                    if isinstance(given, ObjectSpec) and given is not UNREADABLE:
                        found = why(facts, given, f"{name} of {spec.name}", shape)
                        if found is not None:
                            yield found
                            break
        yield from _of_outputs(call)


def _initializer(facts: Facts, given: ObjectSpec, what: str, shape: Shape) -> Finding | None:
    rank = len(shape)
    where = (*given.path, given.identifier) if given.arguments else given.path
    if given.name == "Orthogonal" and rank < 2:
        return _rank(given, what, shape, "at least two axes", where, facts)
    if given.name == "Identity" and rank != 2:
        return _rank(given, what, shape, "two axes", where, facts)
    if given.name == "STFT" and (rank != 3 or shape[1] not in (1, None)):
        return _rank(given, what, shape, "frames x 1 x frequencies", where, facts)
    for name in ("input_axes", "output_axes"):
        axes = given.argument(name)
        for axis in axes if isinstance(axes, list | tuple) else ():
            if isinstance(axis, int) and not -rank <= axis < rank:
                message = f"{given.name}.{name}: there is no axis {axis} in the {what}, "
                message += f"which is {words(shape)}"
                return Finding(message, argument_path(facts, given, name), _axes(rank))
    return None


def _regularizer(facts: Facts, given: ObjectSpec, what: str, shape: Shape) -> Finding | None:
    if given.name == "OrthogonalRegularizer" and len(shape) != 2:
        return _rank(given, what, shape, "two axes", given.path, facts)
    return None


def _constraint(facts: Facts, given: ObjectSpec, what: str, shape: Shape) -> Finding | None:
    if given.name not in _CONSTRAINED_AXIS:
        return None
    axes = argument(given, "axis", "constraints")
    for axis in axes if isinstance(axes, list | tuple) else [axes]:
        if number(axis) is not None and not -len(shape) <= axis < len(shape):
            message = f"{given.name}.axis: there is no axis {axis} in the {what}, which is "
            return Finding(
                message + words(shape), argument_path(facts, given, "axis"), _axes(len(shape))
            )
    if isinstance(axes, list | tuple):
        counted = [axis % len(shape) for axis in axes if number(axis) is not None]
        if len(set(counted)) < len(counted):
            message = f"{given.name}.axis names one axis of the {what} twice"
            return Finding(message, argument_path(facts, given, "axis"))
    return None


def _rank(
    given: ObjectSpec, what: str, shape: Shape, needs: str, where: tuple, facts: Facts
) -> Finding:
    message = f"{given.name} is for weights of {needs}, and the {what} is {words(shape)}"
    if facts.loaded.document.find(where) is None:
        where = given.path
    return Finding(message, where, "leave it out" if len(shape) == 1 else None)


def _axes(rank: int) -> str:
    return "its only axis is 0" if rank == 1 else f"its axes are 0 to {rank - 1}"


def _of_outputs(call: Call) -> Iterator[Finding]:
    """The one regularizer that has to know how many rows there are, and is given outputs."""
    for spec, _ in layers_of(call):
        given = spec.argument("activity_regularizer")
        if isinstance(given, ObjectSpec) and given.name == "OrthogonalRegularizer":
            message = f"{given.name} is for weights of two axes, and activity_regularizer gives it "
            yield Finding(message + "outputs", given.path, "leave activity_regularizer out")


@check("too-large", "error")
def too_large(facts: Facts) -> Iterator[Finding]:
    """Weights or outputs that no memory holds."""
    batch = facts.spec.training.batch_size
    rows = facts.training_rows
    batch = batch if rows is None else max(1, min(batch, rows))
    for call in follow(facts):
        if call is None:
            continue
        for spec, inputs in layers_of(call):
            shapes = [shape for _, shape in weight_shapes(spec, inputs)]
            largest = max((n for n in map(total, shapes) if n), default=0)
            if largest >= _MOST_NUMBERS and not call.layer.shared:
                message = f"{spec.name} would have {largest:,} weights, which are "
                yield Finding(message + _bytes(largest), *_blame(facts, spec))
                return
        count = total(call.shape) if call.shape else None
        if call.shape and count is not None and count * batch >= _MOST_NUMBERS:
            message = f"{call.spec.name} gives {words(call.shape)} for each row: for {batch} rows "
            message += _bytes(count * batch)
            yield Finding(message, *_blame(facts, call.spec))
            return


def _bytes(numbers: int) -> str:
    return f"{numbers * 4 / 2**30:,.0f} GiB"


def _blame(facts: Facts, spec: ObjectSpec) -> tuple[tuple, str | None]:
    """Where the largest number of a layer stands, and that it should be less."""
    sizes = {
        name: max((n for n in (value if isinstance(value, list | tuple) else [value])
                   if number(n) is not None), default=0)
        for name, value in spec.arguments.items()
    }  # fmt: skip
    name = max(sizes, key=sizes.__getitem__, default=None)
    if name is None or sizes[name] <= 1:
        return spec.path, None
    return argument_path(facts, spec, name), f"give it a smaller {name}"


@check("shared-weights", "error")
def shared_weights(facts: Facts) -> Iterator[Finding]:
    """A layer that is called again on rows of another width."""
    first: dict[str, Call] = {}
    for call in follow(facts):
        if call is None:
            continue
        if call.layer.name and not call.layer.shared:
            first[call.layer.name] = call
        before = first.get(call.layer.shared or "")
        had = None if before is None else before.known_inputs
        gets = call.known_inputs
        if before is None or had is None or gets is None:
            continue
        pairs = zip(all_weights(before), all_weights(call), strict=False)
        if any(None not in (*old, *new) and old != new for old, new in pairs):
            message = f"'{call.layer.shared}' has weights for rows of {words(had[0])}, "
            message += f"and here it gets {words(gets[0])}"
            hint = f"make a {call.spec.name} of its own"
            yield Finding(message, (*call.layer.path, "layer"), hint)
        if call.layer.name:
            first[call.layer.name] = before
