"""Where the program starts. The verbs are imported inside, so that Ctrl-C is heard at once."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program; an interruption at any moment ends it with 130 and no traceback."""
    try:
        from nnspec.cli.main import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
