"""Validate a spec: the language, the data's columns and first rows, and the checks that think."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnspec import catalog
from nnspec.checks import every  # noqa: F401  (declares the checks)
from nnspec.checks.advice import advised
from nnspec.checks.data.missing_targets import missing_target_problems
from nnspec.checks.data.source_line import with_source_line
from nnspec.checks.facts import Facts
from nnspec.checks.network.graph import graph_problems
from nnspec.checks.registry import CHECKS, problems_of
from nnspec.checks.training.packages import package_problems
from nnspec.checks.validation import Checked, Validation
from nnspec.data.features.roles import Roles, find_roles, is_classification
from nnspec.data.formats.format import PREVIEW_ROWS
from nnspec.data.loading.assigned import Assigned
from nnspec.data.loading.given import with_given
from nnspec.data.loading.preview import preview
from nnspec.data.loading.row_rules import keep_seen, row_rules
from nnspec.data.table.kinds import Kind
from nnspec.data.table.preview import Preview
from nnspec.data.table.table import Table
from nnspec.errors import Location, NnspecError, Problem, SpecError, did_you_mean, listing
from nnspec.spec.arguments import values_are_overrides
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.load import LoadedSpec, in_file_order, read_spec
from nnspec.spec.overrides import Overrides
from nnspec.spec.yaml import nodes


@values_are_overrides
def validate(
    path: str | Path,
    overrides: Overrides = (),
    *,
    data: Any = None,
    ignore: Sequence[str] = (),
    change: Callable[[LoadedSpec], LoadedSpec] | None = None,
) -> Validation:
    """Find everything that is wrong with a spec, without TensorFlow.

    Args:
        path: The spec's YAML file.
        overrides: Settings such as `training.epochs=5`, or a dict: `{"training.epochs": 5}`.
        data: Rows in place of `data.source`, which the spec need not have: a DataFrame, a dict of
            arrays, `(x, y)`, a tf.data.Dataset and the like; see
            `nnspec.data.loading.given.given_table`.
        ignore: Names of checks to leave out, besides those of the spec's own `ignore`.
        change: Applied to the spec once it is read, as `--smoke` does.

    Returns:
        The problems, and what was learnt on the way. Nothing wrong is ever raised.
    """
    try:
        loaded, problems = read_spec(path, overrides, given=data is not None)
    except NnspecError as error:
        return Validation(error.problems)
    if loaded is None:
        return Validation(tuple(problems))
    if change is not None:
        loaded = change(loaded)
    if data is not None:
        try:
            loaded = with_given(loaded, data)
        except NnspecError as error:
            return Validation(tuple(in_file_order([*problems, *error.problems])), loaded)
    problems.extend(graph_problems(loaded))
    problems.extend(package_problems(loaded))
    problems.extend(_unknown_checks(loaded, ignore))
    source = loaded.spec.data.source
    seen = None
    if source.readable:
        try:
            seen = preview(source, base_dir=loaded.base_dir)
        except NnspecError as error:
            place = source.path or ("data", "source")
            problems.extend(_placed(problem, loaded, place) for problem in error.problems)
    if seen is None:
        return Validation(_as_told(problems, source), loaded)
    roles, wrong = find_roles(loaded, seen)
    problems.extend(wrong)
    try:
        seen = keep_seen(row_rules(loaded, seen), seen)
        found = missing_target_problems(loaded, seen, roles)
    except NnspecError as error:
        found = error.problems
        # Which rows are used is not known: nothing is said of any.
        seen = replace(seen, table=None)
    problems.extend(mended(found, loaded, roles, seen.kinds))
    facts = Facts(loaded, seen, roles)
    problems.extend(run_checks(facts, {*ignore, *loaded.spec.ignore}))
    told = _as_told(problems, source)
    if _has_error(told):
        return Validation(told, loaded, seen, roles)
    parts, wrong = _parts(loaded, seen, roles)
    found = wrong or _data_problems(facts, seen, parts)
    if not parts and not wrong:
        # Hints for a part's own source are none for this one.
        found = [with_source_line(problem, source) for problem in found]
    told = tuple(in_file_order([*told, *found]))
    if _has_error(told):
        return Validation(told, loaded, seen, roles)
    assigned = None
    if seen.table is not None and facts.assigned is not None and not loaded.spec.data.split.files:
        assigned = Assigned(seen.table, seen.table, roles, facts.plan, facts.assigned, fits=True)
    return Checked(told, loaded, seen, roles, facts.plan, assigned)


def _as_told(problems: Sequence[Problem], source: ObjectSpec) -> tuple[Problem, ...]:
    """Problems in the order of the file, with the hints that stand beside a source."""
    return tuple(in_file_order([with_source_line(problem, source) for problem in problems]))


def _has_error(problems: Sequence[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _unknown_checks(loaded: LoadedSpec, ignore: Sequence[str]) -> list[Problem]:
    """Names of checks that there are not: a misspelt one would silence nothing."""
    places = [(name, Location("--ignore")) for name in ignore]
    for position, name in enumerate(loaded.spec.ignore):
        path: nodes.Path = ("ignore", position)
        if loaded.document.find(path) is None:
            path = ("ignore",)
        places.append((name, loaded.document.locate(path)))
    problems = []
    for name, location in places:
        if name not in CHECKS:
            hint = did_you_mean(name, CHECKS)
            details = () if hint else (f"checks: {listing(sorted(CHECKS), 60)}",)
            message = f"there is no check '{name}' to ignore"
            problems.append(Problem("unknown-check", message, location, hint, details))
    return problems


def run_checks(facts: Facts, ignore: Collection[str] = ()) -> list[Problem]:
    """Every problem that the registered checks find.

    Args:
        facts: What they look at.
        ignore: Names of checks to leave out.
    """
    problems = []
    for check in CHECKS.values():
        if check.name not in ignore:
            problems.extend(problems_of(check, facts))
    return problems


def check_whole(loaded: LoadedSpec, whole: Preview, roles: Roles) -> None:
    """Ask the checks again once all rows were read, where validating saw the first of them only.

    Args:
        loaded: A spec whose validation found no error.
        whole: All rows; or without a table, where they are on disk, but with the target's classes.
        roles: What each column is for.

    Raises:
        SpecError: What is wrong shows in the rows that were not looked at.
    """
    facts = Facts(loaded, whole, roles)
    ignore = {*loaded.spec.ignore}
    ignore.update(check.name for check in CHECKS.values() if check.severity != "error")
    problems = run_checks(facts, ignore)
    if problems:
        raise SpecError(in_file_order(problems))


def _parts(
    loaded: LoadedSpec, seen: Preview, roles: Roles
) -> tuple[dict[str, Table], list[Problem]]:
    """The first rows of the parts that have a source of their own, and what is wrong with these."""
    from nnspec.data.loading.load import load_part

    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, source in loaded.spec.data.split.files.items():
        entry = catalog.load().find("sources", source.name)
        if not source.readable or entry is None or entry.task is not None:
            # Only scikit-learn can draw its own sets, and it is not imported here.
            continue
        try:
            tables[name] = load_part(source, loaded, seen, roles, PREVIEW_ROWS)
        except NnspecError as error:
            place = source.path or ("data", "split", name)
            problems.extend(_placed(problem, loaded, place, source) for problem in error.problems)
    return tables, problems


def _data_problems(facts: Facts, seen: Preview, parts: Mapping[str, Table]) -> list[Problem]:
    """What preprocessing and the split would refuse, as far as the rows that were read show it."""
    if seen.table is None:
        return []
    from nnspec.data.features.fit import check_data
    from nnspec.data.split.assign import assign_rows

    loaded, roles = facts.loaded, facts.roles
    problems: list[Problem] = []
    for table in (seen.table, *parts.values()):
        try:
            check_data(facts.plan, table)
            if table is seen.table and seen.complete and facts.assigned is None:
                # What they cannot be assigned for is said by trying it.
                classify = is_classification(roles)
                assign_rows(loaded.spec, table, facts.plan, classify=classify)
        except NnspecError as error:
            problems.extend(error.problems)
    return mended(problems, loaded, roles, seen.kinds)


def mended(
    problems: Iterable[Problem], loaded: LoadedSpec, roles: Roles, kinds: Mapping[str, Kind]
) -> list[Problem]:
    """Problems of the rows, shown where the spec can mend them and with what it should say.

    Args:
        problems: As preprocessing raises them, which does not know the spec.
        loaded: The spec.
        roles: What each column is for.
        kinds: What each column holds.
    """
    return [
        _placed(advised(problem, loaded, roles, kinds), loaded, _WHERE_TO_MEND.get(problem.code))
        for problem in problems
    ]


def _placed(
    problem: Problem,
    loaded: LoadedSpec,
    path: nodes.Path | None,
    source: ObjectSpec | None = None,
) -> Problem:
    """A problem of the data without a place of its own, shown where the spec can mend it."""
    if problem.code == "no-such-file":
        problem = _from_here(problem, loaded, source or loaded.spec.data.source)
    if problem.location is not None or path is None:
        return problem
    return replace(problem, location=loaded.document.locate(path))


def _from_here(problem: Problem, loaded: LoadedSpec, source: ObjectSpec) -> Problem:
    """The right path as the spec must say it: from its own folder, and with the folders in it."""
    given = source.argument("path")
    if not isinstance(given, str):
        return problem
    if not Path(given).is_file():
        near = re.fullmatch(r"did you mean '(.+)'\?", problem.hint or "")
        if near is None:
            return problem
        return replace(problem, hint=f"did you mean '{(Path(given).parent / near[1]).as_posix()}'?")
    try:
        right = Path(os.path.relpath(given, loaded.base_dir)).as_posix()
    except ValueError:
        return problem
    return replace(problem, hint=f"a path is relative to the spec: write {right}")


_WHERE_TO_MEND: dict[str, nodes.Path] = {
    "empty-part": ("data", "split"),
    "rare-class": ("data", "split"),
    "class-not-in-part": ("data", "split"),
    "missing-target": ("data", "target"),
    "no-rows-left": ("data", "drop"),
    "missing-values": ("preprocessing",),
    "text-column": ("preprocessing",),
    "empty-column": ("data", "source"),
    "bad-weight": ("data", "weight"),
    "merging-numbers": ("data", "source"),
}
