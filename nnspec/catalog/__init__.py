"""The closed catalogue of what a spec may name, with every parameter, its kinds and its bounds.

It is data, `catalog.json`, so that a spec is checked without importing Keras or scikit-learn.
`python -m nnspec.catalog.generate` makes that file anew from the installed libraries; the modules
that only this needs are `generate`, `keras_families`, `scikit_families`, `identifiers`,
`docstrings`, `hints`, `layer_hints`, `facts` and `probe`. Reading takes `reader`, `entries`,
`kinds` and `columns` alone.

    >>> from nnspec.catalog import load
    >>> load().find("layers", "Dense").parameter("units").minimum
    1
"""

from nnspec.catalog.columns import source_columns
from nnspec.catalog.entries import Entry, Parameter
from nnspec.catalog.reader import Catalog, load

__all__ = ["Catalog", "Entry", "Parameter", "load", "source_columns"]
