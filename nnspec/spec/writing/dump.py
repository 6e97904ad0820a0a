"""Write a typed spec back as YAML, every default and override filled in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nnspec import catalog
from nnspec.spec.language.database_url import sqlite_file, with_sqlite_file
from nnspec.spec.language.memory import without_rows
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.section import Form, Section, form_of
from nnspec.spec.load import LoadedSpec
from nnspec.spec.yaml.document_text import document_text

# A metric's log and a loss are named after the identifier as written; filling in the defaults of
# `mae` would rename its column in history.csv to mean_absolute_error.
_KEEP_IDENTIFIER = ("metrics", "losses", "activations", "initializers")
# What a metric's outputs decide where the spec leaves it open (`at_zero`): a border between two
# classes that is 0 or 0.5. Written out, the default would be taken for the author's word.
_LEFT_OPEN = ("from_logits", "threshold")


def resolved_text(loaded: LoadedSpec, folder: Path) -> str:
    """The spec with every default written out, as YAML that trains the same run again.

    Args:
        loaded: The spec.
        folder: Where the text will lie; a file's path is written relative to it.
    """
    return document_text(_section(loaded.spec, loaded, folder))


def _section(section: Section, loaded: LoadedSpec, folder: Path) -> dict[str, Any]:
    """A section's keys in their documented order, without those that say nothing."""
    found: dict[str, Any] = {}
    for name, field in type(section).model_fields.items():
        value, form = getattr(section, name), form_of(field)
        if isinstance(value, Section):
            found[name] = _section(value, loaded, folder)
        elif value is not None and not (form and form.empty_left_out and not value):
            found[name] = _key(value, form, loaded, folder)
    return found


def _key(value: Any, form: Form | None, loaded: LoadedSpec, folder: Path) -> Any:
    if form is not None and form.write is not None:
        return form.write(value)
    families = (form.family,) if form is not None and form.family is not None else ()
    if isinstance(value, ObjectSpec) and "sources" in families:
        value = _seen_from(value, loaded, folder)
    return _value(value, families)


def _seen_from(source: ObjectSpec, loaded: LoadedSpec, folder: Path) -> ObjectSpec:
    """A source whose file is named as seen from `folder`."""
    source = without_rows(source)
    if "path" in source.arguments:
        path = _relative(loaded.base_dir / source.arguments["path"], folder)
        source = ObjectSpec(source.name, {**source.arguments, "path": path})
    file = sqlite_file(source.arguments.get("url", ""))
    if file is not None and file != ":memory:":
        url = with_sqlite_file(source.arguments["url"], _relative(loaded.base_dir / file, folder))
        source = ObjectSpec(source.name, {**source.arguments, "url": url})
    return source


def _relative(path: Path, folder: Path) -> str:
    """`path` as seen from `folder`; whole where no relative path leads there (another drive)."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return path.absolute().as_posix()


def _layer(layer: LayerSpec) -> Any:
    entry: Any = {}
    if layer.object is not None:
        entry = _object(layer.object, "layers")
    if layer.name is None and layer.sources is None and layer.shared is None:
        return entry
    entry = {entry: {}} if isinstance(entry, str) else dict(entry)
    if layer.shared is not None:
        entry["layer"] = layer.shared
    if layer.name is not None:
        entry["name"] = layer.name
    if layer.sources is not None:
        entry["from"] = list(layer.sources)
    return entry


def _object(spec: ObjectSpec, family: str) -> Any:
    """An object with its defaults filled in; null ones, which say nothing, left out."""
    if family in _KEEP_IDENTIFIER and not spec.arguments:
        return spec.identifier or spec.name
    entry = catalog.load().find(family, spec.name)
    arguments = {}
    for parameter in entry.parameters if entry else ():
        if parameter.name in spec.arguments:
            arguments[parameter.name] = _value(spec.arguments[parameter.name], parameter.families)
        elif family == "metrics" and parameter.name in _LEFT_OPEN:
            continue
        elif parameter.has_default and parameter.default is not None and not parameter.base:
            arguments[parameter.name] = parameter.default
    return {spec.name: arguments} if arguments else spec.name


def _value(value: Any, families: tuple[str, ...]) -> Any:
    """A value with its objects, which are of these families, as plain values."""
    if isinstance(value, ObjectSpec):
        family = next(f for f in families if catalog.load().find(f, value.name) is not None)
        return _object(value, family)
    if isinstance(value, LayerSpec):
        return _layer(value)
    if isinstance(value, dict):
        return {name: _value(item, families) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item, families) for item in value]
    return value
