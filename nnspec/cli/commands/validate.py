"""`nnspec validate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from nnspec.cli.flags import refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import DebugOption, QuietOption, SetOption, SpecsArgument
from nnspec.cli.problems import github_annotation, problem_document
from nnspec.cli.streams import put, put_json, say_problems
from nnspec.errors import NnspecError, Problem
from nnspec.printable import shortened
from nnspec.problem_text import count_words

if TYPE_CHECKING:
    from nnspec.checks.validation import Validation


class Format(StrEnum):
    """How problems are reported."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@guarded
def validate(
    specs: SpecsArgument,
    set_: SetOption = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="CHECK", help="Silence a check. Repeatable.", show_default=False
        ),
    ] = None,
    build: Annotated[
        bool,
        typer.Option(
            "--build",
            help="Build the network in Keras too and train it on one batch (loads TensorFlow).",
        ),
    ] = False,
    format_: Annotated[
        Format | None,
        typer.Option("--format", metavar="FORMAT", help="text, json or github; text if left out."),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Say everything that is wrong with a spec, without loading TensorFlow."""
    from nnspec.checks.validate import validate as validate_spec

    if json_output and format_ not in (None, Format.JSON):
        hint = "leave one of the two out"
        refuse_flags({f"--format {format_.value}": True}, "with --json", hint)
    form = Format.JSON if json_output else format_ or Format.TEXT
    results = {spec: validate_spec(spec, set_ or (), ignore=ignore or ()) for spec in specs}
    if build:
        results = {spec: _built(result, quiet=quiet) for spec, result in results.items()}
    if form is Format.JSON:
        put_json(
            {
                "valid": not any(result.errors for result in results.values()),
                "specs": [
                    {
                        "spec": spec,
                        "valid": not result.errors,
                        "problems": [problem_document(p) for p in result.problems],
                    }
                    for spec, result in results.items()
                ],
            }
        )
    elif form is Format.GITHUB:
        for result in results.values():
            for problem in result.problems:
                put(github_annotation(problem))
    else:
        said: set[tuple[str, str]] = set()
        for spec, result in results.items():
            say_problems(_new(result.problems, said))
            if result.problems:
                say_count(spec, result.problems)
            elif not quiet:
                put(f"{spec}: valid")
    if any(result.errors for result in results.values()):
        raise typer.Exit(2)


def _new(problems: Iterable[Problem], said: set[tuple[str, str]]) -> Iterator[Problem]:
    """The errors, and the warnings that no spec before had: specs of one source share its own.

    Args:
        problems: Those of one spec.
        said: The code and message of each warning so far, which grows.
    """
    for problem in problems:
        known = (problem.code, problem.message)
        if problem.severity == "error" or known not in said:
            yield problem
        if problem.severity == "warning":
            said.add(known)


def _built(result: Validation, *, quiet: bool) -> Validation:
    """The validation, and what Keras says of the network if nothing else is wrong."""
    from nnspec.checks.validation import Checked, Validation

    if not isinstance(result, Checked):
        return result
    from nnspec.cli.progress import listener_for
    from nnspec.training.first_step import try_spec

    try:
        try_spec(result, listener_for(quiet=quiet))
    except NnspecError as error:
        problems = (*result.problems, *error.problems)
        return Validation(problems, result.loaded, result.preview, result.roles)
    return result


def say_count(spec: str, problems: tuple) -> None:
    """The closing line: `2 errors, 1 warning in specs/concrete.yaml`."""
    from nnspec.cli.streams import say

    say(f"{count_words(problems)} in {shortened(spec)}")
