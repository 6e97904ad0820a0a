"""What to say where a path leads to no file."""

from __future__ import annotations

from pathlib import Path

from nnspec.errors import Problem, did_you_mean_file


def no_such_spec(path: Path, label: str) -> Problem:
    """There is no such file; the hint is the nearest spec, in its folder or in `specs` below it.

    Args:
        path: The file.
        label: How messages name it.
    """
    message = f"there is no file {label}"
    try:
        names = sorted(entry.name for entry in path.parent.iterdir() if entry.is_file())
    except OSError:
        return Problem("no-such-file", message, hint=f"there is no folder {path.parent}")
    specs = [name for name in names if name.endswith((".yaml", ".yml"))]
    hint = did_you_mean_file(path.name, specs)
    if hint is None:
        below = path.parent / "specs" / path.name
        # Not `with_suffix`: a name may have points.
        places = (below, below.with_name(f"{path.stem}.yaml"), below.with_name(f"{path.name}.yaml"))
        found = next((place for place in places if place.is_file()), None)
        hint = f"did you mean '{found.as_posix()}'?" if found else None
    if hint is None and specs:
        hint = f"specs in {path.parent}: {', '.join(specs[:8])}{', ...' if len(specs) > 8 else ''}"
    return Problem("no-such-file", message, hint=hint)
