"""Pictures of several runs: their curves over one another, their boundaries side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnspec.errors import InputError, Problem
from nnspec.report import boundary_plot, style
from nnspec.report.curves import draw_comparison, read_curves
from nnspec.report.facts import RunFacts, read_facts
from nnspec.runs.folder import RunFolder

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def plot_curves(runs: Sequence[RunFolder], path: Path) -> tuple[Problem, ...]:
    """Draw the learning curves of runs over one another.

    Args:
        runs: At least one.
        path: The PNG file.

    Returns:
        Warnings: what could not be read.

    Raises:
        InputError: None of them has a history.
        RunError: A folder is no run, or its run.json is damaged.
    """
    facts = [read_facts(run) for run in runs]
    curves = {
        name: read_curves(fact.history, fact.preprocessor)
        for name, fact in zip(_names(facts), facts, strict=True)
        if fact.history.get("epoch")
    }
    if not any(curves.values()):
        raise InputError(Problem("nothing-to-draw", "none of these runs has an epoch to draw"))
    style.save(draw_comparison(curves), path)
    return tuple(problem for fact in facts for problem in fact.problems)


def plot_boundaries(runs: Sequence[RunFolder], path: Path) -> tuple[Problem, ...]:
    """Draw the decision boundaries of runs side by side.

    Args:
        runs: At least one.
        path: The PNG file.

    Returns:
        Warnings: what could not be read.

    Raises:
        InputError: A run has none.
        RunError: A folder is no run, or its run.json is damaged.
    """
    facts = [read_facts(run) for run in runs]
    found = {}
    for name, fact in zip(_names(facts), facts, strict=True):
        if fact.boundary is None:
            message = f"run {fact.folder.run_id} has no decision boundary"
            hint = "only a classifier of two numeric features has one"
            raise InputError(Problem("no-boundary", message, hint=hint))
        found[name] = fact.boundary
    style.save(boundary_plot.draw_boundaries(found), path)
    return tuple(problem for fact in facts for problem in fact.problems)


def _names(facts: Sequence[RunFacts]) -> list[str]:
    """What pictures call the runs: the letter of the table, the spec's name and its overrides.

    An override goes by the end of its path, `units=3`: a legend has no room for more. That of the
    name is said by the name.
    """
    names = []
    for letter, fact in zip(_LETTERS, facts, strict=False):
        overrides = [str(o).rpartition("=") for o in fact.record.get("overrides") or ()]
        short = [
            f"{path.rpartition('.')[2]}={value}" for path, _, value in overrides if path != "name"
        ]
        names.append(", ".join([f"{letter} {fact.folder.name}", *short]))
    return names
