"""Read a file of new rows by the format of the run's own data."""

from __future__ import annotations

from pathlib import Path

from nnspec.data.csv_format import CsvFormat, csv_format
from nnspec.data.csv_reader import read_csv
from nnspec.data.preprocessor import Preprocessor
from nnspec.data.sources import load_source
from nnspec.data.table import Table
from nnspec.spec.load import LoadedSpec
from nnspec.spec.objects import ObjectSpec
from nnspec.spec.places import file_source

_FORMAT = ("sep", "decimal", "encoding", "quotechar", "na_values")


def read_input(path: Path, loaded: LoadedSpec, preprocessor: Preprocessor) -> Table:
    """The rows of a file.

    Args:
        path: The file; Parquet, JSON lines, Excel or .npz by its ending, else CSV.
        loaded: The run's resolved spec; a new file is written like the one it was trained on.
        preprocessor: Knows which columns are text, also where all their values look like numbers.

    Raises:
        DataError: The file cannot be read.
    """
    if not is_csv(path):
        return load_source(_typed_source(path, loaded), base_dir=Path())
    kinds = preprocessor.input_kinds | preprocessor.target_kinds
    text = [name for name, kind in kinds.items() if kind == "text"]
    return read_csv(path, label=path.as_posix(), text=text, **_settings(loaded, path))


def is_csv(path: Path) -> bool:
    """Whether a file is read as CSV, as every one is whose ending says nothing else."""
    source = file_source(path.as_posix())
    return source is None or source.name == "csv"


def input_format(path: Path, loaded: LoadedSpec) -> CsvFormat:
    """How the fields of such a file are separated and written."""
    return csv_format(**_settings(loaded, path))


def _typed_source(path: Path, loaded: LoadedSpec) -> ObjectSpec:
    """The file as a source; the sheet of a workbook is the one that the run was trained on."""
    source = file_source(path.as_posix())
    trained = loaded.spec.data.source
    if source.name == trained.name == "excel" and trained.argument("sheet_name") is not None:
        sheet = trained.argument("sheet_name")
        return ObjectSpec("excel", {**source.arguments, "sheet_name": sheet})
    return source


def _settings(loaded: LoadedSpec, path: Path) -> dict[str, object]:
    source = loaded.spec.data.source
    arguments = source.arguments if source.name == "csv" else {}
    settings = {name: arguments[name] for name in _FORMAT if arguments.get(name) is not None}
    if ".tsv" in path.suffixes:
        settings["sep"] = "\t"
    return settings
