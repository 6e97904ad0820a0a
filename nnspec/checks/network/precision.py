"""Numbers of another width than float32: what Keras and TensorFlow cannot do with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import layers_made
from nnspec.checks.network.labels import loss_path
from nnspec.checks.network.shapes import Shape
from nnspec.checks.network.shapes.rules import argument
from nnspec.checks.network.shapes.weights import weight_shapes
from nnspec.checks.registry import check
from nnspec.checks.training.optimizers import optimizers_of
from nnspec.spec.language.objects import UNREADABLE, ObjectSpec

# Layers and activations that need an operation which TensorFlow does not have for such numbers.
_NOT_DONE = {
    **dict.fromkeys(("AveragePooling3D", "MaxPooling3D"), ("float16", "float64")),
    **dict.fromkeys(("AdaptiveAveragePooling3D", "AdaptiveMaxPooling3D"), ("float16", "float64")),
    **dict.fromkeys(
        ("AugMix", "RandAugment", "RandomPerspective", "RandomRotation"), ("bfloat16",)
    ),
    **dict.fromkeys(("RandomShear", "RandomTranslation", "RandomZoom"), ("bfloat16",)),
    "CutMix": ("float16", "bfloat16"),
    "RandomElasticTransform": ("float16",),
    "RandomErasing": ("float16",),
    "RandomGaussianBlur": ("float16",),
    "sparsemax": ("float16",),
}
_HALF = ("float16", "bfloat16")


@check("half-precision-penalty", "error")
def half_precision_penalty(facts: Facts) -> Iterator[Finding]:
    """A regularizer whose penalty is no float32, to which Keras cannot add the loss."""
    for spec, dtype, _ in _layers(facts):
        of_outputs = dtype.removeprefix("mixed_")
        for name in penalties(spec):
            given = name in ("activity_regularizer", "l1", "l2")
            kind = of_outputs if given else _of_weights(dtype)
            if kind != "float32":
                message = f"the penalty of {spec.name} would be {kind}, and the loss is float32"
                hint = "give the layer dtype: float32, or leave the penalty out"
                yield Finding(message, argument_path(facts, spec, name), hint)


@check("half-precision-draws", "error")
def half_precision_draws(facts: Facts) -> Iterator[Finding]:
    """A layer of which TensorFlow cannot do a part with such numbers, as to draw or to turn."""
    for spec, dtype, _ in _layers(facts):
        kind = dtype.removeprefix("mixed_")
        activation = spec.argument("activation")
        named = activation.name if isinstance(activation, ObjectSpec) else spec.name
        does = next((name for name in (spec.name, named) if kind in _NOT_DONE.get(name, ())), None)
        if does is not None:
            message = f"{does} needs operations that TensorFlow does not have in {kind}"
            path = argument_path(facts, spec, "dtype") if "dtype" in spec.arguments else spec.path
            yield Finding(message, path, "give the layer dtype: float32")


@check("half-precision-start", "error")
def half_precision_start(facts: Facts) -> Iterator[Finding]:
    """Orthogonal weights of bfloat16, of which TensorFlow has no decomposition."""
    for spec, dtype, inputs in _layers(facts):
        if dtype != "bfloat16":
            continue
        for name, _ in weight_shapes(spec, inputs):
            given = argument(spec, f"{name}_initializer")
            word = given.name if isinstance(given, ObjectSpec) else given
            if isinstance(word, str) and word.lower() == "orthogonal":
                message = f"{name}_initializer of {spec.name} is Orthogonal, which TensorFlow "
                path = argument_path(facts, spec, "dtype")
                hint = "write dtype: mixed_bfloat16, or give another initializer"
                yield Finding(message + "cannot work out in bfloat16", path, hint)
                break


@check("stacked-cells", "error")
def stacked_cells(facts: Facts) -> Iterator[Finding]:
    """Cells on top of one another that compute with numbers of several widths."""
    for spec, dtype, _ in _layers(facts):
        given = spec.argument("cells") if spec.name == "StackedRNNCells" else None
        for cell in given if isinstance(given, list | tuple) else ():
            if not isinstance(cell, ObjectSpec) or cell is UNREADABLE:
                continue
            kinds = [one.removeprefix("mixed_") for one in (_dtype(cell, facts), dtype)]
            if kinds[0] != kinds[1]:
                message = f"the cell {cell.name} computes in {kinds[0]}, and what holds it in "
                hint = "give the RNN the dtype, and no cell one of its own"
                yield Finding(message + kinds[1], spec.path, hint)
                break


@check("mixed-gradients", "error")
def mixed_gradients(facts: Facts) -> Iterator[Finding]:
    """Gradients of several widths under an optimizer that puts them together."""
    of_layers: dict[str, ObjectSpec] = {}
    for spec, dtype, inputs in _layers(facts):
        if argument(spec, "trainable") is not False and weight_shapes(spec, inputs):
            of_layers.setdefault(_of_weights(dtype), spec)
    others = [kind for kind in of_layers if kind != "float32"]
    if not others:
        return
    wrappers, precision = [], facts.spec.training.precision
    for optimizer in optimizers_of(facts):
        wrappers.append(optimizer.name)
        scaled = precision == "mixed_float16" or "LossScaleOptimizer" in wrappers
        halves = [kind for kind in others if kind in _HALF]
        found: tuple[str, str] | None = None
        if len(of_layers) > 1 and optimizer.argument("global_clipnorm") is not None:
            found = (f"cannot clip gradients of {' and '.join(of_layers)} by one norm", others[0])
            name, cure = "global_clipnorm", "use clipnorm"
        elif scaled and halves and optimizer.argument("gradient_accumulation_steps") is not None:
            found = (f"cannot add up gradients of {halves[0]} while the loss is scaled", halves[0])
            name, cure = "gradient_accumulation_steps", "leave gradient_accumulation_steps out"
        elif optimizer.name == "Muon" and "float64" in others:
            found = ("takes float32, and weights are float64", "float64")
            name, cure = "", "use another optimizer"
        if found is not None:
            message, kind = found
            path = argument_path(facts, optimizer, name) if name else optimizer.path
            hint = f"{cure}, or give {of_layers[kind].name} dtype: float32"
            yield Finding(f"{optimizer.name} {message}", path, hint)


@check("penalty-of-rows", "error")
def penalty_of_rows(facts: Facts) -> Iterator[Finding]:
    """A penalty on weights beside a loss that stays a number for each row."""
    for output, loss in facts.roles.losses.items():
        if not loss.readable or str(loss.argument("reduction", "mean")) not in ("none", "None"):
            continue
        for spec, _, _ in _layers(facts):
            for name in penalties(spec):
                message = f"Keras cannot add the penalty of {spec.name} to a loss that is a number "
                path = argument_path(facts, loss, "reduction") or loss_path(facts, output)
                hint = f"leave reduction out, or {name} of {spec.name}"
                yield Finding(message + "for each row", path, hint)
                return


def penalties(spec: ObjectSpec) -> list[str]:
    """The arguments by which a layer adds a penalty to the loss."""
    found = [
        name
        for name in spec.arguments
        if name.endswith("_regularizer") and isinstance(spec.argument(name), ObjectSpec)
    ]
    if spec.name == "ActivityRegularization":
        found.append("l1" if "l1" in spec.arguments else "l2")
    return found


def _layers(facts: Facts) -> Iterator[tuple[ObjectSpec, str, Sequence[Shape | None]]]:
    """Each layer and those inside it, with its dtype policy and what it gets."""
    for spec, inputs in layers_made(facts):
        if spec is not UNREADABLE:
            yield spec, _dtype(spec, facts), inputs


def _dtype(spec: ObjectSpec, facts: Facts) -> str:
    own = spec.argument("dtype")
    return own if isinstance(own, str) else facts.spec.training.precision


def _of_weights(dtype: str) -> str:
    """The weights of a mixed policy stay float32."""
    return "float32" if dtype.startswith("mixed_") else dtype
