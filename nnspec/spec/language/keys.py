"""The keys of every section, read off the typed sections, for the schema and the reference."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.reading.places import Places
from nnspec.spec.language.section import Form, form_of
from nnspec.spec.language.sections import Spec
from nnspec.spec.language.takes import bounds_words
from nnspec.spec.language.words import either

_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a spec.

    Attributes:
        path: The keys that lead to it: `("data", "split", "seed")`.
        takes: What it may be, in words.
        summary: One line for people.
        required: It must be given.
        default: What it is when left out, as a spec would write it; None when there is nothing to
            write.
        section: The section that it opens, None for all others.
        form: What is said of it beyond its type, None where that says all.
        example: A value as text, for a hint; None where none is given.
        field: Where all this comes from.
    """

    path: tuple[str, ...]
    takes: str
    summary: str
    required: bool
    default: Any
    section: type[BaseModel] | None
    form: Form | None
    example: str | None
    field: FieldInfo

    @property
    def label(self) -> str:
        """`data.split.seed`."""
        return ".".join(self.path)

    @property
    def bounds(self) -> dict[str, float]:
        """Its bounds by their names in pydantic: `ge`, `gt`, `le`, `lt`."""
        return _bounds(self.field)


@cache
def keys() -> tuple[Key, ...]:
    """Every key of the language, a section before its own keys, in their documented order."""
    return tuple(_keys(Spec, ()))


def _keys(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        path = (*above, field.alias or name)
        section = _section(field)
        yield Key(
            path=path,
            takes=_takes(field, section),
            summary=_summary(field, section),
            required=field.is_required(),
            default=_default(field, section),
            section=section,
            form=form_of(field),
            example=field.examples[0] if field.examples else None,
            field=field,
        )
        if section is not None:
            yield from _keys(section, path)


def find_key(label: str) -> Key | None:
    """The key with this dotted path, or None."""
    return next((key for key in keys() if key.label == label), None)


def keys_of(section: tuple[str, ...]) -> tuple[Key, ...]:
    """The keys directly in the section at this path; `()` stands for the whole spec."""
    return tuple(key for key in keys() if key.path[:-1] == section)


@cache
def object_places() -> Places:
    """Where objects stand in a spec, and how they are read."""
    return {
        key.path: (key.form.reads, key.form.family or "")
        for key in keys()
        if key.form is not None and key.form.reads is not None
    }


def types_of(field: FieldInfo) -> tuple[Any, ...]:
    """The alternatives of a field's type, without their annotations."""
    return tuple(_alternatives(field.annotation))


def _alternatives(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0])
    elif typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for one in typing.get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation


def _section(field: FieldInfo) -> type[BaseModel] | None:
    for one in types_of(field):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _summary(field: FieldInfo, section: type[BaseModel] | None) -> str:
    text = field.description or (section.__doc__ if section else None) or ""
    return text.partition("\n")[0].rstrip(".")


def _takes(field: FieldInfo, section: type[BaseModel] | None) -> str:
    if section is not None:
        return "a section"
    form = form_of(field)
    if form is not None:
        return form.takes
    words = []
    for one in types_of(field):
        if one in _WORDS:
            words.append(_WORDS[one])
        elif typing.get_origin(one) is typing.Literal:
            words.extend(typing.get_args(one))
        elif typing.get_origin(one) is tuple:
            words.append("a list")
        elif typing.get_origin(one) is dict:
            words.append("a mapping")
        elif one is ObjectSpec or one is LayerSpec:
            words.append("an object")
    bounds = _bounds(field)
    limits = bounds_words(
        bounds.get("gt", bounds.get("ge")),
        bounds.get("lt", bounds.get("le")),
        exclusive_minimum="gt" in bounds,
        exclusive_maximum="lt" in bounds,
    )
    return either(words) + (f" ({limits})" if limits else "")


def _bounds(field: FieldInfo) -> dict[str, float]:
    return {
        name: getattr(item, name)
        for item in field.metadata
        for name in ("ge", "gt", "le", "lt")
        if getattr(item, name, None) is not None
    }


def _default(field: FieldInfo, section: type[BaseModel] | None) -> Any:
    if field.is_required() or section is not None:
        return None
    default = field.get_default(call_default_factory=True)
    return None if default == "" else _written(default)


def _written(default: Any) -> Any:
    """A default as a spec would write it."""
    if isinstance(default, ObjectSpec):
        name = default.identifier or default.name
        return {name: dict(default.arguments)} if default.arguments else name
    if isinstance(default, tuple):
        items = [_written(item) for item in default]
        return items[0] if len(items) == 1 else items
    return default
