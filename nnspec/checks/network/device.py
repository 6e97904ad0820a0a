"""Layers that TensorFlow can train on a GPU alone."""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding, argument_path
from nnspec.checks.network.flow import layers_made
from nnspec.checks.network.shapes.rules import argument, number
from nnspec.checks.registry import check
from nnspec.spec.language.objects import ObjectSpec

# Their gradients are for channels_last alone; Conv3D, SeparableConv2D and poolings have others.
_CHANNELS_LAST = (
    *("Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"),
    *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "STFTSpectrogram"),
)
# The one of three axes goes another way.
_UNDILATED = ("Conv1DTranspose", "Conv2DTranspose")


@check("channels-first", "error")
def channels_first(facts: Facts) -> Iterator[Finding]:
    """Convolutions with the channels first, which only a GPU computes."""
    for spec in _on_cpu(facts):
        if spec.name in _CHANNELS_LAST and spec.argument("data_format") == "channels_first":
            message = f"{spec.name} with channels_first is for a GPU: on a CPU TensorFlow has "
            hint = "use channels_last with a Permute before it, or set training.device: gpu"
            path = argument_path(facts, spec, "data_format")
            yield Finding(message + "no gradient of it", path, hint)


@check("dilated-transpose", "error")
def dilated_transpose(facts: Facts) -> Iterator[Finding]:
    """Transposed convolutions with a dilation, which only a GPU computes."""
    for spec in _on_cpu(facts):
        given = argument(spec, "dilation_rate") if spec.name in _UNDILATED else None
        rates = given if isinstance(given, list | tuple) else [given]
        if any((number(rate) or 1) > 1 for rate in rates):
            message = f"{spec.name} with a dilation_rate is for a GPU: on a CPU TensorFlow does "
            hint = "leave dilation_rate out, or set training.device: gpu"
            path = argument_path(facts, spec, "dilation_rate")
            yield Finding(message + "not have it", path, hint)


@check("cudnn", "error")
def cudnn(facts: Facts) -> Iterator[Finding]:
    """Recurrent layers that insist on cuDNN, which only a GPU has."""
    for spec in _on_cpu(facts):
        if spec.argument("use_cudnn") is True:
            message = f"{spec.name} insists on cuDNN, which is for a GPU"
            hint = "leave use_cudnn out: it is used where it can be; or set training.device: gpu"
            yield Finding(message, argument_path(facts, spec, "use_cudnn"), hint)


def _on_cpu(facts: Facts) -> Iterator[ObjectSpec]:
    """The layers, and those inside them, unless the spec says that it has a GPU."""
    if facts.spec.training.device == "gpu":
        return
    yield from (spec for spec, _ in layers_made(facts))
