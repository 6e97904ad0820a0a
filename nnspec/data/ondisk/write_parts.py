"""Rows on disk, preprocessed and written part by part in the order in which they were dealt."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.row_weights import RowWeights
from nnspec.data.ondisk.array import DiskArray
from nnspec.data.ondisk.diagnose import refuse_as_in_memory
from nnspec.data.ondisk.part import PartOnDisk
from nnspec.data.ondisk.scatter import Scatter
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.split.shares import Parts
from nnspec.data.table.row_hashes import KeptHashes, row_hashes
from nnspec.errors import DataError

FEWEST_ROWS, MOST_ROWS = 256, 1 << 17
"""The bounds of a piece of rows, whatever the budget."""
# A piece is there as numbers, as text, as float32 and in the order of its buckets.
_PIECE_SHARE = 16
BUCKET_SHARE = 8
"""A bucket is there as it came and in order, and may take this share of the budget."""


def write_parts(
    preprocessor: Preprocessor,
    table: TableOnDisk,
    rows: Parts,
    folder: Path,
    budget: int,
    weights: RowWeights | None = None,
    hashes: KeptHashes | None = None,
) -> dict[str, PartOnDisk]:
    """Preprocess all rows and write them to disk.

    Args:
        preprocessor: The fitted preprocessing.
        table: All rows.
        rows: Which of them train, validate and test, and in which order.
        folder: Where to make a folder for each part.
        budget: Bytes of memory.
        weights: How the rows are weighed.
        hashes: Takes those of the training rows, by `Preprocessor.kinds`.

    Returns:
        `training`, `validation` and `test`.

    Raises:
        DataError: A row does not fit the preprocessing.
        OSError: The disk is full.
    """
    parts = {
        name: _empty_part(
            preprocessor,
            table,
            index,
            folder / name,
            weighted=weights is not None and weights.weighs(name),
        )
        for name, index in rows.by_name().items()
    }
    # The bucket of every row, those of all parts counted on.
    place = np.full(table.n_rows, -1, dtype=np.int32)
    count = 0
    with ExitStack() as stack:
        scatters = []
        for (name, part), index in zip(parts.items(), rows.by_name().values(), strict=True):
            arrays = [*part.arrays, *part.actual.values()]
            scatter = stack.enter_context(Scatter(arrays, index, budget // BUCKET_SHARE))
            scatters.append((name, count, scatter))
            place[index] = scatter.bucket_of_rows() + count
            count += scatter.buckets
            with part.rows.path.open("r+b") as file:
                part.rows.write(file, index, 0)
        names = dict.fromkeys([*preprocessor.input_kinds, *preprocessor.target_kinds])
        names |= dict.fromkeys(() if weights is None else weights.columns)
        row_bytes = 8 * len(names) + 3 * parts["training"].row_bytes
        piece_rows = int(np.clip(budget // _PIECE_SHARE // row_bytes, FEWEST_ROWS, MOST_ROWS))
        for start, stop in table.steps_of(names, piece_rows):
            used = np.flatnonzero(place[start:stop] >= 0)
            buckets = place[start:stop][used]
            piece = table.piece(names, start, stop).take(used)
            try:
                x, y = preprocessor.transform(piece), preprocessor.encode_target(piece)
            except DataError:
                refuse_as_in_memory(preprocessor, table, rows)
                raise
            actual = [_actual(table, name, start, stop)[used] for name in preprocessor.target_kinds]
            for name, first, scatter in scatters:
                own = np.flatnonzero((buckets >= first) & (buckets < first + scatter.buckets))
                if name == "training" and hashes is not None:
                    hashes.add(row_hashes(piece.take(own), preprocessor.kinds))
                values = [array[own] for array in (*x.values(), *y.values())]
                if weights is not None and parts[name].weights is not None:
                    values.append(weights.of(piece.take(own), training=name == "training"))
                values += [array[own] for array in actual]
                scatter.write(buckets[own] - first, values)
        for _, _, scatter in scatters:
            scatter.finish()
    return parts


def _actual(table: TableOnDisk, name: str, start: int, stop: int) -> np.ndarray:
    column = table.text_column(name)
    if column is None:
        return table.read(name, start, stop)
    return column.read_codes(start, stop)


def _empty_part(
    preprocessor: Preprocessor,
    table: TableOnDisk,
    rows: np.ndarray,
    folder: Path,
    *,
    weighted: bool,
) -> PartOnDisk:
    folder.mkdir()
    n = len(rows)
    # What no row looks like is not known: the shapes are those of no rows.
    nothing = table.piece([*dict.fromkeys(preprocessor.target_kinds)], 0, 0)
    targets = preprocessor.encode_target(nothing)

    def make(name: str, dtype: type | np.dtype | str, *shape: int) -> DiskArray:
        return DiskArray.create(folder / f"{name}.npy", np.dtype(dtype), (n, *shape))

    columns = list(preprocessor.target_kinds)
    texts = {
        name: column.texts() for name in columns if (column := table.text_column(name)) is not None
    }
    return PartOnDisk(
        n_rows=n,
        x={
            name: make(f"x_{i}", spec.dtype, *spec.lengths)
            for i, (name, spec) in enumerate(preprocessor.signature.items())
        },
        y={
            name: make(f"y_{i}", array.dtype, *array.shape[1:])
            for i, (name, array) in enumerate(targets.items())
        },
        weights=make("weights", np.float32) if weighted else None,
        rows=make("rows", np.int64),
        actual={
            name: make(f"actual_{i}", np.int32 if name in texts else np.float64)
            for i, name in enumerate(columns)
        },
        texts=texts,
        origin=table.origin,
    )
