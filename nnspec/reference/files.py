"""The files in specs/ that are made from the program, and how they are made anew."""

from __future__ import annotations

from pathlib import Path

from nnspec.reference.find import checks
from nnspec.reference.page import fill
from nnspec.spec.schema.build import schema
from nnspec.spec.schema.text import schema_text

SPECS = Path(__file__).parents[2] / "specs"
SCHEMA_FILE = SPECS / "nnspec.schema.json"
PAGE_FILE = SPECS / "README.md"


def schema_file_text() -> str:
    """The language's JSON Schema, with the checks that `ignore` may name."""
    looked_for = {name: check.text.partition("\n")[0] for name, check in checks().items()}
    return schema_text(schema(looked_for))


def write() -> tuple[Path, ...]:
    """Write the schema and the generated parts of the page.

    Returns:
        What was written.
    """
    SCHEMA_FILE.write_text(schema_file_text(), encoding="utf-8", newline="\n")
    page = fill(PAGE_FILE.read_text(encoding="utf-8"))
    PAGE_FILE.write_text(page, encoding="utf-8", newline="\n")
    return SCHEMA_FILE, PAGE_FILE
