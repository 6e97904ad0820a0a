"""A table of named columns: numbers with NaN for missing, or text with None for missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from nnspec.data.table.arrays import DTYPES, array_spec, missing_in
from nnspec.data.table.signature import ArraySpec

if TYPE_CHECKING:
    from nnspec.data.formats.csv.style import CsvFormat
    from nnspec.data.table.kinds import Kind


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows of a source are not used, and why; each is counted once.

    Attributes:
        of: How many rows there were.
        empty: Rows without any value.
        missing_target: Rows without a value of the target.
        filtered: Rows that do not meet `data.filter`.
    """

    of: int = 0
    empty: int = 0
    missing_target: int = 0
    filtered: int = 0

    def __add__(self, other: LeftOut) -> LeftOut:
        return LeftOut(
            self.of + other.of,
            self.empty + other.empty,
            self.missing_target + other.missing_target,
            self.filtered + other.filtered,
        )

    @property
    def total(self) -> int:
        """How many rows are left out."""
        return self.empty + self.missing_target + self.filtered

    @property
    def line(self) -> str:
        """`left out 42 of 1,000 rows: 12 have no value of the target, ...`."""
        return f"left out {self.total:,} of {self.of:,} rows: {self.words}"

    @property
    def words(self) -> str:
        """`12 have no value of the target, 30 do not meet data.filter`."""
        reasons = (
            (self.empty, "no value at all", "have", "has"),
            (self.missing_target, "no value of the target", "have", "has"),
            (self.filtered, "not meet data.filter", "do", "does"),
        )
        return ", ".join(
            f"{count:,} {one if count == 1 else many} {rest}"
            for count, rest, many, one in reasons
            if count
        )


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length in memory, in order; what they can be asked says `Columns`.

    A numeric column is a float64 array in which NaN is a missing value and nothing is infinite.
    A text column is an object array of `str` in which None is a missing value; true and false,
    categories and dates are text. A column of arrays has further axes, those of `arrays.DTYPES`;
    a row with NaN lacks its value.

    Attributes:
        columns: The columns by name.
        origin: What messages call the source, for instance `datasets/concrete.csv`.
        row_numbers: The number of each row in its source, int64 of shape (n,), or None for 1 to n.
        row_word: What that number counts: `line` of a file (the header is line 1), or `row`.
        partial: Whether these are only the first rows of a source that goes on: what holds for all
            of them need not hold for the source.
        left_out: How many rows of the source are not used; those taken of this table do not know.
        csv: How the CSV file is written that it comes from; None where values have types.
        joined: The tables whose rows these are, one after the other, by the part that each is for;
            they share their memory with `columns`. None for the rows of one source.

    Raises:
        ValueError: The columns differ in length, or one has another dtype.
    """

    in_memory: ClassVar[bool] = True

    columns: dict[str, np.ndarray]
    origin: str
    row_numbers: np.ndarray | None = None
    row_word: Literal["row", "line"] = "row"
    partial: bool = False
    left_out: LeftOut = LeftOut()
    csv: CsvFormat | None = field(default=None, kw_only=True)
    joined: Mapping[str, Table] = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            arrays = column.ndim > 1 and column.dtype.name in DTYPES
            plain = column.ndim == 1 and column.dtype in (np.float64, np.object_)
            if not (arrays or plain) or len(column) != self.n_rows:
                raise ValueError(
                    f"column {name!r} is {column.dtype} of shape {column.shape}; "
                    f"expected float64 or object of shape ({self.n_rows},)"
                )

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(self.columns)

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each column holds, in order: `numeric`, `text`, or the array of a row."""
        return {
            name: self.array(name) or ("numeric" if self.is_numeric(name) else "text")
            for name in self.columns
        }

    @property
    def sources(self) -> Mapping[str, Table]:
        """The rows of each source by the part that it is for; `data.source` is the first."""
        return self.joined or {"training": self}

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The first row of each source, and the one after its last."""
        ends = np.cumsum([source.n_rows for source in self.sources.values()]).tolist()
        return dict(zip(self.sources, zip([0, *ends[:-1]], ends, strict=True), strict=True))

    @property
    def n_rows(self) -> int:
        """How many rows there are; 0 without columns."""
        return next((len(column) for column in self.columns.values()), 0)

    def is_numeric(self, name: str) -> bool:
        """Whether the column holds numbers rather than text or arrays."""
        return self.columns[name].dtype == np.float64

    def array(self, name: str) -> ArraySpec | None:
        """What a column of arrays has of a row; None for another column."""
        return array_spec(self.columns[name])

    def has_long_text(self, name: str) -> bool:
        """False: what is in memory can be read."""
        return False

    def missing_mask(self, name: str) -> np.ndarray:
        """Which rows have no value in this column, bool of shape (n,)."""
        return missing_in(self.columns[name])

    def missing(self, name: str) -> int:
        """How many rows have no value in this column."""
        return int(np.count_nonzero(self.missing_mask(name)))

    def examples(self, name: str, limit: int = 3) -> list[str | float]:
        """The first few different values of a column, missing ones left out."""
        found: dict[str | float, None] = {}
        column = self.columns[name]
        for value in column[~self.missing_mask(name)].tolist():
            found.setdefault(value)
            if len(found) == limit:
                break
        return list(found)

    @property
    def rows_in_words(self) -> str:
        """`344 rows`, or `the first 20,000 rows` of a source that goes on."""
        used = " that are used" if self.partial and self.left_out.total else ""
        return f"{'the first ' * self.partial}{self.n_rows:,} rows{used}"

    def number(self, row: int) -> int:
        """The number in its source of the row with this index."""
        return row + 1 if self.row_numbers is None else int(self.row_numbers[row])

    def place(self, row: int) -> str:
        """Where the row with this index stands in its source: `on line 7` or `in row 6`."""
        return f"{'on' if self.row_word == 'line' else 'in'} {self.row_word} {self.number(row)}"

    def select(self, names: Iterable[str]) -> Table:
        """The named columns alone, in the order given."""
        columns = {name: self.columns[name] for name in names}
        return Table(
            columns, self.origin, self.row_numbers, self.row_word, self.partial, csv=self.csv
        )

    def as_table(self) -> Table:
        """This table."""
        return self

    def pieces(
        self, names: Iterable[str], rows: int | None = None
    ) -> Iterator[tuple[np.ndarray, Table]]:
        """All rows of some columns as one piece, with their indices; see `Columns.pieces`."""
        if self.n_rows:
            yield np.arange(self.n_rows), self.select(names)

    def take(self, rows: np.ndarray | Sequence[int], names: Iterable[str] | None = None) -> Table:
        """The rows with these indices, in the order given; they keep their row numbers.

        Rows that are all of one source know it by name, so that messages name the right file.

        Args:
            rows: The indices.
            names: Only these columns, all when left out.
        """
        index = np.asarray(rows, dtype=np.int64)
        if self.joined and len(index):
            for name, (start, end) in self.ranges.items():
                if start <= index.min() and index.max() < end:
                    return self.joined[name].take(index - start, names)
        numbers = index + 1 if self.row_numbers is None else self.row_numbers[index]
        names = self.columns if names is None else names
        columns = {name: self.columns[name][index] for name in names}
        return Table(columns, self.origin, numbers, self.row_word, self.partial, csv=self.csv)

    def among(self, rows: np.ndarray) -> Table:
        """These rows as a table of their own."""
        return self.take(rows)

    def head(self, rows: int) -> Table:
        """The first rows, as views of the same memory."""
        numbers = None if self.row_numbers is None else self.row_numbers[:rows]
        columns = {name: column[:rows] for name, column in self.columns.items()}
        partial = self.partial or rows < self.n_rows
        return Table(columns, self.origin, numbers, self.row_word, partial, csv=self.csv)

    def fingerprint(self) -> str:
        """SHA-256 over names, kinds and values, in hexadecimal.

        It depends on the order of rows and columns, not on the origin, the machine or the process.
        """
        digest = hashlib.sha256()
        for name, column in self.columns.items():
            digest.update(column_header(name, self.array(name), self.is_numeric(name), len(column)))
            if column.ndim > 1:
                digest.update(canonical_array(column).tobytes())
            elif self.is_numeric(name):
                digest.update(canonical_numbers(column).tobytes())
            else:
                # Lengths before text: no two columns share both, whatever characters they hold.
                values = column.tolist()
                lengths = [-1 if value is None else len(value) for value in values]
                digest.update(np.asarray(lengths, dtype="<i8").tobytes())
                text = "".join(value for value in values if value is not None)
                digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def column_header(name: str, array: ArraySpec | None, numeric: bool, rows: int) -> bytes:
    """What stands before a column's values in the fingerprint of its table."""
    kind = "number" if numeric else "text"
    if array is not None:
        kind = f"{array.dtype} {'x'.join(map(str, array.shape))}"
    return f"{len(name)}:{name}:{kind}:{rows};".encode("utf-8", "surrogatepass")


def canonical_array(column: np.ndarray) -> np.ndarray:
    """A column of arrays, little-endian, with one bit pattern for zero and one for NaN."""
    if column.dtype != np.float32:
        return np.ascontiguousarray(column.astype(column.dtype.newbyteorder("<"), copy=False))
    numbers = np.ascontiguousarray(column.astype("<f4") + np.float32(0))
    numbers[np.isnan(numbers)] = np.nan
    return numbers


def canonical_numbers(column: np.ndarray) -> np.ndarray:
    """Little-endian numbers with one bit pattern for zero and one for NaN."""
    numbers = column.astype("<f8") + 0.0
    numbers[np.isnan(numbers)] = np.nan
    return numbers
