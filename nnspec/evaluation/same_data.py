"""Whether a run's own data is still what it was, and fits memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnspec.data.loading.memory_need import Estimate, estimate
from nnspec.data.loading.preview import preview
from nnspec.data.memory import memory_budget
from nnspec.data.split.shares import Parts
from nnspec.data.table.arrays import laid_out
from nnspec.data.table.columns import Source
from nnspec.data.table.preview import Preview
from nnspec.errors import DataError, Problem
from nnspec.options import option
from nnspec.runs.folder import RunFolder
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Rows that did not fit memory in training and do not now.

    Attributes:
        preview: A look at their source.
        needed: What they need.
        budget: The bytes that they may take.
    """

    preview: Preview
    needed: Estimate
    budget: int


def too_large(folder: RunFolder, loaded: LoadedSpec) -> TooLarge | None:
    """The rows of a run's data that do not fit memory; None where they did in training, or do now.

    Raises:
        DataError: The data cannot be read.
    """
    if not _facts(folder).get("streamed"):
        return None
    source = loaded.spec.data.source
    budget = memory_budget(loaded.spec.training.memory)
    seen = preview(source, base_dir=loaded.base_dir)
    needed = estimate(source, seen, base_dir=loaded.base_dir)
    if needed is None or needed.memory <= budget:
        return None
    return TooLarge(seen, needed, budget)


def require_same(folder: RunFolder, table: Source, split: str) -> None:
    """Whether the data is what the run was trained on.

    Args:
        folder: The run.
        table: All rows and columns.
        split: The part that is wanted.

    Raises:
        DataError: It has changed.
    """
    facts = _facts(folder)
    if facts.get("fingerprint") != table.fingerprint():
        columns = facts.get("columns") or ()
        hint = next((found for name in columns if (found := laid_out(name, table.kinds))), None)
        if hint is not None:
            message = f"run {folder.run_id} was trained by a version that read the arrays of "
            message += f"{table.origin} as columns of their numbers"
            raise DataError(Problem("data-changed", message, hint=hint))
        raise DataError(
            Problem(
                "data-changed",
                f"{table.origin} has changed since run {folder.run_id} was trained, so that "
                f"its {split} rows can no longer be told from the others",
                hint=f"name a labelled file with {option('input')}, or train again",
            )
        )


def require_rows(folder: RunFolder, rows: Parts, split: str) -> None:
    """Whether a part has rows.

    Raises:
        DataError: It has none.
    """
    if not len(rows.by_name()[split]):
        others = [name for name, index in rows.by_name().items() if len(index)]
        raise DataError(
            Problem(
                "no-rows",
                f"run {folder.run_id} has no {split} rows",
                hint=f"use {' or '.join(option('split', name) for name in others)}",
            )
        )


def _facts(folder: RunFolder) -> Mapping[str, Any]:
    return folder.read().get("data", {})
