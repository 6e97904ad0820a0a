"""The network and the training of a proposal, as YAML with comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnspec.spec.yaml.text import scalar
from nnspec.starter.columns import Column
from nnspec.starter.parts import SEED
from nnspec.starter.propose import Proposal
from nnspec.starter.yaml_lines import comment, list_lines, named

_OTHERS = "others"


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def network_lines(proposal: Proposal) -> list[str]:
    """The sections from `inputs` or `layers` to the last.

    Args:
        proposal: What to say.
    """
    return [
        *_inputs(proposal),
        *_layers(proposal),
        "",
        *_compile(proposal),
        "",
        *_training(proposal),
        *_ignore(proposal),
    ]


def _inputs(proposal: Proposal) -> list[str]:
    """A group for each column that stands apart, and one for all others."""
    apart = proposal.apart
    if not apart or (apart == proposal.features and apart[1:] == () and not apart[0].embedded):
        # One image alone is the network's input.
        return []
    names = _names(apart)
    lines = ["inputs:"]
    lines += [f"  {name}: [{scalar(c.name)}]" for name, c in zip(names, apart, strict=True)]
    others = [column.name for column in proposal.features if column not in apart]
    return [*lines, *(list_lines(_OTHERS, others) if others else ()), ""]


def _names(apart: Sequence[Column]) -> list[str]:
    """A name for the input of each column: its own where any name may be so."""
    own = [column.name for column in apart]
    plain = len({name.casefold() for name in own}) == len(own)
    plain = plain and all(_NAME.fullmatch(n) and n.casefold() != _OTHERS for n in own)
    return own if plain else [f"text_{i}" for i in range(1, len(own) + 1)]


def _vectors(proposal: Proposal) -> list[str]:
    """The layers that make vectors of texts and images, and put them beside the others."""
    apart = proposal.apart
    if apart and not _inputs(proposal):
        return ["  - Flatten"]
    ends, lines = [], []
    if len(apart) < len(proposal.features):
        ends.append(_OTHERS)
    for name, column in zip(_names(apart), apart, strict=True):
        if column.categories is None or not column.embedded:
            lines += ["  - Flatten:", f"    name: {name}_vector", f"    from: {name}"]
            ends.append(f"{name}_vector")
            continue
        different, length = column.categories.different, column.categories.vector
        lines += [
            f"  - Embedding: {{input_dim: {different + 1}, output_dim: {length}}}"
            f"  # {different:,} texts, and one place for unknown ones",
            f"    name: {name}_vectors",
            f"    from: {name}",
            "  - Flatten:",
            f"    name: {name}_vector",
        ]
        ends.append(f"{name}_vector")
    if len(ends) > 1:
        lines += ["  - Concatenate:", f"    from: [{', '.join(ends)}]"]
    return lines


def _layers(proposal: Proposal) -> list[str]:
    goal = proposal.goal
    inputs = f"{proposal.inputs:,} input{'s' * (proposal.inputs != 1)}"
    rows = f"{proposal.parts.training_rows:,} training rows"
    lines = comment(
        f"Sized to {rows} and {inputs}: first layer about their geometric mean.", indent=""
    )
    activation = proposal.size.activation
    if activation != "relu":
        text = f"So many inputs for so few rows: {activation}, which is nearer to linear than relu."
        lines += comment(text, indent="")
    lines += ["layers:", *_vectors(proposal)]
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
        *_metrics(goal.metrics),
    ]


def _metrics(metrics: Sequence[str]) -> list[str]:
    if len(metrics) == 1:
        return [f"  metrics: [{metrics[0]}]"]
    return ["  metrics:", *(f"    - {metric}" for metric in metrics)]


def _training(proposal: Proposal) -> list[str]:
    size = proposal.size
    monitor = "val_loss" if proposal.parts.validation else "loss"
    plateau = f"monitor: {monitor}, factor: 0.5, patience: {size.slower_after}"
    stopping = f"monitor: {monitor}, patience: {size.patience}, restore_best_weights: true"
    settings = [f"epochs: {size.epochs}", f"batch_size: {size.batch_size}", f"seed: {SEED}"]
    training = [f"training: {{{', '.join(settings)}}}"]
    if proposal.goal.rare:
        training = ["training:", *(f"  {setting}" for setting in settings)]
        text = "To find more of a rare class, weigh its rows up; its probability is then too high:"
        training += [*comment(text), "  # class_weight: balanced"]
    return [
        *training,
        "",
        "callbacks:  # without progress: first smaller steps, then the end",
        f"  - ReduceLROnPlateau: {{{plateau}}}",
        f"  - EarlyStopping: {{{stopping}}}",
    ]


def _ignore(proposal: Proposal) -> list[str]:
    names, lines = [], [""]
    if proposal.repeated_rows:
        count = f"{proposal.repeated_rows:,} rows are equal to another row"
        lines += comment(f"{count}: doubles may both train and test.", indent="")
        names.append("duplicate-rows")
    if proposal.counts_rows:
        (column,) = proposal.features
        text = f"{named([column.name], 1)} counts the rows, but there is no other column."
        lines += comment(text, indent="")
        names.append("identifier-column")
    return [*lines, f"ignore: [{', '.join(names)}]"] if names else []
