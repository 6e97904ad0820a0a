"""run.json, read with care: a run may be half copied, edited by hand or still being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nnspec.errors import Problem, RunError
from nnspec.runs.process import is_alive
from nnspec.runs.read_json import damaged, read_json
from nnspec.runs.record_shape import RECORD

STATUSES = ("running", "complete", "interrupted", "failed")
"""What run.json may say of a run. `status_of` knows one more, `killed`."""

_OWN_KEYS = frozenset(
    {
        "run_id",
        "name",
        "status",
        "started",
        "finished",
        "duration_seconds",
        "process_id",
        "command",
        "versions",
        "platform",
        "git",
        "files",
    }
)


def read_record(folder: Path) -> dict[str, Any]:
    """The content of a run's run.json.

    Args:
        folder: The run's folder.

    Returns:
        The document. It has a known `status`, and `started` (and `finished`, when it has that) can
        be read by `parse_timestamp`. The facts that nnspec writes are of the types that it writes;
        other keys are not looked at.

    Raises:
        RunError: The folder is no run, or its run.json is damaged.
    """
    path = folder / "run.json"
    try:
        document = read_json(path, RECORD)
    except (FileNotFoundError, NotADirectoryError):
        raise RunError(
            Problem("not-a-run", f"{folder.as_posix()} is no run: it has no run.json")
        ) from None
    if document["status"] not in STATUSES:
        raise damaged(path, f"its status is {document['status']!r}")
    for key in ("started", "finished"):
        try:
            if key in document:
                parse_timestamp(document[key])
        except (TypeError, ValueError):
            raise damaged(path, f"'{key}' is no time: {document[key]!r}") from None
    return document


def status_of(record: Mapping[str, Any]) -> str:
    """`running`, `complete`, `interrupted`, `failed`, or `killed`.

    A run was killed when it says `running` but its process is gone.

    Args:
        record: What `read_record` returned.
    """
    process_id = record.get("process_id")
    if record["status"] == "running" and isinstance(process_id, int):
        return "running" if is_alive(process_id) else "killed"
    return record["status"]


def format_timestamp(moment: datetime) -> str:
    """A time as run.json has it, in UTC and with milliseconds: `2026-11-22T03:36:00.125Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def parse_timestamp(text: str) -> datetime:
    """The time that `format_timestamp` wrote, with its time zone.

    Raises:
        ValueError: The text is no time, or has no time zone.
        TypeError: It is no text.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return moment


def checked_facts(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Facts that a run may write into its run.json beside those that every run has.

    Raises:
        ValueError: A fact has the name of one of these.
    """
    facts = dict(facts or {})
    if clash := sorted(_OWN_KEYS & facts.keys()):
        raise ValueError(f"run.json has keys of its own named {', '.join(clash)}")
    return facts
