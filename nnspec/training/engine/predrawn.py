"""Random numbers of a batch, drawn ahead of the layers that use them.

A layer such as Dropout must wait for its rows to know how many numbers to draw, and then TensorFlow
shares each draw out to all threads, which takes about as long to start as it saves. Where a graph
knows the size of its batches, the draws wait for nothing: each takes one thread, while the layers
before compute in another. The numbers are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnspec.network.forward import all_layers
from nnspec.training.engine.executor import SMALL_STEP

# Multiplications of a step's forward pass from which on a single operation fills all threads.
_LARGE_STEP = 20_000_000
MANY_STEPS = 64
"""Full batches of an epoch that repay a second making of the step, for the rows that remain: a
batch of 256 rows with 192 draws for each gained a quarter of a millisecond.
"""
# Layers that draw the same numbers whether they know the size of a batch or not; not all do that
# augment images.
_SAME_DRAWS = frozenset(
    {
        "AlphaDropout",
        "Dropout",
        "GRUCell",
        "GaussianDropout",
        "GaussianNoise",
        "LSTMCell",
        "SimpleRNNCell",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
    }
)


def can_be_predrawn(model: Any, step: float, steps: int) -> bool:
    """Whether to draw ahead.

    Args:
        model: A compiled Keras model.
        step: Multiplications of a step's forward pass; infinity where it may not be on a CPU.
        steps: Full batches of an epoch.
    """
    if not SMALL_STEP < step < _LARGE_STEP or steps < MANY_STEPS:
        return False
    # Of several outputs Keras averages each one's loss by rows, and not by batches as `fit` does,
    # where it knows how many rows there are.
    drawing = drawing_layers(model)
    return len(model.outputs) == 1 and bool(drawing) and drawing <= _SAME_DRAWS


def drawing_layers(model: Any) -> set[str]:
    """The names of the classes of layers that draw random numbers in training."""
    return {
        type(layer).__name__
        for layer in all_layers(model)
        # The cell of a recurrent layer could draw, whether it drops anything or not.
        if layer._seed_generators
        and (getattr(layer, "dropout", True) or getattr(layer, "recurrent_dropout", True))
    }


def one_thread_each(graph: Any) -> Callable[..., Any]:
    """A graph whose operations take one thread each, several of them at a time.

    TensorFlow offers that for a whole program, before its first operation, and to the function of
    `MapDefun`, which maps it over the first axis of tensors: here it has length 1.

    Args:
        graph: A `tf.function`.

    Returns:
        Takes what the graph takes, and gives what it gives.
    """
    import tensorflow as tf

    def run(*arguments: Any) -> Any:
        def mapped(*tensors: Any) -> Any:
            return graph.python_function(*tf.nest.pack_sequence_as(arguments, tensors))

        tensors = tf.nest.flatten(arguments)
        signature = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in tensors]
        made = tf.function(mapped, autograph=False).get_concrete_function(*signature)
        results = tf.raw_ops.MapDefun(
            arguments=[tensor[tf.newaxis] for tensor in tensors],
            captured_inputs=made.captured_inputs,
            output_types=[output.dtype for output in made.outputs],
            output_shapes=[output.shape for output in made.outputs],
            f=made,
            max_intra_op_parallelism=1,
        )
        only = [result[0] for result in results]
        return tf.nest.pack_sequence_as(made.structured_outputs, only)

    return tf.function(run, autograph=False)
