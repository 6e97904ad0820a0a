"""Do the names of a graph lead anywhere?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.errors import Problem, did_you_mean, listing
from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.nodes import Path


def graph_problems(loaded: LoadedSpec) -> list[Problem]:
    """Every name of `from`, `layer` and `outputs` that stands for nothing, or for two things."""
    problems = list(_problems(loaded))
    unreadable = any(layer.object is UNREADABLE for layer in loaded.spec.layers)
    # A name that leads nowhere leaves another one unused: that would be said twice.
    return problems if problems or unreadable else list(_unused(loaded))


def _problems(loaded: LoadedSpec) -> Iterator[Problem]:
    spec = loaded.spec
    document = loaded.document
    inputs = list(spec.inputs or ())
    later = {layer.name for layer in spec.layers if layer.name}
    known: list[str] = list(inputs)
    layers: list[str] = []

    def unknown(code: str, message: str, path: Path, words: list[str]) -> Problem:
        hint = did_you_mean(path_word, words)
        names = list(dict.fromkeys(words))
        details = () if hint or not names else (f"names so far: {listing(names)}",)
        return Problem(code, message, document.locate(path), hint, details)

    for layer in spec.layers:
        for position, name in enumerate(layer.sources or ()):
            if name in known:
                continue
            path: Path = (*layer.path, "from", position)
            if document.find(path) is None:
                path = path[:-1]
            path_word = name
            if name in later:
                message = f"{layer.label} reads '{name}', which stands below it"
                hint = "a layer reads from the layers above it; a network has no cycles"
                yield Problem("cycle", message, document.locate(path), hint)
            else:
                message = f"{layer.label} reads '{name}', but nothing above has that name"
                yield unknown("unknown-name", message, path, known)
        if layer.shared is not None and layer.shared not in layers:
            path_word = layer.shared
            message = f"there is no layer '{layer.shared}' above to call again"
            yield unknown("unknown-name", message, (*layer.path, "layer"), layers)
        if layer.name is None:
            continue
        if layer.name in known:
            what = "an input" if layer.name in inputs else "another layer"
            message = f"'{layer.name}' is the name of {what} already"
            path = (*layer.path, "name")
            yield Problem("name-taken", message, document.locate(path))
        known.append(layer.name)
        layers.append(layer.name)
    for position, name in enumerate(spec.outputs or ()):
        if name not in layers:
            path = ("outputs", position)
            if document.find(path) is None:
                path = ("outputs",)
            path_word = name
            message = f"the output '{name}' is not the name of a layer"
            yield unknown("unknown-output", message, path, layers)


def _unused(loaded: LoadedSpec) -> Iterator[Problem]:
    """Inputs and layers that lead to no output: Keras would drop them without a word."""
    spec = loaded.spec
    document = loaded.document
    layers = spec.layers
    groups = list(spec.inputs or ())
    if len(groups) > 1 and layers[0].sources is None:
        message = f"{layers[0].label} does not say which of the inputs {listing(groups)} it reads"
        hint = f"add from: {groups[0]}"
        yield Problem("which-input", message, document.locate(layers[0].path), hint)
    read = {name for layer in layers for name in layer.sources or ()}
    for name in groups:
        if name not in read and len(groups) > 1:
            message = f"no layer reads the input '{name}'"
            location = document.locate(("inputs", name), key=True)
            yield Problem("unused-input", message, location, f"name it in a from: [{name}]")
    outputs = set(spec.outputs or ())
    for position, layer in enumerate(layers):
        followed = position + 1 < len(layers) and layers[position + 1].sources is None
        ends = layer.name in outputs if outputs else position == len(layers) - 1
        if followed or ends or (layer.name is not None and layer.name in read):
            continue
        message = f"nothing reads {layer.label}, and it is no output"
        hint = "name it, and list that name in outputs or in the from of another layer"
        if layer.name is not None:
            hint = f"list '{layer.name}' in outputs, or in the from of another layer"
        yield Problem("unused-layer", message, document.locate(layer.path), hint)
