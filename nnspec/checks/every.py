"""Imports each module of checks: a check is declared when its module is imported.

The order is the order in which problems on one line are shown.
"""

from nnspec.checks import (
    callbacks,
    categories,
    codes,
    columns,
    file_names,
    file_places,
    labels,
    layers,
    losses,
    metrics,
    monitors,
    names,
    optimizers,
    parameters,
    parts,
    paths,
    scaling,
    settings,
    steps,
    targets,
    values,
    weights,
)

__all__ = [
    "callbacks",
    "categories",
    "codes",
    "columns",
    "file_names",
    "file_places",
    "labels",
    "layers",
    "losses",
    "metrics",
    "monitors",
    "names",
    "optimizers",
    "parameters",
    "parts",
    "paths",
    "scaling",
    "settings",
    "steps",
    "targets",
    "values",
    "weights",
]
