"""Do layers that compute with fractions get them, where an input holds whole numbers?"""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.network.flow import Call, follow, input_spec
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec

# What Keras' layers do with integers, each tried: most turn them into floats themselves. These hand
# them on.
_HAND_ON = frozenset(
    {
        *("ActivityRegularization", "Flatten", "Identity", "Masking", "Permute"),
        *("RandomCrop", "RandomInvert", "RandomPosterization", "ReLU", "RepeatVector", "Reshape"),
        *(f"Cropping{n}D" for n in (1, 2, 3)),
        *(f"UpSampling{n}D" for n in (1, 2, 3)),
        *(f"ZeroPadding{n}D" for n in (1, 2, 3)),
        *(f"GlobalMaxPooling{n}D" for n in (1, 2, 3)),
        *(f"MaxPooling{n}D" for n in (1, 2)),
    }
)
# TensorFlow has no such operation for them.
_REFUSE = frozenset(
    {
        *(f"Conv{n}D" for n in (1, 2, 3)),
        *(f"Conv{n}DTranspose" for n in (1, 2, 3)),
        *(f"ConvLSTM{n}D" for n in (1, 2, 3)),
        *(f"{kind}Conv{n}D" for kind in ("Separable", "Depthwise") for n in (1, 2)),
        *(f"{kind}Pooling{n}D" for kind in ("Average", "AdaptiveAverage") for n in (1, 2, 3)),
        *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "MaxPooling3D"),
        *(f"SpatialDropout{n}D" for n in (1, 2, 3)),
        *("ELU", "PReLU", "Softmax", "UnitNormalization"),
        *("Equalization", "RandomContrast", "RandomSaturation"),
    }
)
_REFUSING_ACTIVATIONS = frozenset(
    {
        *("elu", "gelu", "hard_sigmoid", "hard_silu", "hard_swish", "sigmoid", "silu", "softmax"),
        *("softplus", "swish"),
    }
)
_KEEPING_ACTIVATIONS = ("linear", "relu", "relu6")
# Keras rounds the result, or part of it, to integers without a word.
_ROUND = frozenset({"GroupNormalization", "LayerNormalization", "RMSNormalization"})


@check("whole-numbers", "error")
def whole_numbers(facts: Facts) -> Iterator[Finding]:
    """A layer for fractions that gets the whole numbers of an array as they are."""
    kinds: list[str] = []
    for call in follow(facts):
        if call is None:
            kinds.append("float32")
            continue
        dtype = _gets(facts, call, kinds)
        name = call.spec.name
        given = call.spec.argument("activation") if name == "Activation" else None
        activation = given.identifier if isinstance(given, ObjectSpec) else given
        handed = name in _HAND_ON or activation in _KEEPING_ACTIVATIONS
        kinds.append(dtype if handed else "float32")
        refuses = name in _REFUSE | _ROUND or activation in _REFUSING_ACTIVATIONS
        if dtype == "float32" or not refuses:
            continue
        does = "rounds what it makes of them" if name in _ROUND else "takes none"
        scale = "0.00392156862745098" if dtype == "uint8" else "1.0"
        message = f"{name} gets whole numbers ({dtype}) and {does}"
        hint = f"put Rescaling: {scale} before it, which makes fractions of them"
        yield Finding(message, call.layer.path, hint)


def input_dtype(facts: Facts, call: Call) -> str:
    """The numbers of the input that a layer reads, if it reads one; else float32."""
    inputs = facts.roles.inputs
    names = [name for name in call.layer.sources or inputs if name in inputs]
    spec = input_spec(facts, inputs[names[0]]) if names else None
    return "float32" if spec is None else spec.dtype


def _gets(facts: Facts, call: Call, kinds: list[str]) -> str:
    if not call.sources or len(call.sources) > 1:
        # A merge turns them into floats where one of them is.
        return "float32"
    source = call.sources[0]
    return kinds[source] if source >= 0 else input_dtype(facts, call)
