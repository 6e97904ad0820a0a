"""Validate a spec: the language, the data's columns and first rows, and the checks that think."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# Each module declares its checks when it is imported.
from nnspec.checks import labels, monitors  # noqa: F401
from nnspec.checks.facts import Facts, Unreadable
from nnspec.checks.graph import graph_problems
from nnspec.checks.registry import CHECKS
from nnspec.data.look import Look, look
from nnspec.data.roles import Roles, find_roles, is_classification, make_plan
from nnspec.errors import NnspecError, Problem, SpecError
from nnspec.spec.load import LoadedSpec, in_file_order, read_spec
from nnspec.spec.objects import UNREADABLE


@dataclass(frozen=True, slots=True)
class Validation:
    """What validating a spec found.

    Attributes:
        problems: Errors and warnings, in the order of the file.
        loaded: The spec, None when it could not be read at all.
        look: The data's columns and first rows, None when there was no looking at them.
        roles: What each column is for, None likewise.
    """

    problems: tuple[Problem, ...]
    loaded: LoadedSpec | None = None
    look: Look | None = None
    roles: Roles | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a training."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def require(self) -> Validation:
        """This validation, if it found no error.

        Raises:
            SpecError: With all problems, when there is an error among them.
        """
        if self.errors:
            raise SpecError(self.problems)
        return self


def validate(
    path: str | Path,
    overrides: Sequence[str] = (),
    *,
    change: Callable[[LoadedSpec], LoadedSpec] | None = None,
) -> Validation:
    """Find everything that is wrong with a spec, without TensorFlow.

    Args:
        path: The spec's YAML file.
        overrides: Settings such as `training.epochs=5`.
        change: Applied to the spec once it is read, as `--smoke` does.

    Returns:
        The problems, and what was learnt on the way. Nothing wrong is ever raised.
    """
    try:
        loaded, problems = read_spec(path, overrides)
    except NnspecError as error:
        return Validation(error.problems)
    if loaded is None:
        return Validation(tuple(problems))
    if change is not None:
        loaded = change(loaded)
    problems.extend(graph_problems(loaded))
    seen = roles = None
    if loaded.spec.data.source is not UNREADABLE:
        try:
            seen = look(loaded.spec.data.source, base_dir=loaded.base_dir)
        except NnspecError as error:
            problems.extend(_placed(problem, loaded) for problem in error.problems)
    if seen is not None:
        roles, wrong = find_roles(loaded, seen)
        problems.extend(wrong)
        facts = Facts(loaded, seen, roles)
        found = run_checks(facts)
        problems.extend(found)
        if not any(problem.severity == "error" for problem in problems):
            problems.extend(_data_problems(loaded, seen, roles))
    return Validation(tuple(in_file_order(problems)), loaded, seen, roles)


def run_checks(facts: Facts) -> list[Problem]:
    """Every problem that the registered checks find."""
    problems = []
    for check in CHECKS.values():
        try:
            findings = list(check.function(facts))
        except Unreadable:
            continue
        for found in findings:
            location = facts.loaded.document.locate(found.path, key=found.key)
            problems.append(
                Problem(
                    check.name, found.message, location, found.hint, found.details, check.severity
                )
            )
    return problems


def _data_problems(loaded: LoadedSpec, seen: Look, roles: Roles) -> list[Problem]:
    """What preprocessing and the split would refuse, as far as the rows that were read show it."""
    if seen.table is None:
        return []
    from nnspec.data.fit import check_data
    from nnspec.data.rows import deal_rows

    plan = make_plan(loaded.spec, roles, seen.kinds)
    try:
        check_data(plan, seen.table)
        if seen.complete:
            deal_rows(loaded.spec, seen.table, plan, classify=is_classification(roles))
    except NnspecError as error:
        return list(error.problems)
    return []


def _placed(problem: Problem, loaded: LoadedSpec) -> Problem:
    """A problem of the source itself, shown where the spec names the source."""
    if problem.location is not None or problem.code not in ("no-such-file", "not-a-file"):
        return problem
    path = loaded.spec.data.source.path or ("data", "source")
    return replace(problem, location=loaded.document.locate(path))
