"""The names under which Keras knows its objects: class names, their aliases, string identifiers."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

# Functions of the public modules that are no activation, metric or loss.
_TOOLS = {"deserialize", "get", "serialize"}
# Families that have no string identifiers.
_WITHOUT_STRINGS = ("layers", "schedules", "callbacks")


def module(family: str) -> ModuleType:
    """The public module of Keras that has the family's objects."""
    name = "optimizers.schedules" if family == "schedules" else family
    return importlib.import_module(f"keras.{name}")


def public_classes(family: str) -> dict[str, type]:
    """The public classes by their main name: the name that the class itself bears."""
    main: dict[str, type] = {}
    for names in _names_by_object(family, inspect.isclass):
        cls = getattr(module(family), names[0])
        main[cls.__name__ if cls.__name__ in names else names[0]] = cls
    return main


def public_functions(family: str) -> dict[str, Callable[..., Any]]:
    """The public functions by their main name, the tools such as `get` left out."""
    main: dict[str, Callable[..., Any]] = {}
    for names in _names_by_object(family, inspect.isfunction):
        function = getattr(module(family), names[0])
        if not _TOOLS & set(names):
            main[function.__name__ if function.__name__ in names else names[0]] = function
    return main


def aliases(family: str, objects: dict[str, Any]) -> dict[str, list[str]]:
    """Further identifiers of each object, sorted, every one of them tried out.

    Args:
        family: The family.
        objects: Its classes or functions by main name.

    Returns:
        Main name to identifiers, the main name itself left out.
    """
    owners = {id(thing): name for name, thing in objects.items()}
    for name, thing in objects.items():
        if function := _wrapped_function(family, thing):
            owners.setdefault(id(function), name)
    candidates = {name: getattr(module(family), name) for name in _public_names(family)}
    candidates |= _string_identifiers(family)
    found: dict[str, list[str]] = {name: [] for name in objects}
    for identifier, thing in sorted(candidates.items()):
        owner = owners.get(id(thing))
        if owner and identifier != owner and _is_understood(family, identifier):
            found[owner].append(identifier)
    return found


def not_strings(family: str, names: list[str]) -> list[str]:
    """Those of an object's names that Keras does not take as a string, in `compile` or a layer."""
    if family in _WITHOUT_STRINGS:
        return []
    return [name for name in names if not _gets(family, name)]


def _public_names(family: str) -> list[str]:
    return [name for name in dir(module(family)) if not name.startswith("_")]


def _names_by_object(family: str, kind: Callable[[Any], bool]) -> list[list[str]]:
    """Public names, those of one object together, in a stable order."""
    groups: dict[int, list[str]] = {}
    for name in _public_names(family):
        thing = getattr(module(family), name)
        if kind(thing):
            groups.setdefault(id(thing), []).append(name)
    return list(groups.values())


def _string_identifiers(family: str) -> dict[str, Any]:
    """What the family's `get` looks strings up in; layers, schedules and callbacks have none."""
    if family in _WITHOUT_STRINGS:
        return {}
    return importlib.import_module(f"keras.src.{family}").ALL_OBJECTS_DICT


def _wrapped_function(family: str, thing: Any) -> Callable[..., Any] | None:
    """The function that a loss or metric class wraps: `mean_squared_error` of MeanSquaredError."""
    if family not in ("losses", "metrics") or not inspect.isclass(thing):
        return None
    try:
        instance = thing()
    except TypeError:
        return None
    return getattr(instance, "fn", None) or getattr(instance, "_fn", None)


def _is_understood(family: str, identifier: str) -> bool:
    """Whether Keras takes this identifier: as a string, or as a public name of a class."""
    public = getattr(module(family), identifier, None)
    if inspect.isclass(public) or (family == "activations" and public is not None):
        return True
    # A metric function is documented for `compile(metrics=...)`, though `get` knows classes only.
    if family == "metrics" and inspect.isfunction(public):
        return True
    return _gets(family, identifier)


def _gets(family: str, identifier: str) -> bool:
    """Whether the family's `get` makes something of the string."""
    try:
        return module(family).get(identifier) is not None
    except (KeyError, TypeError, ValueError):
        return False
