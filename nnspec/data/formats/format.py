"""What a format is: the one object that holds all that the program knows of it.

A module of this folder with such an object as `FORMAT` adds a format to the program, a folder with
one in its `format.py` likewise; `python -m nnspec.catalog.generate` finds it there and tells the
floors below. How to add one stands in `nnspec/README.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, NamedTuple

from nnspec.data.formats.common.label import label_of
from nnspec.data.formats.new_rows import NewRows, rows_of_table
from nnspec.data.formats.stream import Stream
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview, preview_of
from nnspec.data.table.table import Table
from nnspec.spec.language.objects import ObjectSpec

if TYPE_CHECKING:
    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.writer import Writer

PATH: dict[str, Any] = {
    "takes": "string",
    "required": True,
    "summary": "The file, relative to the spec's own folder.",
}
"""The parameter of every source that is a file."""


PREVIEW_ROWS = 20_000
"""Enough rows to know a column by, few enough to be read at once."""


class Size(NamedTuple):
    """How large a source is, roughly.

    Attributes:
        rows: How many rows it has.
        reading: Bytes of memory that reading it takes beside the table.
    """

    rows: int
    reading: int


class Format:
    """One format of data.

    Attributes:
        name: The source's name in a spec, and the format's for `predict --format`.
        title: What lists for people call it; empty where it goes without saying.
        rank: Its place in such lists, the most usual first.
        summary: What the source is, for the catalogue.
        parameters: Those of the source, in order, as the catalogue has them; None where it is no
            source of its own.
        example: Arguments worth showing in the reference.
        typed: Whether its values have types; else all of them are text.
        in_batches: Whether it can be read in pieces, for rows that do not fit memory.
        extras: The extras of nnspec that it needs, each with the modules that they install.
    """

    name: str
    title = ""
    rank: int
    summary = ""
    parameters: ClassVar[Mapping[str, Mapping[str, Any]] | None] = None
    example: ClassVar[Mapping[str, Any]] = {}
    typed = True
    in_batches = False
    extras: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def read(
        self,
        source: ObjectSpec,
        *,
        base_dir: Path,
        max_rows: int | None = None,
        numeric: Iterable[str] = (),
        text: Iterable[str] = (),
    ) -> Table:
        """The rows of a source.

        Args:
            source: Its arguments.
            base_dir: What a relative path is relative to: the spec's folder.
            max_rows: Only so many rows from the top.
            numeric: Columns that must be numbers, where values have no types.
            text: Columns that stay text, likewise.

        Raises:
            DataError: There is no such data, or it cannot be read.
        """
        raise NotImplementedError

    def preview(self, source: ObjectSpec, *, base_dir: Path, max_rows: int | None) -> Preview:
        """A first look at a source; arguments and errors as `read`."""
        # One row more than wanted tells a file that ends here from one that goes on.
        limit = None if max_rows is None else max_rows + 1
        table = self.read(source, base_dir=base_dir, max_rows=limit)
        whole = max_rows is None or table.n_rows <= max_rows
        return preview_of(table if max_rows is None or whole else table.head(max_rows), whole=whole)

    def stream(
        self, source: ObjectSpec, *, base_dir: Path, block_bytes: int | None = None
    ) -> Stream:
        """The rows of a source in pieces; only where `in_batches`.

        Args:
            source: Its arguments.
            base_dir: What a relative path is relative to.
            block_bytes: How much of a text to parse at once; the usual amount when None.

        Raises:
            DataError: An argument of the source is wrong.
        """
        raise NotImplementedError

    def size(self, source: ObjectSpec, *, base_dir: Path, label: str, columns: int) -> Size | None:
        """How large a source is, None where only reading it tells.

        Args:
            source: Its arguments.
            base_dir: What a relative path is relative to.
            label: What messages call it.
            columns: How many columns it has.

        Raises:
            DataError: It cannot be read.
        """
        return None

    def written(self, source: ObjectSpec) -> dict[str, Any]:
        """How a source is written, for run.json: new rows are read in the same way.

        Args:
            source: The run's data.

        Returns:
            Those of its arguments that are no matter of its place.
        """
        return {}

    def missing_words(self, source: ObjectSpec, base_dir: Path, column: str) -> tuple[str, ...]:
        """A line on the words of a column that were read as no value, for a problem.

        Args:
            source: The file.
            base_dir: What its path is relative to.
            column: The column.

        Returns:
            Nothing where there are none among the first rows.
        """
        return ()


class FileFormat(Format):
    """A format of files.

    Attributes:
        what: What messages call such a file, with its article.
        endings: How the names of its files end, the usual one first.
        source: The source of a spec that reads its files, where it is another format's.
        arguments: The arguments of that source that the ending stands for.
        is_text: Whether its files are text, which may be packed and shown on a terminal.
        signatures: How its files begin.
        begins_as: What a file is called that begins so; `what` where it is empty.
        written_like: The arguments of a source that hold for new rows as well.
        is_written: Whether predictions are written in it.
        of_objects: Whether a row is a JSON object, which keeps its own columns.
    """

    what: str
    endings: tuple[str, ...] = ()
    source = ""
    arguments: ClassVar[Mapping[str, Any]] = {}
    is_text = False
    signatures: tuple[bytes, ...] = ()
    begins_as = ""
    written_like: tuple[str, ...] = ()
    is_written = False
    of_objects = False

    def table(
        self, path: Path, *, label: str, max_rows: int | None = None, **arguments: Any
    ) -> Table:
        """The rows of a file.

        Args:
            path: The file.
            label: What messages call it.
            max_rows: Only so many rows from the top.
            arguments: The source's, without the path.

        Raises:
            DataError: The file cannot be read.
        """
        raise NotImplementedError

    def is_archive(self, names: Sequence[str]) -> bool:
        """Whether a .zip archive of files with these names is a file of this format."""
        return False

    def read(
        self,
        source: ObjectSpec,
        *,
        base_dir: Path,
        max_rows: int | None = None,
        numeric: Iterable[str] = (),
        text: Iterable[str] = (),
    ) -> Table:
        """As `Format.read`."""
        path, label, arguments = located(source, base_dir)
        return self.table(path, label=label, max_rows=max_rows, **arguments)

    def written(self, source: ObjectSpec) -> dict[str, Any]:
        """As `Format.written`."""
        return {
            name: source.arguments[name]
            for name in self.written_like
            if source.arguments.get(name) is not None
        }

    def read_new(
        self,
        path: Path,
        written: Mapping[str, Any],
        *,
        label: str,
        max_rows: int | None = None,
        text: Collection[str] = (),
    ) -> Table:
        """The new rows of a file, which is written as a run's own data.

        Args:
            path: The file.
            written: How the run's data is written, as `written` has it.
            label: What messages call the file.
            max_rows: Only so many rows from the top.
            text: Columns that stay text, where values have no types.

        Raises:
            DataError: The file cannot be read.
        """
        like = {name: written[name] for name in self.written_like if name in written}
        return self.table(path, label=label, max_rows=max_rows, **like)

    def new_rows(
        self,
        path: Path,
        written: Mapping[str, Any],
        kinds: Mapping[str, Kind],
        wanted: Sequence[str] | None,
        *,
        label: str,
    ) -> NewRows:
        """The new rows of a file, opened to be looked at one batch after the other.

        Args:
            path: The file.
            written: How the run's own data is written.
            kinds: The kind of each column that the run needs.
            wanted: The only columns that the output needs beside them; all of the file when None.
            label: What messages call the file.

        Raises:
            DataError: The file cannot be read.
        """
        return rows_of_table(self.read_new(path, written, label=label), kinds, wanted)

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """A writer of rows; only where `is_written`.

        Args:
            file: Where the bytes go.
            names: The columns.
            label: What messages call the output.
            style: How CSV is written, the plain way when None; and whether control characters are
                escaped in any text.
        """
        raise NotImplementedError


def located(source: ObjectSpec, base_dir: Path) -> tuple[Path, str, dict[str, Any]]:
    """A source's file, what messages call it, and the source's other arguments.

    Args:
        source: A source with a `path`.
        base_dir: What it is relative to.
    """
    arguments = dict(source.arguments)
    given = Path(arguments.pop("path"))
    path = base_dir / given
    return path, label_of(path, given), arguments
