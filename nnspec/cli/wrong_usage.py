"""What to write instead of a flag or an argument that a command does not have.

Click's own messages say only that there is none. They also repeat what was typed, which may hold
characters that a terminal obeys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nnspec.cli.help import PlainGroup
from nnspec.printable import shortened, shown
from nnspec.spec.language.file_kinds import file_source

# Values of a spec that people look for among the flags, and how `--set` reaches them.
_SPEC_FLAGS = {
    "--epochs": "training.epochs=5",
    "--epoch": "training.epochs=5",
    "--batch-size": "training.batch_size=32",
    "--batch": "training.batch_size=32",
    "--seed": "training.seed=1",
    "--random-state": "training.seed=1",
    "--validation-split": "data.split.validation=0.2",
    "--val-split": "data.split.validation=0.2",
    "--test-size": "data.split.test=0.2",
    "--test-split": "data.split.test=0.2",
    "--lr": "'compile.optimizer={Adam: {learning_rate: 0.001}}'",
    "--learning-rate": "'compile.optimizer={Adam: {learning_rate: 0.001}}'",
    "--optimizer": "compile.optimizer=adam",
    "--loss": "compile.loss=mse",
    "--metrics": "'compile.metrics=[mae]'",
    "--source": "data.source=FILE",
    "--data": "data.source=FILE",
    "--target": "data.target=COLUMN",
    "--features": "'data.features=[A, B]'",
    "--class-weight": "training.class_weight=balanced",
}

# What people call a command, or look for among the commands, and what there is.
_COMMANDS = {
    **dict.fromkeys(("fit", "run", "start"), "nnspec train"),
    **dict.fromkeys(("test", "score", "eval", "measure"), "nnspec evaluate"),
    **dict.fromkeys(("infer", "inference", "apply"), "nnspec predict"),
    **dict.fromkeys(("check", "lint"), "nnspec validate"),
    **dict.fromkeys(("new", "create", "example", "examples"), "nnspec init"),
    **dict.fromkeys(("help", "explain", "info", "docs"), "nnspec describe"),
    **dict.fromkeys(("plot", "plots", "html"), "nnspec report"),
    **dict.fromkeys(("list", "ls", "history"), "nnspec runs list"),
    **dict.fromkeys(("show", "status"), "nnspec runs show"),
    **dict.fromkeys(("compare", "diff"), "nnspec runs compare"),
}
_REMOVE = ("remove", "delete", "rm", "clean", "prune")
# pydantic's words on a flag's value, and ours.
_NUMBERS = (
    (r"Input should be a valid integer.*", "expected a whole number"),
    (r"Input should be a valid number.*", "expected a number"),
    (r"Input should be greater than or equal to (.+)", r"expected at least \1"),
    (r"Input should be less than or equal to (.+)", r"expected at most \1"),
    (r"Input should be greater than (.+)", r"expected more than \1"),
    (r"Input should be less than (.+)", r"expected less than \1"),
)


class Program(PlainGroup):
    """The program, which says what is meant where its usage was wrong."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """As Click's, with better words."""
        with _worded([]):
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """As Click's, with better words."""
        with _worded(list(ctx.args)):
            return super().invoke(ctx)


@contextmanager
def _worded(arguments: list[str]) -> Iterator[None]:
    """Add a hint to a wrong usage, and escape and shorten what it repeats.

    Args:
        arguments: What stands after the command's name.
    """
    try:
        yield
    except Exception as error:
        # Usage errors alone have a message and the command's context.
        context, message = getattr(error, "ctx", None), getattr(error, "message", None)
        if context is not None and isinstance(message, str):
            hint = _hint(error, context, arguments)
            # What Typer's own checks of a choice begin with says nothing.
            said = shown(shortened(message.removeprefix("Value error, ")))
            for theirs, ours in _NUMBERS:
                said = re.sub(theirs, ours, said)
            parts = [said.rstrip("."), hint] if hint else [said]
            error.message = ". ".join(filter(None, parts))  # type: ignore[attr-defined]
        raise


def _hint(error: Any, context: Any, arguments: list[str]) -> str | None:
    flags = {flag for parameter in context.command.params for flag in parameter.opts}
    unknown = getattr(error, "option_name", None)
    given = re.search(r"--ci[= ]([\d.]+)%?(?: |$)", " ".join(arguments))
    level = None if given is None or "--ci" not in flags else level_of(given[1])
    if level and "unexpected extra argument" in error.message:
        return f"Name the level with a flag of its own: --ci-level {level}"
    if unknown is not None:
        example = _SPEC_FLAGS.get(unknown.replace("_", "-").lower())
        if example is None or "--set" not in flags:
            return None
        error.possibilities = None
        return f"It is a value of the spec: add --set {example}"
    command = re.match(r"No such command '(.+?)'", error.message)
    if command is not None:
        return _other_command(command[1].lower(), context)
    if "--to" in getattr(getattr(error, "param", None), "opts", ()):
        from nnspec.export.formats import FORMATS

        return f"Formats: {', '.join(FORMATS)}"
    missing = "--input" in getattr(getattr(error, "param", None), "opts", ())
    extra = "unexpected extra argument" in error.message
    if "--input" in flags and "--input" not in arguments and (missing or extra):
        files = [word for word in arguments if file_source(word) is not None]
        if files:
            return f"Name the rows with a flag: --input {shown(_quoted(files[-1]))}"
        if missing:
            return "Name the rows: --input FILE, or --input - for stdin"
    return None


def level_of(text: str) -> str:
    """A level of confidence as `--ci-level` takes it, from a number of percent or a fraction.

    >>> level_of("90"), level_of("0.9"), level_of("99.5")
    ('0.9', '0.9', '0.995')

    Args:
        text: Digits, and a point perhaps.
    """
    level = float(text) if text.count(".") < 2 and text != "." else 0.95
    level = level / 100 if level >= 1 else level
    return f"{level:g}" if 0 < level < 1 else "0.95"


def _other_command(name: str, context: Any) -> str | None:
    """What to call instead of a command that there is none of."""
    if name in _REMOVE:
        return "A run is removed by deleting its folder"
    meant = _COMMANDS.get(name)
    # `runs ls` is near enough to `list` for Click to say it.
    return f"Did you mean '{meant}'?" if meant and context.parent is None else None


def _quoted(word: str) -> str:
    """A word as a shell takes it."""
    return word if re.fullmatch(r"[\w./:+-]+", word) else "'" + word.replace("'", "'\\''") + "'"
