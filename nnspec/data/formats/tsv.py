"""TSV: CSV with tabs, by its ending and for predictions; a spec says it by `sep`."""

from __future__ import annotations

from typing import ClassVar

from nnspec.data.formats.csv.format import Csv


class Tsv(Csv):
    """Text with a row a line, and tabs between its fields."""

    name = "tsv"
    title = "TSV"
    rank = 11
    endings = (".tsv",)
    source = "csv"
    arguments: ClassVar = {"sep": "\t"}
    parameters = None


FORMAT = Tsv()
