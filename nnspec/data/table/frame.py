"""A pandas DataFrame as a Table, for the Python API."""

from __future__ import annotations

from collections.abc import Collection
from numbers import Number
from typing import TYPE_CHECKING

import numpy as np

from nnspec.data.table.arrays import stacked
from nnspec.data.table.table import Table
from nnspec.data.table.values import refuse_infinities, refuse_repeated

if TYPE_CHECKING:
    import pandas as pd


def from_pandas(
    frame: pd.DataFrame, origin: str = "the DataFrame", text: Collection[str] = ()
) -> Table:
    """The frame's columns, without its index.

    Numbers become float64; booleans, categories and strings become text; dates become ISO text,
    without the time where every time is midnight. An object column of numbers alone is numeric, one
    of arrays a column of arrays.

    Args:
        frame: Columns of any pandas dtype.
        origin: What messages call the frame.
        text: Columns that become text, whatever they hold.

    Raises:
        DataError: Two columns have the same name, or a column holds an infinity.
    """
    names = [str(name) for name in frame.columns]
    refuse_repeated(names, origin, "give every column its own name")
    columns = {
        name: _text(frame.iloc[:, i]) if name in text else _column(name, frame.iloc[:, i], origin)
        for i, name in enumerate(names)
    }
    table = Table(columns, origin)
    refuse_infinities(table)
    return table


def _column(name: str, series: pd.Series, origin: str) -> np.ndarray:
    import pandas as pd

    if pd.api.types.is_bool_dtype(series.dtype) or isinstance(series.dtype, pd.CategoricalDtype):
        return _text(series)
    if pd.api.types.is_numeric_dtype(series.dtype):
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        present = series.dropna()
        whole_days = bool((present == present.dt.normalize()).all())
        dates = series.map(
            lambda t: t.date().isoformat() if whole_days else t.isoformat(), na_action="ignore"
        )
        return _text(dates)
    present = series.dropna()
    if len(present) and all(isinstance(v, Number) and not isinstance(v, bool) for v in present):
        return pd.to_numeric(series).to_numpy(dtype=np.float64, na_value=np.nan)
    if len(present) and all(isinstance(v, list | tuple | np.ndarray) for v in present):
        return stacked(list(series), name, origin)
    return _text(series)


def _text(series: pd.Series) -> np.ndarray:
    missing = series.isna().to_numpy()
    column = np.empty(len(series), dtype=object)
    column[:] = [
        None if gone else str(value) for value, gone in zip(series, missing.tolist(), strict=True)
    ]
    return column
