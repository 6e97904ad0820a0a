"""EinsumDense: the shapes that its equation gives, as Keras reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnspec.checks.network.shapes.rules import NoFit, Shape, argument
from nnspec.spec.language.objects import ObjectSpec

# As in `keras.src.layers.core.einsum_dense`, but for the whole text and not its beginning.
_FORMS = (
    re.compile(r"([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)"),
    re.compile(r"0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)"),
    re.compile(r"([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0"),
)


@dataclass(frozen=True, slots=True)
class EinsumShapes:
    """The shapes of an EinsumDense.

    Attributes:
        output: Of a row that it gives.
        kernel: Of its kernel.
        bias: Of its bias, None without one.
    """

    output: Shape
    kernel: Shape
    bias: Shape | None


def einsum_shapes(spec: ObjectSpec, shape: Shape) -> EinsumShapes:
    """What the equation makes of a row of this shape.

    Raises:
        NoFit: The equation cannot be read, or does not fit the row or `output_shape`.
    """
    equation = argument(spec, "equation")
    text = equation.replace("...", "0") if isinstance(equation, str) else ""
    found = next((form.fullmatch(text) for form in _FORMS if form.fullmatch(text)), None)
    if found is None:
        hint = "write it as abc,cd->abd, ...x,xy->...y or ab...,bc->ac..."
        raise NoFit(f"its equation '{equation}' has no form that Keras knows", "equation", hint)
    inputs, weight, outputs = found.groups()
    left, elided = text.startswith("0"), "0" in text
    given = argument(spec, "output_shape")
    lengths = [given] if not isinstance(given, list | tuple) else list(given)
    got: list[int | None] = [None, *shape]
    more = len(got) - len(inputs)
    if more < 0 or (more > 0 and not elided):
        axes = "the batch included"
        raise NoFit(
            f"'{inputs}' names {len(inputs)} axes, but it gets {len(got)}, {axes}", "equation"
        )
    made: list[int | None] = [None, *lengths]
    if more and left:
        # The batch is the first of the elided axes; Keras puts the others in the other order.
        made = [None, *reversed(got[1:more]), *lengths]
    elif more:
        made = [*made, *got[len(inputs) :]]
    ahead = more if left else 0
    if len(made) != len(outputs) + more:
        count = len(outputs) - (0 if left and more else 1)
        raise NoFit(
            f"output_shape must have {count} lengths for '{outputs}', the batch left out",
            "output_shape",
        )
    gets = {label: got[i + ahead] for i, label in enumerate(inputs)}
    gives = {label: made[i + ahead] for i, label in enumerate(outputs)}
    for label in inputs:
        pair = gets[label], gives.get(label)
        if None not in pair and pair[0] != pair[1]:
            raise NoFit(
                f"'{label}' is {pair[0]} in what it gets and {pair[1]} in output_shape",
                "output_shape",
            )
    for label in outputs:
        if label not in inputs and label not in weight:
            raise NoFit(f"'{label}' of the output is in neither input nor weight", "equation")
    kernel: list[int | None] = []
    for label in weight:
        if label not in gives and label not in gets:
            raise NoFit(f"'{label}' of the weight is in neither input nor output", "equation")
        if label in gives and gives[label] is None:
            message = f"output_shape must say how long '{label}' is, which the weight has too"
            raise NoFit(message, "output_shape")
        kernel.append(gives[label] if label in gives else gets[label])
    filled = [gets.get(outputs[n - ahead]) if made[n] is None and n >= ahead else made[n]
              for n in range(1, min(len(made), ahead + len(outputs)))]  # fmt: skip
    if None in lengths and None not in filled:
        # Keras leaves such a length unknown, and no Flatten or Dense after it can be built.
        own = filled[max(ahead - 1, 0) :]
        hint = f"write output_shape: [{', '.join(map(str, own))}]"
        raise NoFit("output_shape leaves a length open", "output_shape", hint)
    return EinsumShapes(tuple(made[1:]), tuple(kernel), _bias(spec, outputs, gives, left, more))


def _bias(
    spec: ObjectSpec, outputs: str, gives: dict[str, int | None], left: bool, more: int
) -> Shape | None:
    axes = argument(spec, "bias_axes")
    if not axes:
        return None
    for label in axes:
        if label not in outputs:
            raise NoFit(f"bias_axes names '{label}', which is not in '{outputs}'", "bias_axes")
        if gives[label] is None:
            raise NoFit(f"bias_axes names '{label}', whose length is not known", "bias_axes")
    first = min(outputs.find(label) for label in axes)
    own = tuple(gives[label] if label in axes else 1 for label in outputs[first:])
    return own if left else (*own, *(1,) * more)
