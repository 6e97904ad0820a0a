"""Draw a run's pictures and write its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nnspec.errors import Interrupted, Problem
from nnspec.listener import Listener
from nnspec.report.facts import read_facts
from nnspec.report.page.page import page
from nnspec.report.pictures.draw import Picture, cannot_draw, draw_pictures
from nnspec.runs.files import write_text
from nnspec.runs.folder import RunFolder


@dataclass(frozen=True, slots=True)
class Report:
    """A run's pictures and page.

    Attributes:
        path: The page.
        pictures: The PNG files.
        problems: Warnings: what could not be read or drawn.
    """

    path: Path
    pictures: tuple[Path, ...]
    problems: tuple[Problem, ...]


def write_report(
    run: RunFolder,
    path: Path | None = None,
    *,
    drawn: tuple[list[Picture], list[Problem]] | None = None,
) -> Report:
    """Draw the pictures of a run into its `plots/` and write its page, from its files alone.

    Args:
        run: A run of any status.
        path: Where to write the page; `report.html` in the run's folder when left out.
        drawn: What `draw_pictures` gave for the run, if that is done already.

    Raises:
        RunError: The folder is no run, or its run.json is damaged.
        OSError: The page cannot be written.
    """
    path = path or run.report
    facts = read_facts(run)
    pictures, problems = drawn or draw_pictures(facts)
    write_text(path, page(facts, pictures))
    files = tuple(run.plots / f"{picture.name}.png" for picture in pictures)
    return Report(path, files, (*facts.problems, *problems))


def illustrate(run: RunFolder, listener: Listener) -> None:
    """Write the report of a run that has just been completed; a failure is a mere warning.

    Raises:
        Interrupted: The user stopped the drawing; the run is complete all the same.
    """
    with drawing(run):
        try:
            problems = write_report(run).problems
        except Exception as error:
            problems = (cannot_draw("the report", run.run_id, error),)
    for problem in problems:
        listener.warning(problem)


@contextmanager
def drawing(run: RunFolder) -> Iterator[None]:
    """Inside, Ctrl-C stops the drawing of a run that is complete.

    Raises:
        Interrupted: The user stopped it.
    """
    try:
        yield
    except KeyboardInterrupt:
        message = f"interrupted while drawing; run {run.run_id} is complete"
        hint = f"`nnspec report {run.run_id}` draws its pictures"
        raise Interrupted(Problem("interrupted", message, hint=hint, severity="warning")) from None
