"""Epochs over rows that do not fit memory, block by block from disk through the epoch engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np

from nnspec.data.table.rows import MEASURED_ROWS, NetworkRows, RowsOnDisk, rows_to_measure
from nnspec.spec.language.sections import TrainingSection
from nnspec.training.callbacks.state import State
from nnspec.training.engine.engine import Engine
from nnspec.training.engine.xla import refusing

# Of the budget: the rest is for TensorFlow, and for measuring at the end.
_BLOCKS_SHARE = 4
# Larger blocks make no epoch quicker, and the rows are on disk in random order already.
_MOST_BLOCK_BYTES = 256 << 20


def block_bytes(budget: int) -> int:
    """Memory for all blocks of an epoch that are in memory at once.

    Args:
        budget: Bytes that all rows may take.
    """
    return min(budget // _BLOCKS_SHARE, _MOST_BLOCK_BYTES)


class StreamedEpochs:
    """The epochs of a training whose rows are on disk.

    XLA is used only where it was asked for: the time goes into reading as well, and each size of a
    block would be compiled by itself.

    Args:
        make: Makes an `Engine`, given `xla`.
        training: The rows to train on.
        validation: The rows to measure after every epoch, or None.
        settings: The spec's `training` section.
        budget: Bytes that all rows may take.
    """

    def __init__(
        self,
        make: Callable[..., Engine],
        training: RowsOnDisk,
        validation: NetworkRows | None,
        settings: TrainingSection,
        budget: int,
    ) -> None:
        self.engine = make(xla=settings.xla is True)
        self._blocks = training.blocks(settings.batch_size, block_bytes(budget), settings.seed)
        self._validation = validation
        self._shuffle = settings.shuffle

    def train(self, epoch: int) -> dict[str, Any]:
        """One epoch; its loss and metrics.

        Raises:
            SpecError: XLA was asked for and cannot compile the network.
            OSError: The rows cannot be read.
        """
        engine = self.engine
        blocks = self._blocks.epoch(epoch) if self._shuffle else self._blocks.unshuffled()
        logs: dict[str, Any] = {}
        done = 0
        with closing(blocks):
            for block in blocks:
                order = np.arange(block.n_rows, dtype=np.int32)
                with refusing(xla=engine.xla):
                    data = engine.resident(block)
                    logs = engine.train_block(data, order, first=done == 0)
                engine.last_batch += done
                done += -(-block.n_rows // engine.batch_size)
                if engine.stop_at_nan and not math.isfinite(logs["loss"]):
                    break
        return logs

    def test(self) -> dict[str, Any]:
        """The loss and the metrics of the validation rows."""
        return {} if self._validation is None else measure_rows(self.engine, self._validation)

    def state(self) -> State:
        """Nothing: the order of the rows depends on the epoch alone, and XLA on the spec."""
        return State()

    def restore(self, state: State) -> None:
        """There is nothing to restore."""


def measure_rows(engine: Engine, rows: NetworkRows) -> dict[str, Any]:
    """The loss and the metrics of rows, as `model.evaluate` gives them.

    TensorFlow makes copies of its own, so that of many rows it has only some at a time.

    Args:
        engine: Has the model.
        rows: At least one.
    """
    most = rows_to_measure(rows, MEASURED_ROWS)
    if rows.in_memory and rows.n_rows <= most:
        return engine.test(engine.resident(rows.read(0, rows.n_rows)))
    logs: dict[str, Any] = {}
    # Whole batches but for the last.
    size = engine.batch_size * max(1, most // engine.batch_size)
    for number, batch in enumerate(rows.batches(size)):
        logs = engine.test_block(engine.resident(batch), first=number == 0)
    return logs
