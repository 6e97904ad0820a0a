"""Which of TensorFlow's executors runs a graph.

The usual one hands every operation to a pool of threads, which takes longer than an operation of a
small network does; another one runs all of them in order in one thread. That one takes a further
thread of the same pool for each branch, and waits for it: where branches are nested deeper than
there are threads, it stands still for ever. It is for graphs without any; loops need none.
"""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nnspec.network.forward import all_layers

# Multiplications of a step's forward pass. Up to here the single thread was quicker on the CPUs it
# was measured on, by half for the smallest networks; far above the threads are.
SMALL_STEP = 1_000_000


def multiplications(model: Any) -> float:
    """About how many multiplications the forward pass of one row takes.

    Every weight is counted once for each place of its layer's output, as in a convolution.

    Args:
        model: A functional or sequential Keras model.

    Returns:
        Infinity where there may be another device than a CPU, where the size of an output is not
        known before there are rows, and where a layer computes in 16 bits: the executors round
        those differently.
    """
    import tensorflow as tf

    if model.distribute_strategy.num_replicas_in_sync > 1 or tf.config.get_visible_devices("GPU"):
        return math.inf
    if any(str(layer.compute_dtype).endswith("16") for layer in all_layers(model)):
        return math.inf
    count = 0
    for layer in all_layers(model):
        if not layer.weights:
            continue
        for node in layer._inbound_nodes[:1]:
            places = [math.prod(_known(t.shape[1:-1])) for t in node.output_tensors]
            count += layer.count_params() * max(places)
    return count


def executor(multiplications: float) -> AbstractContextManager[None]:
    """Inside, graphs run on the executor that suits a step of so many multiplications."""
    if multiplications > SMALL_STEP:
        return nullcontext()
    import tensorflow as tf

    return tf.experimental.function_executor_type("SINGLE_THREADED_EXECUTOR")


def has_branches(graph: Any) -> bool:
    """Whether a graph, or a loop of it, calls another function but for a loop.

    Args:
        graph: A concrete function.
    """
    document = graph.graph.as_graph_def()
    nodes = [*document.node, *(n for f in document.library.function for n in f.node_def)]
    others = (node for node in nodes if node.op not in ("While", "StatelessWhile"))
    values = (value for node in others for value in node.attr.values())
    return any(value.HasField("func") or value.list.func for value in values)


def _known(lengths: tuple[int | None, ...]) -> list[float]:
    return [math.inf if length is None else length for length in lengths]
