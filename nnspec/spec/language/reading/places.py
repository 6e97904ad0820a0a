"""Read a document whose objects stand at known places, each place in its own way."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from typing import Any

from nnspec.spec.language.reading.layers import read_layers
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.language.reading.source import read_part, read_source
from nnspec.spec.yaml.nodes import Document, Mapping, Node, Path, Scalar, kind_of, plain

Places = MappingOf[Path, tuple[str, str]]
"""Where objects stand: the way to read them, one of `READERS`, and their family."""


def read_places(document: Document, reader: ObjectReader, places: Places) -> dict[str, Any]:
    """The document as plain values, with every object in it read against the catalogue.

    Args:
        document: A document whose root is a mapping.
        reader: Records what is wrong with the objects.
        places: Where objects stand.
    """
    tree = plain(document.root)
    for path, (way, family) in places.items():
        node = document.find(path)
        if node is not None:
            parent = tree
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = READERS[way](reader, node, path, family)
    return tree


def _object(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    return reader.read(node, (family,), path)


def _objects(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    return reader.read_list(node, family, path)


def _object_or_objects(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    return reader.read_steps(node, family, path)


def _by_column(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    if not isinstance(node, Mapping):
        where = ".".join(map(str, path))
        message = f"{where}: expected a mapping of columns to steps, found {kind_of(node)}"
        reader.report("wrong-type", message, path)
        return {}
    return {
        name: reader.read_steps(value, family, (*path, name)) for name, value in node.values.items()
    }


def _object_or_by_output(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    if isinstance(node, Mapping) and _is_by_output(reader, node, family):
        return {
            name: reader.read(value, (family,), (*path, name))
            for name, value in node.values.items()
        }
    return reader.read(node, (family,), path)


def _objects_or_by_output(reader: ObjectReader, node: Node, path: Path, family: str) -> Any:
    if isinstance(node, Mapping) and _is_by_output(reader, node, family):
        return _by_column(reader, node, path, family)
    return reader.read_list(node, family, path)


def _is_by_output(reader: ObjectReader, node: Mapping, family: str) -> bool:
    """Whether a mapping gives one object per output and is not an object itself."""
    if not node.values:
        return False
    known = [key for key in node.values if reader.catalog.find(family, key) is not None]
    if known:
        return False
    name, value = next(iter(node.values.items()))
    if len(node.values) > 1 or name in _output_names(reader.document):
        return True
    # `{strenght: mse}`: what stands under a misspelt output tells it from a misspelt object.
    return isinstance(value, Scalar) and reader.catalog.find(family, value.text) is not None


def _output_names(document: Document) -> set[str]:
    """Every name that an output may have: outputs, targets, named layers."""
    names: set[str] = set()
    for path in (("outputs",), ("data", "target")):
        node = document.find(path)
        value = plain(node) if node is not None else None
        if isinstance(value, str):
            names.add(value)
        elif isinstance(value, list | dict):
            names.update(str(item) for item in value)
    return names


READERS: dict[str, Callable[[ObjectReader, Node, Path, str], Any]] = {
    "object": _object,
    "objects": _objects,
    "object or objects": _object_or_objects,
    "object or objects by column": _by_column,
    "object or by output": _object_or_by_output,
    "objects or by output": _objects_or_by_output,
    "layers": lambda reader, node, path, _: read_layers(reader, node, path),
    "source": lambda reader, node, path, _: read_source(reader, node, path),
    "part": lambda reader, node, path, _: read_part(reader, node, path),
}
"""How the objects of a key are read, by the name that the key's form says."""
