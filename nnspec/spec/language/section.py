"""What a section is, and what may be said of a key beyond its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from nnspec.catalog import Catalog
from nnspec.spec.language.schema_pieces import Schema


class Section(BaseModel):
    """Base of every section: immutable, nothing converted, unknown keys refused."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True
    )


class Offered(NamedTuple):
    """What a schema may name: the catalogue, and the checks with what they look for."""

    catalog: Catalog
    checks: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What is to be said of a key beyond its type, as metadata of its field.

    Attributes:
        takes: What it may be, in words.
        schema: Its JSON Schema, or what makes it of what there is; None where its type says it.
        reads: How the objects in it are read, by a name in `places.READERS`; None where it holds
            plain values.
        family: The family of these objects.
        write: Its value as a spec writes it, as plain values; None where objects are written as
            objects are, tuples as lists and anything else as it is.
        empty_left_out: Whether an empty value says nothing and is not written.
    """

    takes: str
    schema: Schema | Callable[[Offered], Schema] | None = None
    reads: str | None = None
    family: str | None = None
    write: Callable[[Any], Any] | None = None
    empty_left_out: bool = False

    def schema_of(self, offered: Offered) -> Schema | None:
        """Its JSON Schema; None where its type says it."""
        return self.schema(offered) if callable(self.schema) else self.schema


def form_of(field: FieldInfo) -> Form | None:
    """What is said of a key beyond its type."""
    return next((item for item in field.metadata if isinstance(item, Form)), None)
