"""A document as plain values, with its objects read where the keys say that objects stand."""

from __future__ import annotations

from typing import Any

from nnspec.spec.language.keys import object_places
from nnspec.spec.language.reading.places import read_places
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.yaml.nodes import Document


def read_objects(document: Document, reader: ObjectReader) -> dict[str, Any]:
    """The document as plain values, with every object in it read against the catalogue.

    Args:
        document: A document whose root is a mapping.
        reader: Records what is wrong with the objects.

    Returns:
        What `nnspec.spec.language.sections.Spec` validates.
    """
    return read_places(document, reader, object_places())
