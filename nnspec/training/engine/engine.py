"""The epoch engine: all batches of an epoch in one call of a TensorFlow graph.

`model.fit` enters Python for every batch, and for a small network that is nearly all of its time.
The engine holds the rows as tensors and loops over the batches inside the graph, where it calls
Keras' own `train_step` and `test_step`: every loss, metric, regularizer, optimizer and schedule is
Keras' and gives Keras' numbers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import numpy as np

from nnspec.data.table.rows import Arrays
from nnspec.training.engine.executor import SMALL_STEP, executor, has_branches, multiplications
from nnspec.training.engine.graphs import measuring_graph, training_graph
from nnspec.training.engine.predrawn import can_be_predrawn, one_thread_each

CALL_SECONDS = 0.5
"""A graph call cannot be interrupted, so that a long epoch is cut into calls of about this long."""
FIRST_STEPS = 256
"""Steps of the first call, before it is known how long a step takes."""
_TRAIN = ("train", 0)
# Rows are counted in int32, and there are never more.
_MOST_ROWS = 2**31 - 1


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
        self.batch_size = min(batch_size, _MOST_ROWS)
        self.stop_at_nan = stop_at_nan
        self.last_batch = -1
        self.xla = xla
        self._trained_on: Any = None
        self._graphs: dict[tuple[str, int], Callable[..., Any]] = {}
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
        return read_logs(self._run(data, (), order, first=True))

    def train_steps(self, data: Any, order: np.ndarray, steps: int) -> int:
        """The first updates of an epoch, so many at most; how many there were."""
        steps = min(steps, -(-len(order) // self.batch_size))
        logs, _ = self._train(data, _tensor(order), _span(0, steps, True))
        read_logs(logs)
        return steps

    def train_block(self, data: Any, order: np.ndarray, *, first: bool) -> dict[str, Any]:
        """One pass over a part of the epoch's rows.

        Args:
            data: The rows as `resident` gives them, but new ones in every call.
            order: Their indices, in the order of training.
            first: These are the epoch's first rows: the metrics start anew.

        Returns:
            The loss and the metrics of the epoch so far.
        """
        return read_logs(self._run(None, (data,), order, first=first))

    def _run(
        self, resident: Any, data: tuple[Any, ...], order: np.ndarray, *, first: bool
    ) -> Mapping[str, Any]:
        indices = _tensor(order)
        steps = -(-len(order) // self.batch_size)
        logs: Mapping[str, Any] = {}
        for start, stop in self._calls(steps):
            began = time.perf_counter()
            span = _span(start, stop, first and start == 0)
            logs, ended = self._train(resident, indices, span, *data)
            self.last_batch = int(ended) - 1
            self._seconds_a_step = (time.perf_counter() - began) / (stop - start)
            if self.last_batch < stop - 1:
                break
        return logs

    def _train(self, resident: Any, *arguments: Any) -> Any:
        if self._trained_on is not resident:
            self._graphs.pop(_TRAIN, None)
            self._trained_on = resident
        return self._call(_TRAIN, partial(self._training_graph, resident, arguments), *arguments)

    def _training_graph(self, resident: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
        ahead = can_be_predrawn(self.model, self._step, len(arguments[0]) // self.batch_size)
        graph = training_graph(
            self.model,
            self.batch_size,
            xla=self.xla,
            stop_at_nan=self.stop_at_nan,
            sized=ahead,
            resident=resident,
        )
        return one_thread_each(graph) if ahead else graph

    def _call(
        self, key: tuple[str, int], make: Callable[[], Callable[..., Any]], *arguments: Any
    ) -> Any:
        """Call a graph on the executor that suits a step; it is made when it is first called."""
        if key not in self._graphs:
            self._graphs[key] = self._make(make, arguments)
        with executor(self._step):
            return self._graphs[key](*arguments)

    def _make(self, make: Callable[[], Callable[..., Any]], arguments: tuple[Any, ...]) -> Any:
        # A loop is made for the executor that will run it.
        with executor(self._step):
            graph = make()
            if self._step > SMALL_STEP or not _has_branches(graph, arguments):
                return graph
        self._step = math.inf
        self._graphs.clear()
        return make()

    @cached_property
    def _step(self) -> float:
        """How much a step is to an executor; XLA has its own way to run a graph.

        Measuring goes by it too: a graph is made ready anew by each executor that runs it.
        """
        return math.inf if self.xla else self.batch_size * multiplications(self.model)

    def _calls(self, steps: int) -> Iterator[tuple[int, int]]:
        """The steps of an epoch in calls short enough for Ctrl-C."""
        start = 0
        while True:
            size = FIRST_STEPS
            if self._seconds_a_step is not None:
                size = max(1, int(CALL_SECONDS / max(self._seconds_a_step, 1e-9)))
            stop = min(start + size, steps)
            yield start, stop
            start = stop
            if start >= steps:
                return

    def test(self, data: Any) -> dict[str, Any]:
        """The loss and the metrics of rows, as `model.evaluate` gives them.

        Args:
            data: From `resident`.
        """
        return read_logs(self._test(data, anew=True))

    def test_block(self, data: Any, *, first: bool) -> dict[str, Any]:
        """The loss and the metrics of rows that come in parts.

        Args:
            data: The next rows as `resident` gives them, a multiple of the batch size but for the
                last.
            first: These are the first rows: the metrics start anew.

        Returns:
            The loss and the metrics of the rows so far.
        """
        if first:
            self.model.reset_metrics()
        return read_logs(self._test(data, anew=False))

    def _test(self, data: Any, *, anew: bool) -> Any:
        make = partial(measuring_graph, self.model, self.batch_size, data, xla=self.xla, anew=anew)
        # Rows with weights need another graph than rows without.
        return self._call(("test" if anew else "test on", len(data)), make, data)


def read_logs(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Tensors as Python numbers, in the order of their names, as `fit` hands them to callbacks.

    A metric with a number for each class or output stays an array.
    """
    values = {name: _plain(value) for name, value in sorted(logs.items())}
    return {name: value if value.ndim else float(value) for name, value in values.items()}


def _plain(value: Any) -> np.ndarray:
    # NumPy by itself reads no single bfloat16, and has no such numbers to save.
    array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    return array.astype(np.float32) if array.dtype.kind == "V" else array


def _has_branches(graph: Any, arguments: tuple[Any, ...]) -> bool:
    made = getattr(graph, "get_concrete_function", None)
    return has_branches(graph if made is None else made(*arguments))


def _span(start: int, stop: int, reset: bool) -> Any:
    """The batches of a call and whether the metrics start anew, as one tensor."""
    import tensorflow as tf

    return tf.constant((start, stop, int(reset)), tf.int32)


def _tensor(array: np.ndarray) -> Any:
    import tensorflow as tf

    return tf.convert_to_tensor(array)
