"""JSON lines: JSON of one object a line, which is written so as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from nnspec.data.formats.format import PATH
from nnspec.data.formats.json.format import Json

if TYPE_CHECKING:
    from nnspec.data.formats.csv.write import CsvStyle
    from nnspec.data.formats.writer import Writer


class JsonLines(Json):
    """One JSON object a line; a list of them is read as well."""

    name = "jsonl"
    # Lists for people say JSON once.
    title = ""
    rank = 20
    endings = (".jsonl", ".ndjson")
    summary = "A text file with one JSON object a line, whose keys are the columns."
    parameters: ClassVar = {"path": PATH}
    example: ClassVar = {"path": "data.jsonl"}

    def writer(
        self, file: BinaryIO, names: Sequence[str], label: str, style: CsvStyle | None = None
    ) -> Writer:
        """As `FileFormat.writer`."""
        from nnspec.data.formats.json.write import JsonLinesWriter

        return JsonLinesWriter(file, names, escape=style is not None and style.escape_controls)


FORMAT = JsonLines()
