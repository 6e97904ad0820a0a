"""Can the names of checkpoints be made of what is known when they are written?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.registry import check
from nnspec.checks.training.monitors import SET_LEARNING_RATE
from nnspec.errors import did_you_mean, listing
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.logs import cure_of_many, log_metrics

# What Keras counts; everything else that it knows is measured.
_COUNTS = ("epoch", "batch")


@check("checkpoint-name", "error")
def checkpoint_name(facts: Facts) -> Iterator[Finding]:
    """A checkpoint's name with `{...}` for which there is nothing to write, or no way to."""
    for position, spec in enumerate(facts.spec.callbacks):
        pattern = spec.argument("filepath")
        if spec.name != "ModelCheckpoint" or not spec.readable or not isinstance(pattern, str):
            continue
        names = _known(facts, spec, facts.spec.callbacks[:position])
        path = argument_path(facts, spec, "filepath")
        try:
            parts = list(Formatter().parse(pattern))
        except ValueError:
            message = f"ModelCheckpoint.filepath: the braces in '{pattern}' make no sense"
            hint = "they hold a name, as in {epoch:02d}; a brace itself is {{ or }}"
            yield Finding(message, path, hint)
            continue
        for _, name, form, conversion in parts:
            if name is None:
                continue
            ending = (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            fault: tuple[str, str | None, tuple[str, ...]] | None = None
            if name not in names or not _is_plain(name):
                fault = _unknown(facts, spec, name, names)
            elif (cure := _cure_of_many(facts, name)) is not None:
                message = f"'{{{name}{ending}}}' cannot be written: {name} is several numbers"
                fault = (message, cure, ())
            elif not _can_write(name, ending):
                kind = "a whole number" if name in _COUNTS else "a number with decimals"
                message = f"'{{{name}{ending}}}' cannot be written: {name} is {kind}"
                example = "02d" if name in _COUNTS else ".4f"
                fault = (message, f"write {{{name}:{example}}}, for instance", ())
            if fault is not None:
                said, cure, details = fault
                yield Finding(f"ModelCheckpoint.filepath: {said}", path, cure, details=details)


def _known(facts: Facts, spec: ObjectSpec, above: tuple[ObjectSpec, ...]) -> list[str]:
    """What a checkpoint's name can be made of when it is written, in the order of the logs."""
    logs = facts.log_names()
    if _between_batches(spec):
        return ["epoch", "batch", *logs]
    names = ["epoch", *logs]
    if facts.has_validation:
        names += [f"val_{name}" for name in logs]
    if any(callback.name in SET_LEARNING_RATE for callback in above):
        # Callbacks hear of an epoch in their order, and these add to what the next ones hear.
        names.append("learning_rate")
    return names


def _between_batches(spec: ObjectSpec) -> bool:
    return spec.argument("save_freq", "epoch") != "epoch"


def _is_plain(name: str) -> bool:
    """Whether Python takes a field for a name, and not for a position or a path into a value."""
    return bool(name) and not name.isdigit() and "." not in name and "[" not in name


def _unknown(
    facts: Facts, spec: ObjectSpec, name: str, names: list[str]
) -> tuple[str, str | None, tuple[str, ...]]:
    """The message, the hint and the details about a name that stands for nothing."""
    when = "a batch" if _between_batches(spec) else "an epoch"
    message = f"there is no '{name}' to write at the end of {when}"
    hint = did_you_mean(name, names)
    bare = name.removeprefix("val_")
    if bare != name and bare in names:
        hint = f"write {{{bare}}}, or set data.split.validation"
        if _between_batches(spec):
            hint = f"write {{{bare}}}, or leave save_freq out"
    setter = next((c for c in facts.spec.callbacks if c.name in SET_LEARNING_RATE), None)
    if name == "learning_rate" and setter is not None and not _between_batches(spec):
        hint = f"put {setter.name} above ModelCheckpoint"
    return message, hint, (f"known then: {listing(names)}",)


def _cure_of_many(facts: Facts, name: str) -> str | None:
    metric = log_metrics(facts.spec, facts.outputs).get(name.removeprefix("val_"))
    return None if metric is None else cure_of_many(metric)


def _can_write(name: str, ending: str) -> bool:
    """Whether a number can be written as `{name...}`, in text that a file's name can hold.

    The ending is tried on a number of this function's own: nothing else is in reach of it.
    """
    if "{" in ending or any(len(width.lstrip("0")) > 2 for width in re.findall(r"\d+", ending)):
        return False
    try:
        text = ("{0" + ending + "}").format(1 if name in _COUNTS else 0.5)
    except (ValueError, OverflowError):
        return False
    return text.isprintable()
