"""The epoch engine: all batches of an epoch in one call of a TensorFlow graph.

`model.fit` enters Python for every batch, and for a small network that is nearly all of its time.
The engine holds the rows as tensors and loops over the batches inside the graph, where it calls
Keras' own `train_step` and `test_step`: every loss, metric, regularizer, optimizer and schedule is
Keras' and gives Keras' numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

# A graph call cannot be interrupted, so that a long epoch is cut into calls of about this long.
_CALL_SECONDS = 0.5
# Steps of the first call, before it is known how long a step takes.
_FIRST_STEPS = 256


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Rows as Keras takes them.

    Attributes:
        x: An array, or a list of arrays for several inputs.
        y: An array, or a mapping by output for several outputs.
        weights: float32 (n,), the weight of each row, or None.
    """

    x: Any
    y: Any
    weights: np.ndarray | None = None

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        first = self.x[0] if isinstance(self.x, list) else self.x
        return len(first)

    @property
    def data(self) -> tuple[Any, ...]:
        """What `train_step` unpacks: (x, y), or (x, y, sample_weight)."""
        return (self.x, self.y) if self.weights is None else (self.x, self.y, self.weights)


class Engine:
    """Trains and measures a compiled model, many batches in a call.

    Args:
        model: A compiled Keras model.
        batch_size: Rows of one update; the last batch of an epoch has the rows that remain.
        xla: Compile the graphs with XLA.
    """

    def __init__(self, model: Any, *, batch_size: int, xla: bool = False) -> None:
        self.model = model
        self.batch_size = batch_size
        self._train: dict[bool, Callable[..., Any]] = {}
        self._test: Callable[..., Any] | None = None
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
        return read_logs(self.train_rows(data, order, first=True, last=True))

    def train_rows(
        self, data: Any, order: np.ndarray, *, first: bool, last: bool
    ) -> Mapping[str, Any]:
        """One pass over rows that may be a part of the epoch's.

        Args:
            data: From `resident`, or arrays of the same structure.
            order: The rows' indices, in the order of training.
            first: These are the epoch's first rows: the metrics start anew.
            last: These are its last: the rows that fill no batch are trained on too.

        Returns:
            The loss and the metrics so far, as tensors.
        """
        import tensorflow as tf

        function = self._train_function(self.xla)
        indices = tf.convert_to_tensor(order)
        steps = len(order) // self.batch_size
        logs: Mapping[str, Any] = {}
        for start, stop in self._calls(steps):
            began = time.perf_counter()
            logs = function(
                data,
                indices,
                tf.constant(start, indices.dtype),
                tf.constant(stop, indices.dtype),
                tf.constant(first and start == 0),
                tf.constant(last and stop == steps),
            )
            if steps > _FIRST_STEPS:
                # Reading a value waits for the call to end, here as on a GPU.
                next(iter(logs.values())).numpy()
                self._seconds_a_step = (time.perf_counter() - began) / max(stop - start, 1)
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

    def _train_function(self, xla: bool) -> Callable[..., Any]:
        if xla not in self._train:
            self._train[xla] = self._make_train(xla)
        return self._train[xla]

    def _make_train(self, xla: bool) -> Callable[..., Any]:
        import tensorflow as tf

        model, size = self.model, self.batch_size

        def train(data: Any, order: Any, start: Any, stop: Any, first: Any, last: Any) -> Any:
            rows = order.shape[0]

            def step(indices: Any) -> None:
                model.train_step(
                    tf.nest.map_structure(lambda array: tf.gather(array, indices), data)
                )

            def body(i: Any) -> tuple[Any]:
                # The slice has a size that is known now, as XLA and many layers need it.
                step(tf.slice(order, [i * size], [size]))
                return (i + 1,)

            tf.cond(first, lambda: _done(model.reset_metrics), lambda: True)
            if rows >= size:
                tf.while_loop(lambda i: i < stop, body, [start], parallel_iterations=1)
            if rows % size:
                rest = order[rows - rows % size :]
                tf.cond(last, lambda: _done(lambda: step(rest)), lambda: True)
            return model.get_metrics_result()

        return tf.function(train, jit_compile=xla, autograph=False)

    def test(self, data: Any) -> dict[str, Any]:
        """The loss and the metrics of rows, as `model.evaluate` gives them.

        Args:
            data: From `resident`.
        """
        if self._test is None:
            self._test = self._make_test()
        return read_logs(self._test(data))

    def _make_test(self) -> Callable[..., Any]:
        import tensorflow as tf

        model, size = self.model, self.batch_size

        def test(data: Any) -> Any:
            rows = tf.nest.flatten(data)[0].shape[0]
            steps = rows // size

            def body(i: Any) -> tuple[Any]:
                model.test_step(tf.nest.map_structure(lambda array: _slice(array, i, size), data))
                return (i + 1,)

            model.reset_metrics()
            if steps:
                first = tf.constant(0)
                tf.while_loop(lambda i: i < steps, body, [first], parallel_iterations=1)
            if rows % size:
                model.test_step(tf.nest.map_structure(lambda array: array[steps * size :], data))
            return model.get_metrics_result()

        return tf.function(test, jit_compile=self.xla, autograph=False)


def read_logs(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Tensors as Python numbers, in the order of their names, as `fit` hands them to callbacks.

    A metric with a number for each class or output stays an array.
    """
    values = {name: np.asarray(value) for name, value in sorted(logs.items())}
    return {name: value if value.ndim else float(value) for name, value in values.items()}


def _done(act: Callable[[], Any]) -> bool:
    """Act, and give a branch of `tf.cond` something to return."""
    act()
    return True


def _slice(array: Any, step: Any, size: int) -> Any:
    """The rows of one batch, with a number of rows that is known when the graph is made."""
    import tensorflow as tf

    start = tf.concat([[step * size], tf.zeros(len(array.shape) - 1, tf.int32)], 0)
    return tf.slice(array, start, [size, *array.shape[1:]])
