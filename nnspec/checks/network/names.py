"""Can Keras and TensorFlow take the names that a spec gives?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.spec.language.objects import UNREADABLE, LayerSpec, ObjectSpec
from nnspec.spec.yaml.nodes import Path

# TensorFlow opens a scope of the name. Of the `/` and `\` in its own pattern, Keras refuses the one
# and the graph the other. An outermost scope, as optimizers and metrics have, starts with a letter.
_INSIDE = re.compile(r"[A-Za-z0-9_.>-]+")
_OUTERMOST = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.>-]*")
# Metrics that make their variables in a scope; all others take any name.
_IN_A_SCOPE = ("F1Score", "FBetaScore", "R2Score")
# Longer names are no names: files, pictures and tables have no room for them.
LONGEST = 200
_ALLOWED = "letters a to z, digits, '_', '-' and '.'"


@check("layer-name", "error")
def layer_name(facts: Facts) -> Iterator[Finding]:
    """A layer's or input's name that Keras or TensorFlow cannot take."""
    taken = {layer.name for layer in facts.spec.layers if layer.name} | set(facts.roles.inputs)
    read = {name for layer in facts.spec.layers for name in layer.sources or ()}
    read |= {layer.shared for layer in facts.spec.layers if layer.shared}
    read |= set(facts.spec.outputs or ())
    for layer in facts.spec.layers:
        if layer.name is not None and len(layer.name) > LONGEST:
            path = _path_of_name(facts, layer)
            yield _too_long("a layer", layer.name, path)
        elif layer.name is not None and not _INSIDE.fullmatch(layer.name) and layer.object:
            path = _path_of_name(facts, layer)
            message = f"a layer cannot be named '{_shown(layer.name)}'"
            found = _finding(message, layer.name, path, taken)
            taken.add(_plain(layer.name, taken))
            if layer.name in read:
                found = replace(found, hint=f"{found.hint}, here and wherever it is read")
            yield found
    for name in facts.spec.inputs or ():
        if len(name) > LONGEST:
            yield replace(_too_long("an input", name, ("inputs", name)), key=True)
        elif not name or "/" in name:
            message = f"an input cannot be named '{_shown(name)}': Keras takes no '/' in a name"
            if not name:
                message = "an input needs a name of at least one letter"
            plain = _plain(name, taken)
            taken.add(plain)
            hint = f"name it {plain}, here and wherever it is read"
            yield Finding(message, ("inputs", name), hint, key=True)


@check("object-name", "error")
def object_name(facts: Facts) -> Iterator[Finding]:
    """The name of an optimizer, loss, metric or inner layer that TensorFlow cannot take."""
    section = facts.spec.compile
    losses = section.loss.values() if isinstance(section.loss, dict) else [section.loss]
    every = [
        metric
        for group in (section.metrics, section.weighted_metrics)
        for some in (group.values() if isinstance(group, dict) else [group])
        for metric in some
    ]
    metrics = [metric for metric in every if metric.name in _IN_A_SCOPE]
    free = [metric for metric in every if metric.name not in _IN_A_SCOPE]
    outermost = [section.optimizer, *metrics]
    inner = [v for layer in facts.spec.layers if layer.object for v in _values(layer.object)]
    for spec in (*outermost, *losses, *inner, *free, *facts.spec.callbacks):
        for one in _objects(spec):
            name = one.argument("name")
            if isinstance(name, str) and len(name) > LONGEST:
                yield _too_long(one.name, name, argument_path(facts, one, "name"))
                continue
            if any(one is metric for metric in free):
                continue
            pattern = _OUTERMOST if any(one is top for top in outermost) else _INSIDE
            if isinstance(name, str) and not pattern.fullmatch(name):
                message = f"{one.name} cannot be named '{_shown(name)}'"
                yield _finding(message, name, argument_path(facts, one, "name"), set())


def _path_of_name(facts: Facts, layer: LayerSpec) -> Path:
    """Where a layer's name stands: beside the layer, or among its arguments."""
    path: Path = (*layer.path, "name")
    if facts.loaded.document.find(path) is None and layer.object:
        path = argument_path(facts, layer.object, "name")
    return path


def _too_long(what: str, name: str, path: Path) -> Finding:
    message = f"{what} has a name of {len(name):,} characters, more than {LONGEST}"
    return Finding(message, path, f"name it {_plain(name[:40], set())}, wherever it stands")


def _finding(message: str, name: str, path: Path, taken: set[str]) -> Finding:
    return Finding(
        f"{message}: TensorFlow takes {_ALLOWED}", path, f"name it {_plain(name, taken)}"
    )


def _values(spec: ObjectSpec) -> Iterator[object]:
    for value in spec.arguments.values():
        yield from value if isinstance(value, list | tuple) else [value]


def _objects(value: object) -> Iterator[ObjectSpec]:
    """An object and the objects among its arguments."""
    if isinstance(value, ObjectSpec) and value is not UNREADABLE:
        yield value
        for inner in _values(value):
            yield from _objects(inner)


def _shown(name: str) -> str:
    """A name on one line: a tab as `\\t`."""
    return name if name.isprintable() else repr(name)[1:-1]


def _plain(name: str, taken: set[str]) -> str:
    """The nearest name that can be taken and is free: `my_dense` for `my dense`."""
    bare = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", bare).strip("_-") or "layer"
    count, free = 1, plain
    while free in taken:
        count += 1
        free = f"{plain}_{count}"
    return free
