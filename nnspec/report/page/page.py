"""The page of a run: one HTML file that needs nothing else, neither network nor scripts."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nnspec.report.compare import resolved_spec
from nnspec.report.facts import RunFacts
from nnspec.report.network import network_rows
from nnspec.report.page import markup
from nnspec.report.page.data_section import data_section
from nnspec.report.page.markup import text
from nnspec.report.pictures.draw import MAX_COLUMNS, Picture, slug
from nnspec.runs.folder import RunFolder
from nnspec.scoring.worse import PARTS, worse_than_mean
from nnspec.version import __version__

_NO_CELL = ("confusion_matrix", "per_class", "columns", "outputs")
_MAX_CLASSES = 30
# Nothing is fetched and nothing is run, whatever a spec or a data set holds.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(facts: RunFacts, pictures: Sequence[Picture]) -> str:
    """The page as HTML.

    Args:
        facts: The run.
        pictures: The pictures that lie in its `plots/`.

    Raises:
        OSError: A picture cannot be read.
    """
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    run_id = facts.folder.run_id
    tables = _confusion_tables(facts)
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{text(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{text(run_id)}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        *_head(facts),
        "<main>",
        *_metrics(facts),
        *_gallery(facts, pictures, "Learning curves"),
        *_gallery(facts, [p for p in pictures if p.name not in tables], "Predictions"),
        *_network(facts, pictures),
        *data_section(facts),
        *_spec(facts),
        *_gallery(facts, pictures, "Weights"),
        *_environment(facts),
        "</main>",
        f"<footer>Written by nnspec {text(__version__)}.</footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def repeat_command(folder: RunFolder) -> str:
    """The command that trains the same run again, from the folder that `runs/` lies in."""
    path = folder.path.absolute()
    return shlex.join(
        ["nnspec", "train", f"{path.parents[1].name}/{folder.run_id}/{folder.resolved_spec.name}"]
    )


def _head(facts: RunFacts) -> Iterator[str]:
    record = facts.record
    status = str(record["status"])
    yield "<header>"
    # On a phone the id breaks where its two halves meet.
    yield f"<h1>{text(facts.folder.run_id).replace('/', '/<wbr>')}</h1>"
    spec = resolved_spec(facts.folder)
    if isinstance(spec, Mapping) and spec.get("description"):
        yield f"<p>{text(spec['description'])}</p>"
    line = f'<span class="status {text(status)}">{text(status)}</span>'
    line += f' <span class="faint">{text(_when(record))}</span>'
    yield f"<p>{line}</p>"
    if record.get("reason"):
        yield f"<p>{text(record['reason'])}</p>"
    if record.get("smoke"):
        yield "<p>A smoke run: a few rows and two epochs, so its numbers mean nothing.</p>"
    figures = _figures(facts)
    if figures:
        yield '<dl class="figures">'
        for name, value in figures:
            yield f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>"
        yield "</dl>"
    yield "</header>"


def _figures(facts: RunFacts) -> list[tuple[str, str]]:
    """The numbers on top of the page: the first few metrics, then the run's size."""
    record = facts.record
    split = str(record.get("split") or "test")
    metrics = record.get("metrics")
    shown = list(metrics.items()) if isinstance(metrics, Mapping) else []
    shown = [(name, value) for name, value in shown if name.rpartition(".")[2] != "loss"]
    figures = [(f"{split} {name}", markup.number(value)) for name, value in shown[:4]]
    if record.get("epochs"):
        best = f" (best {record['best_epoch']})" if record.get("best_epoch") else ""
        figures.append(("epochs", f"{record['epochs']}{best}"))
    if record.get("parameters") is not None:
        figures.append(("parameters", markup.number(record["parameters"])))
    return figures


def _when(record: Mapping[str, Any]) -> str:
    started = str(record["started"])[:19].replace("T", " ")
    seconds = record.get("duration_seconds")
    took = f", {seconds:.1f} s" if isinstance(seconds, int | float) else ""
    return f"{started} UTC{took}"


def _metrics(facts: RunFacts) -> Iterator[str]:
    if not facts.metrics:
        return
    yield "<h2>Metrics</h2>"
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for split, entry in facts.metrics.items():
        rows.append((split, entry))
        rows += [(f"{split}, {name}", values) for name, values in _nested(entry, "outputs")]
        for prefix, values in [("", entry), *_nested(entry, "outputs")]:
            columns = _nested(values, "columns")
            rows += [(f"{split}, {name}", numbers) for name, numbers in columns if name != prefix]
    names = list(dict.fromkeys(key for _, entry in rows for key in entry if key not in _NO_CELL))
    units = ", in the target's own units" if "rmse" in names else ""
    split, entry = _measured(facts)
    worse = worse_than_mean(entry, split)
    if worse is not None:
        yield f'<p class="warning">{text(worse[0].upper() + worse[1:])}.</p>'
    yield '<div class="tables">'
    yield markup.table(
        ["rows of", *names],
        [[label, *(entry.get(name) for name in names)] for label, entry in rows],
        caption="Metrics of each part of the rows" + units,
    )
    for output, values in [("", entry), *_nested(entry, "outputs")]:
        yield from _classes(values, output, split)
    yield "</div>"


def _measured(facts: RunFacts) -> tuple[str, Mapping[str, Any]]:
    """The part whose metrics count most, and these."""
    split = next((part for part in PARTS if part in facts.metrics), "")
    return split, facts.metrics.get(split, {})


def _confusion_tables(facts: RunFacts) -> set[str]:
    """The pictures of confusion matrices that the page has as tables, which can be read aloud."""
    _, entry = _measured(facts)
    outputs = [("confusion_matrix", entry)]
    outputs += [(f"confusion_matrix_{slug(n)}", values) for n, values in _nested(entry, "outputs")]
    return {name for name, values in outputs if _has_table(values)}


def _has_table(values: Mapping[str, Any]) -> bool:
    matrix = values.get("confusion_matrix") or ()
    has_classes = isinstance(values.get("per_class"), Mapping)
    return has_classes and 0 < len(matrix) <= _MAX_CLASSES


def _classes(values: Mapping[str, Any], output: str, split: str) -> Iterator[str]:
    matrix, per_class = values.get("confusion_matrix"), values.get("per_class")
    if not matrix or not isinstance(per_class, Mapping):
        return
    label = f"{output}, {split} rows" if output else f"{split} rows"
    tables = []
    if _has_table(values):
        tables.append(markup.confusion_table(matrix, list(per_class), label))
    numbers = ["precision", "recall", "f1", "support"]
    tables.append(
        markup.table(
            ["class", *numbers],
            [[name, *(entry.get(n) for n in numbers)] for name, entry in per_class.items()],
            caption=f"{label}: by class",
        )
    )
    yield from tables


def _nested(entry: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    below = entry.get(key)
    return list(below.items()) if isinstance(below, Mapping) else []


def _gallery(facts: RunFacts, pictures: Sequence[Picture], section: str) -> Iterator[str]:
    chosen = [picture for picture in pictures if picture.section == section]
    if not chosen:
        return
    yield f"<h2>{text(section)}</h2>"
    if section == "Predictions":
        widest = max((len(p.target.columns) for p in facts.predictions), default=0)
        if widest > MAX_COLUMNS:
            yield f"<p>The first {MAX_COLUMNS} of {widest} target columns.</p>"
    yield from _figures_of(facts, chosen)


def _figures_of(facts: RunFacts, chosen: Sequence[Picture], more: str = "") -> Iterator[str]:
    three = more or (" three" if len(chosen) % 3 == 0 else "")
    yield f'<div class="gallery{three}" style="--count: {len(chosen)}">'
    for picture in chosen:
        if picture.svg is not None:
            yield markup.vector(picture.svg, picture.alt)
        else:
            yield markup.image(facts.folder.plots / f"{picture.name}.png", picture.alt)
    yield "</div>"


def _network(facts: RunFacts, pictures: Sequence[Picture]) -> Iterator[str]:
    if not facts.network:
        return
    yield "<h2>Network</h2>"
    yield '<div class="tables">'
    yield markup.table(
        ["name", "layer", "output shape", "parameters", "from"],
        network_rows(facts.network),
        caption="The layers, and what each reads",
        words=[1, 4],
    )
    yield from _figures_of(facts, [p for p in pictures if p.section == "Network"], " network")
    yield "</div>"


def _spec(facts: RunFacts) -> Iterator[str]:
    if not facts.spec and not facts.resolved_spec:
        return
    yield "<h2>Spec</h2>"
    if facts.record.get("overrides"):
        overrides = " ".join(f"--set {shlex.quote(o)}" for o in facts.record["overrides"])
        yield f"<p>Trained with <code>{text(overrides)}</code>.</p>"
    yield '<div class="pair">'
    if facts.spec:
        yield markup.details("As given", markup.preformatted(facts.spec), opened=True)
    if facts.resolved_spec:
        yield markup.details(
            "Every default and override filled in", markup.preformatted(facts.resolved_spec)
        )
    yield "</div>"


def _mapping(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A mapping within another; empty where it is none."""
    found = record.get(name)
    return found if isinstance(found, Mapping) else {}


def _environment(facts: RunFacts) -> Iterator[str]:
    record = facts.record
    yield "<h2>Train it again</h2>"
    if facts.resolved_spec:
        yield "<p>From the folder that holds the runs' folder:</p>"
        yield markup.preformatted(repeat_command(facts.folder))
    command = record.get("command")
    given = shlex.join(map(str, command)) if isinstance(command, list) and command else None
    git, versions = _mapping(record, "git"), _mapping(record, "versions")
    commit = git.get("commit")
    yield markup.facts_table(
        [
            ("command", given),
            ("seed", record.get("seed")),
            ("git", f"{commit}{', with changes' if git.get('dirty') else ''}" if commit else None),
            ("platform", record.get("platform")),
            *((name, version) for name, version in versions.items()),
        ],
        "How and where this run was trained",
    )
