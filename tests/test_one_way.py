"""In memory or on disk is a property of columns and rows: nobody asks which of them they are."""

from __future__ import annotations

import ast
from pathlib import Path

import nnspec

PACKAGE = Path(nnspec.__file__).parent
# The classes that keep `Columns` and `Rows`, and what holds them.
KEPT = {
    "Arrays", "InMemory", "KnownSource", "OnDisk", "Part", "PartOnDisk", "Prepared", "Selection",
    "Table", "TableOnDisk",
}  # fmt: skip
KEEPERS = "data/ondisk/"


def asked(text: str) -> set[str]:
    """Which of these classes a file's `isinstance` and `type(...) is` ask for."""
    tree = ast.parse(text)
    calls = [
        node.args[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("isinstance", "issubclass")
        and len(node.args) == 2
    ]
    types = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and ast.unparse(node.left).startswith("type(")
    ]
    names = {n.id for one in (*calls, *types) for n in ast.walk(one) if isinstance(n, ast.Name)}
    attributes = {
        n.attr for one in (*calls, *types) for n in ast.walk(one) if isinstance(n, ast.Attribute)
    }
    return (names | attributes) & KEPT


def test_nobody_asks_what_columns_and_rows_are():
    found = {
        path.relative_to(PACKAGE).as_posix(): names
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.relative_to(PACKAGE).as_posix().startswith(KEEPERS)
        and (names := asked(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_it_would_be_found():
    assert asked("isinstance(rows, PartOnDisk | Other)") == {"PartOnDisk"}
    assert asked("isinstance(rows, (table.Table, str))") == {"Table"}
    assert asked("type(rows) is Arrays") == {"Arrays"}
    assert asked("isinstance(name, str)") == set()


def test_the_classes_are_there():
    defined = {
        node.name
        for path in (PACKAGE / "data").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert defined >= KEPT
