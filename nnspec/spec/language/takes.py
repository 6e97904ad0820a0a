"""What a parameter or a section's key takes, in words, and plain values as a spec writes them."""

from __future__ import annotations

from nnspec.catalog import Parameter
from nnspec.spec.language.words import either, singular, with_article
from nnspec.spec.yaml.text import as_yaml

_ONE = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "a text",
    "mapping": "a mapping",
    "null": "null",
}
_MANY = {
    "number": "numbers",
    "integer": "whole numbers",
    "boolean": "true or false",
    "string": "texts",
    "list": "lists",
    "null": "nulls",
}


def takes(parameter: Parameter) -> str:
    """What the parameter may be.

    >>> from nnspec.catalog import load
    >>> takes(load().find("layers", "Dense").parameter("units"))
    'a whole number (at least 1)'

    Args:
        parameter: A parameter of the catalogue.
    """
    bounds = bounds_words(
        parameter.minimum,
        parameter.maximum,
        exclusive_minimum=parameter.exclusive_minimum,
        exclusive_maximum=parameter.exclusive_maximum,
    )
    bounds = f" ({bounds})" if bounds else ""
    words: list[str] = []
    for kind in parameter.kinds:
        if kind == "choice":
            words.extend(as_yaml(choice) for choice in parameter.choices)
        elif kind == "object":
            words.extend(with_article(singular(family)) for family in parameter.families)
        elif kind == "list":
            words.append(_list(parameter, bounds))
        elif kind in ("number", "integer"):
            words.append(_ONE[kind] + bounds)
        else:
            words.append(_ONE[kind])
    return either(words)


def _list(parameter: Parameter, bounds: str) -> str:
    if parameter.length == 1:
        one = [_ONE[kind].removeprefix("a ") for kind in parameter.item_kinds]
        return f"a list of one {either(one)}{bounds}"
    many: list[str] = []
    for kind in parameter.item_kinds:
        if kind == "object":
            many.extend(f"{singular(family)}s" for family in parameter.families)
        else:
            many.append(_MANY[kind] + (bounds if kind in ("number", "integer") else ""))
    count = f"{parameter.length} " if parameter.length else ""
    return f"a list of {count}{either(many) or 'values'}"


def bounds_words(
    minimum: float | None,
    maximum: float | None,
    *,
    exclusive_minimum: bool = False,
    exclusive_maximum: bool = False,
) -> str:
    """`at least 1`, `0 to 1`, `above 0 and below 1`; empty when there are no bounds."""
    exclusive = exclusive_minimum or exclusive_maximum
    if minimum is not None and maximum is not None and not exclusive:
        return f"{_number(minimum)} to {_number(maximum)}"
    parts = []
    if minimum is not None:
        parts.append(f"{'above' if exclusive_minimum else 'at least'} {_number(minimum)}")
    if maximum is not None:
        parts.append(f"{'below' if exclusive_maximum else 'at most'} {_number(maximum)}")
    return " and ".join(parts)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:g}"
