"""Settings of a `csv` source in hints: as a spec writes them, and as flags of `nnspec init`."""

from __future__ import annotations

import json
import re

_NAMES_SHOWN = 12
_PLAIN = re.compile(r"[A-Za-z_]\w*( \w+)*", re.ASCII)
_YAML_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_TEXT = r'"(?:[^"\\]|\\.)*"'
_NAMES = (
    "sep|decimal|thousands|encoding|header|names|skiprows|comment|na_values|keep_default_na|dtype"
)
_SETTING = re.compile(
    rf"\b({_NAMES}): (\{{(?:{_TEXT}|[\w ]+): str\}}|{_TEXT}|\[(?:{_TEXT}|[^\]\"])*\]|[\w.-]+)"
)
# Flags that follow one another are typed without commas between them.
_COMMA = re.compile(rf"{_SETTING.pattern}(, (?=(?:{_NAMES}): ))?")
_ITEM = re.compile(rf"{_TEXT}|[^,\s\[\]][^,\]]*")


def setting(name: str, value: object) -> str:
    r"""A setting as a spec writes it.

    >>> setting("sep", "\t"), setting("header", None), setting("names", ["x", "no"])
    ('sep: "\\t"', 'header: null', 'names: [x, "no"]')
    """
    if isinstance(value, list | tuple):
        return f"{name}: [{', '.join(map(_word, value))}]"
    if isinstance(value, str):
        # A blank that looks like another one is shown by its number.
        return f"{name}: {json.dumps(value, ensure_ascii=not value.isprintable())}"
    return f"{name}: {json.dumps(value)}"


def example_names(count: int) -> str | None:
    """`names: [x1, x2, x3]` for so many columns; None where that is too long to show."""
    if count > _NAMES_SHOWN:
        return None
    return setting("names", [f"x{i}" for i in range(1, count + 1)])


def added_settings(hint: str) -> dict[str, str]:
    r"""The settings that a hint says to add, each value as YAML; none where it leaves a choice.

    >>> added_settings('add sep: "\t", header: null (or ...)')
    {'sep': '"\t"', 'header': 'null'}
    """
    _, found, rest = hint.partition("add ")
    settings: dict[str, str] = {}
    while found and (match := _SETTING.match(rest)):
        settings[match[1]] = match[2]
        rest = rest[match.end() :]
        if not rest.startswith(", "):
            break
        rest = rest.removeprefix(", ")
    return {} if rest.startswith(" if ") else settings


def as_flags(hint: str) -> str:
    r"""A hint for a spec as one for `nnspec init`.

    >>> as_flags('add sep: "\\t", header: null'), as_flags("add header: null")
    ("add --sep '\\t' --no-header", 'add --no-header')
    """
    return _COMMA.sub(lambda match: _flag(match[1], match[2]) + " " * bool(match[3]), hint)


def _flag(name: str, value: str) -> str:
    if name == "header":
        return "--no-header" if value == "null" else "--header"
    flag = f"--{name.replace('_', '-')}"
    if name == "keep_default_na":
        return flag if value == "true" else "--no-keep-default-na"
    if name == "dtype":
        return f"{flag} {_quoted(_plain(value[1:].removesuffix(': str}')) + '=str')}"
    if value.startswith("["):
        items = [_plain(item) for item in _ITEM.findall(value)]
        return f"{flag} {_quoted(','.join(items))}"
    return f"{flag} {_quoted(_plain(value))}"


def _quoted(value: str) -> str:
    """A value as a shell takes it."""
    return f'"{value}"' if "'" in value else f"'{value}'"


def _plain(value: str) -> str:
    """A scalar as it is typed in a shell's single quotes; a tab by its usual sign."""
    return json.loads(value).replace("\t", "\\t") if value.startswith('"') else value


def _word(value: object) -> str:
    text = str(value)
    bare = _PLAIN.fullmatch(text) and text.casefold() not in _YAML_WORDS
    return text if bare else json.dumps(text, ensure_ascii=False)
