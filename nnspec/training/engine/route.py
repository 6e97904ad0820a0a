"""Whether the epoch engine trains a spec, or Keras' own `fit`, and whether from disk."""

from __future__ import annotations

from nnspec.data.loading.sources import can_be_streamed
from nnspec.spec.language.objects import ObjectSpec
from nnspec.spec.language.sections import Spec


def needs_fit(spec: Spec) -> str | None:
    """Why a spec is trained by `model.fit`, in words; None when the engine trains it.

    The engine runs all batches of an epoch in one graph call, so that nothing can look in between
    two of them.
    """
    for callback in spec.callbacks:
        reason = _batches(callback)
        if reason is not None:
            return f"{callback.name} {reason}"
    return None


def can_stream(spec: Spec) -> bool:
    """Whether a spec can be trained on rows that are read in pieces and streamed from disk."""
    data = spec.data
    return can_be_streamed(data.source) and not data.split.files and needs_fit(spec) is None


def _batches(callback: ObjectSpec) -> str | None:
    """What a callback does at the ends of batches, None when it waits for the ends of epochs."""
    if callback.argument("save_freq", "epoch") != "epoch":
        return "saves after a number of batches (save_freq)"
    if callback.name == "TensorBoard":
        if callback.argument("update_freq", "epoch") != "epoch":
            return "writes after a number of batches (update_freq)"
        if callback.argument("profile_batch", 0) not in (0, None):
            return "profiles batches (profile_batch)"
        if callback.argument("write_steps_per_second", False):
            return "times batches (write_steps_per_second)"
    return None
