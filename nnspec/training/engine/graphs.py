"""The graphs of the epoch engine: loops over batches that call Keras' own steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnspec.training.engine.measuring_batch import draws_while_measuring, measuring_batch_size


def training_graph(
    model: Any,
    batch_size: int,
    *,
    xla: bool,
    stop_at_nan: bool,
    sized: bool = False,
    resident: Any = None,
) -> Callable[..., Any]:
    """The graph that trains on some batches of an epoch.

    Args:
        model: A compiled Keras model.
        batch_size: Rows of an update.
        xla: Compile it.
        stop_at_nan: End after the batch with which the mean loss is no longer finite.
        sized: Let the layers know how many rows a batch has; see `ahead`.
        resident: Rows that stay: they are no arguments of the graph, which makes calls quick.

    Returns:
        Takes the rows' indices in order; int32 (3,), the first batch, the one after the last, and 1
        where the metrics start anew; and the rows unless they are resident. Gives the metrics, and
        the batch after the last one that was trained on.
    """
    import tensorflow as tf

    def train(order: Any, span: Any, data: Any = None) -> Any:
        rows = resident if data is None else data

        def step(at: Any, size: Any) -> None:
            indices = tf.slice(order, [at], [size]) if sized else order[at : at + size]
            model.train_step(tf.nest.map_structure(lambda a: tf.gather(a, indices), rows))

        def finite() -> Any:
            return tf.math.is_finite(model._loss_tracker.total)

        # A loop of one pass or none: unlike a branch it needs no other thread; see `executor`.
        def reset(i: Any) -> tuple[Any]:
            model.reset_metrics()
            return (i + 1,)

        tf.while_loop(lambda i: i < span[2], reset, [tf.constant(0)], parallel_iterations=1)
        loop = _static_loop if xla or sized else _loop
        goes_on = finite if stop_at_nan else None
        ended = loop(order.shape[0], batch_size, span[0], span[1], step, goes_on)
        return model.get_metrics_result(), ended

    return tf.function(train, jit_compile=xla, autograph=False)


def measuring_graph(
    model: Any, batch_size: int, like: Any, *, xla: bool, anew: bool
) -> Callable[..., Any]:
    """The graph that measures rows: one for any number of them, but for XLA's.

    Args:
        model: A compiled Keras model, whose metrics are built.
        batch_size: Rows of an update in training.
        like: Rows like those that will be measured.
        xla: Compile it.
        anew: Whether the metrics start anew.

    Returns:
        Takes rows and gives the metrics.
    """
    at_once = measuring_batch_size(model, batch_size)
    graph = _measuring_graph(model, at_once, like, xla=xla, anew=anew)
    if at_once > batch_size:
        made = graph.get_concrete_function(like) if xla else graph
        if draws_while_measuring(model, made):
            return _measuring_graph(model, batch_size, like, xla=xla, anew=anew)
    return graph


def _measuring_graph(model: Any, at_once: int, like: Any, *, xla: bool, anew: bool) -> Any:
    """`measuring_graph` with so many rows a step."""
    import tensorflow as tf

    def test(data: Any) -> Any:
        first = tf.nest.flatten(data)[0]
        rows = first.shape[0] or tf.shape(first)[0]

        def step(at: Any, size: Any) -> None:
            model.test_step(tf.nest.map_structure(lambda array: _rows(array, at, size), data))

        if anew:
            model.reset_metrics()
        steps = tf.convert_to_tensor(-(-rows // at_once), tf.int32)
        loop = _static_loop if xla else _loop
        loop(rows, at_once, tf.constant(0), steps, step)
        return model.get_metrics_result()

    if xla:
        return tf.function(test, jit_compile=True, autograph=False)
    signature = tf.nest.map_structure(_any_rows, like)
    made = tf.function(test, input_signature=[signature], autograph=False)
    # Called by itself, the one graph is not looked for anew by its arguments.
    return made.get_concrete_function()


def _loop(
    rows: Any,
    size: int,
    start: Any,
    stop: Any,
    step: Callable[[Any, Any], None],
    goes_on: Callable[[], Any] | None = None,
) -> Any:
    """Call `step(first row, rows)` for the batches from `start` to `stop`.

    The number of rows of a batch is left open, as it is under `fit`: Keras averages the losses of
    several outputs otherwise where it knows it.

    Args:
        rows: All rows, an int or a tensor.
        size: Rows of a batch.
        start: The first batch.
        stop: The batch after the last one.
        step: Called once, while the graph is made.
        goes_on: Asked before each batch, while the loop is made.

    Returns:
        The batch after the last one there was.
    """
    import tensorflow as tf

    def body(i: Any) -> tuple[Any]:
        step(i * size, tf.minimum(size, rows - i * size))
        return (i + 1,)

    more = _before(stop, goes_on)
    return tf.while_loop(more, body, [start], parallel_iterations=1)[0]


def _static_loop(
    rows: int,
    size: int,
    start: Any,
    stop: Any,
    step: Callable[[Any, Any], None],
    goes_on: Callable[[], Any] | None = None,
) -> Any:
    """As `_loop`, with sizes of batches that are known, as XLA must: full ones, and the rest."""
    import tensorflow as tf

    def full(i: Any) -> tuple[Any]:
        step(i * size, size)
        return (i + 1,)

    whole = rows // size
    ended = start
    if whole:
        end = tf.minimum(stop, whole)
        more = _before(end, goes_on)
        (ended,) = tf.while_loop(more, full, [start], parallel_iterations=1)
    if rows % size:

        def rest() -> Any:
            step(whole * size, rows % size)
            return ended + 1

        ended = tf.cond(_before(stop, goes_on)(whole), rest, lambda: ended)
    return ended


def _before(stop: Any, goes_on: Callable[[], Any] | None) -> Callable[[Any], Any]:
    """Whether there is a batch, by its number."""
    return lambda i: i < stop if goes_on is None else (i < stop) & goes_on()


def _any_rows(tensor: Any) -> Any:
    """The signature of tensors like this one with any number of rows."""
    import tensorflow as tf

    return tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype)


def _rows(array: Any, at: Any, size: Any) -> Any:
    """So many rows from one on; a slice of the size that XLA knows, where it is known."""
    import tensorflow as tf

    rank = len(array.shape)
    start = tf.concat([[at], tf.zeros(rank - 1, tf.int32)], 0)
    return tf.slice(array, start, tf.concat([[size], array.shape[1:]], 0))
