"""scikit-learn's bundled data sets and generators as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnspec import catalog
from nnspec.catalog import source_columns
from nnspec.data.formats.format import Format
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec

LOADERS = (
    "load_iris",
    "load_wine",
    "load_breast_cancer",
    "load_diabetes",
    "load_linnerud",
    "load_digits",
)
"""Real data sets that come with scikit-learn."""

GENERATORS = (
    "make_moons",
    "make_circles",
    "make_blobs",
    "make_regression",
    "make_classification",
    "make_friedman1",
    "make_friedman2",
    "make_friedman3",
    "make_gaussian_quantiles",
    "make_hastie_10_2",
    "make_s_curve",
    "make_swiss_roll",
    "make_sparse_uncorrelated",
)
"""Functions that draw a data set; `random_state` is 0 unless it is given."""

# A generator draws as many columns as it is asked for; more than these fit no memory.
_MAX_COLUMNS = 100_000
_SHAPE_OF_THE_ANSWER = ("return_X_y", "as_frame", "coef", "return_centers")


def load_bundled(name: str, arguments: Mapping[str, Any] | None = None) -> Table:
    """A bundled data set, or one drawn by a generator.

    A bundled set has scikit-learn's feature names, then `target`: the class names as text for
    iris, wine and breast cancer, numbers for digits and diabetes, and for linnerud the three
    targets under their own names. A generated one has x1 to xn, then `target`, or target_1 to
    target_k when it has several.

    Args:
        name: One of `LOADERS` or `GENERATORS`.
        arguments: Arguments of scikit-learn's function of that name.

    Raises:
        DataError: There is no such set, or scikit-learn refuses an argument.
    """
    from sklearn import datasets

    if name not in LOADERS + GENERATORS:
        raise DataError(
            Problem(
                "unknown-source",
                f"there is no data source {name!r}",
                hint=did_you_mean(name, ("csv", *LOADERS, *GENERATORS)),
                details=(f"sources: csv, {listing(LOADERS + GENERATORS, 30)}",),
            )
        )
    # YAML has lists only, and scikit-learn insists on tuples for pairs such as n_samples.
    given = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in (arguments or {}).items()
    }
    refused = [key for key in given if key in _SHAPE_OF_THE_ANSWER]
    if refused:
        raise DataError(
            Problem("bad-source-argument", f"{name} takes no {listing(refused)} in a spec")
        )
    function = getattr(datasets, name)
    try:
        if name in LOADERS:
            return _bundled_table(name, function(**given))
        features, target = function(**{"random_state": 0} | given)[:2]
    except (TypeError, ValueError) as error:
        raise DataError(Problem("bad-source-argument", f"{name}: {error}")) from error
    names = [f"x{i}" for i in range(1, features.shape[1] + 1)]
    return _numeric_table(name, names, features, _target_names(target), target)


def _bundled_table(name: str, bunch: Mapping[str, Any]) -> Table:
    target = bunch["target"]
    if target.ndim == 2:
        targets = list(bunch["target_names"])
        return _numeric_table(name, bunch["feature_names"], bunch["data"], targets, target)
    table = _numeric_table(name, bunch["feature_names"], bunch["data"], ["target"], target)
    classes = bunch.get("target_names")
    if classes is not None and np.asarray(classes).dtype.kind == "U":
        labels = np.array([str(label) for label in classes], dtype=object)
        table.columns["target"] = labels[target]
    return table


def _target_names(target: np.ndarray) -> list[str]:
    if target.ndim == 1:
        return ["target"]
    return [f"target_{i}" for i in range(1, target.shape[1] + 1)]


def _numeric_table(
    origin: str,
    feature_names: list[str],
    features: np.ndarray,
    target_names: list[str],
    target: np.ndarray,
) -> Table:
    values = np.column_stack([features, target]).astype(np.float64)
    names = [*map(str, feature_names), *map(str, target_names)]
    columns = {name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(names)}
    return Table(columns, origin)


class Bundled(Format):
    """What comes with scikit-learn, the one format that is no file: each set is a source."""

    name = "bundled"
    rank = 90

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
        table = load_bundled(source.name, source.arguments)
        return table if max_rows is None else table.head(max_rows)

    def preview(self, source: ObjectSpec, *, base_dir: Path, max_rows: int | None) -> Preview:
        """As `Format.preview`: what the catalogue says of it, which imports nothing.

        Raises:
            DataError: It has too many columns, or its arguments do not say how many.
        """
        entry = catalog.load().find("sources", source.name)
        if entry is None:
            return super().preview(source, base_dir=base_dir, max_rows=max_rows)
        for name in (entry.feature_count_parameter, entry.target_count_parameter):
            count = source.argument(name) if name else None
            if isinstance(count, int) and count > _MAX_COLUMNS:
                message = f"{source.name}: {name} is {count}; there may be {_MAX_COLUMNS:,} columns"
                raise DataError(Problem("too-many-columns", message))
        columns = source_columns(entry, source.arguments)
        if columns is None:
            message = f"{source.name}: its arguments do not say how many columns it has"
            raise DataError(Problem("bad-source-argument", message))
        features, targets = columns
        classes = entry.classes
        is_text = bool(classes) and isinstance(classes[0], str)
        kinds: dict[str, Kind] = dict.fromkeys(features, "numeric")
        kinds.update(dict.fromkeys(targets, "text" if is_text else "numeric"))
        rows = entry.rows
        parameter = entry.parameter("n_samples")
        if rows is None and parameter is not None:
            samples = source.argument("n_samples", parameter.default)
            rows = samples if isinstance(samples, int) else sum(samples)
        known = {targets[0]: classes} if classes else {}
        return Preview(kinds, source.name, rows, classes=known)


FORMAT = Bundled()
