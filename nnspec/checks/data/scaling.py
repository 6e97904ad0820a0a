"""Are the features of sizes that a network can learn from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnspec.checks.advice import scale
from nnspec.checks.data.targets import SPREAD, unscaled_targets
from nnspec.checks.data.values import steps_of
from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.data.chains.chain import KEEP_VALUES, STEPS
from nnspec.errors import listing
from nnspec.spec.language.objects import UNREADABLE
from nnspec.spec.yaml.nodes import Path

# Adam and its kind move all weights by about the same step, so that features a hundred times
# larger than others drown them.
_SPAN = 100.0
# Weights and biases start around 0 to 1, for features of about that size. Ten times larger ones
# beside others cost a fifth of the error, with a target far from 0 (concrete: RMSE 7.6 against
# 6.3); a hundred times larger ones need no others to do so.
_LARGE = 10.0
_VERY_LARGE = 100.0
_FAR_TARGET = 20.0
# Rows of an array that tell how large its numbers are.
_ARRAY_ROWS = 500
# Layers that give features sizes of their own, or read them as codes and not as sizes.
_SIZES_ALIKE = (
    "BatchNormalization",
    "CategoryEncoding",
    "Discretization",
    "Embedding",
    "HashedCrossing",
    "Hashing",
    "IntegerLookup",
    "Normalization",
    "Rescaling",
    "StringLookup",
)
# Layers that hand on the values they get.
_HAND_ON = (
    "ActivityRegularization",
    "Concatenate",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "Permute",
    "RepeatVector",
    "Reshape",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
)


@check("unscaled-features", "warning")
def unscaled_features(facts: Facts) -> Iterator[Finding]:
    """Numeric features without a scaler that are large, or differ in size by orders of magnitude.

    With them is said of a numeric target that it is far from 0 and has no scaler either.
    """
    columns = {name: values for name, values in _unscaled(facts) if float(np.std(values)) > 0}
    spreads = {name: float(np.std(values)) for name, values in columns.items()}
    sizes = {name: float(np.sqrt(np.mean(values**2))) for name, values in columns.items()}
    if not columns:
        return
    small, large = _ends(spreads)
    if spreads[large] > _SPAN * spreads[small]:
        message = f"'{large}' varies {spreads[large] / spreads[small]:,.0f} times as much as "
        message += f"'{small}', and neither is scaled"
    else:
        small, large = _ends(sizes)
        apart = sizes[large] > _LARGE * max(1.0, sizes[small])
        if not apart and sizes[large] <= _VERY_LARGE:
            return
        message = f"'{large}' goes from {_range(columns[large])}"
        if apart:
            message += f", '{small}' from {_range(columns[small])}, and neither is scaled"
        else:
            message += ", and is not scaled"
    targets = [
        (column, values)
        for column, values, scaler in unscaled_targets(facts)
        # Of a wider one `unscaled-target` speaks.
        if scaler == "StandardScaler"
        and float(np.sqrt(np.mean(values**2))) > _FAR_TARGET
        and float(np.std(values)) <= SPREAD
    ]
    for column, values in targets[:1]:
        message += f"; nor is the target '{column}', from {_range(values)}"
    path: Path = ("preprocessing", "numeric")
    if facts.loaded.document.find(path) is None:
        path = ("data", "source")
    advice = scale(facts.spec, columns, facts.preview.kinds, target=bool(targets))
    details = (f"unscaled: {listing(list(columns))}",)
    yield Finding(message, path, advice.hint, details=details, settings=advice.settings)


def _unscaled(facts: Facts) -> Iterator[tuple[str, np.ndarray]]:
    """The numeric features whose values reach a layer's weights as they are."""
    table = facts.preview.table
    if table is None:
        return
    read = {name for group in _weighted_inputs(facts) for name in facts.roles.inputs[group]}
    for name in facts.roles.features:
        array = None if name in facts.roles.unknown else table.array(name)
        if name in facts.roles.unknown or name not in read:
            continue
        if array is None and not table.is_numeric(name):
            continue
        steps = (step.name for step in steps_of(facts, name))
        if any(step in STEPS and step not in KEEP_VALUES for step in steps):
            continue
        rows = slice(None) if array is None else slice(_ARRAY_ROWS)
        values = table[name][rows][~table.missing_mask(name)[rows]]
        if len(values):
            yield name, values.ravel().astype(np.float64)


def _weighted_inputs(facts: Facts) -> set[str]:
    """The inputs that a layer with weights reads as they come out of the preprocessing."""
    first = next(iter(facts.roles.inputs), None)
    # By layer: the inputs that it hands on as they are.
    handed: dict[str, set[str]] = {name: {name} for name in facts.roles.inputs}
    objects = {layer.name: layer.object for layer in facts.spec.layers if layer.name}
    before: set[str] = set() if first is None else {first}
    found: set[str] = set()
    for layer in facts.spec.layers:
        reads = before
        if layer.sources is not None:
            reads = set().union(*(handed.get(name, set()) for name in layer.sources))
        spec = layer.object if layer.shared is None else objects.get(layer.shared)
        before = set()
        if spec is not None and spec is not UNREADABLE and spec.name in _HAND_ON:
            before = reads
        elif spec is None or spec is UNREADABLE or spec.name not in _SIZES_ALIKE:
            found |= reads
        if layer.name:
            handed[layer.name] = before
    return found


def _ends(sizes: Mapping[str, float]) -> tuple[str, str]:
    return min(sizes, key=sizes.__getitem__), max(sizes, key=sizes.__getitem__)


def _range(values: np.ndarray) -> str:
    return f"{values.min():,.6g} to {values.max():,.6g}"
