"""Whether a value read from JSON is of the type that a fitted step's field is declared with."""

from __future__ import annotations

import math
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin


def is_of(value: Any, declared: Any) -> bool:
    """Whether a value is of a type made of int, float, str, bool, None, tuples, unions and words.

    A whole number is a float too, true is neither, and a float is finite.

    >>> is_of((1, 2.5), tuple[float, ...]), is_of(None, float | None), is_of(True, int)
    (True, True, False)
    """
    origin, arguments = get_origin(declared), get_args(declared)
    if origin in (Union, UnionType):
        return any(is_of(value, one) for one in arguments)
    if origin is Literal:
        return value in arguments
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if arguments[-1:] == (...,):
            return all(is_of(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(is_of, value, arguments))
    if declared is float:
        return type(value) in (int, float) and abs(value) < math.inf and _fits(value)
    return type(value) is declared or (declared is None and value is None)


def _fits(value: float) -> bool:
    return -(2**1023) < value < 2**1023 or isinstance(value, float)
