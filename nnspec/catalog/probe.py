"""Try the objects of Keras out: construct them from plain values, and call layers symbolically."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from nnspec.catalog import facts
from nnspec.catalog.identifiers import module
from nnspec.catalog.kinds import parse

RANKS = (2, 3, 4, 5, 6)
# Booleans that change the dimensions of a layer's output.
_RANK_FLAGS = ("return_sequences", "keepdims", "expand_dims")
# Where what a layer does to its input's dimensions depends on its arguments, or where it takes an
# input that its documentation rules out, a probe says too much or too little: this holds instead.
_BY_HAND: dict[str, dict[str, Any]] = {
    "AdditiveAttention": {"merge": True, "rank_in_min": 3, "rank_change": 0},
    "Attention": {"merge": True, "rank_in_min": 3, "rank_change": 0},
    "Bidirectional": {"rank_in_min": 3},
    "CategoryEncoding": {"rank_in_min": 2},
    "Discretization": {"rank_in_min": 2},
    "Dot": {"merge": True, "rank_in_min": 2},
    "EinsumDense": {"rank_in_min": 2},
    "HashedCrossing": {"merge": True, "rank_in_min": 2},
    "Hashing": {"rank_in_min": 2},
    "IntegerLookup": {"rank_in_min": 2},
    "Permute": {"rank_in_min": 2, "rank_change": 0},
    "Pipeline": {},
    "RNN": {"rank_in_min": 3},
    "Reshape": {"rank_in_min": 2},
    "SpectralNormalization": {"rank_in_min": 2},
    "StringLookup": {"rank_in_min": 2},
    "TextVectorization": {},
    "TimeDistributed": {"rank_in_min": 3},
    **{
        f"Adaptive{kind}Pooling{n}D": {"rank_in": n + 2, "rank_out": n + 2}
        for kind in ("Average", "Max")
        for n in (1, 2, 3)
    },
}
# Image layers also take one image without a batch axis, which a network never has.
_IMAGE_RANK = 4


def construct(family: str, name: str, arguments: Mapping[str, Any]) -> Any:
    """The object of Keras with these plain arguments; nested objects are `{Name: arguments}`.

    Args:
        family: Family of the object.
        name: Its main name.
        arguments: Plain values by parameter.
    """
    made = {key: _plain_or_object(value) for key, value in arguments.items()}
    thing = getattr(module(family), name)
    if family == "activations":
        return lambda x: thing(x, **made)
    return thing(**made)


def _plain_or_object(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain_or_object(item) for item in value]
    if isinstance(value, dict) and len(value) == 1:
        name, arguments = next(iter(value.items()))
        for family in ("layers", "optimizers", "schedules"):
            if isinstance(arguments, dict) and hasattr(module(family), name):
                return construct(family, name, arguments)
    return value


def samples(name: str, parameters: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A plausible value for every required parameter of an entry.

    Raises:
        LookupError: A required parameter has no sample: this release has something new.
    """
    values = {}
    for parameter, raw in parameters.items():
        if raw.get("required"):
            for key in (f"{name}.{parameter}", parameter):
                if key in facts.SAMPLES:
                    values[parameter] = facts.SAMPLES[key]
                    break
            else:
                raise LookupError(f"{name}.{parameter} needs a line in facts.SAMPLES")
    return values


def accepted_base_parameters(name: str, required: Mapping[str, Any]) -> list[str]:
    """Which of the parameters that layers have in common this class takes."""
    from keras import regularizers

    trials = {
        "name": "probe",
        "trainable": False,
        "dtype": "float32",
        "activity_regularizer": regularizers.L2(),
        "input_shape": (4,),
        "input_dim": 4,
    }
    accepted = []
    with warnings.catch_warnings():
        # Keras would rather have an Input than `input_shape`, but takes it.
        warnings.simplefilter("ignore", UserWarning)
        for parameter, value in trials.items():
            try:
                construct("layers", name, {**required, parameter: value})
            except (TypeError, ValueError):
                continue
            accepted.append(parameter)
    return accepted


def layer_facts(name: str, parameters: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """How many dimensions the layer takes and gives, and how many inputs.

    Returns:
        Those fields of `Entry` that are known: `rank_in`, `rank_out`, `merge`, ...
    """
    from keras.src.layers.preprocessing.image_preprocessing import base_image_preprocessing_layer

    if name in _BY_HAND:
        return _BY_HAND[name]
    required = samples(name, parameters)
    style, outputs = _try_styles(name, required)
    if not outputs:
        return {}
    base = base_image_preprocessing_layer.BaseImagePreprocessingLayer
    if issubclass(getattr(module("layers"), name), base) and _IMAGE_RANK in outputs:
        outputs = {_IMAGE_RANK: outputs[_IMAGE_RANK]}
    found: dict[str, Any] = {}
    if style == "list":
        found["merge"] = True
    if style == "arguments":
        found["call_arguments"] = ["query", "value"]
    found |= _ranks(outputs)
    changed = {
        flag: rank
        for flag in _RANK_FLAGS
        if flag in parameters and "rank_in" in found
        if (rank := _flipped_rank(name, required, parameters, flag, found["rank_in"]))
        not in (None, found.get("rank_out"))
    }
    if changed:
        found["rank_out_if"] = changed
    return found


def _ranks(outputs: Mapping[int, int]) -> dict[str, int]:
    """The facts that the accepted ranks, with the ranks of their outputs, amount to."""
    lowest, highest = min(outputs), max(outputs)
    if lowest == highest:
        return {"rank_in": lowest, "rank_out": outputs[lowest]}
    found = {"rank_in_min": lowest}
    if highest < RANKS[-1]:
        found["rank_in_max"] = highest
    changes = {rank_out - rank_in for rank_in, rank_out in outputs.items()}
    if len(set(outputs.values())) == 1:
        found["rank_out"] = outputs[lowest]
    elif len(changes) == 1:
        found["rank_change"] = changes.pop()
    return found


def _try_styles(name: str, required: Mapping[str, Any]) -> tuple[str, dict[int, int]]:
    """How the layer wants its inputs, and the rank of its output for every rank that it takes."""
    for style in ("one", "list", "arguments"):
        outputs = {}
        for rank in RANKS:
            if (rank_out := _output_rank(name, required, rank, style)) is not None:
                outputs[rank] = rank_out
        if outputs:
            return style, outputs
    return "one", {}


def _flipped_rank(
    name: str,
    required: Mapping[str, Any],
    parameters: Mapping[str, Mapping[str, Any]],
    flag: str,
    rank: int,
) -> int | None:
    flipped = {**required, flag: not parameters[flag]["default"]}
    return _output_rank(name, flipped, rank, "one")


def _output_rank(name: str, arguments: Mapping[str, Any], rank: int, style: str) -> int | None:
    """The rank of the layer's output for an input of this rank, None when it refuses."""
    import keras

    # 32 channels, since GroupNormalization makes 32 groups of them.
    shape = (None, *[8] * (rank - 2), 32)
    for dtype in ("float32", "int32", "string"):
        inputs = [keras.KerasTensor(shape, dtype) for _ in range(1 if style == "one" else 2)]
        try:
            layer = construct("layers", name, arguments)
            output = layer(inputs) if style == "list" else layer(*inputs)
        # A layer may refuse an input with any exception that its backend thinks of.
        except Exception:
            continue
        return len(output.shape) if hasattr(output, "shape") else None
    return None


def bound_values(takes: str) -> list[Any]:
    """The extreme values that a notation allows: bounds that are included, and every choice."""
    kinds = parse(takes)
    values: list[Any] = list(kinds.choices)
    if "integer" in kinds.kinds or "number" in kinds.kinds:
        for bound, exclusive in (
            (kinds.minimum, kinds.exclusive_minimum),
            (kinds.maximum, kinds.exclusive_maximum),
        ):
            if bound is not None and not exclusive:
                values.append(bound if "integer" in kinds.kinds else float(bound))
    return values
