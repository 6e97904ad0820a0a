"""What to train where there is no run: the spec that has the name which a user gave."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from nnspec.errors import InputError

# Where specs lie, from the current folder; of so many files each, none is searched further.
_FOLDERS = (Path(), Path("specs"))
_FILES = 200
_SHIPPED = Path("specs/concrete.yaml")


def train_first(name: str | None = None) -> str:
    """What to do where there is no run: train the spec of the name, or any if there is no name.

    Args:
        name: A spec's name.
    """
    if name is not None:
        spec = spec_called(name)
        return f"train one first: `nnspec train {'SPEC' if spec is None else spec.as_posix()}`"
    train = f"`nnspec train {_SHIPPED.as_posix()}`"
    return (
        f"train one first: {'' if _SHIPPED.is_file() else '`nnspec init concrete`, then '}{train}"
    )


def spec_called(name: str) -> Path | None:
    """The file of the spec with this name, in the current folder or in `specs`; None without one.

    Args:
        name: The `name` in the spec, or the file's name where it has none.
    """
    from nnspec.spec.load import name_in

    for folder in _FOLDERS:
        files = (p for p in islice(_entries(folder), _FILES) if p.suffix in (".yaml", ".yml"))
        # The name of the file is the usual one: it is read first.
        for path in sorted(files, key=lambda p: (p.stem != name, p.name)):
            try:
                if path.is_file() and name_in(path) == name:
                    return path
            except InputError:
                # No spec of ours.
                continue
    return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
