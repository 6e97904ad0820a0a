"""`nnspec schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nnspec.cli.flags import refuse_flags
from nnspec.cli.guard import guarded
from nnspec.cli.options import DebugOption, JsonOption, QuietOption
from nnspec.cli.streams import put, say


@guarded
def schema(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write it to a file.", show_default=False
        ),
    ] = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Print the spec language as a JSON Schema (draft 7), for editors.

    An editor that knows YAML completes and explains every name and parameter once a spec starts
    with the line `# yaml-language-server: $schema=nnspec.schema.json`.
    """
    from nnspec.reference.files import schema_file_text
    from nnspec.runs.files import write_text

    if output is not None:
        refuse_flags({"--json": json_output}, "with --output", "leave it out: a schema is JSON")
    text = schema_file_text()
    if output is None:
        put(*text.rstrip("\n").split("\n"))
        return
    write_text(output, text)
    if not quiet:
        say(f"wrote {output}")
