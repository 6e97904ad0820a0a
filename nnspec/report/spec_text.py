"""Where specs differ, path by path, and their values as short text in the words of a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from nnspec import catalog
from nnspec.spec.yaml.text import as_yaml


class _Missing:
    """What stands where a run has no value."""

    def __repr__(self) -> str:
        return "-"


MISSING: Final = _Missing()

_FAMILIES = (
    "layers",
    "callbacks",
    "optimizers",
    "losses",
    "metrics",
    "preprocessing",
    "regularizers",
    "initializers",
    "constraints",
    "schedules",
    "sources",
)
_BESIDE = ("name", "from", "layer")


def differences(specs: Sequence[Any], path: str = "") -> list[tuple[str, tuple[Any, ...]]]:
    """The values that are not the same in all specs.

    Objects of the same name are compared argument by argument, others as a whole. Layers are held
    beside those of the same kind.

    Args:
        specs: Plain values: mappings, lists, text, numbers.
        path: Where they stand, for instance `compile.optimizer`.

    Returns:
        Path and values, one a spec, `MISSING` where a spec has none. Layers are counted from 0,
        as in `--set layers.0.Dense.units=8`; where the networks do not have the same kinds of
        layers they are counted over all of them, as in `layers[3]`.
    """
    if all(_same(value, specs[0]) for value in specs[1:]):
        return []
    keyed = _by_key(specs, ordered=path.startswith("preprocessing."))
    if keyed is None:
        return [(path, tuple(specs))]
    found = []
    for key in dict.fromkeys(key for mapping in keyed for key in mapping):
        below = f"{path}{'' if key.startswith('[') else '.'}{key}" if path else key
        found += differences([mapping.get(key, MISSING) for mapping in keyed], below)
    return found


def value_text(value: Any, longest: int = 60) -> str:
    """A value as a spec writes it, on one line, without arguments that have their default value.

    Args:
        value: A plain value, or `MISSING`.
        longest: Characters; the rest is cut off.
    """
    text = _text(value)
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _by_key(values: Sequence[Any], *, ordered: bool) -> list[dict[str, Any]] | None:
    """The values as mappings to go down into; None where each is best shown as a whole.

    Args:
        values: One a spec.
        ordered: Whether the order of a list's objects matters, as that of steps does.
    """
    if all(isinstance(value, Mapping) for value in values):
        heads = {next(iter(value)) for value in values if len(value) == 1}
        one_each = all(len(value) == 1 for value in values)
        return None if one_each and len(heads) > 1 else [dict(value) for value in values]
    if all(isinstance(value, list) for value in values):
        names = [[_head(item) for item in value] for value in values]
        if not all(map(_are_objects, values)):
            return None
        if all(of_one == names[0] for of_one in names):
            return [{str(i): item for i, item in enumerate(value)} for value in values]
        if _are_layers(values):
            return _aligned(values, names)
        if ordered or any(len(set(of_one)) < len(of_one) for of_one in names):
            return None
        # Callbacks and metrics, whose order says little.
        named = [
            dict(zip(of_one, value, strict=True))
            for of_one, value in zip(names, values, strict=True)
        ]
        for name in set(names[0]).intersection(*names[1:]):
            if all(isinstance(mapping[name], Mapping) for mapping in named):
                for mapping in named:
                    mapping[name] = mapping[name][name]
        return named
    return None


def _aligned(values: Sequence[list[Any]], names: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Networks of different layers, those beside one another that are alike.

    The keys count the layers of all networks together, `[0]`, `[1]` and so on.
    """
    merged = list(names[0])
    for of_one in names[1:]:
        longer: list[str] = []
        for kind, i, j, k, m in SequenceMatcher(None, merged, of_one, False).get_opcodes():
            longer += merged[i:j]
            if kind != "equal":
                longer += of_one[k:m]
        merged = longer
    places: list[dict[str, Any]] = []
    for layers, of_one in zip(values, names, strict=True):
        blocks = SequenceMatcher(None, merged, of_one, False).get_matching_blocks()
        slots = {k + n: i + n for i, k, size in blocks for n in range(size)}
        places.append({f"[{slots[n]}]": layer for n, layer in enumerate(layers) if n in slots})
    if any(len(place) < len(layers) for place, layers in zip(places, values, strict=True)):
        # Layers in another order: beside one another as they are counted.
        places = [{f"[{n}]": layer for n, layer in enumerate(layers)} for layers in values]
    order = {f"[{n}]": MISSING for n in range(max(len(merged), *map(len, values)))}
    return [{**order, **place} for place in places]


def _are_objects(values: Sequence[Any]) -> bool:
    """Whether a list is one of objects: mappings, and text that names some."""
    return all(
        isinstance(value, Mapping) or (isinstance(value, str) and _find(value) is not None)
        for value in values
    )


def _are_layers(values: Sequence[Any]) -> bool:
    find = catalog.load().find
    return any(find("layers", _head(item)) is not None for value in values for item in value)


def _head(item: Any) -> str:
    """An object's name."""
    if isinstance(item, Mapping):
        return next((str(key) for key in item if key not in _BESIDE), str(item.get("layer")))
    return str(item)


def _same(first: Any, second: Any) -> bool:
    """Equality that tells true from 1."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and all(_same(first[k], second[k]) for k in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(first, bool) is not isinstance(second, bool):
        return False
    return bool(first == second)


def _text(value: Any) -> str:
    if value is MISSING or isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return _mapping_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    short = isinstance(value, float) and float(f"{value:g}") == value
    return f"{value:g}" if short else as_yaml(value)


def _mapping_text(value: Mapping[str, Any]) -> str:
    head = _head(value)
    entry = _find(head) if head in value else None
    if entry is None:
        return f"{{{', '.join(f'{key}: {_text(item)}' for key, item in value.items())}}}"
    given = value[head]
    if isinstance(given, Mapping):
        parameters = {parameter.name: parameter for parameter in entry.parameters}
        told = {key: item for key, item in given.items() if not _is_default(parameters, key, item)}
        first = next(iter(parameters), None)
        if not told:
            text = str(head)
        elif list(told) == [first] and not isinstance(told[first], Mapping):
            text = f"{head}: {_text(told[first])}"
        else:
            text = f"{head}: {{{', '.join(f'{key}: {_text(item)}' for key, item in told.items())}}}"
    else:
        text = f"{head}: {_text(given)}"
    return text + "".join(_beside(value))


def _beside(value: Mapping[str, Any]) -> Iterator[str]:
    """A layer's own name and what it reads."""
    for key in ("name", "from"):
        if key in value:
            yield f", {key}: {_text(value[key])}"


def _find(name: str) -> Any:
    catalogue = catalog.load()
    return next((e for family in _FAMILIES if (e := catalogue.find(family, name))), None)


def _is_default(parameters: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether an argument has its default; an initializer's `{GlorotUniform: ...}` counts too."""
    parameter = parameters.get(name)
    if parameter is None or not parameter.has_default:
        return False
    return _same(parameter.default, value)
