"""From a file of data to a spec for it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nnspec.data.formats.csv.header import is_unnamed
from nnspec.data.formats.csv.hints import as_flags
from nnspec.data.formats.registry import format_of
from nnspec.errors import DataError, InputError, Problem, listing
from nnspec.reserved_names import RUN_NAME, corrected_name, name_of_runs
from nnspec.runs.files import write_text
from nnspec.starter.goal import Task
from nnspec.starter.marks import check_marks, warn_of_commas
from nnspec.starter.propose import Proposal, propose
from nnspec.starter.read import Given, named_columns
from nnspec.starter.write import spec_text


@dataclass(frozen=True, slots=True)
class Starter:
    """A first spec.

    Attributes:
        text: The YAML.
        name: The spec's name.
        proposal: What it says, and why.
        warnings: What was done because it was said, and looks wrong.
    """

    text: str
    name: str
    proposal: Proposal
    warnings: tuple[Problem, ...] = ()


def start(
    given: Given,
    targets: Sequence[str],
    *,
    output: Path | None = None,
    exclude: Sequence[str] = (),
    task: Task | None = None,
    name: str | None = None,
) -> Starter:
    """A first spec for a file of data.

    Args:
        given: The data, read.
        targets: The columns to predict, each by its name or several separated by commas.
        output: Where the spec will lie; the current folder when left out.
        exclude: Columns to leave out, likewise.
        task: `regression` or `classification`, where the target leaves a choice.
        name: The spec's name; that of the output, or else of the data, when left out.

    Raises:
        InputError: A column is unknown, or the name cannot name a folder of runs.
        DataError: The data does not make a spec; see `propose`.
    """
    name = _name(name, output or given.path)
    columns = named_columns(given.table, targets, "--target")
    excluded = named_columns(given.table, exclude, "--exclude")
    unused = {column for column in given.table.names if is_unnamed(column)}.union(excluded)
    used = [c for c in given.table.names if c in columns or c not in unused]
    _refuse_idle_dtypes(given, excluded)
    check_marks(given, used)
    if not targets:
        raise InputError(
            Problem(
                "no-target",
                f"say which column of {given.table.origin} to predict: --target COLUMN",
                details=(f"columns: {listing(given.table.names, 20)}",),
            )
        )
    try:
        proposal = propose(given.table, columns, exclude=excluded, task=task)
    except DataError as error:
        raise DataError(_with_words(error.problems, given, columns)) from error
    folder = Path() if output is None else output.parent
    spec = f"{name}.yaml" if output is None else output.as_posix()
    quoted = f'"{spec}"' if " " in spec else spec
    command = f"nnspec train {quoted}"
    text = spec_text(proposal, given, name=name, folder=folder, command=command)
    warnings = (*warn_of_commas(given, used), *_dropped(proposal, given, columns))
    return Starter(text, name, proposal, warnings)


def _refuse_idle_dtypes(given: Given, excluded: Iterable[str]) -> None:
    """Refuse to be told what a column is that is left out.

    Raises:
        InputError: With the first such column.
    """
    idle = next((name for name in excluded if name in given.arguments.get("dtype", {})), None)
    if idle is not None:
        flag = shlex.quote(f"{idle}=str")
        message = f"--dtype {flag} has no use with --exclude {shlex.quote(idle)}, which leaves the "
        raise InputError(Problem("flags", f"{message}column out", hint="leave one of the two out"))


def _dropped(proposal: Proposal, given: Given, targets: Sequence[str]) -> Iterator[Problem]:
    """That rows without a value of the target are left out, and what was read as no value."""
    left_out = proposal.table.left_out
    if not left_out.missing_target:
        return
    message = f"{left_out.missing_target:,} of {left_out.of:,} rows of {given.table.origin} have "
    message += f"no value of '{listing(targets, 3)}' and are left out"
    known, source = format_of(given.source.name), given.source
    words = (known.missing_words(source, Path(), name) for name in targets)
    details = tuple(as_flags(line) for lines in words for line in lines)
    yield Problem("missing-target", message, details=details, severity="warning")


def _with_words(
    problems: Iterable[Problem], given: Given, targets: Sequence[str]
) -> Iterator[Problem]:
    """Problems of targets without a value, with the words that were taken for none."""
    columns = iter([name for name in targets if given.table.missing(name)])
    for problem in problems:
        # Of classes such as None and Apnea one alone is left where None was read as missing.
        alone = problem.code == "one-class" and len(targets) == 1
        if problem.code == "missing-target" or alone:
            column = targets[0] if alone else next(columns)
            known = format_of(given.source.name)
            words = known.missing_words(given.source, Path(), column)
            problem = replace(problem, details=(*problem.details, *words))
        yield problem


def check_output(output: Path, *, force: bool) -> None:
    """Refuse an output that is there already, or a folder.

    Raises:
        InputError: With what to do about it.
    """
    label = output.as_posix()
    if output.is_dir():
        hint = f"name a file in it: -o {(output / 'spec.yaml').as_posix()}"
        raise InputError(Problem("not-a-file", f"{label} is a folder", hint=hint))
    if output.exists() and not force:
        message = f"{label} is there already"
        raise InputError(Problem("file-exists", message, hint="--force overwrites it"))


def save(starter: Starter, output: Path, *, force: bool = False) -> None:
    """Write the spec to a file.

    Raises:
        InputError: The file is there already, and `force` is not given.
    """
    check_output(output, force=force)
    write_text(output, starter.text)


def _name(name: str | None, path: Path) -> str:
    if name is None:
        return name_of_runs(path.name, "network")
    if not re.search(RUN_NAME, name) or name.endswith("\n"):
        corrected = corrected_name(name)
        write = f"write --name {corrected}: " if corrected else ""
        raise InputError(
            Problem(
                "bad-name",
                f"--name: {name!r} cannot name a folder of runs",
                hint=f"{write}a name is up to 64 letters, digits, '_', '-' or '.', "
                "starts with a letter or digit, does not end with '.', and is none that Windows "
                "keeps for a device, such as con",
            )
        )
    return name
