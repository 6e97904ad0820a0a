"""Which source reads a file, by its ending, and which files none reads."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nnspec.catalog.formats import format_facts
from nnspec.spec.language.objects import ObjectSpec
from nnspec.zip_file import name_in_zip

FILE_FORMATS = {ending: name for name, facts in format_facts().items() for ending in facts.endings}
"""A file's ending to the format that it says."""

DEFAULT_FORMAT = "csv"
"""What a file is read as whose ending says nothing."""

PACKABLE = tuple(end for end, name in FILE_FORMATS.items() if format_facts()[name].is_text)
"""Text files may be packed; the other formats pack what is in them themselves."""

ZIP = ".zip"

PACKED = (".gz", ".bz2", ".xz", ".zst", ZIP)

FILE_ENDINGS = (*FILE_FORMATS, ZIP)


class Foreign(NamedTuple):
    """A kind of file that no source reads.

    Attributes:
        what: What it is, with its article.
        hint: What to do.
    """

    what: str
    hint: str


_CSV = "save it as .csv"
_PARQUET = "save it as .parquet"
_UNPACK = "unpack it and name the file in it"
OLD_EXCEL = Foreign("an old Excel workbook (.xls)", "save it as .xlsx")
BINARY_EXCEL = Foreign("a binary Excel workbook (.xlsb)", "save it as .xlsx")
OPEN_DOCUMENT = Foreign("an OpenDocument spreadsheet (.ods)", "save it as .xlsx or .csv")
FEATHER = Foreign("a Feather file of version 1", _PARQUET)
ORC = Foreign("an ORC file", _PARQUET)
AVRO = Foreign("an Avro file", _PARQUET)
SPSS = Foreign("an SPSS file (.sav)", _CSV)
STATA = Foreign("a Stata file (.dta)", _CSV)
SAS = Foreign("a SAS file", _CSV)
R_OBJECTS = Foreign(
    "a file of R objects", "write it in R with write.csv(x, FILE, row.names = FALSE)"
)
PICKLE = Foreign(
    "a Python pickle", "save it as .parquet or .csv: a pickle can run code when it is read"
)
ARFF = Foreign("a Weka file (.arff)", _CSV)
HDF5 = Foreign("an HDF5 file", "save its arrays with np.savez as .npz, or a table as .parquet")
MATLAB = Foreign("a MATLAB file (.mat)", "save its arrays with np.savez as .npz")
NUMPY = Foreign("a single NumPy array (.npy)", "save it by name: np.savez('data.npz', x=array)")
SQLITE = Foreign(
    "an SQLite database",
    "save a table as .csv; a spec also reads it with the source sql: {url: ..., query: ...}",
)
DATABASE = Foreign("a database", "save a table of it as .csv")
WEB_PAGE = Foreign("a web page (HTML)", "save its table as .csv")
XML = Foreign("an XML file", _CSV)
ARCHIVE = Foreign("an archive", _UNPACK)
DOCUMENT = Foreign("a document to be read by people", "copy its table to a spreadsheet, " + _CSV)
PICTURE = Foreign("a picture", "data is a table, with a row for each example")
NUMBERS = Foreign("a Numbers spreadsheet", "export it as .xlsx or .csv")
OTHER_TEXT = Foreign("a YAML or TOML file", "save the rows as .csv or .jsonl")
TFRECORD = Foreign("a file of TFRecords", "save them as .npz or .parquet")

_BY_ENDING = {
    OLD_EXCEL: "xls xlt",
    BINARY_EXCEL: "xlsb",
    OPEN_DOCUMENT: "ods fods ots",
    NUMBERS: "numbers",
    ORC: "orc",
    AVRO: "avro",
    SPSS: "sav zsav por",
    STATA: "dta",
    SAS: "sas7bdat xpt",
    R_OBJECTS: "rds rda rdata",
    PICKLE: "pkl pickle pck joblib",
    ARFF: "arff",
    HDF5: "h5 hdf5 hdf he5",
    MATLAB: "mat",
    NUMPY: "npy",
    SQLITE: "sqlite sqlite3 db db3",
    DATABASE: "mdb accdb dbf duckdb sql",
    WEB_PAGE: "html htm",
    XML: "xml",
    ARCHIVE: "tar tgz tbz2 txz 7z rar",
    DOCUMENT: "pdf doc docx odt rtf",
    PICTURE: "png jpg jpeg gif tif tiff bmp webp",
    OTHER_TEXT: "yaml yml toml",
    TFRECORD: "tfrecord tfrecords",
}
TEXT_KINDS = (SPSS, R_OBJECTS, PICKLE, ARFF, DATABASE, WEB_PAGE, XML, DOCUMENT, OTHER_TEXT)
"""Those of them that may be text."""

FOREIGN_ENDINGS = {
    f".{ending}": foreign for foreign, endings in _BY_ENDING.items() for ending in endings.split()
}
"""The endings of files that no source reads."""


def unpacked_name(text: str) -> str:
    """A file's name without the endings of what packs it, in lower case.

    >>> unpacked_name("data/Rows.TSV.gz")
    'data/rows.tsv'
    """
    name = text.lower()
    while name.endswith(PACKED):
        name = name.rpartition(".")[0]
    return name


def is_bare_zip(text: str) -> bool:
    """Whether it is `data.zip`, whose name does not say what is in it."""
    return text.lower().endswith(ZIP) and _ending(unpacked_name(text)) not in PACKABLE


def foreign_file(text: str) -> Foreign | None:
    """What a file is that no source reads, by its ending; None for any other.

    Args:
        text: The file's path.
    """
    return FOREIGN_ENDINGS.get(_ending(text.lower())) or FOREIGN_ENDINGS.get(
        _ending(unpacked_name(text))
    )


def file_form(text: str, *, base_dir: Path = Path()) -> str | None:
    """The format of a file by its ending, packed or not; None when the ending says nothing.

    What `data.zip` is, the file in it says; it is CSV where that says nothing.

    Args:
        text: The file's path.
        base_dir: What it is relative to.
    """
    name = unpacked_name(text)
    known = PACKABLE if name != text.lower() else tuple(FILE_FORMATS)
    ending = next((end for end in known if name.endswith(end)), None)
    if ending is None and is_bare_zip(text):
        ending = _ending((name_in_zip(base_dir / text) or "").lower())
        return FILE_FORMATS[ending] if ending in PACKABLE else DEFAULT_FORMAT
    return None if ending is None else FILE_FORMATS[ending]


def file_source(
    text: str, path: tuple[str | int, ...] = (), *, base_dir: Path = Path()
) -> ObjectSpec | None:
    """The source that reads a file, by its ending as in `file_form`.

    Args:
        text: The file's path.
        path: Where it stands in the document.
        base_dir: What the file's path is relative to.
    """
    form = file_form(text, base_dir=base_dir)
    if form is None:
        return None
    facts = format_facts()[form]
    return ObjectSpec(facts.source, {"path": text, **facts.arguments}, path, facts.source)


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix
