"""Where the program starts. The verbs are imported inside, so that Ctrl-C is heard at once."""

from __future__ import annotations

from nnspec.program import leave, own_process


def main() -> None:
    """Run the program; an interruption at any moment ends it with 130 and no traceback."""
    own_process()
    try:
        from nnspec.cli.main import app

        app()
    except KeyboardInterrupt:
        leave(130)
    except SystemExit as end:
        if end.code is not None and not isinstance(end.code, int):
            raise
        leave(end.code or 0)
