"""Columns that filter the rows, deal them to parts or weigh them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nnspec.data.table.arrays import array_words, laid_out
from nnspec.data.table.preview import Preview
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import Location, Problem, did_you_mean, listing
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.nodes import Path


def special_columns(spec: Spec) -> tuple[str, ...]:
    """The columns that are features only when they are listed as such."""
    decides = spec.data.split.column
    found = (None if decides is None else decides[1], spec.data.weight)
    return tuple(name for name in found if name is not None)


def special_column_problems(
    loaded: LoadedSpec,
    preview: Preview,
    targets: Mapping[str, tuple[str, ...]],
    features: tuple[str, ...],
) -> list[Problem]:
    """What is wrong with the columns that filter, deal or weigh the rows.

    Args:
        loaded: The spec.
        preview: The data's columns.
        targets: The target columns of each output.
        features: The features.
    """
    return [
        *_array_problems(loaded, preview),
        *_split_problems(loaded, preview, features),
        *_weight_problems(loaded, preview, targets),
        *_filter_problems(loaded, preview),
    ]


def _array_problems(loaded: LoadedSpec, preview: Preview) -> list[Problem]:
    """What deals or weighs the rows must be a column of numbers or text."""
    section = loaded.spec.data
    uses: dict[Path, tuple[str, str | None]] = {
        ("data", "split", key): (f"split.{key}", getattr(section.split, key))
        for key in ("group", "time", "by")
    }
    uses[("data", "weight")] = ("weight", section.weight)
    problems = []
    for path, (role, name) in uses.items():
        kind = None if name is None else preview.kinds.get(name)
        if isinstance(kind, ArraySpec):
            message = f"{role} '{name}' is {array_words(kind)}, and needs one value a row"
            problems.append(Problem("array-column", message, loaded.document.locate(path)))
    return problems


def unknown_column(name: str, role: str, preview: Preview, location: Location) -> Problem:
    """The problem of a name that is no column."""
    hint = laid_out(name, preview.kinds) or did_you_mean(name, preview.names)
    details = (f"columns: {listing(preview.names, 20)}",)
    message = f"{role} '{name}' is not a column of {preview.origin}"
    return Problem("unknown-column", message, location, hint, details)


def _split_problems(
    loaded: LoadedSpec, preview: Preview, features: tuple[str, ...]
) -> list[Problem]:
    """The column that deals the rows must be there, and be the only one to do so."""
    section = loaded.spec.data.split
    problems: list[Problem] = []

    def report(code: str, message: str, key: str, hint: str | None = None) -> None:
        location = loaded.document.locate(("data", "split", key), key=code == "several-splits")
        problems.append(Problem(code, message, location, hint))

    given = [key for key in ("group", "time", "by") if getattr(section, key) is not None]
    for key in given:
        name = getattr(section, key)
        if name not in preview.kinds:
            path: Path = ("data", "split", key)
            location = loaded.document.locate(path)
            problems.append(unknown_column(name, f"split.{key}", preview, location))
    if len(given) > 1:
        message = f"the rows are split by {' and by '.join(given)}; it can be one of them"
        report("several-splits", message, given[1])
    if given and section.stratify:
        message = f"stratify does not go with {given[0]}: it cannot keep both"
        report("several-splits", message, "stratify", "leave stratify out")
    if loaded.spec.training.validation_split:
        reason = None
        if "validation" in section.model_fields_set and section.validation != 0:
            reason = "data.split.validation: each of them says which rows validate"
        elif given:
            column = getattr(section, given[0])
            reason = f"data.split.{given[0]}: it takes rows without a look at '{column}'"
        if reason is not None:
            message = f"validation_split does not go with {reason}"
            location = loaded.document.locate(("training", "validation_split"), key=True)
            hint = "leave validation_split out" if given else "leave one of them out"
            problems.append(Problem("several-splits", message, location, hint))
    sizes = {"validation", "test"} & section.model_fields_set
    if section.by is not None and sizes:
        message = f"the column '{section.by}' says which rows validate and test, so that there "
        message += f"is no size for {' and '.join(sorted(sizes))}"
        report("several-splits", message, min(sizes), "leave it out")
    if "by" in given and section.by in features:
        message = f"'{section.by}' says which rows train: it is no feature"
        report("split-is-feature", message, "by")
    return problems


def _weight_problems(
    loaded: LoadedSpec, preview: Preview, targets: Mapping[str, tuple[str, ...]]
) -> list[Problem]:
    """The column that weighs the rows must be there, and not be what is predicted."""
    name = loaded.spec.data.weight
    if name is None:
        return []
    location = loaded.document.locate(("data", "weight"))
    if name not in preview.kinds:
        return [unknown_column(name, "weight", preview, location)]
    if any(name in columns for columns in targets.values()):
        return [Problem("weight-is-target", f"'{name}' is the target and the weight", location)]
    return []


def _filter_problems(loaded: LoadedSpec, preview: Preview) -> list[Problem]:
    """The columns that conditions look at must be there."""
    problems = []
    for position, condition in enumerate(loaded.spec.data.filter):
        name = condition.column
        if name not in preview.kinds:
            place = filter_place(loaded, position)
            at = place.excerpt.find(name, max(0, place.column - 1))
            if at >= 0:
                place = replace(place, column=at + 1, length=len(name))
            problems.append(unknown_column(name, "filter column", preview, place))
    return problems


def filter_place(loaded: LoadedSpec, position: int) -> Location:
    """Where a spec says the condition with this position."""
    path: Path = ("data", "filter", position)
    return loaded.document.locate(path if loaded.document.find(path) is not None else path[:-1])
