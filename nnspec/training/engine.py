"""The epoch engine: all batches of an epoch in one call of a TensorFlow graph.

`model.fit` enters Python for every batch, and for a small network that is nearly all of its time.
The engine holds the rows as tensors and loops over the batches inside the graph, where it calls
Keras' own `train_step` and `test_step`: every loss, metric, regularizer, optimizer and schedule is
Keras' and gives Keras' numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnspec.training.arrays import Arrays
from nnspec.training.at_once import rows_at_once

# A graph call cannot be interrupted, so that a long epoch is cut into calls of about this long.
_CALL_SECONDS = 0.5
# Steps of the first call, before it is known how long a step takes.
_FIRST_STEPS = 256


class Engine:
    """Trains and measures a compiled model, many batches in a call.

    Args:
        model: A compiled Keras model.
        batch_size: Rows of one update; the last batch of an epoch has the rows that remain.
        xla: Compile the graphs with XLA.
        stop_at_nan: End an epoch at the batch after which its loss is not finite.

    Attributes:
        last_batch: The last batch that was trained on, from 0.
    """

    def __init__(
        self, model: Any, *, batch_size: int, xla: bool = False, stop_at_nan: bool = False
    ) -> None:
        self.model = model
        self.batch_size = batch_size
        self.stop_at_nan = stop_at_nan
        self.last_batch = -1
        self._resident: tuple[Any, Callable[..., Any]] | None = None
        self._streamed: Callable[..., Any] | None = None
        self._tests: dict[int, Callable[..., Any]] = {}
        self._test_more: Callable[..., Any] | None = None
        self.xla = xla
        self._built = False
        self._seconds_a_step: float | None = None

    def resident(self, arrays: Arrays) -> Any:
        """The rows as tensors, where TensorFlow keeps them: what the other methods take."""
        import tensorflow as tf

        data = tf.nest.map_structure(tf.convert_to_tensor, arrays.data)
        if not self._built:
            # Metrics and optimizer make their variables now: a graph must not.
            self.model._symbolic_build(data_batch=tf.nest.map_structure(lambda t: t[:1], data))
            self._built = True
        return data

    def train_epoch(self, data: Any, order: np.ndarray) -> dict[str, Any]:
        """One pass over the rows.

        Args:
            data: From `resident`.
            order: int32 or int64 (n,), the rows' indices in the order of training.

        Returns:
            The epoch's loss and metrics as `fit` names and orders them.
        """
        return read_logs(self._run(self._resident_graph(data), (), order, first=True))

    def train_steps(self, data: Any, order: np.ndarray, steps: int) -> int:
        """The first updates of an epoch, so many at most; how many there were."""
        steps = min(steps, -(-len(order) // self.batch_size))
        logs, _ = self._resident_graph(data)(_tensor(order), _span(0, steps, True))
        read_logs(logs)
        return steps

    def _resident_graph(self, data: Any) -> Callable[..., Any]:
        if self._resident is None or self._resident[0] is not data:
            self._resident = (data, self._make_train(data))
        return self._resident[1]

    def train_block(self, data: Any, order: np.ndarray, *, first: bool) -> dict[str, Any]:
        """One pass over a part of the epoch's rows.

        Args:
            data: The rows as `resident` gives them, but new ones in every call.
            order: Their indices, in the order of training.
            first: These are the epoch's first rows: the metrics start anew.

        Returns:
            The loss and the metrics of the epoch so far.
        """
        if self._streamed is None:
            self._streamed = self._make_train()
        return read_logs(self._run(self._streamed, (data,), order, first=first))

    def _run(
        self, function: Callable[..., Any], data: tuple[Any, ...], order: np.ndarray, *, first: bool
    ) -> Mapping[str, Any]:
        indices = _tensor(order)
        steps = -(-len(order) // self.batch_size)
        logs: Mapping[str, Any] = {}
        for start, stop in self._calls(steps):
            began = time.perf_counter()
            logs, ended = function(indices, _span(start, stop, first and start == 0), *data)
            self.last_batch = int(ended) - 1
            self._seconds_a_step = (time.perf_counter() - began) / (stop - start)
            if self.last_batch < stop - 1:
                break
        return logs

    def _calls(self, steps: int) -> Iterator[tuple[int, int]]:
        """The steps of an epoch in calls short enough for Ctrl-C."""
        start = 0
        while True:
            size = _FIRST_STEPS
            if self._seconds_a_step is not None:
                size = max(1, int(_CALL_SECONDS / max(self._seconds_a_step, 1e-9)))
            stop = min(start + size, steps)
            yield start, stop
            start = stop
            if start >= steps:
                return

    def _make_train(self, resident: Any = None) -> Callable[..., Any]:
        """The graph of an epoch; rows that stay are no arguments of it, which makes calls quick."""
        import tensorflow as tf

        model = self.model

        def train(order: Any, span: Any, data: Any = None) -> Any:
            rows = resident if data is None else data

            def step(at: Any, size: Any) -> None:
                indices = order[at : at + size]
                model.train_step(tf.nest.map_structure(lambda a: tf.gather(a, indices), rows))

            tf.cond(span[2] > 0, lambda: _done(model.reset_metrics), lambda: True)
            ended = self._loop(
                order.shape[0],
                span[0],
                span[1],
                step,
                size=self.batch_size,
                stop_at_nan=self.stop_at_nan,
            )
            return model.get_metrics_result(), ended

        return tf.function(train, jit_compile=self.xla, autograph=False)

    def _loop(
        self,
        rows: int,
        start: Any,
        stop: Any,
        step: Callable[[Any, Any], None],
        *,
        size: int,
        stop_at_nan: bool = False,
    ) -> Any:
        """Call `step(first row, rows)` in the graph for the batches from `start` to `stop`.

        Args:
            rows: All rows; a tensor where the graph is for any number of them.
            start: The first batch.
            stop: The batch after the last one.
            step: Called once for each kind of batch, while the graph is made.
            size: Rows of a batch.
            stop_at_nan: End after a batch with which the mean loss is not finite.

        Returns:
            The batch after the last one.
        """
        import tensorflow as tf

        def goes_on(i: Any, end: Any) -> Any:
            if not stop_at_nan:
                return i < end
            return (i < end) & tf.math.is_finite(self.model._loss_tracker.total)

        if not self.xla:
            # The number of rows is left open, as it is under `fit`: Keras averages the losses of
            # several outputs otherwise where it knows it.
            def body(i: Any) -> tuple[Any]:
                step(i * size, tf.minimum(size, rows - i * size))
                return (i + 1,)

            loop = tf.while_loop(lambda i: goes_on(i, stop), body, [start], parallel_iterations=1)
            return loop[0]

        def full(i: Any) -> tuple[Any]:
            step(i * size, size)
            return (i + 1,)

        whole = rows // size
        ended = start
        if whole:
            end = tf.minimum(stop, whole)
            (ended,) = tf.while_loop(
                lambda i: goes_on(i, end), full, [start], parallel_iterations=1
            )
        if rows % size:

            def rest() -> Any:
                step(whole * size, rows % size)
                return ended + 1

            ended = tf.cond(goes_on(whole, stop), rest, lambda: ended)
        return ended

    def test(self, data: Any) -> dict[str, Any]:
        """The loss and the metrics of rows, as `model.evaluate` gives them.

        Args:
            data: From `resident`.
        """
        # Rows with weights need another graph than rows without.
        if len(data) not in self._tests:
            self._tests[len(data)] = self._make_test(data)
        return read_logs(self._tests[len(data)](data))

    def test_block(self, data: Any, *, first: bool) -> dict[str, Any]:
        """The loss and the metrics of rows that come in parts.

        Args:
            data: The next rows as `resident` gives them, a multiple of the batch size but for the
                last.
            first: These are the first rows: the metrics start anew.

        Returns:
            The loss and the metrics of the rows so far.
        """
        if self._test_more is None:
            self._test_more = self._make_test(data, anew=False)
        if first:
            self.model.reset_metrics()
        return read_logs(self._test_more(data))

    def _make_test(self, like: Any, *, anew: bool = True) -> Callable[..., Any]:
        """The graph that measures rows: one for any number of them, but for XLA's."""
        import tensorflow as tf

        model = self.model
        at_once = rows_at_once(model, self.batch_size)

        def test(data: Any) -> Any:
            first = tf.nest.flatten(data)[0]
            rows = first.shape[0] or tf.shape(first)[0]

            def step(at: Any, size: Any) -> None:
                model.test_step(tf.nest.map_structure(lambda array: _rows(array, at, size), data))

            if anew:
                model.reset_metrics()
            steps = tf.convert_to_tensor(-(-rows // at_once), tf.int32)
            self._loop(rows, tf.constant(0), steps, step, size=at_once)
            return model.get_metrics_result()

        if self.xla:
            return tf.function(test, jit_compile=True, autograph=False)
        signature = tf.nest.map_structure(_any_rows, like)
        made = tf.function(test, input_signature=[signature], autograph=False)
        # Called by itself, the one graph is not looked for anew by its arguments.
        return made.get_concrete_function()


def read_logs(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Tensors as Python numbers, in the order of their names, as `fit` hands them to callbacks.

    A metric with a number for each class or output stays an array.
    """
    values = {name: np.asarray(value) for name, value in sorted(logs.items())}
    return {name: value if value.ndim else float(value) for name, value in values.items()}


def _span(start: int, stop: int, reset: bool) -> Any:
    """The batches of a call and whether the metrics start anew, as one tensor."""
    import tensorflow as tf

    return tf.constant((start, stop, int(reset)), tf.int32)


def _tensor(array: np.ndarray) -> Any:
    import tensorflow as tf

    return tf.convert_to_tensor(array)


def _any_rows(tensor: Any) -> Any:
    """The signature of tensors like this one with any number of rows."""
    import tensorflow as tf

    return tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype)


def _done(act: Callable[[], Any]) -> bool:
    """Act, and give a branch of `tf.cond` something to return."""
    act()
    return True


def _rows(array: Any, at: Any, size: Any) -> Any:
    """So many rows from one on; a slice of the size that XLA knows, where it is known."""
    import tensorflow as tf

    rank = len(array.shape)
    start = tf.concat([[at], tf.zeros(rank - 1, tf.int32)], 0)
    return tf.slice(array, start, tf.concat([[size], array.shape[1:]], 0))
