"""Flags that nothing would come of: refused, in one place and in the same words.

A flag is refused where what it asks for cannot be had: it would be ignored in silence. One that
asks for what is so anyway, as `--no-plots` does of a smoke run, is no mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nnspec.cli.options import DEFAULT_RUNS_DIR
from nnspec.errors import InputError, Problem, listing

NO_CSV = ("where no CSV is written", "name a file for it: --output FILE.csv")
"""Why a flag for CSV has no use, and the hint, as `refuse_flags` takes them."""


def refuse_flags(flags: Mapping[str, object], where: str, hint: str) -> None:
    """Refuse flags that have no use where they stand.

    Args:
        flags: The flags that have none, with their values; None, False or empty for one that was
            not given.
        where: What makes them useless, as the end of `--split has no use ...`.
        hint: What to do instead.

    Raises:
        InputError: At least one was given; all of them are named.
    """
    given = [
        flag
        for flag, value in flags.items()
        if not (value is None or value is False or value in ([], ()))
    ]
    if given:
        verb = "has" if len(given) == 1 else "have"
        message = f"{listing(given)} {verb} no use {where}"
        raise InputError(Problem("flags", message, hint=hint))


def chosen_runs_dir(runs_dir: Path | None, *runs: str | None) -> Path:
    """The folder of all runs, where it decides anything.

    Args:
        runs_dir: What `--runs-dir` gives; None where it is not given.
        runs: What RUN is, as often as there is one.

    Raises:
        InputError: It is given, and every run is named by a path that leads elsewhere.
    """
    if runs_dir is None:
        return DEFAULT_RUNS_DIR
    from nnspec.runs.find import is_run_path

    paths = [run for run in runs if run is not None and is_run_path(run)]
    folder = runs_dir.resolve()
    elsewhere = [path for path in paths if not Path(path).resolve().is_relative_to(folder)]
    if runs and len(elsewhere) == len(runs):
        where = f"with {elsewhere[0]}, the path of a run"
        refuse_flags({"--runs-dir": runs_dir}, where, "leave it out")
    return runs_dir
