"""Names for the layers that a spec leaves without one, where Keras' own would be taken."""

from __future__ import annotations

import re

from nnspec.spec.language.sections import Spec
from nnspec.spec.meaning.logs import snake_case


def free_names(spec: Spec, inputs: tuple[str, ...]) -> dict[int, str]:
    """A name for each nameless layer of a kind whose automatic names the spec uses itself.

    Keras counts: the first Dense without a name is `dense`, the second `dense_1`, whatever names
    are given elsewhere. Where a spec names a layer so, all nameless ones of that kind get the next
    names that are free.

    Args:
        spec: The spec.
        inputs: The names of the network's inputs.

    Returns:
        Names by position in `layers`; empty for most specs, whose names are Keras' own.
    """
    given = {layer.name for layer in spec.layers if layer.name} | set(inputs)
    names: dict[int, str] = {}
    counts: dict[str, int] = {}
    for position, layer in enumerate(spec.layers):
        if layer.object is None or layer.name:
            continue
        kind = snake_case(layer.object.name)
        if not any(re.fullmatch(rf"{re.escape(kind)}(_\d+)?", name) for name in given):
            continue
        while True:
            count = counts.get(kind, 0)
            counts[kind] = count + 1
            name = f"{kind}_{count}" if count else kind
            if name not in given:
                break
        names[position] = name
    return names
