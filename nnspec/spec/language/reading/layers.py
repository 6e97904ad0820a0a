"""Read the entries of `layers`: a layer, with name and from beside it, or an earlier one again."""

from __future__ import annotations

from nnspec.errors import did_you_mean
from nnspec.spec.language.objects import UNREADABLE, LayerSpec
from nnspec.spec.language.reading.reader import ObjectReader
from nnspec.spec.language.reading.slips import glued_dash
from nnspec.spec.yaml.nodes import Mapping, Node, Path, Scalar, Sequence, kind_of

# Keys that an entry of `layers` may have beside the layer itself.
LAYER_KEYS = ("name", "from", "layer")


def read_layers(reader: ObjectReader, node: Node, path: Path) -> tuple[LayerSpec, ...]:
    """The entries of `layers`; at least one, so that the rest of a spec can be read too."""
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
        entry, written = reader.catalog.get("layers", owner), rest[owner]
        if any(parameter.name == key for parameter in entry.parameters):
            hint = f"arguments stand in braces: {owner}: {{{key}: ...}}"
            if isinstance(written, Scalar) and written.text == "":
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
