"""The families of the catalogue that come from Keras, as plain data for `catalog.json`."""

from __future__ import annotations

import inspect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from nnspec.catalog import docstrings, facts, hints, probe
from nnspec.catalog.identifiers import aliases, not_strings, public_classes, public_functions

FAMILIES = (
    "activations",
    "callbacks",
    "constraints",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "optimizers",
    "regularizers",
    "schedules",
)
Raw = dict[str, Any]


def build() -> dict[str, dict[str, Raw]]:
    """Family to main name to entry, for everything public in Keras."""
    families = {family: _family(family) for family in FAMILIES}
    for family, name, others, summary in facts.COMPILE_STRINGS:
        families[family][name] = {"summary": summary, "aliases": others, "parameters": {}}
        _add_loss_facts(families[family][name], family, name)
    for family, strings in facts.OMITTED_STRINGS.items():
        families[family] |= {name: {"omitted": reason} for name, reason in strings.items()}
    for family, entries in families.items():
        _fill_in_summaries(entries.values())
        if family == "layers":
            for name, entry in entries.items():
                if "omitted" not in entry:
                    _add_layer_facts(name, entry)
    return families


def _family(family: str) -> dict[str, Raw]:
    objects: dict[str, Any] = (
        dict(public_functions(family)) if family == "activations" else dict(public_classes(family))
    )
    omitted = dict(facts.OMITTED.get(family, {}))
    if family == "layers":
        # Only `Input` among the functions of keras.layers is something of its own.
        objects["Input"] = public_functions(family)["Input"]
    for compiled, name, *_ in facts.COMPILE_STRINGS:
        if compiled == family:
            objects = {key: thing for key, thing in objects.items() if key.lower() != name}
    others = aliases(family, objects)
    if family == "metrics":
        named = {alias for group in others.values() for alias in group}
        functions = {
            name: function
            for name, function in public_functions(family).items()
            if name not in named
        }
        objects |= functions
        others |= {name: [] for name in functions}
    for name, more in facts.MORE_ALIASES.get(family, {}).items():
        others[name] = sorted([*others[name], *more])
    entries: dict[str, Raw] = {}
    for name, thing in objects.items():
        if name in omitted:
            entries[name] = {"omitted": omitted.pop(name)}
        else:
            entries[name] = _entry(family, name, thing, others[name])
    if omitted:
        raise LookupError(f"keras.{family} no longer has {', '.join(omitted)}: see facts.OMITTED")
    return entries


def _entry(family: str, name: str, thing: Any, others: list[str]) -> Raw:
    entry: Raw = {"summary": docstrings.summary(thing)}
    if others:
        entry["aliases"] = others
    if refused := not_strings(family, [name, *others]):
        entry["not_strings"] = refused
    if family == "activations" and name in facts.ACTIVATION_LAYERS:
        entry["layer"] = facts.ACTIVATION_LAYERS[name]
    if family in ("losses", "metrics"):
        _add_loss_facts(entry, family, name)
        if inspect.isfunction(thing):
            entry["function"] = True
    if family == "callbacks":
        if name in facts.PATH_PARAMETERS:
            entry["path_parameters"] = facts.PATH_PARAMETERS[name]
        if _has_batch_hooks(thing):
            entry["has_batch_hooks"] = True
    entry["parameters"] = _parameters(family, name, thing, entry.get("path_parameters", ()))
    return entry


def _parameters(family: str, name: str, thing: Any, paths: Iterable[str]) -> dict[str, Raw]:
    if family == "activations" and name not in facts.ACTIVATION_LAYERS:
        return {}
    texts = docstrings.argument_summaries(thing)
    parameters: dict[str, Raw] = {}
    for parameter in _signature(family, thing):
        key, default = parameter.name, _plain(parameter.default)
        here = f"{name}.{key}"
        if key in facts.UNSAYABLE or here in facts.UNSAYABLE_HERE:
            continue
        raw: Raw = {"takes": hints.takes(family, name, key, default)}
        if here in facts.REQUIRED or (default is inspect.Parameter.empty and key not in paths):
            raw["required"] = True
        elif key not in paths:
            raw["default"] = default
        if text := texts.get(key) or facts.SUMMARIES.get(here):
            raw["summary"] = text
        parameters[key] = raw
    return parameters


def _signature(family: str, thing: Callable[..., Any]) -> list[inspect.Parameter]:
    """The named parameters, without the tensors that a function is called with."""
    tensors = {"x"} if family == "activations" else {"y_true", "y_pred"}
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    found = inspect.signature(thing).parameters.values()
    return [one for one in found if one.kind in named and one.name not in tensors]


def _plain(default: Any) -> Any:
    """The default as JSON has it."""
    return [_plain(item) for item in default] if isinstance(default, (tuple, list)) else default


def _add_loss_facts(entry: Raw, family: str, name: str) -> None:
    entry["direction"] = "max" if family == "metrics" and name in facts.HIGHER_IS_BETTER else "min"
    if target := facts.target(name):
        entry["target"] = target


def _has_batch_hooks(callback: type) -> bool:
    from keras.callbacks import Callback

    hooks = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
    return any(getattr(callback, hook) is not getattr(Callback, hook) for hook in hooks)


def _add_layer_facts(name: str, entry: Raw) -> None:
    """The parameters of every layer, after its own, and what probing it tells."""
    parameters: dict[str, Raw] = entry["parameters"]
    own = {key: raw for key, raw in parameters.items() if key not in ("name", "dtype", "trainable")}
    required = probe.samples(name, own)
    for key in probe.accepted_base_parameters(name, required):
        if key not in own:
            takes, summary = hints.BASE_LAYER[key]
            if key == "dtype" and name in facts.CODING_LAYERS:
                takes = f"one of {facts.CODE_DTYPES} {takes.removeprefix('one of ')}"
            default = True if key == "trainable" else None
            own[key] = {"takes": takes, "default": default, "base": True, "summary": summary}
    if name in facts.CELLS:
        entry["cell"] = True
    else:
        entry |= probe.layer_facts(name, own)
    entry["parameters"] = own


def _fill_in_summaries(entries: Iterable[Raw]) -> None:
    """Give a parameter that its class does not document what most of its namesakes say."""
    every = [entry.get("parameters", {}) for entry in entries]
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    for parameters in every:
        for key, raw in parameters.items():
            if "summary" in raw:
                texts[key][raw["summary"]] += 1
    for parameters in every:
        for key, raw in parameters.items():
            if "summary" not in raw and texts[key]:
                # The alphabet decides between equally frequent ones, so that runs agree.
                raw["summary"] = max(sorted(texts[key]), key=texts[key].__getitem__)
