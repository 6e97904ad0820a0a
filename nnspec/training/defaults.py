"""Defaults that matter and that the spec leaves unsaid, in words."""

from __future__ import annotations

from nnspec.spec.language.sections import Spec


def default_notes(spec: Spec) -> list[str]:
    """One line for each group of settings that nnspec or Keras chose and not the spec."""
    notes = []
    chosen = []
    if "epochs" not in spec.training.model_fields_set:
        chosen.append(f"epochs {spec.training.epochs}")
    if "batch_size" not in spec.training.model_fields_set:
        chosen.append(f"batch_size {spec.training.batch_size}")
    if "seed" not in spec.training.model_fields_set:
        chosen.append(f"seed {spec.training.seed}")
    if "optimizer" not in spec.compile.model_fields_set:
        chosen.append("optimizer rmsprop, as in Keras")
    split = spec.data.split
    chosen.extend(
        f"{name} {getattr(split, name)}"
        for name in ("validation", "test")
        if name not in split.model_fields_set
    )
    if "seed" not in split.model_fields_set:
        chosen.append(f"split seed {split.seed}")
    if chosen:
        notes.append(f"defaults: {', '.join(chosen)}")
    return notes
