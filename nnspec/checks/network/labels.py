"""Do the last layer, the loss and the target fit together?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.network.metric_rules import word, written
from nnspec.checks.registry import check
from nnspec.data.chains.chain import STEPS
from nnspec.errors import listing
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.meaning.ends import MARGINS, PROBABILITIES, End
from nnspec.spec.yaml.nodes import Path

# Losses that take probabilities, or logits when told so.
_CROSSENTROPIES = (
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "SparseCategoricalCrossentropy",
)
# Losses between two distributions, of which several columns of numbers can be one.
_OF_SHARES = (
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "KLDivergence",
)
# Numbers that are so many different ones may be no classes.
_MANY = 20
NON_NEGATIVE = ("relu", "relu6", "softplus", "exponential", "sigmoid", "hard_sigmoid", "softmax")


def loss_path(facts: Facts, output: str) -> Path:
    """Where the loss of an output stands."""
    base: Path = ("compile", "loss")
    return base if isinstance(facts.spec.compile.loss, ObjectSpec) else (*base, output)


def give_activation(end: End, wanted: str) -> str:
    """The hint that gives the last layer an activation, whether or not it has one."""
    if end.activation in (None, "linear"):
        return f"add activation: {wanted}"
    return f"write activation: {wanted} in place of {end.activation}"


def _some(classes: tuple[object, ...]) -> str:
    return listing([str(label) for label in classes], 6)


@check("text-target", "error")
def text_target(facts: Facts) -> Iterator[Finding]:
    """A text target under a loss for numbers."""
    for output, columns in facts.roles.targets.items():
        if facts.encoding(output) != "regression":
            continue
        for column in columns:
            if facts.preview.kinds[column] != "text":
                continue
            loss = word(facts.roles.losses[output])
            classes = facts.classes(output) or ()
            message = f"the target '{column}' is text"
            if classes:
                message += f" ({_some(classes)})"
            message += f", but the loss {loss} is for numbers"
            hint = "for classes: sparse_categorical_crossentropy, with a unit a class and softmax"
            if len(classes) == 2:
                hint = "for two classes: binary_crossentropy, with one unit and sigmoid"
            yield Finding(message, loss_path(facts, output), hint, certain=True, column=column)


@check("binary-classes", "error")
def binary_classes(facts: Facts) -> Iterator[Finding]:
    """A loss for two classes and a target that has not two."""
    for output, columns in facts.roles.targets.items():
        classes = facts.classes(output)
        if facts.encoding(output) != "binary" or classes is None:
            continue
        loss = word(facts.roles.losses[output])
        if len(classes) > 2:
            least = "" if facts.preview.rows is not None else "at least "
            message = f"{loss} tells two classes apart; '{columns[0]}' has {least}{len(classes)}"
            message += f" ({_some(classes)})"
            hint = f"use sparse_categorical_crossentropy and Dense: {{units: {len(classes)}, "
            hint += "activation: softmax}"
            yield Finding(message, loss_path(facts, output), hint, certain=True)
        elif len(classes) < 2 and facts.preview.complete and not facts.missing(columns[0]):
            message = f"'{columns[0]}' has one class only ({_some(classes)})"
            yield Finding(message, ("data", "target"))


@check("units-and-target", "error")
def units_and_target(facts: Facts) -> Iterator[Finding]:
    """The last layer's units against the target's classes or columns."""
    for output, end in facts.ends.items():
        if end.units is None:
            continue
        columns = facts.roles.targets[output]
        encoding = facts.encoding(output)
        classes = facts.classes(output)
        details: tuple[str, ...] = ()
        if encoding in ("sparse", "one_hot"):
            # Of a target without any value it is said that it has none.
            if not classes:
                continue
            wanted = len(classes)
            complete = facts.preview.rows is not None
            if end.units == wanted or (end.units > wanted and not complete):
                continue
            message = f"the last layer has {_count(end.units, 'unit')}, but '{columns[0]}' has "
            least = "" if complete else "at least "
            message += f"{least}{_count(wanted, 'class')} ({_some(classes)})"
            hint = f"write {end.object.name}: {{units: {wanted}, activation: softmax}}"
            if wanted > _MANY and facts.preview.kinds[columns[0]] == "numeric":
                asked = f"if '{columns[0]}' is a number and no class: compile: {{loss: mse}}, and "
                details = (f"{asked}{end.object.name}: 1",)
            if end.units == 1 and wanted == 2:
                hint = "with one unit: sigmoid and binary_crossentropy in place of "
                hint += word(facts.roles.losses[output])
        else:
            wanted = len(columns)
            # Under a loss for numbers, text is what is wrong, whatever the units.
            text = encoding == "regression" and any(
                facts.preview.kinds[c] == "text" for c in columns
            )
            if end.units == wanted or text:
                continue
            message = f"the last layer has {_count(end.units, 'unit')}, but "
            if encoding == "binary" and wanted == 1:
                # Of more classes it is the loss that is wrong.
                if classes is not None and len(classes) > 2:
                    continue
                loss = facts.roles.losses[output]
                message += f"{word(loss)} takes one unit for the two classes of '{columns[0]}'"
                hint = "write Dense: {units: 1, activation: sigmoid}"
                if loss.name in MARGINS or loss.argument("from_logits", False):
                    hint = "write Dense: 1"
                if end.units == 2:
                    hint += ", or use sparse_categorical_crossentropy"
            else:
                message += f"the target is {_count(wanted, 'column')} ({listing(columns, 6)})"
                hint = f"write {end.object.name}: {wanted}"
        # More rows can only bring more classes, and fewer units than classes are still too few.
        yield Finding(message, end.layer.path, hint, details=details, certain=True)


def _count(number: int, noun: str) -> str:
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"


@check("softmax-on-one-unit", "error")
def softmax_on_one_unit(facts: Facts) -> Iterator[Finding]:
    """Softmax over a single unit, which is always 1."""
    for output, end in facts.ends.items():
        # That there are more classes than units says it better.
        sparse = facts.encoding(output) in ("sparse", "one_hot") and facts.classes(output)
        if end.units == 1 and end.activation == "softmax" and not sparse:
            message = "softmax over one unit is always 1: the network could never learn anything"
            yield Finding(
                message,
                end.path,
                "for two classes use sigmoid; for numbers leave it out",
                certain=True,
            )


@check("sigmoid-with-categorical", "warning")
def sigmoid_with_categorical(facts: Facts) -> Iterator[Finding]:
    """Sigmoid under a loss over exclusive classes."""
    for output, end in facts.ends.items():
        loss = facts.roles.losses[output]
        categorical = facts.encoding(output) in ("sparse", "one_hot")
        # Several columns of numbers are shares.
        categorical = categorical or loss.name in _OF_SHARES
        if categorical and end.activation in ("sigmoid", "hard_sigmoid"):
            message = f"{end.activation} gives each class its own probability, but "
            message += f"{word(loss)} wants probabilities that sum to 1"
            yield Finding(message, end.path, "use softmax")


@check("softmax-with-binary", "warning")
def softmax_with_binary(facts: Facts) -> Iterator[Finding]:
    """Softmax under a loss over labels that do not exclude one another."""
    for output, end in facts.ends.items():
        several = len(facts.roles.targets[output]) > 1
        if facts.encoding(output) == "binary" and several and end.activation == "softmax":
            message = "softmax gives the units of a row probabilities that sum to 1, but "
            message += f"{word(facts.roles.losses[output])} takes each for a label of its own"
            hint = "use sigmoid, or categorical_crossentropy where one label of a row is 1"
            yield Finding(message, end.path, hint)


@check("logits", "error")
def logits(facts: Facts) -> Iterator[Finding]:
    """A linear output under a crossentropy that is not told from_logits."""
    for output, end in facts.ends.items():
        loss = facts.roles.losses[output]
        if loss.name not in _CROSSENTROPIES or loss.argument("from_logits", False):
            continue
        if end.activation is None or end.activation in PROBABILITIES:
            continue
        wanted = "sigmoid" if facts.encoding(output) == "binary" else "softmax"
        message = f"{word(loss)} wants probabilities, but the last layer's activation is "
        message += end.activation
        told = written(loss, from_logits=True)
        hint = f"{give_activation(end, wanted)}, or write {told}"
        yield Finding(message, end.path, hint)


@check("logits-twice", "warning")
def logits_twice(facts: Facts) -> Iterator[Finding]:
    """Softmax or sigmoid under a loss that is told from_logits."""
    for output, end in facts.ends.items():
        loss = facts.roles.losses[output]
        if loss.argument("from_logits", False) and end.activation in PROBABILITIES:
            message = f"{loss.name} is told from_logits, but the last layer's {end.activation} "
            message += "makes probabilities of them already"
            yield Finding(message, end.path, f"leave {end.activation} out, or from_logits")


@check("output-range", "error")
def output_range(facts: Facts) -> Iterator[Finding]:
    """An activation that cannot reach the values of a numeric target."""
    scaled = {step.name for step in facts.spec.preprocessing.target}
    centred = {step.name for step in facts.spec.preprocessing.target if _centres(step)}
    hint = "leave the activation out: linear"
    for output, end in facts.ends.items():
        if facts.encoding(output) != "regression" or end.activation not in NON_NEGATIVE:
            continue
        if end.units == 1 and end.activation == "softmax":
            continue
        for column in facts.roles.targets[output]:
            if centred:
                message = f"{end.activation} never goes below zero, but the target is scaled "
                message += f"around zero by {min(centred)}"
                yield Finding(message, end.path, hint, certain=True, column=column)
                continue
            values = facts.numbers(column)
            if values is None or not len(values) or scaled:
                continue
            if values.min() < 0:
                message = f"{end.activation} never goes below zero, but '{column}' goes down to "
                message += f"{values.min():g}"
                yield Finding(message, end.path, hint, certain=True, column=column)
            elif end.activation in PROBABILITIES and values.max() > 1:
                message = f"{end.activation} never goes above one, but '{column}' goes up to "
                message += f"{values.max():g}"
                yield Finding(message, end.path, hint, certain=True, column=column)


def _centres(step: ObjectSpec) -> bool:
    """Whether a step moves a target's values to both sides of zero."""
    return step.name in STEPS and STEPS[step.name].is_centred(step)


@check("scaled-labels", "error")
def scaled_labels(facts: Facts) -> Iterator[Finding]:
    """Steps for a target that holds classes."""
    steps = facts.spec.preprocessing.target
    classes = [facts.encoding(output) != "regression" for output in facts.outputs]
    if not steps or not classes or not all(classes):
        return
    loss = word(facts.roles.losses[facts.outputs[0]])
    message = f"the target holds classes ({loss}), which cannot be scaled"
    yield Finding(message, ("preprocessing", "target"), "leave preprocessing.target out", key=True)
