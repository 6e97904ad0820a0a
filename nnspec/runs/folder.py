"""One run's folder: made once, sealed once, never overwritten."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from nnspec.errors import InputError, Problem, RunError
from nnspec.reserved_names import is_reserved
from nnspec.runs.checksums import file_facts
from nnspec.runs.environment import git_state, package_versions, platform_name
from nnspec.runs.files import write_json, write_text
from nnspec.runs.paths import RunPaths
from nnspec.runs.record import (
    STATUSES,
    checked_facts,
    format_timestamp,
    parse_timestamp,
    read_record,
    status_of,
)
from nnspec.version import __version__

FinalStatus = Literal["complete", "interrupted", "failed"]

LATEST = "latest"
"""The text file beside the runs of a spec that names the folder of the latest complete one."""

_ATTEMPTS = 100
# Windows refuses these characters in a file's name.
_BAD_CHARACTERS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class RunFolder(RunPaths):
    """A run's folder: made, started, ended, read."""

    @classmethod
    def create(cls, runs_dir: Path, name: str, *, now: datetime | None = None) -> RunFolder:
        """Make the folder of a new run, `<runs_dir>/<name>/<YYYYmmdd-HHMMSS>-<4 hex digits>`.

        Args:
            runs_dir: The folder of all runs, made when it does not exist.
            name: The spec's name.
            now: The time in the folder's name, with a time zone; the current time when left out.

        Raises:
            RunError: The name cannot be a folder's name, or the folder cannot be made.
        """
        import secrets

        if (
            not name.strip(" .")
            or name[0] in " ."
            or len(name) > 100
            or _BAD_CHARACTERS.search(name)
            or is_reserved(name)
        ):
            raise RunError(
                Problem(
                    "bad-run-name",
                    f"a run cannot be named {name!r}: the name must do as a folder's name",
                    hint="use letters, digits, '-' and '_'",
                )
            )
        stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%d-%H%M%S")
        try:
            (runs_dir / name).mkdir(parents=True, exist_ok=True)
            for _ in range(_ATTEMPTS):
                path = runs_dir / name / f"{stamp}-{secrets.token_hex(2)}"
                try:
                    path.mkdir()
                except FileExistsError:
                    continue
                return cls(path)
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            reason = "every name tried was taken"
        folder = (runs_dir / name).as_posix()
        raise RunError(
            Problem("cannot-create-run", f"cannot make a folder for the run in {folder}: {reason}")
        )

    def discard(self) -> None:
        """Remove the folder of a run that was not started, and its spec's where it is empty."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.path.parent.rmdir()

    def start(
        self,
        facts: Mapping[str, Any] | None = None,
        *,
        command: Sequence[str] = (),
        spec: Path | None = None,
    ) -> None:
        """Write run.json with the status `running`.

        Args:
            facts: What else is known from the start, such as the seed; JSON values by name.
            command: The command line, as in `sys.argv`.
            spec: The spec's file; the state of git is that of its folder.

        Raises:
            ValueError: A fact has the name of one of run.json's own keys.
            FileExistsError: The run was started before.
        """
        if self.run_json.exists():
            raise FileExistsError(f"{self.run_json} exists: a run is started once")
        nothing = {"commit": None, "dirty": None}
        document = {
            "run_id": self.run_id,
            "name": self.name,
            "status": "running",
            "started": format_timestamp(datetime.now(UTC)),
            "process_id": os.getpid(),
            "command": list(command),
            "versions": {
                "nnspec": __version__,
                "python": ".".join(str(part) for part in sys.version_info[:3]),
                **package_versions(),
            },
            "platform": platform_name(),
            "git": git_state(spec.absolute().parent) if spec else nothing,
        }
        write_json(self.run_json, document | checked_facts(facts))

    def add(self, facts: Mapping[str, Any]) -> None:
        """Write further facts into run.json of a run that has not ended yet.

        Args:
            facts: JSON values by name; they replace facts of the same name.

        Raises:
            ValueError: The run has ended, or a fact has the name of one of run.json's own keys.
            RunError: run.json is missing or damaged.
        """
        document = self.read()
        if document["status"] != "running":
            raise ValueError(f"run {self.run_id} has ended: it is not changed any more")
        write_json(self.run_json, document | checked_facts(facts))

    def finish(self, status: FinalStatus, facts: Mapping[str, Any] | None = None) -> str | None:
        """Write how the run ended into run.json, and make a complete run its spec's latest.

        The size and SHA-256 of the model's files are written too: who reads them checks them.

        Args:
            status: How it ended. Only a complete run is read by evaluate and predict.
            facts: What became known; replaces facts of the same name given to `start`.

        Returns:
            Why `latest` does not name the run, which is complete all the same; else None.

        Raises:
            OSError: run.json cannot be written; the run has not ended.
            ValueError: No such status, the run is complete already, or a fact has the name of one
                of run.json's own keys.
            RunError: run.json is missing or damaged.
        """
        if status not in STATUSES[1:]:
            raise ValueError(f"a run cannot end as {status!r}")
        document = self.read()
        if document["status"] == "complete":
            raise ValueError(f"run {self.run_id} is complete: it is not changed any more")
        finished = datetime.now(UTC)
        # The clock may have been set back while the run was on.
        duration = max((finished - parse_timestamp(document["started"])).total_seconds(), 0.0)
        document["status"] = status
        document["finished"] = format_timestamp(finished)
        document["duration_seconds"] = round(duration, 3)
        document["files"] = file_facts(self.path)
        write_json(self.run_json, document | checked_facts(facts))
        return self._become_latest() if status == "complete" else None

    def _become_latest(self) -> str | None:
        latest = self.path.with_name(LATEST)
        try:
            write_text(latest, f"{self.path.absolute().name}\n")
        except InputError as error:
            return error.messages
        except OSError as error:
            return f"cannot write {latest.as_posix()}: {error.strerror or error}"
        return None

    def read(self) -> dict[str, Any]:
        """The content of run.json.

        Raises:
            RunError: The folder is no run, or its run.json is damaged.
        """
        return read_record(self.path)

    def status(self) -> str:
        """`running`, `complete`, `interrupted`, `failed`, or `killed`; see `status_of`.

        Raises:
            RunError: The folder is no run, or its run.json is damaged.
        """
        return status_of(self.read())
