"""Every command's last line of defence: problems become text and exit codes, never tracebacks."""

from __future__ import annotations

import contextlib
import functools
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import typer

from nnspec.cli.problems import problem_document
from nnspec.cli.steady import ReaderLeft, drop_output
from nnspec.cli.streams import put_json, say_problems
from nnspec.errors import NnspecError, Problem, in_one_line
from nnspec.options import typed_options

Command = TypeVar("Command", bound=Callable[..., Any])


def guarded(command: Command) -> Command:
    """Wrap a command: NnspecError ends with its problems and exit code, Ctrl-C with 130.

    The command's own `debug` and `json_output` flags are looked at: the first shows the traceback
    before the problems, the second puts the problems on stdout as JSON as well.
    """

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            with typed_options():
                result = command(*args, **kwargs)
            # What is still buffered would else be written when nobody can catch a broken pipe.
            sys.stdout.flush()
            return result
        except (typer.Exit, typer.Abort):
            raise
        except ReaderLeft:
            # The reader of a pipe went away (`nnspec predict ... | head`): nothing to report.
            drop_output()
            raise typer.Exit(0) from None
        except (Exception, KeyboardInterrupt) as error:
            if kwargs.get("debug"):
                traceback.print_exc()
            problems, exit_code = _problems(error)
            say_problems(problems)
            if kwargs.get("json_output"):
                # The problems are said already, where it is stdout that fails.
                with contextlib.suppress(OSError):
                    put_json({"problems": [problem_document(p) for p in problems]})
            try:
                sys.stdout.flush()
            except OSError:
                drop_output()
            raise typer.Exit(exit_code) from None

    return wrapper  # type: ignore[return-value]


def _problems(error: BaseException) -> tuple[Sequence[Problem], int]:
    """What an exception says to a person, and the exit code."""
    if isinstance(error, NnspecError):
        return error.problems, error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return [Problem("interrupted", "interrupted", severity="warning")], 130
    return [unforeseen(error)], 1


def unforeseen(error: BaseException) -> Problem:
    """An error nobody planned for: the disk, the memory, or a bug of nnspec's own."""
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return Problem("system", f"{error.strerror}{where}")
    if isinstance(error, MemoryError):
        return Problem("out-of-memory", "there is not enough memory for this")
    text = in_one_line(error, 400)
    return Problem(
        "internal",
        f"{type(error).__name__}: {text}",
        hint="this is a bug in nnspec; --debug shows where",
    )
