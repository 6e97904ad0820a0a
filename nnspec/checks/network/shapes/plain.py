"""Shapes of the layers that make, order or copy the numbers of a row."""

from __future__ import annotations

import math

from nnspec.checks.network.shapes.einsum import einsum_shapes
from nnspec.checks.network.shapes.rules import NoFit, Shape, argument, number, rule, total, words
from nnspec.spec.language.objects import ObjectSpec


@rule("Dense")
def dense(spec: ObjectSpec, shape: Shape) -> Shape:
    """The last axis becomes `units`."""
    return (*shape[:-1], number(argument(spec, "units")))


@rule("EinsumDense")
def einsum_dense(spec: ObjectSpec, shape: Shape) -> Shape:
    """What the equation says."""
    return einsum_shapes(spec, shape).output


@rule("Flatten")
def flatten(spec: ObjectSpec, shape: Shape) -> Shape:
    """One axis of all numbers."""
    return (total(shape),)


@rule("Reshape")
def reshape(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """`target_shape`, if it multiplies out."""
    wanted = argument(spec, "target_shape")
    if not isinstance(wanted, list | tuple):
        return None
    if None in wanted:
        # Keras reshapes as for -1, but leaves the length unknown to the layers that follow.
        raise NoFit("null leaves a length open", "target_shape", "write -1 for null")
    if 0 in wanted:
        raise NoFit("a length of 0 leaves nothing", "target_shape")
    if list(wanted).count(-1) > 1:
        raise NoFit("only one length may be -1")
    have = total(shape)
    if have is None:
        return tuple(None if n == -1 else n for n in wanted)
    known = math.prod(n for n in wanted if n != -1)
    if -1 in wanted:
        if known == 0 or have % known:
            raise NoFit(f"{words(shape)} is {have} values, which {known} does not divide")
        return tuple(have // known if n == -1 else n for n in wanted)
    if known != have:
        product = " x ".join(str(n) for n in wanted)
        gets = f"{have}" if len(shape) == 1 else f"{words(shape)}, which is {have}"
        raise NoFit(f"{product} is {known} values, but it gets {gets}")
    return tuple(wanted)


@rule("Embedding", "ReversibleEmbedding")
def embedding(spec: ObjectSpec, shape: Shape) -> Shape:
    """A vector for each number."""
    return (*shape, number(argument(spec, "output_dim")))


@rule("RepeatVector")
def repeat(spec: ObjectSpec, shape: Shape) -> Shape:
    """The row `n` times."""
    return (number(argument(spec, "n")), *shape)


@rule("Permute")
def permute(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """The axes in another order."""
    order = argument(spec, "dims")
    if not isinstance(order, list | tuple) or sorted(order) != list(range(1, len(shape) + 1)):
        raise NoFit(f"dims must name each of the {len(shape)} axes once, counted from 1")
    return tuple(shape[axis - 1] for axis in order)


@rule("Rescaling")
def rescaling(spec: ObjectSpec, shape: Shape) -> Shape:
    """The same shape; a list of factors is for the last axis."""
    for name in ("scale", "offset"):
        given = argument(spec, name)
        if (
            isinstance(given, list | tuple)
            and None not in shape[-1:]
            and len(given) not in (1, shape[-1])
        ):
            raise NoFit(
                f"{name} has {len(given)} numbers for the last axis of {words(shape)}", name
            )
    return shape


@rule("Dropout", "AlphaDropout")
def dropout(spec: ObjectSpec, shape: Shape) -> Shape:
    """The same shape; `noise_shape` must be able to cover it, batch axis included."""
    noise = argument(spec, "noise_shape")
    if not isinstance(noise, list | tuple):
        return shape
    rank = len(shape) + 1
    if len(noise) != rank:
        counted = f"{len(noise)} length{'s' if len(noise) > 1 else ''}"
        raise NoFit(f"noise_shape has {counted} for {rank} axes, the batch included", "noise_shape")
    for length, own in zip(noise, (None, *shape), strict=True):
        if length not in (None, 1, own):
            raise NoFit(
                f"noise_shape may hold null, 1 or the length itself, but has {length} for "
                f"{'the batch' if own is None else own}",
                "noise_shape",
            )
    return shape


@rule("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D")
def spatial_dropout(spec: ObjectSpec, shape: Shape) -> Shape:
    """The same shape; of these Keras says nothing by itself that the catalogue could read."""
    return shape
