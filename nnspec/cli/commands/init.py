"""`nnspec init`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from nnspec.cli.flags import refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import DebugOption, JsonOption, QuietOption
from nnspec.cli.streams import put, put_json, say, say_problems
from nnspec.errors import InputError, Problem
from nnspec.spec.language.file_kinds import file_source

_BY_ENDING = "name the file alone: its ending says how it is read"


class TaskWord(StrEnum):
    """What is predicted."""

    REGRESSION = "regression"
    CLASSIFICATION = "classification"


@guarded
def init(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[SPEC]",
            help="A shipped spec to copy with its data; left out, they are listed.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Write a spec for this file."),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            "-t",
            metavar="COLUMN",
            help="The column to predict; repeatable, or several with commas.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The spec to write, with --from (else stdout); the folder to copy to, without.",
            show_default=False,
        ),
    ] = None,
    task: Annotated[
        TaskWord | None,
        typer.Option(
            "--task", metavar="TASK", help="What the target is: regression or classification."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="COLUMN", help="Leave a column out.", show_default=False),
    ] = None,
    spec_name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The spec's name.", show_default=False),
    ] = None,
    sep: Annotated[
        str | None, typer.Option("--sep", metavar="MARK", help="The file's separator.")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option("--decimal", metavar="MARK", help="The file's decimal mark.")
    ] = None,
    thousands: Annotated[
        str | None,
        typer.Option("--thousands", metavar="MARK", help="The mark between its thousands."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The file's encoding.")
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option("--header/--no-header", help="Whether its first line names the columns."),
    ] = None,
    names: Annotated[
        str | None,
        typer.Option("--names", metavar="NAME,NAME", help="Names of the columns, all of them."),
    ] = None,
    skiprows: Annotated[
        int | None, typer.Option("--skiprows", metavar="N", help="Lines at its top to leave out.")
    ] = None,
    comment: Annotated[
        str | None, typer.Option("--comment", metavar="MARK", help="What begins its comments.")
    ] = None,
    dtype: Annotated[
        list[str] | None,
        typer.Option(
            "--dtype",
            metavar="COLUMN=str",
            help="A column that is text, whatever it holds; repeatable.",
            show_default=False,
        ),
    ] = None,
    na_values: Annotated[
        str | None,
        typer.Option("--na-values", metavar="WORD,WORD", help="Words that mean a missing value."),
    ] = None,
    no_keep_default_na: Annotated[
        bool,
        typer.Option(
            "--no-keep-default-na",
            help="NA, None and the like are words, and no missing values.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Start a spec: from your own data, or from one that nnspec ships."""
    csv_flags = {
        "--sep": sep,
        "--header": header,
        "--names": names,
        "--skiprows": skiprows,
        "--comment": comment,
        "--decimal": decimal,
        "--thousands": thousands,
        "--dtype": dtype,
        "--encoding": encoding,
        "--na-values": na_values,
        "--keep-default-na": False if no_keep_default_na else None,
    }
    with_data = {
        "--target": target,
        "--task": task,
        "--exclude": exclude,
        "--name": spec_name,
        **_as_given(csv_flags),
    }
    if source is None:
        is_data = name is not None and file_source(name) is not None
        data = shlex.quote(name) if name is not None and is_data else "data.csv"
        refuse_flags(with_data, "without --from", f"name the data: --from {data}")
        if name is None:
            nothing = {"--output": output, "--force": force}
            refuse_flags(nothing, "where the shipped specs are listed", "name one of them")
            _list(json_output=json_output, quiet=quiet)
        else:
            _copy(name, output or Path(), force=force, json_output=json_output, quiet=quiet)
        return
    if name is not None:
        message = f"{name!r} and --from: either copy a shipped spec or write a new one"
        hint = "the target is named by --target COLUMN"
        raise InputError(Problem("flags", message, hint=hint))
    if output is None:
        refuse_flags({"--force": force}, "on stdout", "name a file: --output SPEC")
    kind = file_source(source.as_posix())
    if kind is not None and kind.name != "csv":
        where = f"with {source.as_posix()}, whose ending is no CSV's"
        refuse_flags(_as_given(csv_flags), where, _BY_ENDING)
    from nnspec.starter.csv_flags import csv_arguments
    from nnspec.starter.one_round import in_one_round
    from nnspec.starter.read import flags_in_hints, read_given
    from nnspec.starter.start import check_output, save, start

    if output is not None:
        check_output(output, force=force)
    with flags_in_hints():
        starter = in_one_round(
            lambda written: start(
                read_given(source, written),
                target or (),
                output=output,
                exclude=exclude or (),
                task=None if task is None else task.value,
                name=spec_name,
            ),
            csv_arguments(csv_flags),
        )
    say_problems(starter.warnings)
    if output is not None:
        save(starter, output, force=force)
    if json_output:
        put_json(_facts(starter, output))
    elif output is None:
        put(*starter.text.rstrip("\n").split("\n"))
    else:
        put(output.as_posix())
    if not quiet:
        for line in _summary(starter, output):
            say(line)


def _as_given(flags: Mapping[str, Any]) -> dict[str, Any]:
    """Flags as they were written: `--no-header` for a `--header` of False."""
    off = {f"--no-{flag.removeprefix('--')}": True for flag, v in flags.items() if v is False}
    return {**flags, **off}


def _list(*, json_output: bool, quiet: bool) -> None:
    from nnspec.starter.shipped import shipped_specs

    specs = shipped_specs()
    if json_output:
        put_json({"specs": [{"name": s.name, "description": s.description} for s in specs]})
        return
    width = max(len(spec.name) for spec in specs)
    for spec in specs:
        put(f"{spec.name:<{width}}  {spec.description}".rstrip())
    if not quiet:
        say(f"nnspec init {specs[0].name} copies it here with its data")
        say("nnspec init --from data.csv --target COLUMN starts from your own")


def _copy(name: str, folder: Path, *, force: bool, json_output: bool, quiet: bool) -> None:
    from nnspec.starter.shipped import copy_shipped, find_shipped

    files = copy_shipped(find_shipped(name), folder, force=force)
    if json_output:
        put_json({"files": [{"path": p.as_posix(), "written": w} for p, w in files.items()]})
    else:
        for path, written in files.items():
            put(path.as_posix() + ("" if written else " (is there already)"))
    if not quiet:
        spec = next(iter(files))
        say(f"nnspec train {spec.as_posix()} trains it")


def _summary(starter: Any, output: Path | None) -> list[str]:
    proposal = starter.proposal
    goal = proposal.goal
    what = "numbers" if goal.task == "regression" else f"{len(goal.classes) or 2} classes"
    count = len(proposal.features)
    columns = f"{count} {'column' if count == 1 else 'columns'}"
    lines = [f"{', '.join(goal.columns)}: {what}, from {columns}"]
    lines += [f"left out: {column.name} ({column.why_not})" for column in proposal.left_out[:8]]
    if len(proposal.left_out) > 8:
        lines.append(f"left out: {len(proposal.left_out) - 8} more columns")
    if output is not None:
        lines.append(f"nnspec train {output.as_posix()} trains it")
    return lines


def _facts(starter: Any, output: Path | None) -> dict[str, Any]:
    proposal = starter.proposal
    return {
        "spec": None if output is None else output.as_posix(),
        "name": starter.name,
        "task": proposal.goal.task,
        "targets": list(proposal.goal.columns),
        "classes": {str(label): count for label, count in proposal.goal.classes},
        "features": [column.name for column in proposal.features],
        "left_out": {column.name: column.why_not for column in proposal.left_out},
        "text": starter.text,
    }
