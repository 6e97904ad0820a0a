"""A proposal as YAML with comments: few lines, each guess said where it stands."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nnspec.spec.document import scalar_value
from nnspec.spec.file_kinds import file_source
from nnspec.starter.parts import SEED
from nnspec.starter.propose import Proposal
from nnspec.starter.read import Given

_WIDTH = 100
# Beside the spec, it lets an editor complete names; `nnspec schema` makes it.
_SCHEMA = "nnspec.schema.json"
# Words of letters, as every YAML reads them: nothing that needs quotes.
_PLAIN = re.compile(r"[^\W\d][\w.-]*( [\w.-]+)*")
# Words that YAML 1.1 takes for true and false; quoted for readers other than nnspec.
_YAML_1_1 = frozenset(("y", "n", "yes", "no", "on", "off"))
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
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
        *_comments(proposal.goal.notes),
        *_list("target", proposal.goal.columns, one_alone=True),
        *_left_out(proposal),
        *_dropped(proposal),
        *_split(proposal),
        "",
        *_preprocessing(proposal),
        "",
        *_layers(proposal),
        "",
        *_compile(proposal),
        "",
        *_training(proposal),
        *_ignore(proposal),
    ]
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """A text as one YAML scalar, in quotes unless it is a plain word everywhere.

    >>> scalar("water"), scalar("on"), scalar("1e3"), scalar("a: b")
    ('water', '"on"', '"1e3"', '"a: b"')
    """
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _YAML_1_1 and text.isprintable()
    if plain and isinstance(scalar_value(text), str):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def _head(proposal: Proposal, name: str, folder: Path, command: str) -> list[str]:
    table = proposal.table
    what = _named(proposal.goal.columns, 3)
    count = f"{len(proposal.features)} column{'s' * (len(proposal.features) != 1)}"
    said = f"{what} from {count} of {table.origin}"
    schema = [f"# yaml-language-server: $schema={_SCHEMA}"] if (folder / _SCHEMA).is_file() else []
    return [
        *schema,
        *_comment(f"{said}, {table.n_rows:,} rows.", indent=""),
        "# Proposed by nnspec init from a look at the data: a first guess, to be changed.",
        "#",
        f"#   {_one_line(command, 300)}",
        f"name: {scalar(name)}",
        f"description: {_prose('Predicts ' + _one_line(said, 200))}",
    ]


def _source(given: Given, folder: Path) -> list[str]:
    path = _relative(given.path, folder)
    if not given.arguments and file_source(path, base_dir=folder) is not None:
        return [f"  source: {_path(path)}"]
    arguments = [f"path: {_path(path)}"]
    lines = []
    arguments += [f"{name}: {_setting(value)}" for name, value in given.arguments.items()]
    if given.words:
        lines += _comment(f"{_named(given.words, 6)} among numbers was taken for a missing value.")
    return [*lines, f"  source: {{csv: {{{', '.join(arguments)}}}}}"]


def _setting(value: Any) -> str:
    """An argument of the source on one line."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{scalar(name)}: {scalar(kind)}' for name, kind in value.items())}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(scalar, value))}]"
    return json.dumps(value)


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
        reasons.setdefault(column.why_not, []).append(column.name)
    lines = []
    for reason, names in reasons.items():
        lines += _comment(f"Left out: {_named(names, _NAMES_SHOWN)} ({reason}).")
    names = [column.name for column in proposal.left_out]
    return [*lines, *_list("features: {exclude", names, closing="}")]


def _dropped(proposal: Proposal) -> list[str]:
    """The rows that nothing can be learnt from."""
    left_out = proposal.table.left_out
    if not left_out.missing_target:
        return []
    have = "has" if left_out.missing_target == 1 else "have"
    text = f"{left_out.missing_target:,} of {left_out.of:,} rows {have} no value of the target."
    return [*_comment(text), "  drop: [missing-target]"]


def _split(proposal: Proposal) -> list[str]:
    parts = proposal.parts
    pairs = [f"validation: {parts.validation}", f"test: {parts.test}", f"seed: {parts.seed}"]
    if parts.stratify is not None:
        pairs.append(f"stratify: {str(parts.stratify).lower()}")
    line = f"  split: {{{', '.join(pairs)}}}"
    if parts.stratify:
        line += "  # every part has each class's share"
    return [*_comments(parts.notes), line]


def _preprocessing(proposal: Proposal) -> list[str]:
    lines = ["preprocessing:  # learnt from the training rows alone"]
    for section in ("numeric", "categorical"):
        steps = getattr(proposal, section)
        if steps:
            lines.append(f"  {section}: {_steps(steps)}")
    if proposal.columns:
        lines.append("  columns:")
        for name, (steps, why) in proposal.columns.items():
            line = f"    {scalar(name)}: {_steps(steps)}"
            if len(line) + len(f"  # {why}") <= _WIDTH:
                lines.append(f"{line}  # {why}")
            else:
                lines += [*_comment(why, indent="    "), line]
    if proposal.goal.task == "regression":
        lines.append("  target: StandardScaler  # undone again in metrics and predictions")
    return lines


def _steps(steps: Sequence[str]) -> str:
    if len(steps) == 1 and ":" not in steps[0]:
        return steps[0]
    return "[" + ", ".join(s if s[0] == "{" or ":" not in s else f"{{{s}}}" for s in steps) + "]"


def _layers(proposal: Proposal) -> list[str]:
    goal = proposal.goal
    inputs = f"{proposal.inputs:,} input{'s' * (proposal.inputs != 1)}"
    rows = f"{proposal.parts.training_rows:,} training rows"
    lines = _comment(
        f"Sized to {rows} and {inputs}: first layer about their geometric mean.", indent=""
    )
    activation = proposal.size.activation
    if activation != "relu":
        text = f"So many inputs for so few rows: {activation}, which is nearer to linear than relu."
        lines += _comment(text, indent="")
    lines.append("layers:")
    for units in proposal.size.units:
        regularizer = "kernel_regularizer: {L2: 0.0001}"
        lines.append(f"  - Dense: {{units: {units}, activation: {activation}, {regularizer}}}")
    if goal.activation is None:
        lines.append(f"  - Dense: {goal.units}")
    else:
        lines.append(f"  - Dense: {{units: {goal.units}, activation: {goal.activation}}}")
    return lines


def _compile(proposal: Proposal) -> list[str]:
    goal = proposal.goal
    return [
        "compile:",
        f"  optimizer: {{Adam: {{learning_rate: {proposal.size.learning_rate}}}}}",
        f"  loss: {goal.loss}",
        f"  metrics: [{goal.metric}]",
    ]


def _training(proposal: Proposal) -> list[str]:
    size = proposal.size
    monitor = "val_loss" if proposal.parts.validation else "loss"
    plateau = f"monitor: {monitor}, factor: 0.5, patience: {size.slower_after}"
    stopping = f"monitor: {monitor}, patience: {size.patience}, restore_best_weights: true"
    return [
        f"training: {{epochs: {size.epochs}, batch_size: {size.batch_size}, seed: {SEED}}}",
        "",
        "callbacks:  # without progress: first smaller steps, then the end",
        f"  - ReduceLROnPlateau: {{{plateau}}}",
        f"  - EarlyStopping: {{{stopping}}}",
    ]


def _ignore(proposal: Proposal) -> list[str]:
    names, lines = [], [""]
    if proposal.repeated_rows:
        count = f"{proposal.repeated_rows:,} rows are equal to another row"
        lines += _comment(f"{count}: doubles may both train and test.", indent="")
        names.append("duplicate-rows")
    if proposal.counts_rows:
        (column,) = proposal.features
        text = f"{_named([column.name], 1)} counts the rows, but there is no other column."
        lines += _comment(text, indent="")
        names.append("identifier-column")
    return [*lines, f"ignore: [{', '.join(names)}]"] if names else []


def _list(
    key: str, names: Sequence[str], *, one_alone: bool = False, closing: str = ""
) -> list[str]:
    """`  key: [a, b, c]`, broken into lines where it is long."""
    if one_alone and len(names) == 1:
        return [f"  {key}: {scalar(names[0])}"]
    lines, line = [], f"  {key}: ["
    margin = " " * len(line)
    for position, name in enumerate(names):
        end = f"]{closing}" if position == len(names) - 1 else ","
        word = scalar(name) + end
        if len(line.rstrip()) + 1 + len(word) > _WIDTH and line.strip() and position:
            lines.append(line.rstrip())
            line = margin
        line += word if line.endswith("[") or line == margin else f" {word}"
    return [*lines, line]


def _comments(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in _comment(text)]


def _comment(text: str, indent: str = "  ") -> list[str]:
    """A text as lines of comment, whatever characters it quotes from the data."""
    lines, line = [], f"{indent}#"
    for word in _one_line(text, 1000).split():
        if len(line) + 1 + len(word) > _WIDTH and not line.endswith("#"):
            lines.append(line)
            line = f"{indent}#"
        line += f" {word}"
    return [*lines, line]


def _named(names: Sequence[str], limit: int) -> str:
    """Names as a comment lists them."""
    shown = [_one_line(name, 40) for name in names[:limit]]
    if len(names) > limit:
        shown.append(f"and {len(names) - limit} more")
    return ", ".join(shown)


def _one_line(text: str, limit: int) -> str:
    """Printable characters alone, cut to a length."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= limit else text[: limit - 3] + "..."
