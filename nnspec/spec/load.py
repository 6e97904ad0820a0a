"""A spec file, whole: read, overridden, checked against the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from nnspec import catalog
from nnspec.errors import Problem, SpecError
from nnspec.spec.document import read_document
from nnspec.spec.nodes import Document, Mapping, kind_of
from nnspec.spec.overrides import apply_overrides
from nnspec.spec.places import read_objects
from nnspec.spec.reader import ObjectReader
from nnspec.spec.sections import Spec
from nnspec.spec.translate import translate

_MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class LoadedSpec:
    """A spec that fits the language, and where it came from.

    Attributes:
        spec: The typed spec, defaults filled in.
        document: The YAML it was read from, for positions.
        path: The file.
        overrides: The `--set` settings laid over it.
    """

    spec: Spec
    document: Document
    path: Path
    overrides: tuple[str, ...] = ()

    @property
    def base_dir(self) -> Path:
        """The folder that paths in the spec are relative to."""
        return self.path.parent


def load_spec(path: str | Path, overrides: Sequence[str] = ()) -> LoadedSpec:
    """Read a spec file.

    Args:
        path: The YAML file.
        overrides: Settings such as `training.epochs=5`, applied in order.

    Raises:
        InputError: The file cannot be read.
        SpecError: With everything wrong that shows without looking at the data.
    """
    file = Path(path)
    document = read_document(file, str(path))
    if not isinstance(document.root, Mapping):
        message = f"a spec is a mapping of sections, found {kind_of(document.root)}"
        location = document.location(document.root.span)
        hint = "start with 'data:', 'layers:' and 'compile:'"
        raise SpecError(Problem("wrong-type", message, location, hint))
    apply_overrides(document, overrides)
    reader = ObjectReader(document, catalog.load())
    tree = read_objects(document, reader)
    tree.setdefault("name", file.name.partition(".")[0])
    problems = list(reader.problems)
    spec = None
    try:
        spec = Spec.model_validate(tree)
    except ValidationError as error:
        problems.extend(translate(error, document))
    if problems or spec is None:
        raise SpecError(in_file_order(problems)[:_MAX_PROBLEMS])
    return LoadedSpec(spec, document, file, tuple(overrides))


def in_file_order(problems: Sequence[Problem]) -> list[Problem]:
    """The problems as a reader meets them: by line and column, those without a place first."""
    return sorted(
        problems,
        key=lambda problem: (
            (problem.location.line, problem.location.column) if problem.location else (0, 0)
        ),
    )
