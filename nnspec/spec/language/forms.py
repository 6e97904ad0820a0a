"""Forms that several keys have: one object, some objects, objects by column or by output.

Each says of a key how its objects are read, what it takes, and its schema.
"""

from __future__ import annotations

from nnspec.catalog import Catalog
from nnspec.spec.language.schema_pieces import (
    Schema,
    list_of,
    mapping_of,
    one_or_more,
    reference,
)
from nnspec.spec.language.section import Form, Offered
from nnspec.spec.language.words import singular, with_article


def an_object(family: str) -> Form:
    """One object: `optimizer: adam`."""
    return Form(with_article(singular(family)), reference(family), "object", family)


def objects(family: str) -> Form:
    """A list of objects, or nothing: `callbacks: [EarlyStopping]`."""
    schema = {"type": ["array", "null"], "items": reference(family)}
    return Form(f"a list of {singular(family)}s", schema, "objects", family)


def object_or_objects(family: str) -> Form:
    """One object, or a list of them, in order: `numeric: [log1p, StandardScaler]`."""
    takes = f"{with_article(singular(family))}, or a list of them"
    schema = one_or_more(reference(family))
    return Form(takes, schema, "object or objects", family, empty_left_out=True)


def by_column(family: str) -> Form:
    """Objects by column: `columns: {age: log1p}`."""
    schema = mapping_of(one_or_more(reference(family)))
    way = "object or objects by column"
    return Form("{column: steps}", schema, way, family, empty_left_out=True)


def object_or_by_output(family: str) -> Form:
    """One object, or one for each output: `loss: {price: mse, sold: bce}`."""
    noun = singular(family)

    def schema(offered: Offered) -> Schema:
        return {
            "anyOf": [reference(family), _by_output(offered.catalog, family, reference(family))]
        }

    return Form(
        f"{with_article(noun)}, or {{output: {noun}}}", schema, "object or by output", family
    )


def objects_or_by_output(family: str, *, empty_left_out: bool = False) -> Form:
    """A list of objects, or some for each output: `metrics: {price: [mae, R2Score]}`.

    Args:
        family: Their family.
        empty_left_out: Whether an empty list says nothing.
    """
    nouns = f"{singular(family)}s"

    def schema(offered: Offered) -> Schema:
        own = one_or_more(reference(family))
        some = {"type": ["array", "null"], "items": reference(family)}
        return {"anyOf": [some, _by_output(offered.catalog, family, own)]}

    takes = f"a list of {nouns}, or {{output: {nouns}}}"
    way = "objects or by output"
    return Form(takes, schema, way, family, empty_left_out=empty_left_out)


def _by_output(catalog: Catalog, family: str, values: Schema) -> Schema:
    """A mapping of outputs; one with a name of the family is an object of it."""
    names = {"not": {"enum": list(catalog.names(family))}}
    return {**mapping_of(values, minimum=1), "propertyNames": names}


LAYERS = Form(
    "a list of layers", list_of(reference("layer"), minimum=1), reads="layers", family="layers"
)
SOURCE = Form("a file, or a data source", reference("source"), reads="source", family="sources")
