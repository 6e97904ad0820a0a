"""Arguments that are values of a spec, and no parameters of a function: `train(spec, epochs=3)`.

Python's own word on them would only say that there is no such argument.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from nnspec.errors import SpecError, did_you_mean
from nnspec.spec.language.keys import keys
from nnspec.spec.language.other_names import as_setting, other_name
from nnspec.spec.overrides import settings_of
from nnspec.spec.yaml.document import parse_document
from nnspec.spec.yaml.nodes import plain

Function = TypeVar("Function", bound=Callable[..., Any])


def values_are_overrides(function: Function) -> Function:
    """Have a function with `overrides` say which of them its unknown arguments are.

    Args:
        function: As it is called by programs.
    """
    known = list(inspect.signature(function).parameters)

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        unknown = {name: value for name, value in kwargs.items() if name not in known}
        if unknown:
            raise TypeError(_words(function.__name__, unknown, known))
        return function(*args, **kwargs)

    return checked  # type: ignore[return-value]


def _words(function: str, unknown: dict[str, Any], known: Sequence[str]) -> str:
    names = " or ".join(map(repr, unknown))
    overrides: dict[str, Any] = {}
    for name, value in unknown.items():
        found = _override(name, value)
        if found is None:
            return f"{function}() has no parameter {name!r}" + _hint(name, known)
        overrides |= found
    kind = "a value" if len(unknown) == 1 else "values"
    verb = "it is" if len(unknown) == 1 else "they are"
    said = f"{function}() has no parameter {names}: {verb} {kind} of the spec: "
    return f"{said}overrides={overrides!r}"


def _hint(name: str, known: Sequence[str]) -> str:
    hint = did_you_mean(name, known)
    return f": {hint}" if hint else f"; its parameters: {', '.join(known)}"


def _override(name: str, value: Any) -> dict[str, Any] | None:
    """An argument as an override; None where a spec has no such value."""
    try:
        (setting,) = settings_of({name: value})
    except SpecError:
        return None
    text = setting.partition("=")[2]
    meant = other_name((), name, []) or ""
    if meant.endswith("[...]}"):
        text = text.removeprefix("[").removesuffix("]")
    found = as_setting(meant, text)
    if found is None:
        paths = [key.label for key in keys() if key.path[-1] == name and len(key.path) > 1]
        paths = [path for path in paths if path.startswith("training.")] or paths
        if len(paths) != 1:
            return None
        found = f"{paths[0]}={text}"
    path, _, written = found.strip("'").partition("=")
    return {path: plain(parse_document(written, "").root)}
