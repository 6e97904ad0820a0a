"""Where the rows of a spec are kept while it is trained or measured: in memory, or on disk.

Both go the same way: the source becomes `Columns`, these are assigned to the parts, and become the
`Rows` of each part. Whoever goes this way chooses a storage once and then no longer knows which.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from nnspec.data.loading.assigned import Assigned, assign
from nnspec.data.loading.load import load_rows
from nnspec.data.table.columns import Columns
from nnspec.data.table.preview import Preview
from nnspec.listener import Listener
from nnspec.spec.load import LoadedSpec

if TYPE_CHECKING:
    from nnspec.data.loading.prepare import Fit
    from nnspec.data.loading.prepared import Prepared

Kept = TypeVar("Kept", bound=Columns)
"""Columns as a storage keeps them."""


class Storage(Protocol[Kept]):
    """Keeps the rows of a spec."""

    def columns(
        self, loaded: LoadedSpec, seen: Preview | None, listener: Listener
    ) -> AbstractContextManager[Kept]:
        """All rows of a spec that are used, for as long as the context is open.

        Args:
            loaded: The spec.
            seen: A look at the first rows of its source, which rows on disk need.
            listener: Hears that they are read, where that may take a while.

        Raises:
            DataError: A source cannot be read, or no row of it is left.
            TrainingError: The disk is full.
        """

    def assign(self, loaded: LoadedSpec, columns: Kept, besides: Collection[str] = ()) -> Assigned:
        """What each column is for, and which rows train, validate and test.

        Args:
            loaded: The spec.
            columns: From `columns`. Those that nothing is done with may be gone afterwards.
            besides: Columns that are kept as well.

        Raises:
            SpecError: A column that the spec names is not there.
            DataError: A part would be empty, or a class would not be in every part.
        """

    def prepare(
        self,
        assigned: Assigned,
        fit: Fit,
        listener: Listener,
        checked: Callable[[], None] = lambda: None,
    ) -> Prepared:
        """Fit the preprocessing on the training rows and apply it to all parts.

        Args:
            assigned: From `assign`, while the context of its columns is open.
            fit: Fits it on rows in memory.
            listener: Hears of each stage that may take a while.
            checked: Is called when all that can be wrong with the rows was looked for.

        Returns:
            The parts, which are there until they are closed.

        Raises:
            DataError: The data does not fit the plan.
        """


class InMemory:
    """Keeps all rows in memory."""

    @contextmanager
    def columns(
        self, loaded: LoadedSpec, seen: Preview | None, listener: Listener
    ) -> Iterator[Columns]:
        """All rows as one table; see `Storage.columns`."""
        known = seen.table if seen is not None and seen.complete else None
        if seen is not None and known is None:
            listener.stage(f"reading {seen.origin}")
        yield load_rows(loaded, known=known)

    def assign(
        self, loaded: LoadedSpec, columns: Columns, besides: Collection[str] = ()
    ) -> Assigned:
        """All columns stay; see `Storage.assign`."""
        return assign(loaded, columns)

    def prepare(
        self,
        assigned: Assigned,
        fit: Fit,
        listener: Listener,
        checked: Callable[[], None] = lambda: None,
    ) -> Prepared:
        """The parts as arrays in memory; see `Storage.prepare`."""
        # Whoever measures a run's own rows needs no fitting, and comes sooner to its end.
        from nnspec.data.loading.prepare import prepare

        table, rows, plan = assigned.table, assigned.rows, assigned.plan
        return prepare(table, rows, plan, fit=fit, checked=checked, fits=assigned.fits)
