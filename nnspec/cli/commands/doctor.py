"""`nnspec doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnspec.cli.guard import guarded
from nnspec.cli.options import (
    DEFAULT_RUNS_DIR,
    DebugOption,
    JsonOption,
    QuietOption,
    RunsDirOption,
)
from nnspec.cli.streams import put, put_json, say


@guarded
def doctor(
    runs_dir: RunsDirOption = DEFAULT_RUNS_DIR,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Say what there is to train with: versions, devices, memory, and what a GPU is missing."""
    from nnspec.network.backend import is_loaded
    from nnspec.network.survey import survey

    if not quiet and not is_loaded():
        say("loading TensorFlow ...")
    found = survey(runs_dir)
    if json_output:
        put_json(found)
        return
    for label, text in _lines(found, runs_dir.as_posix()):
        put(f"{label:<9} {text}")


def _lines(found: dict[str, Any], runs_dir: str) -> Iterator[tuple[str, str]]:
    from nnspec.spec.language.byte_size import show_bytes

    installed = [f"{name} {version}" for name, version in found["versions"].items() if version]
    yield "versions", ", ".join(installed[:4])
    yield "", ", ".join(installed[4:])
    yield "platform", found["platform"]
    threads = found["cpu_threads"]
    yield "cpu", f"{threads} {'thread' if threads == 1 else 'threads'}"
    for gpu in found["gpus"]:
        memory = "" if gpu["memory"] is None else f", {show_bytes(gpu['memory'])}"
        capability = gpu["compute_capability"]
        extra = "" if capability is None else f", compute capability {capability}"
        yield "gpu", f"{gpu['name']}{memory}{extra}"
    if not found["gpus"]:
        yield "gpu", "none: training runs on the CPU, which small networks do well on"
        for sentence in found["advice"]:
            yield "", sentence
    if found["driver"] is not None:
        yield "driver", f"NVIDIA {found['driver']}"
    yield "xla", "compiles" if found["xla"] else "does not compile here"
    yield "memory", f"{show_bytes(found['free']['memory'])} free"
    yield "disk", f"{show_bytes(found['free']['disk'])} free for {runs_dir}/"
    missing = [name for name, there in found["extras"].items() if not there]
    there = [name for name, there in found["extras"].items() if there]
    yield "extras", ", ".join(there) or "none"
    if missing:
        yield "", f"not installed: {', '.join(missing)}; {_install(missing)}"


def _install(extras: list[str]) -> str:
    return f'python -m pip install "nnspec[{",".join(extras)}]"'
