"""Help that says what a person types, and nothing of Python's types.

Typer writes `{SPEC...}...` for an argument, `<list[str]>` beside it and `<bool>` beside a flag.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption


class _Plain:
    """What the help of a command and of a group have in common."""

    def get_params(self, ctx: Any) -> list[Any]:
        """All parameters, `--help` and those of completion too, without their types."""
        return [_plain(parameter) for parameter in super().get_params(ctx)]  # type: ignore[misc]

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] SPEC...`: arguments are called as their `metavar` has them."""
        arguments = [p for p in self.get_params(ctx) if isinstance(p, TyperArgument)]
        names = {p.get_usage_pieces(ctx)[0]: p.metavar for p in arguments}
        pieces = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [names.get(piece) or piece for piece in pieces]


class PlainCommand(_Plain, TyperCommand):
    """A command of nnspec."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Lines of the source are no lines of a terminal.
        paragraphs = cleandoc(self.help or "").split("\n\n")
        self.help = "\n\n".join(" ".join(text.split()) for text in paragraphs)


class PlainGroup(_Plain, TyperGroup):
    """The program, or a command that has commands."""


def _plain(parameter: Any) -> Any:
    """A parameter that shows no type: a flag has none, and an argument's name says enough."""
    if isinstance(parameter, TyperArgument):
        # Typer asks the parameter itself.
        parameter.display_type_rich = lambda ctx: None  # type: ignore[method-assign]
    elif isinstance(parameter, TyperOption) and parameter.is_flag and parameter.metavar is None:
        parameter.metavar = ""
    return parameter
