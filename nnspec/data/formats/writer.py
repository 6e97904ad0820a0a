"""What writes rows, in whatever format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Writer(Protocol):
    """Writes batches of the same columns."""

    def write(self, columns: Sequence[pa.Array], objects: Sequence[Any] | None = None) -> None:
        """Write some rows.

        Args:
            columns: As many as there are names.
            objects: For JSON, the rows as the objects that they are to be.

        Raises:
            DataError: The format cannot hold a column.
        """

    def close(self) -> None:
        """Write what the file ends with."""
