"""Everything that is known before the first epoch: the spec, its rows, and how they are dealt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nnspec.checks.validate import check_whole, mended
from nnspec.checks.validation import Checked
from nnspec.data.features.fit import fit
from nnspec.data.features.plan import plan_column
from nnspec.data.features.roles import Roles
from nnspec.data.loading.assigned import Assigned
from nnspec.data.loading.memory_need import Estimate, estimate
from nnspec.data.loading.prepare import Fit
from nnspec.data.loading.prepared import Prepared
from nnspec.data.loading.sources import can_be_streamed
from nnspec.data.loading.storage import InMemory, Storage
from nnspec.data.memory import memory_budget
from nnspec.data.ondisk.storage import OnDisk
from nnspec.data.split.shares import Parts
from nnspec.data.table.columns import Source
from nnspec.data.table.kinds import kind_word
from nnspec.data.table.preview import Preview, preview_of
from nnspec.data.table.signature import ArraySpec, Signature
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, SpecError, listing
from nnspec.listener import Listener
from nnspec.prediction.read import source_format
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.memory import MEMORY
from nnspec.spec.load import LoadedSpec
from nnspec.spec.meaning.ends import score_kinds
from nnspec.training.engine.route import needs_fit


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A spec with its data, ready to be trained.

    Attributes:
        loaded: The spec.
        roles: What each column is for.
        data: The parts' rows, in memory or on disk, and the fitted preprocessing.
        budget: Bytes that the rows may take.
    """

    loaded: LoadedSpec
    roles: Roles
    data: Prepared
    budget: int

    @property
    def table(self) -> Table:
        """All rows as they are in the source; of rows that are on disk the first of each part."""
        return self.data.shown

    @property
    def rows(self) -> Parts:
        """Which rows of the table train, validate and test."""
        return self.data.shown_rows

    @property
    def signature(self) -> Signature:
        """What a row is for each input of the network."""
        return self.data.preprocessor.signature

    @property
    def streamed(self) -> bool:
        """Whether the rows are on disk."""
        return not self.data.in_memory

    @property
    def origin(self) -> str:
        """What messages call the source."""
        return self.data.source.origin

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each part has."""
        return {name: rows.n_rows for name, rows in self.data.by_name().items()}

    @property
    def logits(self) -> frozenset[str]:
        """The outputs that are logits."""
        kinds = score_kinds(self.loaded.spec, self.roles.losses)
        return frozenset(name for name, kind in kinds.items() if kind == "logit")

    def close(self) -> None:
        """Delete what is on disk, if anything is."""
        self.data.close()


def read_work(
    checked: Checked,
    listener: Listener,
    cache: Callable[[], Path] | None = None,
    *,
    fit: Fit = fit,
) -> Work:
    """Read the data, deal its rows and preprocess them.

    Args:
        checked: A validation without errors.
        listener: Hears what was read.
        cache: Names a folder, not there yet, for rows that do not fit memory: called only when
            they do not. Without it they are read whole in any case.
        fit: Fits the preprocessing of rows in memory.

    Raises:
        SpecError: The spec does not fit the data, or cannot be trained on rows on disk.
        DataError: The data does not fit the spec.
        TrainingError: The disk is full.
    """
    loaded, seen, roles = checked.loaded, checked.preview, checked.roles
    try:
        work = _read(checked, listener, cache, fit)
    except DataError as error:
        raise DataError(mended(error.problems, loaded, roles, seen.kinds)) from error
    if work.data.class_weights is not None:
        listener.note(work.data.class_weights.note)
    return work


def _read(checked: Checked, listener: Listener, cache: Callable[[], Path] | None, fit: Fit) -> Work:
    """The work of a spec; errors as `read_work`."""
    loaded, seen = checked.loaded, checked.preview
    budget = memory_budget(loaded.spec.training.memory)
    needed = None if cache is None else _does_not_fit(loaded, seen, budget, listener)
    storage: Storage[Any] = InMemory()
    if cache is not None and needed is not None:
        storage = OnDisk(cache(), budget, needed, room=needed.disk)
    with storage.columns(loaded, seen, listener) as columns:
        assigned = checked.assigned
        if assigned is None or assigned.table is not columns:
            assigned = storage.assign(loaded, columns)
        own, *_ = columns.sources.values()
        if columns.in_memory and not seen.complete:
            check_whole(loaded, preview_of(own.as_table()), assigned.roles)
        data = storage.prepare(assigned, fit, listener, partial(_tell, listener, loaded, assigned))
        if not columns.in_memory:
            _check_classes(loaded, assigned, data)
    return Work(loaded, assigned.roles, data, budget)


def _tell(listener: Listener, loaded: LoadedSpec, assigned: Assigned) -> None:
    """Say what was read: how many rows of a source are for what, and how many are not used."""
    source, roles = assigned.source, assigned.roles
    counts = {name: len(index) for name, index in assigned.rows.by_name().items()}
    parts = [f"{count:,} {name}" for name, count in counts.items() if count]
    listener.note(f"{source.origin}: {source.n_rows:,} rows; {', '.join(parts)}")
    if source.left_out.total:
        listener.note(source.left_out.line)
    data = loaded.spec.data
    filtered = (condition.column for condition in data.filter)
    used = {*roles.features, *roles.target_columns, data.weight, *filtered}
    unused = [name for name in source.names if name not in used]
    if unused:
        listener.note(f"not used: {listing(unused)}")
    plain = [
        f"{name} ({kind_word(array)})"
        for name in roles.features
        if isinstance(array := source.kinds[name], ArraySpec)
        and not plan_column(loaded.spec, name, array).changes
    ]
    if plain:
        listener.note(f"taken as stored: {listing(plain)}")


def _check_classes(loaded: LoadedSpec, assigned: Assigned, data: Prepared) -> None:
    """Hold the network against the classes that the first rows may not have shown.

    Raises:
        SpecError: They do not fit.
    """
    classes = {
        column: found
        for target in data.preprocessor.targets.values()
        for column, found in zip(target.columns, target.classes, strict=False)
    }
    source = assigned.source
    preview = Preview(source.kinds, source.origin, source.n_rows, classes=classes)
    check_whole(loaded, preview, assigned.roles)


def _does_not_fit(
    loaded: LoadedSpec, seen: Preview, budget: int, listener: Listener
) -> Estimate | None:
    """What the rows of a spec need, if that is more than they may take and they can be streamed.

    Args:
        loaded: The spec.
        seen: A look at the first rows.
        budget: Bytes that the rows may take.
        listener: Hears of rows that do not fit, and what is done.

    Raises:
        SpecError: They do not fit, and the spec cannot be trained on rows on disk.
        DataError: The file cannot be read.
    """
    spec = loaded.spec
    needed = estimate(spec.data.source, seen, base_dir=loaded.base_dir)
    if needed is None or needed.memory <= budget:
        return None
    limit = "half of what is free" if spec.training.memory is None else "training.memory"
    said = f"the {needed.rows:,} rows of {seen.origin} need about {show_bytes(needed.memory)} of "
    said += f"memory, and {limit} is {show_bytes(budget)}"
    streams = can_be_streamed(spec.data.source) and not spec.data.split.files
    if not streams and spec.training.memory is None:
        # Nobody asked for a limit: what cannot be streamed is tried all the same.
        listener.note(f"{said}: they are read whole, as these data cannot be read in pieces")
        return None
    reason = needs_fit(spec)
    if reason is not None:
        message = f"{said}, but a network cannot be trained on rows on disk where {reason}"
        hint = "leave that out, or raise training.memory"
        raise SpecError(Problem("does-not-fit", message, hint=hint))
    listener.note(f"{said}: they are preprocessed once and streamed from disk")
    return needed


def _files(source: Source) -> dict[str, Any]:
    """The sources of the parts, where the data are more than one."""
    if len(source.sources) == 1:
        return {}
    files = {
        part: {"source": own.origin, "rows": own.n_rows, "fingerprint": own.fingerprint()}
        for part, own in source.sources.items()
    }
    return {"sources": files}


def run_facts(work: Work, model: Any, *, smoke: bool) -> dict[str, Any]:
    """What run.json says from the start."""
    spec, source = work.loaded.spec, work.data.source
    return {
        "spec": work.loaded.path.name,
        "seed": spec.training.seed,
        "overrides": list(work.loaded.overrides),
        "smoke": smoke,
        "parameters": int(model.count_params()),
        "data": {
            "source": MEMORY if spec.data.source.name == MEMORY else source.origin,
            "rows": source.n_rows,
            **({"left_out": asdict(source.left_out)} if source.left_out.total else {}),
            "columns": list(source.names),
            "fingerprint": source.fingerprint(),
            **({"streamed": True} if work.streamed else _files(source)),
            "split": work.counts,
            "format": source_format(spec.data.source),
        },
        "outputs": {
            name: {
                "loss": loss.identifier or loss.name,
                "from_logits": name in work.logits,
            }
            for name, loss in work.roles.losses.items()
        },
    }
