"""Do layers that count codes get whole numbers in their range?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnspec.checks.data.values import steps_of
from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import Call, follow
from nnspec.checks.network.shapes.rules import argument, number
from nnspec.checks.network.whole_numbers import input_dtype
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec

# Layers that order, copy or leave out values, and make no new ones.
_PASS_ON = (
    *("Reshape", "Flatten", "Permute", "RepeatVector", "Identity", "Masking", "Concatenate"),
    *("Maximum", "Minimum", "Cropping1D", "Cropping2D", "Cropping3D", "UpSampling1D"),
    *("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"),
    *("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"),
)
_MAKE_CODES = ("Discretization", "Hashing", "IntegerLookup", "HashedCrossing")
_TABLES = ("Embedding", "ReversibleEmbedding")
_COUNTED = ("multi_hot", "count")


@dataclass(frozen=True, slots=True)
class Values:
    """What values reach a layer.

    Attributes:
        codes: They are whole numbers of at least 0 and below this; None for any numbers.
        source: What makes them, for a message.
    """

    codes: int | None
    source: str


@check("codes", "error")
def codes(facts: Facts) -> Iterator[Finding]:
    """A layer that counts or looks up whole numbers and gets others, or larger ones."""
    calls = follow(facts)
    known: dict[int, Values | None] = {}
    for place, call in enumerate(calls):
        gets = (
            [_before(facts, call, source, n, known) for n, source in enumerate(call.sources)]
            if call
            else []
        )
        if call is not None and gets[0] is not None:
            yield from _too_many(facts, call.spec, gets[0])
        if (
            call is not None
            and call.spec.name == "IntegerLookup"
            and number(argument(call.spec, "num_oov_indices")) == 0
            and gets[0] is not None
            and gets[0].codes is None
        ):
            message = f"IntegerLookup stops at a value that it does not know, and {gets[0].source}"
            path = argument_path(facts, call.spec, "num_oov_indices")
            yield Finding(f"{message} gives any number", path, "leave num_oov_indices out")
        known[place] = _after(call, gets) if call is not None else None


@check("crossed-values", "error")
def crossed_values(facts: Facts) -> Iterator[Finding]:
    """HashedCrossing of numbers that no layer has made whole: columns reach a layer as float32."""
    calls = follow(facts)
    for call in calls:
        if call is None or call.spec.name != "HashedCrossing":
            continue
        for source in call.sources:
            maker = source
            while maker >= 0 and (one := calls[maker]) is not None and one.spec.name in _PASS_ON:
                maker = one.sources[0]
            made = calls[maker] if maker >= 0 else None
            if (maker >= 0 and made is None) or (made and made.spec.name in _MAKE_CODES):
                continue
            if made is None and "int" in input_dtype(facts, call):
                continue
            what = made.spec.name if made else "the input"
            message = f"HashedCrossing crosses whole numbers, and {what} gives float32"
            yield Finding(message, call.spec.path, "put Discretization or Hashing before it")
            break


def _too_many(facts: Facts, spec: ObjectSpec, gets: Values) -> Iterator[Finding]:
    """A layer that takes whole numbers from 0 to below a parameter of it, and gets others."""
    if spec.name in _TABLES:
        parameter, verb, span = "input_dim", "looks up", "0 to"
    elif spec.name == "CategoryEncoding" and argument(spec, "output_mode") in _COUNTED:
        parameter, verb, span = "num_tokens", "counts", "up to"
    else:
        return
    room = number(argument(spec, parameter))
    if room is None:
        return
    path = argument_path(facts, spec, parameter)
    if gets.codes is None:
        message = f"{spec.name} {verb} whole numbers from 0 to {room - 1}, and {gets.source} gives "
        yield Finding(f"{message}any number", path, "put Discretization before it")
    elif gets.codes > room:
        message = f"{spec.name} {verb} {span} {room - 1}, and {gets.source} gives {gets.codes - 1}"
        yield Finding(message, path, f"write {parameter}: {gets.codes}")


def _before(
    facts: Facts, call: Call, source: int, position: int, known: dict[int, Values | None]
) -> Values | None:
    if source >= 0:
        return known.get(source)
    names = call.layer.sources
    inputs = facts.roles.inputs
    name = names[position] if names else next(iter(inputs), None)
    return _of_columns(facts, inputs[name]) if name is not None and name in inputs else None


def _of_columns(facts: Facts, columns: tuple[str, ...]) -> Values | None:
    """What the columns of an input hold; None where that is not certain."""
    most = 0
    for column in columns:
        values = facts.numbers(column)
        if column not in facts.preview.kinds or values is None or not values.size:
            return None
        steps = [step.name for step in steps_of(facts, column)]
        if "StandardScaler" in steps:
            # A mean of 0 has numbers on both sides, unless all are equal.
            if values.min() == values.max():
                return None
            return Values(None, f"'{column}' under StandardScaler")
        if [name for name in steps if name not in ("passthrough", "SimpleImputer")]:
            return None
        if bool(((values < 0) | (values != np.floor(values))).any()):
            return Values(None, f"'{column}'")
        most = max(most, int(values.max()) + 1)
    # Rows that were not looked at may hold more; those that were hold this.
    return Values(most, f"'{columns[0]}'" if len(columns) == 1 else "a column")


def _after(call: Call, gets: list[Values | None]) -> Values | None:
    """What a layer gives, None where that is not known."""
    spec = call.spec
    if spec.name in _PASS_ON:
        known = [one for one in gets if one is not None]
        unbounded = next((one for one in known if one.codes is None), None)
        if unbounded is not None or not known or len(known) < len(gets):
            return unbounded
        return max(known, key=lambda one: one.codes or 0)
    if argument(spec, "output_mode") == "int":
        if spec.name == "Hashing":
            return _codes_of(spec, number(argument(spec, "num_bins")))
        if spec.name == "Discretization" and isinstance(argument(spec, "bin_boundaries"), list):
            return _codes_of(spec, len(argument(spec, "bin_boundaries")) + 1)
        return None
    if spec.name in ("Dense", "EinsumDense", "BatchNormalization", "LayerNormalization"):
        bounded = spec.argument("activation")
        return None if bounded is not None else Values(None, spec.name)
    return None


def _codes_of(spec: ObjectSpec, count: int | None) -> Values | None:
    return None if count is None else Values(count, spec.name)
