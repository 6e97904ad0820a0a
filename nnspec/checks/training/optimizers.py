"""Do the arguments of optimizers and schedules go together?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import follow
from nnspec.checks.network.shapes.rules import argument, words
from nnspec.checks.registry import check
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

_CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


@check("optimizer-arguments", "error")
def optimizer_arguments(facts: Facts) -> Iterator[Finding]:
    """Arguments of an optimizer or a schedule that exclude one another."""
    for spec in optimizers_of(facts):
        given = [
            name for name in spec.arguments if name in _CLIPS and spec.argument(name) is not None
        ]
        if len(given) > 1:
            message = (
                f"{spec.name} clips by one of {', '.join(_CLIPS[:-1])} and {_CLIPS[-1]}, not by two"
            )
            yield Finding(message, argument_path(facts, spec, given[-1]), f"leave {given[-1]} out")
        if spec.name == "AdamW" and argument(spec, "weight_decay", "optimizers") is None:
            path = argument_path(facts, spec, "weight_decay")
            yield Finding(
                "AdamW is Adam with a weight_decay, and has none",
                path,
                "use Adam, or give a number",
            )
        inner = spec.argument("inner_optimizer")
        if isinstance(inner, ObjectSpec) and inner.name == spec.name:
            message = f"{spec.name} scales the loss once, and not inside another one"
            yield Finding(message, inner.path, "name the optimizer itself here")
        if spec.name == "Muon" and spec.argument("gradient_accumulation_steps") is not None:
            yield from _accumulated(facts, spec)
        patterns = spec.argument("exclude_layers")
        for pattern in patterns if isinstance(patterns, list | tuple) else ():
            try:
                re.compile(str(pattern))
            except re.error as error:
                message = f"{spec.name}.exclude_layers: '{pattern}' is no pattern: {error}"
                yield Finding(message, argument_path(facts, spec, "exclude_layers"))
    for schedule in _schedules(facts):
        if schedule.name == "PiecewiseConstantDecay":
            yield from _pieces(facts, schedule)


def _accumulated(facts: Facts, muon: ObjectSpec) -> Iterator[Finding]:
    """Gradients of a Dense on several axes, whose shape TensorFlow forgets when they are added."""
    for call in follow(facts):
        shape = call.inputs[0] if call is not None and call.spec.name == "Dense" else None
        if shape is not None and len(shape) > 1:
            message = f"Muon cannot add up the gradients of a Dense that gets {words(shape)}"
            path = argument_path(facts, muon, "gradient_accumulation_steps")
            yield Finding(message, path, "leave gradient_accumulation_steps out")
            return


def optimizers_of(facts: Facts) -> Iterator[ObjectSpec]:
    """The optimizer, and those that it wraps."""
    spec: object = facts.spec.compile.optimizer
    while isinstance(spec, ObjectSpec) and spec is not UNREADABLE:
        yield spec
        spec = spec.argument("inner_optimizer")


def _schedules(facts: Facts) -> Iterator[ObjectSpec]:
    rates = [spec.argument("learning_rate") for spec in optimizers_of(facts)]
    rates += [spec.argument("schedule") for spec in facts.spec.callbacks]
    for rate in rates:
        if isinstance(rate, ObjectSpec) and rate is not UNREADABLE:
            yield rate


def _pieces(facts: Facts, schedule: ObjectSpec) -> Iterator[Finding]:
    boundaries, values = schedule.argument("boundaries"), schedule.argument("values")
    if not isinstance(boundaries, list) or not isinstance(values, list):
        return
    if len(values) != len(boundaries) + 1:
        wanted = len(boundaries) + 1
        message = f"{schedule.name} needs one value more than boundaries: {wanted} for the "
        message += f"{len(boundaries)} that there are, found {len(values)}"
        yield Finding(message, argument_path(facts, schedule, "values"))
    pairs = itertools.pairwise(boundaries)
    if any(isinstance(a, int | float) and isinstance(b, int | float) and a >= b for a, b in pairs):
        message = f"the boundaries of {schedule.name} must grow"
        yield Finding(message, argument_path(facts, schedule, "boundaries"))
