"""Layers for images: how many channels they take, and how large an image."""

from __future__ import annotations

from nnspec.checks.network.shapes.rules import (
    NoFit,
    Shape,
    argument,
    channels_first,
    channels_last,
    lengths,
    rule,
    words,
)
from nnspec.spec.language.objects import ObjectSpec

# Those that turn colours into hue, saturation and value, or into grey.
_CHANNELS = {
    "RandomColorDegeneration": (3,),
    "RandomHue": (3,),
    "RandomSaturation": (3,),
    "RandomGrayscale": (1, 3),
    "RandAugment": (1, 3),
    "AugMix": (1, 3),
}


@rule(*_CHANNELS)
def coloured(spec: ObjectSpec, shape: Shape) -> Shape:
    """Layers that know what a colour is; they keep the shape."""
    return _needs(spec, shape, _CHANNELS[spec.name])


@rule("RandomColorJitter")
def jitter(spec: ObjectSpec, shape: Shape) -> Shape:
    """Needs colours where it changes hue or saturation; keeps the shape."""
    changes = [argument(spec, name) for name in ("saturation_factor", "hue_factor")]
    return _needs(spec, shape, (3,)) if any(changes) else shape


@rule("RandomErasing")
def erasing(spec: ObjectSpec, shape: Shape) -> Shape:
    """Takes a value for each of three channels; keeps the shape."""
    value = argument(spec, "fill_value")
    if isinstance(value, list | tuple):
        if len(value) != 3:
            raise NoFit(
                f"fill_value needs a number, or one for each of 3 channels, found {len(value)}",
                "fill_value",
            )
        return _needs(spec, shape, (3,))
    return shape


def _needs(spec: ObjectSpec, shape: Shape, counts: tuple[int, ...]) -> Shape:
    if len(shape) != 3:
        raise NoFit(f"it needs height x width x channels, but it gets {words(shape)}")
    found = shape[0] if channels_first(spec) else shape[-1]
    if found is not None and found not in counts:
        wanted = " or ".join(map(str, counts))
        raise NoFit(f"it needs {wanted} channel{'s' if counts[-1] > 1 else ''}, but gets {found}")
    return shape


@rule(
    *("AutoContrast", "CutMix", "Equalization", "MixUp", "RandomBrightness"),
    *("RandomContrast", "RandomElasticTransform", "RandomFlip", "RandomInvert"),
    *("RandomPerspective", "RandomPosterization", "RandomRotation"),
    *("RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom", "Solarization"),
)
def any_image(spec: ObjectSpec, shape: Shape) -> Shape:
    """Layers for images of any number of channels; they keep the shape."""
    return shape


@rule("ContrastLimitedAdaptiveHistogramEqualization")
def equalization(spec: ObjectSpec, shape: Shape) -> Shape:
    """Mirrors an image until its tiles cover it, at most once; keeps the shape."""
    tiles = lengths(argument(spec, "tile_grid_size"), 2)
    for length, count in zip(channels_last(spec, shape)[:2], tiles, strict=False):
        if length is not None and count is not None and -(-length // count) * count > 2 * length:
            raise NoFit(f"{count} tiles are too many for a side of {length}", "tile_grid_size")
    return shape


@rule("RandomGaussianBlur")
def blur(spec: ObjectSpec, shape: Shape) -> Shape:
    """Needs windows of odd width; keeps the shape."""
    given = argument(spec, "kernel_size")
    for size in given if isinstance(given, list | tuple) else [given]:
        if isinstance(size, int) and size % 2 == 0:
            raise NoFit(f"kernel_size must be odd, found {size}", "kernel_size")
    return shape
