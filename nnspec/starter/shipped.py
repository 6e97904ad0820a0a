"""The specs that come with nnspec, and copies of them."""

from __future__ import annotations

import re
import shlex
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnspec.errors import InputError, Problem, did_you_mean, listing
from nnspec.runs.files import write_bytes
from nnspec.spec.language.file_kinds import file_source
from nnspec.spec.yaml.document import read_document
from nnspec.spec.yaml.nodes import Mapping, Node, Scalar, Sequence

_SPECS = "specs"
_ENDING = ".yaml"
_SCHEMA = re.compile(r"^# yaml-language-server: \$schema=(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ShippedSpec:
    """One spec.

    Attributes:
        name: The name it goes by.
        description: What it is for, in one line.
        path: Where it lies.
        files: The files that it needs, itself first, relative to `root`.
        root: The folder that holds `specs/` and `datasets/`.
    """

    name: str
    description: str
    path: Path
    files: tuple[Path, ...]
    root: Path


def shipped_root() -> Path:
    """The folder that holds `specs/`: the source checkout, or where a wheel put its data.

    Raises:
        InputError: There is none.
    """
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent
    places = [checkout] if (checkout / "pyproject.toml").is_file() else []
    # `pip install --user` and `--target` have their own places for a wheel's data.
    schemes = dict.fromkeys(
        (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    )
    places += [Path(sysconfig.get_path("data", scheme), "share", "nnspec") for scheme in schemes]
    places.append(package.parent / "share" / "nnspec")
    for place in places:
        if any((place / _SPECS).glob(f"*{_ENDING}")):
            return place
    message = "the specs that come with nnspec are not where they were installed"
    raise InputError(Problem("no-shipped-specs", message, hint=f"expected in {places[-1]}"))


def shipped_specs(root: Path | None = None) -> tuple[ShippedSpec, ...]:
    """Every shipped spec, by name.

    Args:
        root: The folder that holds `specs/`; found when left out.
    """
    root = shipped_root() if root is None else root
    paths = sorted((root / _SPECS).glob(f"*{_ENDING}"))
    return tuple(_shipped(path, root) for path in paths)


def find_shipped(name: str, root: Path | None = None) -> ShippedSpec:
    """The shipped spec of that name.

    Raises:
        InputError: There is none; the hint is the nearest.
    """
    specs = {spec.name: spec for spec in shipped_specs(root)}
    wanted = name.removesuffix(_ENDING)
    if wanted in specs:
        return specs[wanted]
    hint = did_you_mean(wanted, specs)
    if file_source(name) is not None:
        hint = f"for a spec of your own data: --from {shlex.quote(name)} --target COLUMN"
    details = () if hint else (f"specs: {listing(list(specs), 40)}",)
    message = f"no spec {name!r} comes with nnspec"
    raise InputError(Problem("unknown-spec", message, hint=hint, details=details))


def copy_shipped(spec: ShippedSpec, folder: Path, *, force: bool = False) -> dict[Path, bool]:
    """Copy a spec and its data, in the folders in which the spec finds them.

    Args:
        spec: What to copy.
        folder: Where to; `specs/` and `datasets/` are made in it.
        force: Overwrite files that differ.

    Returns:
        The files, the spec first, and whether each was written: one that is there already, and
        equal, is not.

    Raises:
        InputError: A file is there already and differs; nothing was written.
    """
    contents = {folder / file: (spec.root / file).read_bytes() for file in spec.files}
    old = {path: path.exists() for path in contents}
    same = {
        path: path.is_file() and path.read_bytes() == content for path, content in contents.items()
    }
    in_the_way = [
        Problem(
            "file-exists",
            f"{path.as_posix()} is there already, and differs",
            hint="--force overwrites it; -o DIR copies to another folder",
        )
        for path in contents
        if old[path] and not same[path] and not (force and path.is_file())
    ]
    if in_the_way:
        raise InputError(in_the_way)
    for path, content in contents.items():
        if not same[path]:
            write_bytes(path, content)
    return {path: not same[path] for path in contents}


def _shipped(path: Path, root: Path) -> ShippedSpec:
    document = read_document(path, path.as_posix())
    description = document.find(("description",))
    text = description.value if isinstance(description, Scalar) else ""
    files = [path]
    data = document.find(("data",))
    named = [*_texts(data), *_SCHEMA.findall("\n".join(document.lines))] if data else []
    for word in named:
        file = (path.parent / word).resolve()
        if file.is_file() and file.is_relative_to(root.resolve()):
            files.append(root / file.relative_to(root.resolve()))
    relative = tuple(dict.fromkeys(file.relative_to(root) for file in files))
    return ShippedSpec(path.name.removesuffix(_ENDING), str(text or ""), path, relative, root)


def _texts(node: Node) -> Iterator[str]:
    """Every text below a node."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str) and node.value and "\0" not in node.value:
            yield node.value
        return
    below = node.items if isinstance(node, Sequence) else list(node.values.values())
    assert isinstance(node, Sequence | Mapping)
    for child in below:
        yield from _texts(child)
