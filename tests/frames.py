"""Tables as people have them, drawn at random, and rows that come later."""

from __future__ import annotations

import numpy as np

from nnspec.data.table.table import Table

ROWS = (12, 40, 150, 500, 900)


def _words(rng, n, different, even=0.7):
    shares = rng.dirichlet(np.full(different, even))
    return np.array([f"w{k}" for k in rng.choice(different, n, p=shares)], dtype=object)


def _gaps(rng, column):
    column = column.copy()
    column[rng.random(len(column)) < 0.1] = None if column.dtype == object else np.nan
    return column


def _days(n):
    first = np.datetime64("2021-03-01")
    return np.array([str(first + k) for k in range(n)], dtype=object)


FEATURES = {
    "size": lambda rng, n: rng.normal(50, 9, n),
    "income": lambda rng, n: rng.lognormal(3, 1.4, n),
    "rain": lambda rng, n: np.where(rng.random(n) < 0.7, 0, rng.lognormal(1, 1, n)),
    "visits": lambda rng, n: rng.poisson(2, n).astype(float),
    "loss": lambda rng, n: -rng.lognormal(2, 1, n),
    "flag": lambda rng, n: (rng.random(n) < 0.02).astype(float),
    "gappy": lambda rng, n: _gaps(rng, rng.normal(size=n)),
    "port": lambda rng, n: _words(rng, n, 3),
    "maker": lambda rng, n: _gaps(rng, _words(rng, n, 25)),
    "city": lambda rng, n: _words(rng, n, 90, 9),
    "street name": lambda rng, n: _words(rng, n, 60),
    "house_id": lambda rng, n: rng.integers(0, n // 3 + 1, n).astype(float),
    "RowNumber": lambda rng, n: np.cumsum(rng.integers(1, 3, n)).astype(float),
    "weight": lambda rng, n: np.array([f"{k} kg" for k in rng.integers(1, 99, n)], dtype=object),
    "remark": lambda rng, n: np.array(
        [" ".join(rng.choice(["a", "so", "it", "was"], 8)) + f" {k}" for k in range(n)], object
    ),
    "when": lambda rng, n: _days(n),
    "moved": lambda rng, n: rng.permutation(_days(n)),
}
TARGETS = (
    lambda rng, n: rng.normal(5, 2, n),
    lambda rng, n: rng.lognormal(4, 1.5, n),
    lambda rng, n: (rng.random(n) < 0.5).astype(float),
    lambda rng, n: np.array(["no"] * (n - n // 20 - 2) + ["yes"] * (n // 20 + 2), object),
    lambda rng, n: np.array(["a"] * (n // 20 + 2) + ["b"] * (n - n // 20 - 2), object),
    lambda rng, n: rng.permutation(np.array(["x", "y", "z"] * n, object)[:n]),
    lambda rng, n: np.where(np.arange(n) % 25 < 2, 2.0, rng.integers(0, 2, n)),
)


def draw(seed):
    """A table with some features and a target `y`."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice(ROWS))
    names = rng.choice(list(FEATURES), int(rng.integers(2, 8)), replace=False)
    # There is always something to learn from.
    columns = {name: FEATURES[name](rng, n) for name in dict.fromkeys(["size", *names.tolist()])}
    columns["y"] = TARGETS[int(rng.integers(len(TARGETS)))](rng, n)
    return Table(columns, "data.csv")


def later_rows(table):
    """Rows with gaps, unknown words, negative numbers and larger ones."""
    columns = {}
    for name, column in table.columns.items():
        if table.is_numeric(name):
            largest = float(np.nanmax(np.abs(column)))
            columns[name] = np.array([np.nan, -9 * largest, 9 * largest, 0.0, -1.0])
        else:
            known = next(value for value in column.tolist() if value is not None)
            columns[name] = np.array([None, "never seen", "", known, "ß Ω"], dtype=object)
    return Table(columns, "later rows")
