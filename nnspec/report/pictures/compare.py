"""Pictures of several runs: their curves over one another, their boundaries side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnspec.errors import InputError, Problem
from nnspec.report.compare import resolved_spec
from nnspec.report.facts import RunFacts, read_facts
from nnspec.report.pictures import boundary as boundary_plot
from nnspec.report.pictures import style
from nnspec.report.pictures.curves import draw_comparison, read_curves
from nnspec.report.spec_text import MISSING, differences, value_text
from nnspec.runs.folder import RunFolder

# So much of a title has room above a panel.
_LONGEST_LINE, _MOST_LINES = 22, 3
_LONGEST_VALUE = 14
# So much of a name has room in a legend.
_LONGEST_LABEL = 32
# What tells runs apart, but says nothing of how they were trained.
_NO_SETTINGS = ("", "name", "description")
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
        _one_line(name): read_curves(fact.history, fact.preprocessor)
        for name, fact in zip(names(facts), facts, strict=True)
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
    for name, fact in zip(names(facts), facts, strict=True):
        if fact.boundary is None:
            message = f"run {fact.folder.run_id} has no decision boundary"
            hint = "only a classifier of two numeric features has one"
            raise InputError(Problem("no-boundary", message, hint=hint))
        found[name] = fact.boundary
    style.save(boundary_plot.draw_boundaries(found), path)
    return tuple(problem for fact in facts for problem in fact.problems)


def names(facts: Sequence[RunFacts]) -> list[str]:
    """What pictures call the runs: letter and name, and below what is special.

    That is what differs between these runs' specs, whether by an override or by the spec: what all
    were given alike tells none from another. A path goes by its end, `units=3`, and by as much
    more of it as tells it from the others: a title has no room for all.
    """
    specs = [resolved_spec(fact.folder) for fact in facts]
    differing = [(path, values) for path, values in differences(specs) if path not in _NO_SETTINGS]
    ends = _ends([path for path, _ in differing])
    names = []
    for i, (letter, fact) in enumerate(zip(_LETTERS, facts, strict=False)):
        special = [
            f"{end}={value_text(values[i], _LONGEST_VALUE)}"
            for end, (_, values) in zip(ends, differing, strict=True)
            if values[i] is not MISSING
        ]
        names.append("\n".join([f"{letter} {fact.folder.name}", *_lines(special)]))
    return names


def _one_line(name: str) -> str:
    """A name for a legend, with as much of what is special as has room."""
    label, *special = name.split("\n")
    for line in special:
        if len(label) + 2 + len(line) > _LONGEST_LABEL:
            break
        label += f", {line}"
    return label


def _ends(paths: Sequence[str]) -> list[str]:
    """The shortest ends of dotted paths that still tell them apart."""
    parts = [path.split(".") for path in paths]
    ends = []
    for mine in parts:
        length = 1
        while length < len(mine) and sum(other[-length:] == mine[-length:] for other in parts) > 1:
            length += 1
        ends.append(".".join(mine[-length:]))
    return ends


def _lines(special: Sequence[str]) -> list[str]:
    """The differences on lines of a title, and where there are too many how many are left out."""
    lines: list[str] = []
    for i, words in enumerate(special):
        if lines and len(lines[-1]) + 2 + len(words) <= _LONGEST_LINE:
            lines[-1] += f", {words}"
        elif len(lines) < _MOST_LINES:
            lines.append(words)
        else:
            return [*lines, f"and {len(special) - i} more"]
    return lines
