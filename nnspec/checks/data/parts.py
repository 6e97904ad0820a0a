"""Are the parts of the split different rows?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec


@check("same-source", "warning")
def same_source(facts: Facts) -> Iterator[Finding]:
    """A part of the split whose source is that of another part."""
    data = facts.spec.data
    seen = {_identity(facts, data.source): "data.source"}
    for part, source in data.split.files.items():
        if not source.readable:
            continue
        other = seen.setdefault(_identity(facts, source), f"data.split.{part}")
        if other != f"data.split.{part}":
            message = f"data.split.{part} is {other} once more: "
            message += (
                "it measures what was learnt by heart"
                if other == "data.source"
                else "the network is chosen by the rows that test it"
            )
            yield Finding(message, source.path, "name a file with other rows, or give a fraction")


def _identity(facts: Facts, source: ObjectSpec) -> tuple[str, Any]:
    """Equal for two sources of the same rows."""
    arguments = dict(source.arguments)
    if "path" in arguments:
        arguments["path"] = (facts.loaded.base_dir / arguments["path"]).resolve()
    return source.name, repr(sorted(arguments.items()))
