"""`nnspec describe`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from nnspec.cli.guard import guarded
from nnspec.cli.options import DebugOption, JsonOption
from nnspec.cli.streams import put, put_json
from nnspec.cli.topics import topic_lines


@guarded
def describe(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="A Keras name, a family (layers, losses, ...), a section, a key or a check.",
            show_default=False,
        ),
    ] = "",
    json_output: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Explain a name of the language: Dense, mse, layers, training, Dense.units, ..."""
    from nnspec.reference.find import find

    topics = find(name)
    if json_output:
        put_json({"name": name, "topics": [asdict(topic) for topic in topics]})
        return
    for position, topic in enumerate(topics):
        if position:
            put()
        for line in topic_lines(topic):
            put(line)
