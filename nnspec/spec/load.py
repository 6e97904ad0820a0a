"""A spec file, whole: read, overridden, checked against the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nnspec import catalog
from nnspec.errors import Problem, SpecError
from nnspec.reserved_names import name_of_runs
from nnspec.spec.language.memory import MEMORY
from nnspec.spec.language.reading.reader import MAX_PROBLEMS, ObjectReader
from nnspec.spec.language.reading.tree import read_objects
from nnspec.spec.language.sections import Spec
from nnspec.spec.language.translate import translate
from nnspec.spec.no_spec import data_hint
from nnspec.spec.overrides import Overrides, apply_overrides, apply_setting, settings_of
from nnspec.spec.yaml.document import read_document
from nnspec.spec.yaml.nodes import Document, Mapping, Scalar, child, kind_of


@dataclass(frozen=True, slots=True)
class LoadedSpec:
    """A spec that fits the language, and where it came from.

    Attributes:
        spec: The typed spec, defaults filled in.
        document: The YAML it was read from, for positions.
        path: The file.
        overrides: The `--set` settings laid over it.
        replaced: What its `data.source` says, where a program gives rows instead; None where it
            says nothing, or none are given.
    """

    spec: Spec
    document: Document
    path: Path
    overrides: tuple[str, ...] = ()
    replaced: str | None = None

    @property
    def base_dir(self) -> Path:
        """The folder that paths in the spec are relative to."""
        return self.path.parent


def load_spec(path: str | Path, overrides: Overrides = ()) -> LoadedSpec:
    """Read a spec file that must be right.

    Args:
        path: The YAML file.
        overrides: Settings such as `training.epochs=5`, or a dict of values by their paths,
            applied in order.

    Raises:
        InputError: The file cannot be read.
        SpecError: With everything wrong that shows without looking at the data.
    """
    loaded, problems = read_spec(path, overrides)
    if problems or loaded is None:
        raise SpecError(problems)
    return loaded


def read_spec(
    path: str | Path, overrides: Overrides = (), *, given: bool = False
) -> tuple[LoadedSpec | None, list[Problem]]:
    """Read a spec file as far as it can be read.

    Args:
        path: The YAML file.
        overrides: Settings such as `training.epochs=5`, or a dict of values by their paths,
            applied in order.
        given: Whether a program gives the rows: `data.source` is `memory` then, whatever it says.

    Returns:
        The spec, in which UNREADABLE and defaults stand for what is wrong, so that the rest can be
        checked too; None when too much is missing. And the problems, in the order of the file.

    Raises:
        InputError: The file cannot be read.
        SpecError: It is no YAML mapping, or a setting cannot be applied.
    """
    file = Path(path)
    try:
        document = read_document(file, str(path))
    except SpecError as error:
        hint = data_hint(file)
        if hint is None:
            raise
        raise SpecError([replace(error.problems[0], hint=hint)]) from None
    if not isinstance(document.root, Mapping):
        message = f"a spec is a mapping of sections, found {kind_of(document.root)}"
        location = document.location(document.root.span)
        hint = data_hint(file) or "start with 'data:', 'layers:' and 'compile:'"
        raise SpecError(Problem("wrong-type", message, location, hint))
    settings = settings_of(overrides)
    apply_overrides(document, settings)
    replaced = _replace_source(document) if given else None
    reader = ObjectReader(document, catalog.load())
    tree = read_objects(document, reader)
    tree.setdefault("name", _default_name(file))
    problems = list(reader.problems)
    spec = None
    try:
        spec = Spec.model_validate(tree)
    except ValidationError as error:
        problems.extend(translate(error, document))
        spec = _without_errors(tree, error)
    problems = _first(in_file_order(problems), document.label)
    if spec is None:
        return None, problems
    spec = _without_default_validation(spec)
    return LoadedSpec(spec, document, file, settings, replaced), problems


def _replace_source(document: Document) -> str | None:
    """Have a document name `memory` as its source; what it named before, in words."""
    before = document.find(("data", "source"))
    apply_setting(document, f"data.source={MEMORY}", "data=")
    if isinstance(before, Mapping):
        return next(iter(before.values), None)
    said = str(before.value) if isinstance(before, Scalar) else None
    return None if said == MEMORY else said


def name_in(path: Path) -> str:
    """The name of a spec, whatever else may be wrong with it.

    Raises:
        InputError: The file cannot be read.
        SpecError: It is no YAML.
    """
    found = child(read_document(path, path.as_posix()).root, "name")
    return str(found.value) if isinstance(found, Scalar) else _default_name(path)


def _default_name(file: Path) -> str:
    return name_of_runs(file.name, "spec")


def _without_default_validation(spec: Spec) -> Spec:
    """`validation_split` takes the place of the split's own validation rows.

    Unless the spec asks for both, which is an error later on.
    """
    split = spec.data.split
    if not spec.training.validation_split or "validation" in split.model_fields_set:
        return spec
    data = spec.data.model_copy(update={"split": split.model_copy(update={"validation": 0})})
    return spec.model_copy(update={"data": data})


def _without_errors(tree: dict[str, Any], error: ValidationError) -> Spec | None:
    """The spec without the keys that are wrong, their defaults in place; None if it cannot be."""
    for detail in error.errors(include_url=False):
        loc = detail["loc"]
        parent: Any = tree
        for step in loc[:-1]:
            below = parent.get(step) if isinstance(parent, dict) else None
            if not isinstance(below, dict):
                loc = loc[: loc.index(step) + 1]
                break
            parent = below
        if isinstance(parent, dict):
            parent.pop(loc[-1], None)
    try:
        return Spec.model_validate(tree)
    except ValidationError:
        return None


def _first(problems: list[Problem], label: str) -> list[Problem]:
    """As many problems as a person may read, with a word on those left out."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    message = f"{label} has more problems than the {MAX_PROBLEMS} shown here"
    more = Problem("more-problems", message, severity="warning")
    return [more, *problems[:MAX_PROBLEMS]]


def in_file_order(problems: Sequence[Problem]) -> list[Problem]:
    """The problems as a reader meets them: by line and column, those without a place first."""
    return sorted(
        problems,
        key=lambda problem: (
            (problem.location.line, problem.location.column) if problem.location else (0, 0)
        ),
    )
