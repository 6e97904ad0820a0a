"""Which specs use an object: those of the folder `specs`, here and beside the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nnspec import catalog
from nnspec.errors import NnspecError
from nnspec.spec.language.objects import LayerSpec, ObjectSpec

_MAX_BYTES = 256 * 1024


def used_in(family: str, names: tuple[str, ...], folder: Path | None = None) -> tuple[str, ...]:
    """The specs that use an object.

    Args:
        family: Its family.
        names: Its main name and then its aliases.
        folder: Where to look; `specs` here and the shipped specs when left out.

    Returns:
        Paths as a user would type them, sorted.
    """
    found: dict[Path, str] = {}
    for path in _specs((folder,) if folder else (Path("specs"), *_shipped())):
        text = _text(path)
        # Most specs do not so much as contain the name, and need not be parsed.
        if any(name in text for name in names) and (family, names[0]) in objects_of(path):
            found.setdefault(path.resolve(), _shown(path))
    return tuple(sorted(found.values()))


def _shipped() -> tuple[Path, ...]:
    from nnspec.starter.shipped import shipped_root

    try:
        return (shipped_root() / "specs",)
    except NnspecError:
        return ()


def _specs(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def objects_of(path: Path) -> set[tuple[str, str]]:
    """Every object of a spec as (family, main name); nothing of a spec that cannot be read."""
    from nnspec.reference.object_places import object_places
    from nnspec.spec.language.reading.places import read_places
    from nnspec.spec.language.reading.reader import ObjectReader
    from nnspec.spec.yaml.document import read_document
    from nnspec.spec.yaml.nodes import Mapping as MappingNode

    try:
        document = read_document(path)
    except NnspecError:
        return set()
    if not isinstance(document.root, MappingNode):
        return set()
    places = object_places()
    tree = read_places(document, ObjectReader(document, catalog.load()), places)
    found: set[tuple[str, str]] = set()
    for place, (_, family) in places.items():
        value: Any = tree
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        found.update(_objects(value, (family,)))
    return found


def _objects(value: Any, families: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, LayerSpec):
        value = value.object
    if isinstance(value, ObjectSpec):
        family = next((f for f in families if catalog.load().find(f, value.name)), None)
        if family is None:
            return
        entry = catalog.load().get(family, value.name)
        yield family, entry.name
        for name, argument in value.arguments.items():
            parameter = entry.parameter(name)
            if parameter is not None and parameter.families:
                yield from _objects(argument, parameter.families)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _objects(item, families)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _objects(item, families)
