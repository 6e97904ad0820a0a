"""A run's JSON documents, read with care: a run may be half copied or edited by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from nnspec.errors import Problem, RunError
from nnspec.runs.shapes import Shape


def read_json(path: Path, shape: Shape) -> Any:
    """A document of a shape.

    Args:
        path: The file.
        shape: What nnspec writes into it.

    Raises:
        FileNotFoundError: There is none.
        NotADirectoryError: There is not even its folder.
        RunError: It cannot be read, is not JSON, or holds under some key what nnspec would not
            have written.
    """
    try:
        # As all that nnspec writes, it has neither NaN nor infinity.
        document = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_refuse, parse_float=_finite
        )
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise damaged(path, f"it cannot be read: {error.strerror or error}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise damaged(path, f"it is not JSON ({place})") from None
    except (ValueError, RecursionError):
        # Bytes that are no text, numbers of thousands of digits, lists in lists without end.
        raise damaged(path, "it is not JSON") from None
    if not isinstance(document, dict):
        raise damaged(path, "it is no mapping")
    try:
        shape(document, "")
    except ValueError as error:
        raise damaged(path, str(error)) from None
    return document


def damaged(path: Path, reason: str) -> RunError:
    """The error of a file of a run that is not as nnspec writes it."""
    return RunError(Problem("damaged-run", f"{path.as_posix()} is damaged: {reason}"))


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is beyond every number")
    return value
