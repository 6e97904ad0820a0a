"""A proposal as YAML with comments: few lines, each guess said where it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nnspec.spec.language.file_kinds import file_source
from nnspec.spec.yaml.text import as_yaml, scalar
from nnspec.starter.propose import Proposal
from nnspec.starter.read import Given
from nnspec.starter.write_network import network_lines
from nnspec.starter.yaml_lines import (
    WIDTH,
    comment,
    comments,
    list_lines,
    named,
    one_line,
    steps_text,
)

# Beside the spec, it lets an editor complete names; `nnspec schema` makes it.
_SCHEMA = "nnspec.schema.json"
_NAMES_SHOWN = 8


def spec_text(
    proposal: Proposal,
    given: Given,
    *,
    name: str,
    folder: Path,
    command: str,
) -> str:
    """The spec.

    Args:
        proposal: What to say.
        given: The file that was read, and how.
        name: The spec's name.
        folder: Where the spec will lie; the file's path is written relative to it.
        command: The command that trains it, shown at the top.
    """
    lines = [
        *_head(proposal, name, folder, command),
        "",
        "data:",
        *_source(given, folder),
        *comments(proposal.goal.notes),
        *list_lines("target", proposal.goal.columns, one_alone=True),
        *_left_out(proposal),
        *_dropped(proposal),
        *_split(proposal),
        "",
        *_preprocessing(proposal),
        "",
        *network_lines(proposal),
    ]
    return "\n".join(lines) + "\n"


def _head(proposal: Proposal, name: str, folder: Path, command: str) -> list[str]:
    table = proposal.table
    what = named(proposal.goal.columns, 3)
    count = f"{len(proposal.features)} column{'s' * (len(proposal.features) != 1)}"
    said = f"{what} from {count} of {table.origin}"
    schema = [f"# yaml-language-server: $schema={_SCHEMA}"] if (folder / _SCHEMA).is_file() else []
    return [
        *schema,
        *comment(f"{said}, {table.n_rows:,} rows.", indent=""),
        "# Proposed by nnspec init from a look at the data: a first guess, to be changed.",
        "#",
        f"#   {one_line(command, 300)}",
        f"name: {scalar(name)}",
        f"description: {_prose('Predicts ' + one_line(said, 200))}",
    ]


def _source(given: Given, folder: Path) -> list[str]:
    path = _relative(given.path, folder)
    if not given.arguments and file_source(path, base_dir=folder) is not None:
        return [f"  source: {_path(path)}"]
    arguments = [f"path: {_path(path)}"]
    lines = []
    arguments += [f"{name}: {as_yaml(value, scalar)}" for name, value in given.arguments.items()]
    if given.words:
        lines += comment(f"{named(given.words, 6)} among numbers was taken for a missing value.")
    return [*lines, f"  source: {{csv: {{{', '.join(arguments)}}}}}"]


def _path(path: str) -> str:
    """A path as a scalar; slashes need no quotes."""
    return path if re.fullmatch(r"[\w./-]*[A-Za-z][\w./-]*", path, re.ASCII) else scalar(path)


def _prose(text: str) -> str:
    """A sentence as a scalar in a block; commas and slashes need no quotes."""
    return text if re.fullmatch(r"[A-Za-z][\w ,./-]*[\w.]", text, re.ASCII) else scalar(text)


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        # Another drive: no relative path leads there.
        return path.absolute().as_posix()


def _left_out(proposal: Proposal) -> list[str]:
    if not proposal.left_out:
        return []
    reasons: dict[str, list[str]] = {}
    for column in proposal.left_out:
        if column.why_not is not None:
            reasons.setdefault(column.why_not, []).append(column.name)
    lines = []
    for reason, names in reasons.items():
        lines += comment(f"Left out: {named(names, _NAMES_SHOWN)} ({reason}).")
    names = [column.name for column in proposal.left_out]
    return [*lines, *list_lines("features: {exclude", names, closing="}")]


def _dropped(proposal: Proposal) -> list[str]:
    """The rows that nothing can be learnt from."""
    left_out = proposal.table.left_out
    if not left_out.missing_target:
        return []
    have = "has" if left_out.missing_target == 1 else "have"
    text = f"{left_out.missing_target:,} of {left_out.of:,} rows {have} no value of the target."
    return [*comment(text), "  drop: [missing-target]"]


def _split(proposal: Proposal) -> list[str]:
    parts = proposal.parts
    sizes = [f"validation: {parts.validation}", f"test: {parts.test}"]
    pairs = [*sizes, f"seed: {parts.seed}"]
    if parts.time is not None:
        pairs = [*sizes, f"time: {scalar(parts.time)}"]
    if parts.stratify is not None:
        pairs.append(f"stratify: {str(parts.stratify).lower()}")
    line = f"  split: {{{', '.join(pairs)}}}"
    if parts.stratify:
        line += "  # every part has each class's share"
    lines = [*comments(parts.notes), line]
    if proposal.unsorted_time is not None and parts.validation:
        when = named([proposal.unsorted_time], 1)
        text = f"The rows are in the order of {when}. With the year first in the file, as in "
        text += "2026-11-22, this holds out the latest rows, as in a forecast:"
        timed = ", ".join([*sizes, f"time: {scalar(proposal.unsorted_time)}"])
        lines += [*comment(text), f"  # split: {{{timed}}}"]
    if proposal.group is not None and parts.validation:
        text = f"Some rows have the same {named([proposal.group], 1)}. To keep them in one part:"
        grouped = ", ".join([*sizes, f"seed: {parts.seed}", f"group: {scalar(proposal.group)}"])
        lines += [*comment(text), f"  # split: {{{grouped}}}"]
    return lines


def _preprocessing(proposal: Proposal) -> list[str]:
    lines = ["preprocessing:  # learnt from the training rows alone"]
    lines += comment("Every column is filled: new rows may have gaps, also where these have none.")
    for section in ("numeric", "categorical"):
        steps = getattr(proposal, section)
        if steps:
            lines.append(f"  {section}: {steps_text(steps)}")
    if proposal.columns:
        lines.append("  columns:")
        for name, (steps, why) in proposal.columns.items():
            line = f"    {scalar(name)}: {steps_text(steps)}"
            if len(line) + len(f"  # {why}") <= WIDTH:
                lines.append(f"{line}  # {why}")
            else:
                lines += [*comment(why, indent="    "), line]
    if proposal.goal.task == "regression":
        lines.append("  target: StandardScaler  # undone again in metrics and predictions")
    return lines
