"""Streams of small pieces, for tests of tables on disk."""

import numpy as np

from nnspec.data.formats.stream import Stream
from nnspec.data.table.table import Table


def texts(*values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def stream_of(*pieces, first_line=None):
    """Pieces whose columns of numbers are given as text when these are asked for."""

    def read(only, text):
        for piece in pieces:
            columns = {
                name: texts(*(None if v != v else f"0{v:g}" for v in column.tolist()))
                if name in text and column.dtype == np.float64 and not np.isnan(column).all()
                else column
                for name, column in piece.columns.items()
                if not only or name in only
            }
            read.passes.append(tuple(columns))
            yield Table(columns, "rows", piece.row_numbers, piece.row_word)

    read.passes = []
    stream = Stream("rows", read, lambda: first_line)
    return stream, read.passes


def piece(numbers=None, **columns):
    numbers = None if numbers is None else np.array(numbers)
    return Table({name: np.array(column) for name, column in columns.items()}, "rows", numbers)
