"""Rows that a program gives, as Keras takes them, as a table under the spec's columns."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.memory import memory_budget
from nnspec.data.table.arrays import differing_shapes
from nnspec.data.table.given import plain_array, table_of_columns
from nnspec.data.table.table import Table
from nnspec.data.table.values import no_rows
from nnspec.errors import DataError, Problem, listing
from nnspec.spec.language.byte_size import show_bytes
from nnspec.spec.language.memory import MEMORY, with_rows
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec

MOST_ROWS = 10_000_000
"""Rows that something without a known end may give."""

_TAKEN = (
    "give a DataFrame, a dict of arrays, a tuple (x, y), a list of dicts, a tf.data.Dataset, a "
    "keras.utils.PyDataset or a generator of batches"
)


def given_table(data: Any, spec: Spec, *, most: int = MOST_ROWS) -> Table:
    """The rows that a program gives, all of them.

    Args:
        data: A DataFrame; a dict of columns: arrays, tensors or lists; a tuple `(x, y)` or
            `(x, y, sample_weight)` of arrays, tensors or dicts; a list of dicts, one a row; or a
            tf.data.Dataset, a keras.utils.PyDataset or a generator of batches, or of rows, of such
            dicts and tuples. The columns of arrays are named by the spec: `data.features`,
            `data.target` and `data.weight`.
        spec: The spec.
        most: How many rows something may give whose end is not known.

    Raises:
        DataError: It is none of these, has no rows or no end, or its columns differ in length, in
            shape or in name.
    """
    if _is_frame(data):
        from nnspec.data.table.frame import from_pandas

        table = from_pandas(data)
    else:
        rows = _Rows(f"the {_name(data)}", spec)
        elements = _elements(data, rows, most)
        for number, element in enumerate(elements, start=1):
            rows.add(element, number)
        table = rows.table()
    if not table.n_rows:
        raise no_rows(table.origin)
    return table


def with_given(loaded: LoadedSpec, data: Any) -> LoadedSpec:
    """A spec whose source has the rows that a program gives.

    Args:
        loaded: The spec; whatever its source is, these rows take its place.
        data: As for `given_table`.

    Raises:
        DataError: As `given_table`.
    """
    spec = loaded.spec
    source = ObjectSpec(MEMORY, {}, ("data", "source"), MEMORY)
    held = with_rows(source, given_table(data, spec))
    section = spec.data.model_copy(update={"source": held})
    return replace(loaded, spec=spec.model_copy(update={"data": section}))


def _elements(data: Any, rows: _Rows, most: int) -> Iterator[Any]:
    """The batches and rows that rows are given in."""
    if isinstance(data, Mapping | tuple):
        rows.whole = True
        return iter([data])
    if isinstance(data, str | bytes | Path | np.ndarray | np.generic):
        raise _no_rows_at_all(data)
    if isinstance(data, Sequence):
        if not all(isinstance(row, Mapping) for row in data):
            raise _no_rows_at_all(data)
        rows.whole = True
        names = dict.fromkeys(name for row in data for name in row)
        return iter([{name: [row.get(name) for row in data] for name in names}] if data else [])
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(data, tensorflow.data.Dataset):
        if data.cardinality() == tensorflow.data.INFINITE_CARDINALITY:
            raise DataError(_endless(f"{rows.origin} repeats for ever", "leave out .repeat()"))
        return _bounded(data.as_numpy_iterator(), rows, most)
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(data, keras.utils.PyDataset):
        if data.num_batches is None:
            raise DataError(_endless(f"{rows.origin} has no end", "give it a __len__"))
        return (data[number] for number in range(data.num_batches))
    if not isinstance(data, Iterable) or isinstance(data, Sized):
        raise _no_rows_at_all(data)
    return _bounded(iter(data), rows, most)


def _bounded(elements: Iterator[Any], rows: _Rows, most: int) -> Iterator[Any]:
    """The elements of something that may go on for ever."""
    for element in elements:
        yield element
        if rows.count > most:
            message = f"{rows.origin} has given {rows.count:,} rows and goes on"
            hint = "end it, for instance with itertools.islice(batches, 1000)"
            raise DataError(_endless(message, hint))


def _endless(message: str, hint: str) -> Problem:
    message += ", and all rows are read before the first epoch"
    return Problem("endless-rows", message, hint=hint)


@dataclass(slots=True, eq=False)
class _Rows:
    """Rows that come in batches, or one by one.

    Attributes:
        origin: What messages call them.
        spec: Names the columns of arrays.
        whole: Whether all rows are one element.
        count: How many rows there are so far.
    """

    origin: str
    spec: Spec
    whole: bool = False
    count: int = 0
    _bytes: int = 0
    _budget: int | None = None
    _pieces: dict[str, list[Any]] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)

    def add(self, element: Any, number: int) -> None:
        """Take a batch or a row.

        Args:
            element: A dict of columns, or a tuple of features, targets and weights.
            number: Its number, from 1.

        Raises:
            DataError: It is neither; its columns are not those of the others; or all rows together
                need more memory than rows may take.
        """
        where = self.origin if self.whole else f"element {number:,} of {self.origin}"
        columns = self._columns(element, where)
        if not columns:
            raise no_rows(where)
        if any(_is_single(value) for value in columns.values()):
            columns = {name: _one_row(name, v, where) for name, v in columns.items()}
        lengths = {name: len(column) for name, column in columns.items()}
        first, length = next(iter(lengths.items()))
        for name, other in lengths.items():
            if other != length:
                message = f"columns {first!r} and {name!r} of {where} have {length:,} and "
                raise DataError(Problem("lengths-differ", f"{message}{other:,} values"))
        if self._pieces and columns.keys() != self._pieces.keys():
            before, now = listing(list(self._pieces)), listing(list(columns))
            message = f"{where} has the columns {now}, and those before it have {before}"
            raise DataError(Problem("batches-differ", message))
        for name, column in columns.items():
            self._pieces.setdefault(name, []).append(column)
            self._bytes += column.nbytes if isinstance(column, np.ndarray) else 64 * length
        self._numbers.append(length)
        self.count += length
        self._check_memory()

    def table(self) -> Table:
        """All rows.

        Raises:
            DataError: The arrays of a column differ in shape, or a value is of no known kind.
        """
        columns = {name: self._joined(name, pieces) for name, pieces in self._pieces.items()}
        return table_of_columns(columns, self.origin)

    def _check_memory(self) -> None:
        if self._budget is None:
            self._budget = memory_budget()
        if self._bytes > self._budget:
            message = (
                f"the first {self.count:,} rows of {self.origin} need {show_bytes(self._bytes)} "
            )
            message += f"of memory, and half of what is free is {show_bytes(self._budget)}"
            hint = "write them to a Parquet file, and name it as data.source"
            raise DataError(Problem("does-not-fit", message, hint=hint))

    def _joined(self, name: str, pieces: list[Any]) -> Any:
        if len(pieces) == 1:
            return pieces[0]
        if not all(isinstance(p, np.ndarray) and p.dtype.kind in "biuf" for p in pieces):
            return [value for piece in pieces for value in piece]
        shape = pieces[0].shape[1:]
        for number, piece in enumerate(pieces, start=1):
            if piece.shape[1:] != shape:
                places = ("in element 1", f"in element {number:,}")
                raise DataError(
                    differing_shapes(
                        name, self.origin, shape, places[0], piece.shape[1:], places[1]
                    )
                )
        return np.concatenate(pieces)

    def _columns(self, element: Any, where: str) -> dict[str, Any]:
        if isinstance(element, Mapping):
            return {str(name): plain_array(values) for name, values in element.items()}
        if not isinstance(element, tuple) or not 1 <= len(element) <= 3:
            what = type(element).__name__
            message = f"{where} is of type {what}, and neither a dict of columns nor a tuple (x, y)"
            raise DataError(Problem("not-rows", message, hint=_TAKEN))
        x, y, weight = (*element, None, None)[:3]
        columns = self._features(x, where)
        if y is not None:
            columns |= self._targets(y, where)
        if weight is not None:
            if self.spec.data.weight is None:
                message = f"{where} has weights of rows, and the spec names no column for them"
                hint = "add data: {weight: weight}, or leave them out"
                raise DataError(Problem("unnamed-columns", message, hint=hint))
            columns[self.spec.data.weight] = plain_array(weight)
        return columns

    def _features(self, x: Any, where: str) -> dict[str, Any]:
        names = self.spec.data.features
        inputs = self.spec.inputs
        if isinstance(x, Mapping):
            columns: dict[str, Any] = {}
            for name, values in x.items():
                own = (inputs or {}).get(name)
                columns |= (
                    {str(name): plain_array(values)}
                    if own is None
                    else _split(values, own, f"x[{name!r}] of {where}")
                )
            return columns
        if isinstance(x, tuple | list) and inputs is not None and len(x) == len(inputs):
            return {
                name: column
                for values, (key, own) in zip(x, inputs.items(), strict=True)
                for name, column in _split(values, own, f"x[{key!r}] of {where}").items()
            }
        if not isinstance(names, tuple):
            message = f"x of {where} is an array, and the spec does not name its columns"
            hint = "list them in data.features in the order of the array, or give a dict of columns"
            raise DataError(Problem("unnamed-columns", message, hint=hint))
        return _split(x, names, f"x of {where}")

    def _targets(self, y: Any, where: str) -> dict[str, Any]:
        target = self.spec.data.target
        outputs = target if isinstance(target, dict) else {}
        if isinstance(y, Mapping):
            columns: dict[str, Any] = {}
            for name, values in y.items():
                own = outputs.get(name, (str(name),))
                columns |= _split(values, own, f"y[{name!r}] of {where}")
            return columns
        if isinstance(y, tuple | list) and outputs and len(y) == len(outputs):
            return {
                name: column
                for values, own in zip(y, outputs.values(), strict=True)
                for name, column in _split(values, own, f"y of {where}").items()
            }
        names = target if isinstance(target, tuple) else sum(outputs.values(), ())
        return _split(y, names, f"y of {where}")


def _split(values: Any, names: Sequence[str], what: str) -> dict[str, Any]:
    """The columns of an array that has them side by side; of a single one the array itself."""
    array = plain_array(values)
    if isinstance(array, list):
        array = np.asarray(array)
    if len(names) == 1:
        # A column of the shape (n, 1), as Keras has targets.
        flat = isinstance(array, np.ndarray) and array.ndim == 2 and array.shape[1] == 1
        return {names[0]: array[:, 0] if flat else array}
    # A row by itself has one axis.
    if (
        not isinstance(array, np.ndarray)
        or array.ndim not in (1, 2)
        or array.shape[-1] != len(names)
    ):
        shape = getattr(array, "shape", None)
        found = type(values).__name__ if shape is None else f"an array of shape {shape}"
        message = f"{what} is {found}, and {len(names)} columns are named: {listing(list(names))}"
        hint = "give an array (n, columns), or a dict of columns"
        raise DataError(Problem("wrong-shape", message, hint=hint))
    return {name: array[..., place] for place, name in enumerate(names)}


def _is_single(value: Any) -> bool:
    """Whether it is one value, and not those of several rows."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0
    return isinstance(value, str | bytes | np.generic) or not isinstance(value, Sized)


def _one_row(name: str, value: Any, where: str) -> Any:
    """The value of one row as a column."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return value[None]
    if isinstance(value, np.ndarray) and value.ndim:
        message = f"column {name!r} of {where} holds no array of numbers"
        raise DataError(Problem("unsupported-column", message))
    return [value.item() if isinstance(value, np.ndarray) else value]


def _is_frame(data: Any) -> bool:
    # Whoever has a DataFrame has loaded pandas.
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def _name(data: Any) -> str:
    """What messages call what was given: `generator`, `dict`, `Dataset`."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(data, tensorflow.data.Dataset):
        return "Dataset"
    return type(data).__name__


def _no_rows_at_all(data: Any) -> DataError:
    message = f"an object of type {type(data).__name__} is no rows to train on or to measure"
    hint = _TAKEN
    if isinstance(data, str | Path):
        hint = f"name a file as the spec's data.source; {_TAKEN}"
    return DataError(Problem("not-rows", message, hint=hint))
