"""Plain values of a spec, as its sections take them; what is wrong with one is said in words."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import PydanticCustomError

from nnspec.reserved_names import RUN_NAME, corrected_name, is_reserved
from nnspec.spec.language.byte_size import parse_bytes
from nnspec.spec.language.conditions import Condition, NoConditionError, read_condition
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.yaml.nodes import describe_value
from nnspec.spec.yaml.text import as_yaml


def read_text_or_list(value: Any) -> Any:
    """`target: strength` or `target: [water, fat]`, the second also for one."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        context = {"found": describe_value(value)}
        number = next((n for n in _listed(value) if isinstance(n, int | float)), None)
        if number is not None and not isinstance(number, bool):
            # Columns without names are called 0, 1, 2, ...
            context["hint"] = f'a column that is called {number} stands in quotes: "{number}"'
        message = "expected a column or a list of columns, found {found}"
        raise PydanticCustomError("wrong-type", message, context)
    return tuple(names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_check_names(value: Any) -> Any:
    """`ignore: codes` or `ignore: [codes, leaks]`; nothing is none."""
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise PydanticCustomError(
            "wrong-type",
            "expected a list of checks' names, found {found}",
            {"found": describe_value(value)},
        )
    return tuple(names)


def read_target(value: Any) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    """Columns, or the columns of each output by its name."""
    if isinstance(value, dict) and value:
        return {str(name): read_text_or_list(columns) for name, columns in value.items()}
    return read_text_or_list(value)


def read_features(value: Any) -> Any:
    """Columns, or `{exclude: [columns]}`."""
    if isinstance(value, dict):
        if set(value) != {"exclude"}:
            raise PydanticCustomError(
                "wrong-type", "expected a list of columns or {exclude: [columns]}, found a mapping"
            )
        return {"exclude": read_text_or_list(value["exclude"])}
    return read_text_or_list(value)


def read_one_or_more(value: Any) -> Any:
    """A text alone is a list of it."""
    return tuple(value) if isinstance(value, list) else value if value is None else (value,)


def read_filter(value: Any) -> Condition:
    """A condition of `data.filter`, as text; see `nnspec.spec.language.conditions`."""
    if isinstance(value, Condition):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError(
            "wrong-type",
            "expected a condition, found {found}",
            {
                "found": describe_value(value),
                "hint": "a condition is one text, for instance year >= 2015; in quotes within "
                "braces or brackets",
            },
        )
    try:
        return read_condition(value)
    except NoConditionError as error:
        hint = {"text": str(error), "hint": error.hint}
        raise PydanticCustomError("bad-filter", "{text}", hint) from None


def _of_percent(value: Any) -> str | None:
    """What to write for `20%`."""
    percent = re.fullmatch(r"(\d+(?:[.,]\d+)?) ?%", value) if isinstance(value, str) else None
    return percent and f"write {float(percent[1].replace(',', '.')) / 100:g}"


def read_part(value: Any) -> int | float | ObjectSpec:
    """A part of the rows: a fraction below 1, a whole number of rows, or a source of its own."""
    if isinstance(value, ObjectSpec):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError(
            "wrong-type",
            "expected a fraction below 1, a number of rows or a data file, found {found}",
            {"found": describe_value(value), "hint": _of_percent(value)},
        )
    if value < 0 or value != value or (isinstance(value, float) and value >= 1):
        raise PydanticCustomError(
            "out-of-range",
            "expected a fraction of at least 0 and below 1, or a number of rows, found {found}",
            {"found": describe_value(value)},
        )
    return value


def read_xla(value: Any) -> str | bool:
    """`auto`, true or false."""
    if value == "auto" or isinstance(value, bool):
        return value
    raise PydanticCustomError(
        "wrong-type",
        "expected auto, true or false, found {found}",
        {"found": describe_value(value)},
    )


def read_memory(value: Any) -> str | int | float | None:
    """A size, kept as it is written."""
    if value is not None:
        try:
            parse_bytes(value)
        except ValueError as error:
            raise PydanticCustomError("bad-memory", "{text}", {"text": str(error)}) from None
    return value


def read_class_weight(value: Any) -> str | dict[str, float] | None:
    """`balanced`, or a weight by label; a label stands as YAML writes it."""
    if value is None or value == "balanced":
        return value
    if not isinstance(value, dict) or not value:
        raise PydanticCustomError(
            "wrong-type",
            "expected balanced or {label: number}, found {found}",
            {"found": describe_value(value)},
        )
    for label, weight in value.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            kind, wanted = "wrong-type", "a number"
        elif not 0 <= weight < float("inf"):
            kind, wanted = "out-of-range", "a number of at least 0"
        else:
            continue
        raise PydanticCustomError(
            kind,
            "expected {wanted} as the weight of '{label}', found {found}",
            {"wanted": wanted, "label": label, "found": describe_value(weight)},
        )
    return {str(label): weight for label, weight in value.items()}


def read_run_name(value: Any) -> str:
    """A name of a folder on every system; a whole number is one."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if text is None:
        raise PydanticCustomError(
            "wrong-type", "expected a name, found {found}", {"found": describe_value(value)}
        )
    if is_reserved(text) and not text.endswith((" ", ".")):
        raise PydanticCustomError(
            "bad-name",
            "{found} names a device on Windows, also before a '.', and can be no folder there",
            {"found": describe_value(value), **_corrected(text)},
        )
    if not re.search(RUN_NAME, text) or text.endswith("\n"):
        raise PydanticCustomError(
            "bad-name",
            "expected at most 64 letters, digits, '_', '-' and '.', the first a letter or digit, "
            "the last no '.', since it names a folder; found {found}",
            {"found": describe_value(value), **_corrected(text)},
        )
    return text


def _corrected(name: str) -> dict[str, str]:
    """The hint with the nearest name, as the context of an error."""
    corrected = corrected_name(name)
    return {"hint": f"write {as_yaml(corrected)}"} if corrected else {}
