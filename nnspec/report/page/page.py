"""The page of a run: one HTML file that needs nothing else, neither network nor scripts.

What it shows is collected here; how it looks stands in `report/templates/`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nnspec.report.compare import resolved_spec
from nnspec.report.facts import RunFacts
from nnspec.report.network import network_rows
from nnspec.report.page.data_section import data_section
from nnspec.report.page.metrics_section import confusion_tables, metrics_section
from nnspec.report.page.parts import Facts, Gallery, Table, png, vector
from nnspec.report.page.render import number, templates
from nnspec.report.pictures.draw import MAX_COLUMNS, Picture
from nnspec.runs.folder import RunFolder
from nnspec.version import __version__


def page(facts: RunFacts, pictures: Sequence[Picture]) -> str:
    """The page as HTML.

    Args:
        facts: The run.
        pictures: The pictures that lie in its `plots/`.

    Raises:
        OSError: A picture cannot be read.
    """
    return (
        templates()
        .get_template("page.html")
        .render(
            head=_head(facts),
            metrics=metrics_section(facts),
            galleries=_galleries(facts, pictures),
            network=_network(facts, pictures),
            data=data_section(facts),
            spec=_spec(facts),
            repeat_command=repeat_command(facts.folder),
            environment=_environment(facts),
            version=__version__,
        )
    )


def repeat_command(folder: RunFolder) -> str:
    """The command that trains the same run again, from the folder that `runs/` lies in."""
    path = folder.path.absolute()
    return shlex.join(
        ["nnspec", "train", f"{path.parents[1].name}/{folder.run_id}/{folder.resolved_spec.name}"]
    )


def _head(facts: RunFacts) -> dict[str, Any]:
    record = facts.record
    spec = resolved_spec(facts.folder)
    return {
        "run_id": facts.folder.run_id,
        "description": spec.get("description") if isinstance(spec, Mapping) else None,
        "status": str(record["status"]),
        "when": _when(record),
        "reason": record.get("reason"),
        "smoke": record.get("smoke"),
        "figures": _figures(facts),
    }


def _figures(facts: RunFacts) -> list[tuple[str, str]]:
    """The numbers on top of the page: the first few metrics, then the run's size."""
    record = facts.record
    split = str(record.get("split") or "test")
    metrics = record.get("metrics")
    shown = list(metrics.items()) if isinstance(metrics, Mapping) else []
    shown = [(name, value) for name, value in shown if name.rpartition(".")[2] != "loss"]
    figures = [(f"{split} {name}", number(value)) for name, value in shown[:4]]
    if record.get("epochs"):
        best = f" (best {record['best_epoch']})" if record.get("best_epoch") else ""
        figures.append(("epochs", f"{record['epochs']}{best}"))
    if record.get("parameters") is not None:
        figures.append(("parameters", number(record["parameters"])))
    return figures


def _when(record: Mapping[str, Any]) -> str:
    started = str(record["started"])[:19].replace("T", " ")
    seconds = record.get("duration_seconds")
    took = f", {seconds:.1f} s" if isinstance(seconds, int | float) else ""
    return f"{started} UTC{took}"


def _galleries(facts: RunFacts, pictures: Sequence[Picture]) -> dict[str, Gallery]:
    """The pictures by the heading that they belong under."""
    tables = confusion_tables(facts)
    galleries = {}
    for section in ("Learning curves", "Predictions", "Weights"):
        chosen = [picture for picture in pictures if picture.section == section]
        note = ""
        if section == "Predictions":
            chosen = [picture for picture in chosen if picture.name not in tables]
            widest = max((len(p.target.columns) for p in facts.predictions), default=0)
            if widest > MAX_COLUMNS:
                note = f"The first {MAX_COLUMNS} of {widest} target columns."
        if chosen:
            layout = " three" if len(chosen) % 3 == 0 else ""
            galleries[section] = _gallery(facts, chosen, layout, note)
    return galleries


def _gallery(facts: RunFacts, chosen: Iterable[Picture], layout: str, note: str = "") -> Gallery:
    return Gallery(
        [
            vector(picture.svg, picture.alt)
            if picture.svg is not None
            else png(facts.folder.plots / f"{picture.name}.png", picture.alt)
            for picture in chosen
        ],
        note,
        layout,
    )


def _network(facts: RunFacts, pictures: Sequence[Picture]) -> dict[str, Any] | None:
    if not facts.network:
        return None
    table = Table(
        ["name", "layer", "output shape", "parameters", "from"],
        network_rows(facts.network),
        caption="The layers, and what each reads",
        words=[1, 4],
    )
    drawn = [picture for picture in pictures if picture.section == "Network"]
    return {"table": table, "gallery": _gallery(facts, drawn, " network")}


def _spec(facts: RunFacts) -> dict[str, str]:
    overrides = facts.record.get("overrides") or ()
    return {
        "given": facts.spec.rstrip(),
        "resolved": facts.resolved_spec.rstrip(),
        "overrides": " ".join(f"--set {shlex.quote(override)}" for override in overrides),
    }


def _mapping(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A mapping within another; empty where it is none."""
    found = record.get(name)
    return found if isinstance(found, Mapping) else {}


def _environment(facts: RunFacts) -> Facts:
    record = facts.record
    command = record.get("command")
    given = shlex.join(map(str, command)) if isinstance(command, list) and command else None
    git, versions = _mapping(record, "git"), _mapping(record, "versions")
    commit = git.get("commit")
    return Facts(
        [
            ("command", given),
            ("seed", record.get("seed")),
            ("git", f"{commit}{', with changes' if git.get('dirty') else ''}" if commit else None),
            ("platform", record.get("platform")),
            *((name, version) for name, version in versions.items()),
        ],
        "How and where this run was trained",
    )
