"""Images that have another size in the training than afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from nnspec.checks.facts import Facts, Finding
from nnspec.checks.network.flow import Call, all_weights, follow, follow_predicting
from nnspec.checks.network.shapes import words
from nnspec.checks.registry import check


@check("crop-in-training", "error")
def crop_in_training(facts: Facts) -> Iterator[Finding]:
    """A RandomCrop before a layer of a fixed size: Keras crops in the training alone."""
    crops = [
        (call, inputs[0])
        for call in follow(facts)
        if call is not None
        and call.spec.name == "RandomCrop"
        and (inputs := call.known_inputs)
        and call.shape is not None
        and None not in call.shape
        and call.shape != inputs[0]
    ]
    if not crops:
        return
    for call, later in zip(follow(facts), follow_predicting(facts), strict=True):
        if call is None or later is None or not _differs(call, later):
            continue
        crop, gets = crops[0]
        message = "Keras crops in the training alone: afterwards RandomCrop gives "
        message += f"{words(gets)}, which {call.layer.label} cannot take"
        size = f"{{height: {crop.spec.argument('height')}, width: {crop.spec.argument('width')}}}"
        hint = f"write CenterCrop: {size}, or pool all places first: GlobalAveragePooling2D"
        yield Finding(message, crop.spec.path, hint)
        return


def _differs(call: Call, later: Call) -> bool:
    """Whether a layer has other weights for what it gets later, or cannot take it."""
    pairs = zip(all_weights(call), all_weights(later), strict=False)
    other = any(old != new and None not in (*old, *new) for old, new in pairs)
    return other or (call.problem is None and later.problem is not None)
