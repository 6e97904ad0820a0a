"""The line that a spec must say where a hint names settings of its csv source."""

from __future__ import annotations

from dataclasses import replace

from nnspec.data.formats.csv.hints import added_settings
from nnspec.errors import Problem
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.yaml.text import as_yaml


def with_source_line(problem: Problem, source: ObjectSpec) -> Problem:
    """The problem, with the source as it would stand in the spec with the settings of its hint.

    Args:
        problem: Of the spec's data.
        source: The spec's `data.source`.
    """
    added = added_settings(problem.hint or "") if source.name == "csv" and source.readable else {}
    if not added:
        return problem
    given = {name: as_yaml(value) for name, value in source.arguments.items()}
    if "dtype" in added and "dtype" in given:
        # The columns that are declared already stay so.
        added["dtype"] = f"{{{given['dtype'][1:-1]}, {added['dtype'][1:-1]}}}"
    pairs = ", ".join(f"{name}: {value}" for name, value in (given | added).items())
    return replace(problem, details=(*problem.details, f"source: {{csv: {{{pairs}}}}}"))
