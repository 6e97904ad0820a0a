"""Finding the run that a user means by RUN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nnspec.errors import Problem, RunError, did_you_mean, listing
from nnspec.runs.all_runs import run_folders, spec_names, subfolders
from nnspec.runs.folder import LATEST, RunFolder
from nnspec.runs.record import parse_timestamp, read_record, status_of
from nnspec.runs.train_first import spec_called, train_first

_SHORTEST_PREFIX = 4

# A run and its run.json.
_Candidate = tuple[RunFolder, Mapping[str, Any]]


def find_run(
    runs_dir: Path, run: str | None = None, *, complete: bool = True, usable: bool = False
) -> RunFolder:
    """The run that a user means.

    Args:
        runs_dir: The folder of all runs.
        run: A run's folder; its id, with or without the spec's name; the first 4 or more
            characters of the id; a spec's name, alone, as `name/latest` or as the path of the
            file `latest`, or the path of a spec, for its latest complete run; None for the latest
            complete run of all, smoke runs last. Tried in this order.
        complete: Whether the run must be complete. When it need not be, a spec's name and None
            mean the run that was started last, whatever became of it.
        usable: Take an interrupted or killed run too, when it is named by its folder or id and has
            a network.

    Raises:
        RunError: There is no such run or more than one, it is damaged, or it is not complete.
    """
    if run is not None and _is_pointer(Path(run)):
        spec = Path(run).absolute().parent if Path(run).parent == Path() else Path(run).parent
        return find_run(spec.parent, spec.name, complete=complete, usable=usable)
    if run is not None and _is_spec(Path(run)):
        return _of_spec(Path(run), runs_dir, complete=complete, usable=usable)
    names = spec_names(runs_dir)
    if run is None:
        return _newest(runs_dir, names, complete, of="")
    folder = _given_folder(run)
    if folder is None:
        words = _words(runs_dir, run)
        if words[0] in names and words[1:] in ([], [LATEST]):
            return _newest(runs_dir, words[:1], complete, of=f" of '{words[0]}'")
        folder = _by_id(runs_dir, names, run, words)
    record = read_record(folder.path)
    if complete and record["status"] != "complete" and not (usable and _is_usable(folder, record)):
        raise _incomplete(folder, record)
    return folder


def is_run_path(run: str) -> bool:
    """Whether it is a path that alone says which run is meant, in whatever folder of runs."""
    path = Path(run)
    own_spec = _is_spec(path) and (path.parent / "run.json").exists()
    return own_spec or _is_pointer(path) or _given_folder(run) is not None


def _given_folder(run: str) -> RunFolder | None:
    path = Path(run)
    if not _is_folder(path) or not (path / "run.json").exists():
        return None
    return RunFolder(path.resolve() if ".." in path.parts else path)


def _is_pointer(path: Path) -> bool:
    """Whether it is the file that names the latest run of a spec."""
    try:
        return path.name == LATEST and path.is_file()
    except (OSError, ValueError):
        return False


def _is_spec(path: Path) -> bool:
    """Whether it is the path of a spec's file."""
    try:
        return path.suffix.lower() in (".yaml", ".yml") and path.is_file()
    except (OSError, ValueError):
        return False


def _of_spec(path: Path, runs_dir: Path, *, complete: bool, usable: bool) -> RunFolder:
    """The run that a spec's file means: the one whose copy it is, or the latest of its name."""
    from nnspec.spec.load import name_in

    if (path.parent / "run.json").exists():
        return find_run(runs_dir, str(path.parent), complete=complete, usable=usable)
    name = name_in(path)
    hint = f"train one first: `nnspec train {path.as_posix()}`"
    return _newest(runs_dir, [name], complete, of=f" of '{name}'", hint=hint)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        # Too long or too odd to be a path.
        return False


def _words(runs_dir: Path, run: str) -> list[str]:
    """The parts of an id, also of one written as a path such as `runs/concrete/` by the shell."""
    try:
        inside = Path(run).resolve().relative_to(runs_dir.resolve()).parts
    except (OSError, ValueError):
        inside = ()
    return list(inside) or run.replace("\\", "/").rstrip("/").split("/")


def _by_id(runs_dir: Path, names: Sequence[str], run: str, words: Sequence[str]) -> RunFolder:
    """The one run whose id is `words`, or begins so."""
    *spec, start = words
    chosen = [name for name in names if spec in ([], [name])]
    folders = run_folders(runs_dir, chosen)
    matches = [folder for folder in folders if folder.path.name == start]
    if not matches and len(start) >= _SHORTEST_PREFIX:
        matches = [folder for folder in folders if folder.path.name.startswith(start)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise RunError(
            Problem(
                "ambiguous-run",
                f"'{run}' is the start of {len(matches)} runs",
                hint="give more of the run's id",
                details=(f"runs: {listing([folder.run_id for folder in matches])}",),
            )
        )
    if words[0] not in names and run and _is_folder(Path(run)):
        # Says that it has no run.json.
        read_record(Path(run))
    raise _unknown(runs_dir, names, run, words, folders)


def _unknown(
    runs_dir: Path,
    names: Sequence[str],
    run: str,
    words: Sequence[str],
    folders: Sequence[RunFolder],
) -> RunError:
    if not run_folders(runs_dir, names):
        named = words[0] if spec_called(words[0]) is not None else None
        return RunError(Problem("no-run", _no_run(runs_dir, ""), hint=train_first(named)))
    if words[0] in names:
        known, kind = [folder.run_id for folder in folders], f"runs of '{words[0]}'"
    else:
        known, kind = list(names), "specs with runs"
    hint = did_you_mean("/".join(words), known)
    start = words[-1]
    if words[0] not in names and spec_called(words[0]) is not None:
        hint = train_first(words[0])
    if 0 < len(start) < _SHORTEST_PREFIX and any(f.path.name.startswith(start) for f in folders):
        hint = f"give at least {_SHORTEST_PREFIX} characters of a run's id"
    return RunError(
        Problem(
            "unknown-run",
            f"there is no run '{run}' in {_shown(runs_dir)}",
            hint=hint,
            details=(f"{kind}: {listing(known)}",),
        )
    )


def _newest(
    runs_dir: Path, names: Sequence[str], complete: bool, of: str, hint: str | None = None
) -> RunFolder:
    """The latest run among all runs of these specs; `of` says whose, if of one alone."""
    newest = _latest_complete if complete else _latest_started
    found = [candidate for name in names if (candidate := newest(runs_dir, name))]
    if found:
        key = "finished" if complete else "started"
        # A run of `--smoke` has learnt nothing: without a name it is meant only when it is alone.
        return max(found, key=lambda one: (not one[1].get("smoke"), _order(one, key)))[0]
    folders = run_folders(runs_dir, names)
    hint = hint or train_first(names[0] if of else None)
    if not folders:
        raise RunError(Problem("no-run", _no_run(runs_dir, of), hint=hint))
    raise RunError(
        Problem(
            "incomplete-run",
            f"no run{of} in {_shown(runs_dir)} is complete",
            hint=hint,
            details=tuple(_line(folder) for folder in folders[:5]),
        )
    )


def _latest_complete(runs_dir: Path, name: str) -> _Candidate | None:
    """The run that `latest` names, or when that cannot be trusted the one that finished last."""
    try:
        pointed = (runs_dir / name / LATEST).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        pointed = ""
    # The name of a folder beside it, never a path that leads elsewhere.
    if pointed in subfolders(runs_dir / name):
        candidate = _candidate(RunFolder(runs_dir / name / pointed))
        if candidate and candidate[1]["status"] == "complete":
            return candidate
    read = (_candidate(folder) for folder in run_folders(runs_dir, [name]))
    whole = [candidate for candidate in read if candidate and candidate[1]["status"] == "complete"]
    return max(whole, key=lambda candidate: _order(candidate, "finished"), default=None)


def _latest_started(runs_dir: Path, name: str) -> _Candidate | None:
    read = (_candidate(folder) for folder in run_folders(runs_dir, [name]))
    return next((candidate for candidate in read if candidate), None)


def _candidate(folder: RunFolder) -> _Candidate | None:
    try:
        return folder, read_record(folder.path)
    except RunError:
        return None


def _order(candidate: _Candidate, key: str) -> tuple[datetime, str]:
    folder, record = candidate
    return parse_timestamp(record.get(key, record["started"])), folder.run_id


def _is_usable(folder: RunFolder, record: Mapping[str, Any]) -> bool:
    """Whether a run that is not complete has all that predicting takes."""
    status = status_of(record)
    if status == "interrupted":
        return folder.model_keras.is_file()
    # Both are moved into place whole, so that what is there can be read.
    whole = folder.saved_network is not None and folder.preprocessing.is_file()
    return status == "killed" and whole


def _incomplete(folder: RunFolder, record: Mapping[str, Any]) -> RunError:
    hint = "name another run, `nnspec runs list` shows them"
    if folder.resolved_spec.exists():
        hint += f"; or train it again: `nnspec train {folder.resolved_spec.as_posix()}`"
    return RunError(
        Problem(
            "incomplete-run",
            f"run {folder.run_id} is not complete: it {_fate(record)}",
            hint=hint,
        )
    )


def _line(folder: RunFolder) -> str:
    candidate = _candidate(folder)
    return f"{folder.run_id} {_fate(candidate[1]) if candidate else 'is damaged'}"


def _fate(record: Mapping[str, Any]) -> str:
    """What became of a run, and when, as the end of a sentence."""
    moment = parse_timestamp(record.get("finished", record["started"])).astimezone(UTC)
    when = moment.strftime("%Y-%m-%d %H:%M UTC")
    return {
        "running": f"has been running since {when}",
        "killed": f"was killed; it started at {when}",
        "interrupted": f"was interrupted at {when}",
        "failed": f"failed at {when}",
        "complete": f"was completed at {when}",
    }[status_of(record)]


def _no_run(runs_dir: Path, of: str) -> str:
    return f"there is no run{of} in {_shown(runs_dir)}"


def _shown(runs_dir: Path) -> str:
    return f"{runs_dir.as_posix().rstrip('/')}/"
