"""Random specs: chains and graphs of layers with random Keras parameters, from a seed."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from fuzz.values import draw_arguments, draw_object

from nnspec import catalog
from nnspec.catalog import Entry

COLUMNS = 8
CLASSES = 3
# Shapes by their number of axes; a Dense before the Reshape makes as many numbers.
_SHAPES: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((8,), (6,), (1,), (32,)),
    2: ((4, 2), (8, 1), (6, 4), (3, 32)),
    3: ((4, 4, 3), (8, 8, 1), (5, 4, 2), (6, 6, 8)),
    4: ((4, 4, 4, 1), (3, 4, 4, 2)),
    5: ((2, 3, 3, 3, 2),),
}
# What is predicted: its table, the activation and units of the last layer, losses and metrics.
_TASKS: dict[str, tuple[str | None, int, tuple[str, ...], tuple[str, ...]]] = {
    "data.csv": (
        None,
        1,
        ("mse", "mae", "huber", "LogCosh", "MeanSquaredError", "Huber"),
        ("mae", "R2Score", "RootMeanSquaredError", "MeanAbsoluteError", "CosineSimilarity"),
    ),
    "binary.csv": (
        "sigmoid",
        1,
        ("BinaryCrossentropy", "BinaryFocalCrossentropy"),
        ("accuracy", "AUC", "Precision", "Recall", "BinaryAccuracy", "PrecisionAtRecall"),
    ),
    "classes.csv": (
        "softmax",
        CLASSES,
        ("SparseCategoricalCrossentropy", "CategoricalCrossentropy", "CategoricalHinge", "Dice"),
        ("accuracy", "SparseTopKCategoricalAccuracy", "CategoricalAccuracy", "F1Score"),
    ),
}
_PLAIN = ("Dense", "Dense", "Activation", "Dropout", "BatchNormalization", "LayerNormalization")


def draw_spec(seed: int) -> str:
    """A spec as YAML text, about one of the tables of `table.py`.

    Args:
        seed: The same seed gives the same spec.
    """
    random = Random(seed)
    data = random.choice(("data.csv", *_TASKS))
    activation, units, losses, metrics = _TASKS[data]
    layers = _graph(random) if random.random() < 0.3 else _chain(random)
    last = {"units": units} | ({"activation": activation} if activation else {})
    entries = catalog.load()
    loss = random.choice(losses)
    compile_section: dict[str, Any] = {"loss": loss}
    if random.random() < 0.2 and (entry := entries.find("losses", loss)):
        compile_section["loss"] = {loss: draw_arguments(random, entry)}
    if random.random() < 0.4:
        compile_section["optimizer"] = draw_object(random, ("optimizers",), 0)
    if random.random() < 0.3:
        name = random.choice(metrics)
        entry = entries.find("metrics", name)
        arguments = draw_arguments(random, entry) if random.random() < 0.3 else {}
        compile_section["metrics"] = [{name: arguments} if arguments else name]
    lines = [
        f"data: {{source: {data}, target: y}}",
        "preprocessing: {numeric: StandardScaler}",
        "layers:",
        *layers,
        *_line("Dense", last),
        f"compile: {json.dumps(compile_section)}",
        "ignore: [unscaled-target, duplicate-rows]",
    ]
    training: dict[str, Any] = {"epochs": 1}
    if random.random() < 0.1:
        training["precision"] = random.choice(("mixed_float16", "mixed_bfloat16"))
    lines.append(f"training: {json.dumps(training)}")
    if random.random() < 0.2:
        callback = draw_object(random, ("callbacks",), 0)
        lines.append(f"callbacks: [{json.dumps(callback)}]")
    return "\n".join(lines) + "\n"


def _line(layer: str, arguments: dict[str, Any], **keys: Any) -> list[str]:
    body = f"{layer}: {json.dumps(arguments)}" if arguments else f"{layer}:"
    return [f"  - {body}", *(f"    {key}: {json.dumps(value)}" for key, value in keys.items())]


def _chain(random: Random) -> list[str]:
    lines = []
    names = tuple(catalog.load().family("layers"))
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(_PLAIN) if random.random() < 0.25 else random.choice(names)
        lines += _layer_lines(random, name)
    flat = ["  - Flatten:"] if random.random() < 0.9 else []
    return [*lines, *flat]


def _layer_lines(random: Random, name: str) -> list[str]:
    """A layer, and before it mostly the Reshape that it needs."""
    entry = catalog.load().family("layers")[name]
    arguments = draw_arguments(random, entry)
    keys: dict[str, Any] = {}
    if random.random() < 0.1:
        keys["name"] = random.choice(("a b", "größe", "dense", "x1", "hidden-1", "_x", "y", "a/b"))
    before = _shaped(random, entry) if random.random() < 0.9 else []
    if entry.merge or entry.call_arguments:
        tag = random.randrange(10**6)
        first, second = f"p{tag}", f"q{tag}"
        before = before or _line("Dense", {"units": 4})
        before[-1:] = [before[-1], f"    name: {first}"]
        sources = [first, first]
        if random.random() < 0.5:
            before += _line("Dense", {"units": random.choice((2, 3, 4, 8))}, name=second)
            sources = [first, second]
        keys["from"] = sources
    elif entry.cell and random.random() < 0.9:
        return [*before, *_line("RNN", {"cell": {name: arguments}}, **keys)]
    return [*before, *_line(name, arguments, **keys)]


def _shaped(random: Random, entry: Entry) -> list[str]:
    """A Dense and a Reshape to a number of axes that the layer takes."""
    rank = entry.rank_in or random.choice(
        [n for n in (2, 3, 3, 4, 5) if n >= (entry.rank_in_min or 2)]
    )
    if random.random() < 0.05:
        rank = random.choice((2, 3, 4, 5, 6))
    shape = list(random.choice(_SHAPES[rank - 1]))
    count = 1
    for length in shape:
        count *= length
    dense = ["  - Flatten:", *_line("Dense", {"units": count})]
    return [*dense, *_line("Reshape", {"target_shape": shape})] if rank > 2 else dense


def _graph(random: Random) -> list[str]:
    """Two branches of the same columns, a merge, sometimes a layer that is called twice."""
    entries = catalog.load().family("layers")
    names = tuple(name for name, entry in entries.items() if not entry.merge and not entry.cell)
    lines = []
    for branch in ("left", "right"):
        units = random.choice((4, 4, 6, 8))
        start = _line("Dense", {"units": units}, name=f"{branch}_in")
        if branch == "right":
            start.append("    from: left_in")
        name = random.choice(names)
        lines += [*start, *_layer_lines(random, name), "  - Flatten:"]
        lines += _line("Dense", {"units": random.choice((4, 4, 4, 3))}, name=branch)
    sources = ["left", "right"]
    if random.random() < 0.3:
        lines += [f"  - layer: {random.choice(('left_in', 'left'))}",
                  f"    from: {random.choice(('left_in', 'right_in', 'right'))}",
                  "    name: again"]  # fmt: skip
        sources.append("again")
    merge = random.choice(tuple(name for name, entry in entries.items() if entry.merge))
    merge = merge if random.random() < 0.4 else "Concatenate"
    lines += _line(merge, draw_arguments(random, entries[merge]), **{"from": sources})
    return [*lines, "  - Flatten:"]
