"""Layers that turn texts and whole numbers into codes."""

from __future__ import annotations

from nnspec.checks.network.shapes.rules import NoFit, Shape, argument, number, rule, words
from nnspec.spec.language.objects import ObjectSpec

_WIDE = ("one_hot", "multi_hot", "count", "tf_idf")


@rule("StringLookup", "TextVectorization")
def of_texts(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """Layers that take text, which no input of a network is."""
    hint = "give the column the step OneHotEncoder or OrdinalEncoder under preprocessing"
    if spec.name == "TextVectorization":
        # Sentences, of which an encoder would make a category each.
        hint = "leave sentences out of the features, or put columns of numbers in their place"
    raise NoFit("it takes text, and what reaches a layer are numbers", None, hint)


@rule("Discretization", "Hashing", "IntegerLookup", "CategoryEncoding")
def coded(spec: ObjectSpec, shape: Shape) -> Shape | None:
    """A code for each number, or a vector of codes."""
    mode = argument(spec, "output_mode")
    if argument(spec, "sparse") is True:
        raise NoFit("sparse gives an array that no other layer takes", "sparse", "leave it out")
    if spec.name == "IntegerLookup":
        _lookup(spec)
    bins = argument(spec, "bin_boundaries") if spec.name == "Discretization" else None
    if isinstance(bins, list | tuple) and list(bins) != sorted(bins):
        raise NoFit("its boundaries must grow", "bin_boundaries")
    if mode not in _WIDE:
        return shape
    if mode == "one_hot" and spec.name == "Hashing" and shape[-1] not in (1, None):
        raise NoFit(f"one_hot takes one value at a time, but it gets {words(shape)}", "output_mode")
    if mode != "one_hot" and len(shape) > 1:
        # Keras counts along the first axis of such rows, and takes it for the last.
        raise NoFit(f"{mode} is for flat rows, but it gets {words(shape)}", "output_mode")
    width = _codes(spec)
    if mode == "one_hot":
        return (*shape[:-1], width) if shape[-1] == 1 else (*shape, width)
    return (*shape[:-1], width)


def _codes(spec: ObjectSpec) -> int | None:
    if spec.name == "Discretization":
        bins = argument(spec, "bin_boundaries")
        return len(bins) + 1 if isinstance(bins, list | tuple) else None
    if spec.name == "Hashing":
        return number(argument(spec, "num_bins"))
    if spec.name == "CategoryEncoding":
        return number(argument(spec, "num_tokens"))
    if argument(spec, "pad_to_max_tokens"):
        return number(argument(spec, "max_tokens"))
    values, unknown = argument(spec, "vocabulary"), number(argument(spec, "num_oov_indices"))
    return (
        len(values) + unknown if isinstance(values, list | tuple) and unknown is not None else None
    )


def _lookup(spec: ObjectSpec) -> None:
    """What the arguments of a lookup must have in common."""
    values, most = argument(spec, "vocabulary"), number(argument(spec, "max_tokens"))
    mode, weights = argument(spec, "output_mode"), argument(spec, "idf_weights")
    unknown = number(argument(spec, "num_oov_indices"))
    if isinstance(values, list | tuple) and not values:
        raise NoFit("its vocabulary has no value", "vocabulary")
    if isinstance(values, list | tuple) and len(set(values)) < len(values):
        raise NoFit("its vocabulary names a value twice", "vocabulary")
    mask, oov = argument(spec, "mask_token"), argument(spec, "oov_token")
    # Written out with it, a vocabulary has to begin with all that Keras puts before it.
    whole = [mask, *[oov] * (unknown or 0)]
    named = isinstance(values, list | tuple) and mask is not None and mask in values
    if named and list(values[: len(whole)]) != whole:
        raise NoFit("its vocabulary names the mask_token, which Keras adds", "vocabulary")
    if argument(spec, "salt") is not None and argument(spec, "oov_method") != "farmhash":
        raise NoFit("salt goes with oov_method: farmhash alone", "salt")
    if weights is not None and mode != "tf_idf":
        raise NoFit("idf_weights go with output_mode: tf_idf alone", "idf_weights")
    if mode == "tf_idf":
        if weights is None:
            raise NoFit("output_mode: tf_idf needs idf_weights", "output_mode")
        if isinstance(values, list | tuple) and len(weights) != len(values):
            raise NoFit(f"idf_weights are {len(weights)} for {len(values)} values", "idf_weights")
    if argument(spec, "pad_to_max_tokens") is True and most is None:
        raise NoFit("pad_to_max_tokens needs max_tokens", "pad_to_max_tokens")
    if argument(spec, "invert") is True and mode != "int":
        raise NoFit("invert goes with output_mode: int alone", "invert")
    size = len(values) + (unknown or 0) if isinstance(values, list | tuple) else None
    if most is not None and size is not None and most < size:
        raise NoFit(
            f"max_tokens {most} is less than the {size} codes of the vocabulary", "max_tokens"
        )
