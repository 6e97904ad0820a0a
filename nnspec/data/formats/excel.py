"""Excel workbooks to tables, through openpyxl."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from nnspec.data.formats.common.extras import need_package
from nnspec.data.formats.common.files import check_is_file
from nnspec.data.formats.common.first_bytes import wrong_file_problem
from nnspec.data.formats.csv.header import name_unnamed
from nnspec.data.formats.csv.style import MISSING_TOKENS
from nnspec.data.formats.format import PATH, FileFormat
from nnspec.data.table.table import Table
from nnspec.data.table.values import refuse_repeated, table_of_values
from nnspec.errors import DataError, Problem, did_you_mean, listing

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

# What a cell shows whose formula has no value.
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
_MISSING = frozenset((*MISSING_TOKENS, *_ERRORS))


def read_excel(
    path: str | Path,
    *,
    sheet_name: int | str = 0,
    label: str | None = None,
    max_rows: int | None = None,
) -> Table:
    """Read one sheet of a workbook; its first row that is not empty names the columns.

    A column of numbers alone is numeric, any other text: booleans as `True` and `False`, dates in
    ISO form. Cells that are empty, hold a word for missing such as `NA`, or show an error such as
    `#DIV/0!` are missing. Empty rows are left out, and so are empty columns without a name;
    others without one are called as pandas calls them, `Unnamed: 0`.

    Args:
        path: The .xlsx or .xlsm file.
        sheet_name: The sheet's name, or its position from 0.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top.

    Raises:
        DataError: There is no such file or sheet, it is no workbook, or openpyxl is missing.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    check_is_file(path, label, "an Excel file")
    need_package("excel", "openpyxl", "excel")
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # What openpyxl does not know, such as a drop-down list, is no matter of the values.
            warnings.simplefilter("ignore", UserWarning)
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                sheet = _sheet(workbook.worksheets, sheet_name, label)
                return _table(sheet, label, max_rows)
            finally:
                workbook.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, SyntaxError) as error:
        wanted = "an Excel workbook (.xlsx)"
        raise DataError(wrong_file_problem("unreadable-excel", path, label, wanted)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(Problem("unreadable-file", f"{label} cannot be read: {reason}")) from error


def _sheet(sheets: list[ReadOnlyWorksheet], wanted: int | str, label: str) -> ReadOnlyWorksheet:
    names = [sheet.title for sheet in sheets]
    if isinstance(wanted, int):
        if wanted < len(sheets):
            return sheets[wanted]
        many = "1 sheet" if len(sheets) == 1 else f"{len(sheets)} sheets"
        message = f"{label} has {many}, and sheet_name {wanted} would be number {wanted + 1}"
        details = (f"sheets: {listing(names)}",)
        raise DataError(Problem("unknown-sheet", message, details=details))
    if wanted in names:
        return sheets[names.index(wanted)]
    message = f"{label} has no sheet {wanted!r}; it has {listing([repr(name) for name in names])}"
    raise DataError(Problem("unknown-sheet", message, hint=did_you_mean(wanted, names)))


def _table(sheet: ReadOnlyWorksheet, label: str, max_rows: int | None) -> Table:
    # Some programs write a wrong extent, which would cut rows off.
    sheet.reset_dimensions()
    rows = _filled_rows(sheet)
    where = f"{label}, sheet {sheet.title!r},"
    _, header = next(rows, (0, []))
    if not header:
        raise DataError(Problem("no-rows", f"{where} is empty"))
    kept = list(islice(rows, max_rows))
    if not kept and max_rows != 0:
        raise DataError(Problem("no-rows", f"{where} has a header but no rows"))
    width = max(len(header), *(len(cells) for _, cells in kept)) if kept else len(header)
    header += [None] * (width - len(header))
    given = ["" if name is None else str(name).strip() for name in header]
    refuse_repeated([name for name in given if name], label, "give every column its own name")
    columns = {}
    for position, name in enumerate(name_unnamed(given)):
        values = [cells[position] if position < len(cells) else None for _, cells in kept]
        if given[position] or any(value is not None for value in values):
            columns[name] = values
    return table_of_values(columns, label, [number for number, _ in kept])


def _filled_rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[Any]]]:
    """Each row's number and cells, without empty rows and without empty cells at the end."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_value(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield number, cells


def _value(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in _MISSING else value


class Excel(FileFormat):
    """A workbook, of which one sheet is read."""

    name = "excel"
    title = "Excel"
    what = "an Excel file"
    begins_as = "an Excel workbook"
    rank = 60
    endings = (".xlsx", ".xlsm")
    extras: ClassVar = {"excel": ("openpyxl",)}
    summary = "A sheet of an Excel workbook (.xlsx), the column names in its first row."
    example: ClassVar = {"path": "data.xlsx", "sheet_name": "2024"}
    parameters: ClassVar = {
        "path": PATH,
        "sheet_name": {
            "takes": "integer >= 0 or string",
            "default": 0,
            "summary": "The sheet's name, or its position from 0.",
        },
    }
    # The sheet of new rows is the one that the run was trained on.
    written_like = ("sheet_name",)

    def is_archive(self, names: Sequence[str]) -> bool:
        """As `FileFormat.is_archive`."""
        return "xl/workbook.xml" in names

    def table(
        self, path: Path, *, label: str, max_rows: int | None = None, **arguments: Any
    ) -> Table:
        """As `FileFormat.table`."""
        return read_excel(path, label=label, max_rows=max_rows, **arguments)


FORMAT = Excel()
