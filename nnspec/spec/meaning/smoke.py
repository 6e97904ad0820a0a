"""`--smoke`: the same spec on a few rows and two epochs, to see that all of it works."""

from __future__ import annotations

from dataclasses import replace

from nnspec.spec.load import LoadedSpec

SMOKE_EPOCHS = 2
SMOKE_ROWS = 96
# A part given as a count would swallow the sample; a few rows of it will do.
_SMOKE_PART = 12
SUFFIX = "-smoke"


def smoke(loaded: LoadedSpec) -> LoadedSpec:
    """The spec cut down: two epochs, 96 rows, a run name of its own.

    The name keeps a smoke run from becoming the latest run of the real spec.
    """
    spec = loaded.spec
    split = spec.data.split
    parts = {
        name: min(value, _SMOKE_PART) if isinstance(value, int) else value
        for name, value in (("validation", split.validation), ("test", split.test))
    }
    sample = min(spec.data.sample or SMOKE_ROWS, SMOKE_ROWS)
    data = spec.data.model_copy(update={"sample": sample, "split": split.model_copy(update=parts)})
    training = spec.training.model_copy(update={"epochs": min(spec.training.epochs, SMOKE_EPOCHS)})
    name = spec.name if spec.name.endswith(SUFFIX) else spec.name + SUFFIX
    cut = spec.model_copy(update={"data": data, "training": training, "name": name})
    return replace(loaded, spec=cut)
