"""The floors of the house: what a folder imports lies on its own floor or on one below."""

import ast
from pathlib import Path

import pytest

import nnspec

PACKAGE = Path(nnspec.__file__).parent

# From the ground up; folders of one line may use one another's files, without a circle of files.
FLOORS = (
    "errors.py listener.py metrics_table.py names.py options.py passwords.py printable.py "
    "problem_text.py program.py reserved_names.py version.py zip_file.py",
    "catalog",
    "spec/yaml",
    "spec/language",
    "spec/arguments.py spec/load.py spec/no_spec.py spec/overrides.py spec/meaning spec/schema "
    "spec/writing",
    "runs",
    "data/memory.py data/table",
    "data/formats",
    "data/steps",
    "data/chains",
    "catalog/scikit_families.py catalog/generate.py",
    "data/features",
    "data/split",
    "data/loading",
    "data/ondisk",
    "checks",
    "starter",
    "reference",
    "network",
    "scoring",
    "prediction",
    "evaluation",
    "report",
    "export",
    "training",
    "cli",
    "__main__.py",
)
PLACES = [(place, floor) for floor, line in enumerate(FLOORS) for place in line.split()]
MOST_FILES = 21


def floor_of(path: str) -> int | None:
    fits = [(len(p), n) for p, n in PLACES if path == p or path.startswith(f"{p}/")]
    return max(fits)[1] if fits else None


def module_path(name: str) -> str | None:
    """`nnspec.data.split` as `data/split/__init__.py`, None for what is no module."""
    file = PACKAGE / "/".join(name.split(".")[1:])
    for found in (file.with_suffix(".py"), file / "__init__.py"):
        if found.is_file():
            return found.relative_to(PACKAGE).as_posix()
    return None


def imports(path: Path) -> set[str]:
    """What a file imports of the package, at its head and in functions, types alone left out."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nnspec"):
            for alias in node.names:
                target = module_path(f"{node.module}.{alias.name}") or module_path(node.module)
                found.add(target)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


GRAPH = {
    file.relative_to(PACKAGE).as_posix(): imports(file) for file in sorted(PACKAGE.rglob("*.py"))
}


def test_every_folder_has_a_floor():
    lost = [path for path in GRAPH if floor_of(path) is None and not path.endswith("__init__.py")]
    assert lost == []


def test_nothing_is_imported_from_a_floor_above():
    upward = [
        f"{path} imports {used}"
        for path, targets in GRAPH.items()
        for used in sorted(targets)
        if not path.endswith("__init__.py")
        and not used.endswith("__init__.py")
        and floor_of(used) > floor_of(path)
    ]
    assert upward == []


def test_no_circle_of_files():
    state: dict[str, str] = {}

    def visit(path: str, way: tuple[str, ...]) -> None:
        if state.get(path) == "open":
            pytest.fail(f"a circle: {' -> '.join([*way[way.index(path) :], path])}")
        if path in state:
            return
        state[path] = "open"
        for used in sorted(GRAPH[path]):
            visit(used, (*way, path))
        state[path] = "done"

    for path in GRAPH:
        visit(path, ())


@pytest.mark.parametrize("folder", sorted({path.rpartition("/")[0] for path in GRAPH}))
def test_folders_are_small(folder):
    files = [p for p in (PACKAGE / folder).glob("*.py") if p.name != "__init__.py"]
    assert len(files) <= MOST_FILES
