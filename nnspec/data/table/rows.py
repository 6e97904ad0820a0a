"""Rows after the steps: the arrays that a network is trained on and measured with.

One part of a spec's rows (those that train, validate or test) keeps `Rows`, be it in memory or on
disk. Whoever is given rows asks for some of them, and gets `Arrays`, which are rows in memory; of
rows that are in memory already these are views. Nothing here knows how many axes an array has, or
of which dtype it is: a row lies along the first axis.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeGuard

import numpy as np

if TYPE_CHECKING:
    from nnspec.data.table.table import Table

MEASURED_ROWS = 65_536
"""Rows that are read at once to be measured."""

# Of larger rows, such as images, fewer are: TensorFlow makes copies of its own.
_MEASURED_BYTES = 128 << 20

Forward = Callable[[Mapping[str, np.ndarray]], Mapping[str, np.ndarray]]
"""A network: the inputs of some rows in, (n, k) for each output out."""


class Blocks(Protocol):
    """Rows that are read from disk block by block, to be trained on."""

    def epoch(self, number: int) -> Generator[Arrays]:
        """The blocks of an epoch, counted from 0: every row once, in an order of the epoch's own.

        Raises:
            OSError: They cannot be read.
        """

    def unshuffled(self) -> Generator[Arrays]:
        """The blocks of all rows as they are."""


class NetworkRows(Protocol):
    """Rows for a network: its inputs, targets and weights.

    Attributes:
        in_memory: Whether all rows are in memory. How the engine trains depends on it: on all of
            them in one call of a graph, or on one block of `RowsOnDisk` after the other.
    """

    in_memory: ClassVar[bool]

    @property
    def n_rows(self) -> int:
        """How many rows there are; 0 for a part that was not asked for."""

    @property
    def row_bytes(self) -> int:
        """Bytes of a row's arrays; 0 where there are no rows."""

    def read(self, start: int, stop: int) -> Arrays:
        """The rows from `start` to before `stop`, fewer where there are not as many."""

    def batches(self, size: int) -> Iterator[Arrays]:
        """All rows in order, so many at a time; the last batch has those that remain."""

    def outputs(self, network: Forward) -> dict[str, np.ndarray]:
        """What a network makes of all rows, (n, k) for each of its outputs.

        Args:
            network: Takes the inputs of some rows, or of all.
        """

    def row_weights(self) -> np.ndarray | None:
        """What each row counts in the loss, float32 (n,); None where every row counts 1."""


class RowsOnDisk(NetworkRows, Protocol):
    """Rows that a network is trained on block by block."""

    def blocks(self, batch_size: int, block_bytes: int, seed: int) -> Blocks:
        """How they come to be trained on.

        Args:
            batch_size: Every block has a multiple of so many rows, but the last of an epoch.
            block_bytes: Memory for all of the blocks that are in memory at once.
            seed: Of the order.
        """


def are_on_disk(rows: NetworkRows) -> TypeGuard[RowsOnDisk]:
    """Whether rows are read from disk, block by block."""
    return not rows.in_memory


class Rows(NetworkRows, Protocol):
    """The rows of one part: for a network as above, for people what they were."""

    def truth(self) -> Table:
        """The target columns of all rows, as they are in the source."""

    def place(self, row: int) -> str | None:
        """Where a row stands in its source, as `on line 7`; None where that was not kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Rows in memory.

    Attributes:
        x: An array (n, ...) for each input by its name, in order. What has no names may be as
            Keras takes it: an array, or a list of several.
        y: For each target by its name what its loss wants, or as Keras takes it.
        weights: What each row counts in the loss, float32 (n,); None where every row counts 1.
    """

    in_memory: ClassVar[bool] = True

    x: Any
    y: Any
    weights: np.ndarray | None = None

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.inputs[0] if isinstance(self.inputs, list) else self.inputs)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row's arrays; 0 where there are no rows."""
        whole = 0
        for arrays in (self.x, self.y, self.weights):
            named = arrays.values() if isinstance(arrays, Mapping) else arrays
            several = [named] if isinstance(named, np.ndarray) else named or ()
            whole += sum(array.nbytes for array in several)
        return whole // max(1, self.n_rows)

    @property
    def inputs(self) -> Any:
        """The inputs as Keras takes them: an array for one, a list in order for several."""
        return model_input(self.x) if isinstance(self.x, Mapping) else self.x

    @property
    def targets(self) -> Any:
        """The targets as Keras takes them: an array for one, a mapping by output for several."""
        return model_target(self.y) if isinstance(self.y, Mapping) else self.y

    @property
    def data(self) -> tuple[Any, ...]:
        """What `train_step` unpacks: (x, y), or (x, y, sample_weight)."""
        ends = (self.inputs, self.targets)
        return ends if self.weights is None else (*ends, self.weights)

    def read(self, start: int, stop: int) -> Arrays:
        """The rows from `start` to before `stop`, as views."""

        def cut(arrays: Any) -> Any:
            if isinstance(arrays, list):
                return [cut(array) for array in arrays]
            if isinstance(arrays, Mapping):
                return {name: cut(array) for name, array in arrays.items()}
            return None if arrays is None else arrays[start:stop]

        return Arrays(cut(self.x), cut(self.y), cut(self.weights))

    def batches(self, size: int) -> Iterator[Arrays]:
        """All rows in order, so many at a time."""
        for start in range(0, self.n_rows, size):
            yield self.read(start, start + size)

    def outputs(self, network: Forward) -> dict[str, np.ndarray]:
        """What a network makes of all rows, in one call; see `Rows.outputs`."""
        return dict(network(self.x))

    def row_weights(self) -> np.ndarray | None:
        """The weights, where there are any."""
        return self.weights


def rows_to_measure(rows: NetworkRows, most: int) -> int:
    """How many rows to measure at once.

    Args:
        rows: The rows.
        most: As many of small ones.
    """
    return min(most, max(1, _MEASURED_BYTES // max(1, rows.row_bytes)))


def model_input(x: Mapping[str, np.ndarray]) -> Any:
    """Inputs as Keras takes them: an array for one, a list in order for several."""
    arrays = list(x.values())
    return arrays[0] if len(arrays) == 1 else arrays


def model_target(y: Mapping[str, np.ndarray]) -> Any:
    """Targets as Keras takes them: an array for one, a mapping by output for several."""
    return next(iter(y.values())) if len(y) == 1 else dict(y)
