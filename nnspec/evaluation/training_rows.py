"""Whether the rows of a file are rows that a run was trained on."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.table.row_hashes import KeptHashes, row_hashes
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import merges
from nnspec.errors import Problem, RunError
from nnspec.runs.files import replacing
from nnspec.runs.folder import RunFolder


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """How many rows of a table a run was trained on.

    Attributes:
        count: The rows that are equal to a training row in every feature and target.
        exact: Whether all were looked up, and are told apart in full; else the count is that of a
            part, scaled up, or of rows whose large whole numbers may differ in the last digit.
    """

    count: int
    exact: bool


def write_training_rows(run: RunFolder, preprocessor: Preprocessor, kept: KeptHashes) -> None:
    """Write rows.npz: the hashes of the rows that a run is trained on.

    Args:
        run: Where to write.
        preprocessor: Knows which columns are features and targets.
        kept: The hashes of the training rows, by `Preprocessor.kinds`.
    """
    hashes, shift = kept.found()
    with replacing(run.rows) as beside:
        np.savez(
            beside,
            allow_pickle=False,
            hashes=hashes,
            shift=np.int64(shift),
            columns=np.array(list(preprocessor.kinds)),
        )


def count_training_rows(
    run: RunFolder, preprocessor: Preprocessor, table: Table
) -> TrainingRows | None:
    """Count the rows of a table that a run was trained on.

    Args:
        run: The run.
        preprocessor: The run's.
        table: Has the features and targets.

    Returns:
        None when the run has no rows.npz, as those of older versions.

    Raises:
        RunError: rows.npz is damaged.
    """
    columns = preprocessor.kinds
    try:
        with np.load(run.rows, allow_pickle=False) as arrays:
            kept, shift = arrays["hashes"], int(arrays["shift"])
            names = arrays["columns"].tolist()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        text = " ".join(str(error).split())[:200]
        raise RunError(
            Problem("damaged-run", f"rows.npz of run {run.run_id} is damaged: {text}")
        ) from None
    if names != list(columns) or kept.dtype != np.uint64 or not 0 <= shift < 64:
        raise RunError(
            Problem("damaged-run", f"rows.npz of run {run.run_id} is damaged: it is of another run")
        )
    hashes = row_hashes(table, columns)
    found = int(np.count_nonzero(_among(hashes, kept)))
    merging = any(merges(table[name]).any() for name in columns)
    # Only the part of the rows whose hashes are kept can be found.
    return TrainingRows(min(found << shift, table.n_rows), exact=shift == 0 and not merging)


def _among(hashes: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Which hashes are among the sorted ones."""
    if len(kept) == 0:
        return np.zeros(len(hashes), dtype=bool)
    places = np.minimum(np.searchsorted(kept, hashes), len(kept) - 1)
    return kept[places] == hashes
