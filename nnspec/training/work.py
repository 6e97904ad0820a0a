"""Everything that is known before the first epoch: the spec, its rows, and how they are dealt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnspec.checks.validate import Validation
from nnspec.data.joined import JoinedTable
from nnspec.data.look import look_at
from nnspec.data.prepare import Prepared, prepare
from nnspec.data.roles import Roles, find_roles, is_classification, make_plan
from nnspec.data.rows import deal_rows
from nnspec.data.split import Rows
from nnspec.data.table import Table
from nnspec.data.whole import load_rows
from nnspec.errors import SpecError, listing
from nnspec.inference.read import source_format
from nnspec.listener import Listener
from nnspec.spec.load import LoadedSpec


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A spec with its data, ready to be trained.

    Attributes:
        loaded: The spec.
        table: All rows.
        roles: What each column is for.
        rows: Which rows train, validate and test.
        data: The parts as arrays, and the fitted preprocessing.
    """

    loaded: LoadedSpec
    table: Table
    roles: Roles
    rows: Rows
    data: Prepared

    @property
    def widths(self) -> dict[str, int]:
        """How many numbers a row has for each input."""
        return {name: array.shape[1] for name, array in self.data.training.x.items()}

    @property
    def logits(self) -> frozenset[str]:
        """The outputs whose loss was told `from_logits`."""
        losses = self.roles.losses.items()
        return frozenset(name for name, loss in losses if loss.argument("from_logits", False))


def read_work(checked: Validation, listener: Listener) -> Work:
    """Read the data whole, deal its rows and preprocess them.

    Args:
        checked: A validation without errors.
        listener: Hears what was read.

    Raises:
        DataError: The data does not fit the spec.
    """
    loaded, seen, roles = checked.loaded, checked.look, checked.roles
    if loaded is None or seen is None or roles is None:
        raise SpecError(checked.problems)
    if seen.table is None or not seen.complete:
        listener.stage(f"reading {seen.origin}")
        known = None
    else:
        known = seen.table
    if known is None or loaded.spec.data.split.files:
        seen = look_at(load_rows(loaded, known=known))
        roles, problems = find_roles(loaded, seen)
        if problems:
            raise SpecError(problems)
    table = seen.table
    plan = make_plan(loaded.spec, roles, seen.kinds)
    rows = deal_rows(loaded.spec, table, plan, classify=is_classification(roles))
    data = prepare(table, rows, plan)
    parts = [f"{len(index):,} {name}" for name, index in rows.parts().items() if len(index)]
    listener.note(f"{table.origin}: {table.n_rows:,} rows; {', '.join(parts)}")
    if data.class_weights is not None:
        listener.note(data.class_weights.note)
    used = {*roles.features, *roles.target_columns, loaded.spec.data.weight}
    unused = [name for name in table.names if name not in used]
    if unused:
        listener.note(f"not used: {listing(unused)}")
    return Work(loaded, table, roles, rows, data)


def _files(table: Table) -> dict[str, Any]:
    """The sources of the parts, where the data are more than one."""
    if not isinstance(table, JoinedTable):
        return {}
    files = {
        part: {"source": piece.origin, "rows": piece.n_rows, "fingerprint": piece.fingerprint()}
        for part, piece in table.pieces.items()
    }
    return {"sources": files}


def run_facts(work: Work, model: Any, *, smoke: bool) -> dict[str, Any]:
    """What run.json says from the start."""
    spec = work.loaded.spec
    return {
        "spec": work.loaded.path.name,
        "seed": spec.training.seed,
        "overrides": list(work.loaded.overrides),
        "smoke": smoke,
        "parameters": int(model.count_params()),
        "data": {
            "source": work.table.origin,
            "rows": work.table.n_rows,
            "columns": list(work.table.names),
            "fingerprint": work.table.fingerprint(),
            **_files(work.table),
            "split": {name: len(index) for name, index in work.rows.parts().items()},
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
