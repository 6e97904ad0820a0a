"""Random values for the parameters of the catalogue: mostly sensible, now and then extreme."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from nnspec import catalog
from nnspec.catalog import Entry, Parameter

_INTEGERS = (0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 16)
_EXTREME_INTEGERS = (-5, -3, -2, -1, -1, 9, 100, 2**31)
_NUMBERS = (0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 0.99, 1.0, 1.5, 2.0, 3.0, 0.001)
_EXTREME_NUMBERS = (-1.0, -0.5, 1e-9, 20.0, 1e6)
# What a text parameter may plausibly be, by its name.
_TEXTS = {
    "equation": ("ab,bc->ac", "abc,cd->abd", "...x,xy->...y", "ab->a", "abcd,de->abce"),
    "bias_axes": ("c", "d", "bd", "z", "ac"),
    "filename": ("log.csv", "a/b.csv", ".", "spec.yaml/x.csv", "run.json", "a" * 300 + ".csv", "a"),
    "filepath": ("best.keras", "x/{epoch}.keras", "spec.yaml/x.keras", "a.weights.h5", "b" * 260),
    "backup_dir": ("backup", ".", "./", "run.json", "spec.yaml/b", "checkpoints", "a/../b", ""),
    "log_dir": ("tb", "tb/deep", ".", "history.csv", "model.keras/x", "plots"),
    "monitor": ("loss", "loss", "val_loss", "mae"),
    "name": ("n1", "a b", "ö", "a/b", "dense", "x", "input", "n-1", "A", "_a"),
    "oov_token": ("[UNK]", "a"),
    "mask_token": ("", "a"),
    "mask_value": ("", "a"),
    "window": ("hann", "hamming", "boxcar", "nothing"),
    "encoding": ("utf-8", "ascii", "latin-1"),
    "separator": (",", ";", "\t", "--"),
}  # fmt: skip
_FEW_WORDS = ("a", "b", "c")
_DEPTH = 2


def draw_arguments(
    random: Random, entry: Entry, depth: int = 0, share: float = 0.15
) -> dict[str, Any]:
    """Arguments for an object: every required one, and some of the others.

    Args:
        random: Where chance comes from.
        entry: What the catalogue says of the object.
        depth: How many objects it stands in already.
        share: About which share of the optional parameters is given.
    """
    given = {}
    for parameter in entry.parameters:
        if parameter.base and parameter.name in ("name", "input_shape", "input_dim"):
            continue
        if parameter.required or random.random() < share:
            given[parameter.name] = draw_value(random, parameter, depth)
    return given


def draw_object(
    random: Random, families: tuple[str, ...], depth: int, names: tuple[str, ...] = ()
) -> Any:
    """An object of one of the families as YAML has it: a name, or a name with arguments."""
    family = random.choice(families)
    entries = catalog.load().family(family)
    name = random.choice(names or tuple(entries))
    arguments = draw_arguments(random, entries[name], depth + 1)
    return {name: arguments} if arguments else name


def draw_value(random: Random, parameter: Parameter, depth: int = 0) -> Any:
    """A value that a parameter takes by its kinds and bounds."""
    if parameter.has_default and random.random() < 0.1:
        return parameter.default
    kinds = [kind for kind in parameter.kinds if kind != "null" or random.random() < 0.3]
    if depth >= _DEPTH and "null" in parameter.kinds:
        return None
    kind = random.choice(kinds or list(parameter.kinds))
    if kind == "list":
        length = parameter.length or random.randint(1, 3)
        return [_one(random, parameter, random.choice(parameter.item_kinds or ("number",)), depth)
                for _ in range(length)]  # fmt: skip
    return _one(random, parameter, kind, depth)


def _one(random: Random, parameter: Parameter, kind: str, depth: int) -> Any:
    if kind == "integer":
        return int(_bounded(random, parameter, _INTEGERS, _EXTREME_INTEGERS, whole=True))
    if kind == "number":
        return _bounded(random, parameter, _NUMBERS, _EXTREME_NUMBERS, whole=False)
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "choice":
        return random.choice(parameter.choices)
    if kind == "object":
        cells = ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells")
        likely = cells if parameter.name in ("cell", "cells") and random.random() < 0.8 else ()
        if parameter.name in ("layer", "backward_layer") and random.random() < 0.7:
            likely = ("LSTM", "GRU", "Dense", "Conv1D", "SimpleRNN")
        return draw_object(random, parameter.families, depth, likely)
    if kind == "list":
        return [_one(random, parameter, "integer", depth) for _ in range(random.randint(1, 2))]
    if kind == "mapping":
        return {"rmax": 2.0}
    if kind == "string":
        return random.choice(_TEXTS.get(parameter.name, _FEW_WORDS))
    return None


def _bounded(
    random: Random,
    parameter: Parameter,
    usual: tuple[float, ...],
    extreme: tuple[float, ...],
    *,
    whole: bool,
) -> float:
    """A number between the parameter's bounds, from the usual ones nine times in ten."""
    low = -math.inf if parameter.minimum is None else parameter.minimum
    high = math.inf if parameter.maximum is None else parameter.maximum

    def fits(value: float) -> bool:
        above = value > low if parameter.exclusive_minimum else value >= low
        return above and (value < high if parameter.exclusive_maximum else value <= high)

    first, second = (usual, extreme) if random.random() < 0.92 else (extreme, usual)
    allowed = [value for value in first if fits(value)] or [v for v in second if fits(v)]
    if allowed:
        return random.choice(allowed)
    return low if math.isfinite(low) else high if whole else (low + high) / 2
