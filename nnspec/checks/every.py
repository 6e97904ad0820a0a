"""Imports each module of checks: a check is declared when its module is imported.

The order is the order in which problems on one line are shown.
"""

from nnspec.checks.data import categories, columns, parts, scaling, steps, targets, values, weights
from nnspec.checks.network import (
    codes,
    crops,
    device,
    labels,
    layers,
    losses,
    metrics,
    names,
    parameters,
    precision,
    whole_numbers,
)
from nnspec.checks.training import (
    callbacks,
    file_names,
    file_places,
    monitors,
    optimizers,
    paths,
    settings,
)

__all__ = [
    "callbacks",
    "categories",
    "codes",
    "columns",
    "crops",
    "device",
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
    "precision",
    "scaling",
    "settings",
    "steps",
    "targets",
    "values",
    "weights",
    "whole_numbers",
]
