"""Where in a spec objects stand, and of which family."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from nnspec.errors import did_you_mean
from nnspec.spec.language.database_url import url_problem
from nnspec.spec.language.file_kinds import FILE_ENDINGS, file_source, foreign_file
from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec
from nnspec.spec.language.reader import ObjectReader
from nnspec.spec.language.slips import glued_dash
from nnspec.spec.language.words import either
from nnspec.spec.yaml.nodes import Document, Mapping, Node, Path, Scalar, Sequence, kind_of, plain
from nnspec.spec.yaml.text import as_yaml

# Keys that an entry of `layers` may have beside the layer itself.
LAYER_KEYS = ("name", "from", "layer")


def read_objects(document: Document, reader: ObjectReader) -> dict[str, Any]:
    """The document as plain values, with every object in it read against the catalogue.

    Args:
        document: A document whose root is a mapping.
        reader: Records what is wrong with the objects.

    Returns:
        What `nnspec.spec.language.sections.Spec` validates.
    """
    tree = plain(document.root)
    for path, read in (
        (("data", "source"), _source),
        (("preprocessing", "numeric"), _steps),
        (("preprocessing", "categorical"), _steps),
        (("preprocessing", "columns"), _steps_by_column),
        (("preprocessing", "target"), _steps),
        (("layers",), _layers),
        (("compile", "optimizer"), _optimizer),
        (("compile", "loss"), _loss),
        (("compile", "metrics"), _metrics),
        (("compile", "weighted_metrics"), _metrics),
        (("callbacks",), _callbacks),
    ):
        node = document.find(path)
        if node is not None:
            parent = tree
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = read(reader, node, path)
    for path in (("data", "split", "validation"), ("data", "split", "test")):
        node = document.find(path)
        if node is not None:
            trained = tree["data"].get("source")
            tree["data"]["split"][path[-1]] = _part(reader, node, path, trained)
    return tree


def _source(reader: ObjectReader, node: Node, path: Path) -> ObjectSpec:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        text = node.value
        if reader.catalog.find("sources", text) is None:
            file = _file(reader, text, path)
            if file is not None:
                return file
            foreign = foreign_file(text)
            if foreign is not None:
                message = f"'{text}' is {foreign.what}, which cannot be read"
                reader.report("unsupported-file", message, path, hint=foreign.hint)
                return UNREADABLE
            hint = did_you_mean(text, reader.catalog.names("sources"))
            message = f"'{text}' is neither a data file nor a data source"
            endings = f"a file's name ends in {either(list(FILE_ENDINGS))}"
            if FilePath(text).suffix:
                endings += f"; another text file is {{csv: {{path: {as_yaml(text)}}}}}"
            reader.report("unknown-source", message, path, hint=hint or endings)
            return UNREADABLE
    source = reader.read(node, ("sources",), path)
    url = source.argument("url")
    problem = url_problem(url) if isinstance(url, str) else None
    if problem is not None:
        where = (*path, source.name, "url")
        where = where if reader.document.find(where) is not None else path
        reader.report(problem.code, problem.message, where, hint=problem.hint)
        return UNREADABLE
    return source


def _file(reader: ObjectReader, text: str, path: Path) -> ObjectSpec | None:
    return file_source(text, path, base_dir=FilePath(reader.document.label).parent)


def _part(reader: ObjectReader, node: Node, path: Path, trained: Any) -> Any:
    """A part of the split: a source, or whatever else stands there.

    A path alone is read with the settings of `data.source`, where that is a file of its kind.
    """
    if isinstance(node, Mapping):
        return _source(reader, node, path)
    text = node.value if isinstance(node, Scalar) else None
    if not isinstance(text, str):
        return plain(node)
    file = _file(reader, text, path)
    if file is None:
        known = reader.catalog.find("sources", text) is not None
        return _source(reader, node, path) if known else text
    if isinstance(trained, ObjectSpec) and trained.name == file.name:
        arguments = {**trained.arguments, **file.arguments}
        return ObjectSpec(file.name, arguments, path, file.identifier)
    return file


def _steps(reader: ObjectReader, node: Node, path: Path) -> tuple[ObjectSpec, ...]:
    return reader.read_steps(node, "preprocessing", path)


def _steps_by_column(reader: ObjectReader, node: Node, path: Path) -> Any:
    if not isinstance(node, Mapping):
        found = kind_of(node)
        message = f"preprocessing.columns: expected a mapping of columns to steps, found {found}"
        reader.report("wrong-type", message, path)
        return {}
    return {name: _steps(reader, value, (*path, name)) for name, value in node.values.items()}


def _layers(reader: ObjectReader, node: Node, path: Path) -> tuple[LayerSpec, ...]:
    if not isinstance(node, Sequence):
        hint = glued_dash(node) or "start each layer with '- '"
        if isinstance(node, Mapping) and isinstance(node.values.get("layers"), Sequence):
            hint = "leave the inner 'layers:' out"
        message = f"layers: expected a list, found {kind_of(node)}"
        reader.report("wrong-type", message, path, hint=hint, key=True)
        return (LayerSpec(UNREADABLE),)
    if not node.items:
        reader.report("no-layers", "layers is empty: a network needs at least one layer", path)
        return (LayerSpec(UNREADABLE),)
    return tuple(_layer(reader, item, (*path, n)) for n, item in enumerate(node.items))


def _layer(reader: ObjectReader, node: Node, path: Path) -> LayerSpec:
    if not isinstance(node, Mapping):
        return LayerSpec(reader.read(node, ("layers",), path), path=path)
    extras = {key: node.values[key] for key in LAYER_KEYS if key in node.values}
    rest = {key: value for key, value in node.values.items() if key not in extras}
    name = _word(reader, extras.get("name"), (*path, "name"))
    shared = _word(reader, extras.get("layer"), (*path, "layer"))
    sources = _sources(reader, extras.get("from"), (*path, "from"))
    layer = None
    if shared is None or rest:
        bare = Mapping(node.span, rest, {key: node.keys[key] for key in rest})
        if (
            len(rest) > 1
            and sum(reader.catalog.find("layers", key) is not None for key in rest) < 2
        ):
            layer = UNREADABLE
            typed = _typed(reader, rest)
            if typed is not None:
                key, written = typed
                message = f"a layer stands by its name, and not under '{key}'"
                hint = f"write - {written}"
                reader.report("unknown-key", message, (*path, key), hint=hint, key=True)
            for key in () if typed else rest:
                if reader.catalog.find("layers", key) is None:
                    _unknown_layer_key(reader, key, rest, path)
        else:
            layer = reader.read(bare, ("layers",), path)
        if shared is not None:
            message = f"an entry is either a layer or 'layer: {shared}', not both"
            reader.report("several-objects", message, (*path, "layer"), key=True)
    own_name = layer.argument("name") if layer else None
    if isinstance(own_name, str):
        if name is not None and own_name != name:
            message = f"the layer has two names, '{name}' and '{own_name}'"
            reader.report("two-names", message, (*path, "name"), key=True)
        name = own_name
    return LayerSpec(layer, name, sources, shared, path)


def _typed(reader: ObjectReader, rest: dict[str, Node]) -> tuple[str, str] | None:
    """The key under which an entry names its layer, as other tools do, and the layer as written.

    Args:
        reader: Knows the layers.
        rest: The entry without name, from and layer.

    Returns:
        None where it names none.
    """
    for key in ("type", "class_name", "class", "kind"):
        node = rest.get(key)
        if isinstance(node, Scalar) and reader.catalog.find("layers", node.text):
            others = {name: value for name, value in rest.items() if name != key}
            pairs = ", ".join(
                f"{name}: {value.text if isinstance(value, Scalar) else '...'}"
                for name, value in others.items()
            )
            return key, f"{node.text}: {{{pairs}}}" if pairs else node.text
    return None


def _unknown_layer_key(reader: ObjectReader, key: str, rest: dict[str, Node], path: Path) -> None:
    """A key beside the layer that is none of name, from, layer: most often bad indentation."""
    owner = next((k for k in rest if reader.catalog.find("layers", k)), None)
    hint = did_you_mean(key, LAYER_KEYS)
    if hint is None and owner is not None:
        entry = reader.catalog.find("layers", owner)
        if any(parameter.name == key for parameter in entry.parameters):
            hint = f"arguments stand in braces: {owner}: {{{key}: ...}}"
            if isinstance(rest[owner], Scalar) and rest[owner].text == "":
                hint = f"indent it further than {owner}, or write {owner}: {{{key}: ...}}"
    message = f"a layer's entry has no '{key}'; beside the layer it may have name, from"
    reader.report("unknown-key", message, (*path, key), hint=hint, key=True)


def _word(reader: ObjectReader, node: Node | None, path: Path) -> str | None:
    if node is None:
        return None
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value:
        return node.value
    key = next(step for step in reversed(path) if isinstance(step, str))
    reader.report("wrong-type", f"{key}: expected a name, found {kind_of(node)}", path)
    return None


def _sources(reader: ObjectReader, node: Node | None, path: Path) -> tuple[str, ...] | None:
    if node is None:
        return None
    if isinstance(node, Sequence) and node.items:
        names = [_word(reader, item, (*path, n)) for n, item in enumerate(node.items)]
        return tuple(name for name in names if name is not None)
    name = _word(reader, node, path)
    return None if name is None else (name,)


def _optimizer(reader: ObjectReader, node: Node, path: Path) -> ObjectSpec:
    return reader.read(node, ("optimizers",), path)


def _by_output(reader: ObjectReader, node: Node, family: str) -> bool:
    """Whether a mapping gives one object per output and is not an object itself."""
    if not isinstance(node, Mapping) or not node.values:
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


def _loss(reader: ObjectReader, node: Node, path: Path) -> Any:
    if _by_output(reader, node, "losses"):
        return {
            name: reader.read(value, ("losses",), (*path, name))
            for name, value in node.values.items()
        }
    return reader.read(node, ("losses",), path)


def _metrics(reader: ObjectReader, node: Node, path: Path) -> Any:
    if _by_output(reader, node, "metrics"):
        return {
            name: reader.read_steps(value, "metrics", (*path, name))
            for name, value in node.values.items()
        }
    return reader.read_list(node, "metrics", path)


def _callbacks(reader: ObjectReader, node: Node, path: Path) -> tuple[ObjectSpec, ...]:
    return reader.read_list(node, "callbacks", path)
