"""What a message calls an option: a flag of the command line, or a parameter of a program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_typed = False


@contextmanager
def typed_options() -> Iterator[None]:
    """Who reads the messages has typed flags: so it is while a command runs."""
    global _typed
    before, _typed = _typed, True
    try:
        yield
    finally:
        _typed = before


def option(name: str, value: str | None = None) -> str:
    """An option, with a value it may have.

    >>> option("top_k"), option("split", "test")
    ('top_k', "split='test'")
    >>> with typed_options():
    ...     option("top_k"), option("split", "test")
    ('--top-k', '--split test')

    Args:
        name: As a parameter is called.
        value: A text.
    """
    if not _typed:
        return name if value is None else f"{name}={value!r}"
    flag = f"--{name.replace('_', '-')}"
    return flag if value is None else f"{flag} {value}"


def by_caller(typed: str, called: str) -> str:
    """What is said otherwise to who types commands than to who calls functions."""
    return typed if _typed else called
