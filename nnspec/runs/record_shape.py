"""What run.json holds under the keys that are read again."""

from __future__ import annotations

from nnspec.runs.shapes import (
    COUNT,
    FLAG,
    MAPPING,
    NUMBER,
    TEXT,
    WHOLE,
    Shape,
    list_of,
    mapping_of,
    optional,
    record_of,
)

_SAVED = record_of({"kept": FLAG, "reason": optional(TEXT)})

RECORD: Shape = record_of(
    {
        "run_id": TEXT,
        "name": TEXT,
        "duration_seconds": NUMBER,
        "process_id": optional(WHOLE),
        "command": list_of(TEXT),
        "versions": mapping_of(optional(TEXT)),
        "platform": TEXT,
        "git": record_of({"commit": optional(TEXT), "dirty": optional(FLAG)}),
        "files": mapping_of(record_of({"bytes": COUNT, "sha256": TEXT}, ("bytes", "sha256"))),
        "spec": TEXT,
        "seed": optional(COUNT),
        "overrides": list_of(TEXT),
        "smoke": FLAG,
        "reason": TEXT,
        "parameters": COUNT,
        "data": record_of(
            {
                "source": TEXT,
                "rows": COUNT,
                "columns": list_of(TEXT),
                "fingerprint": optional(TEXT),
                "split": mapping_of(COUNT),
                "format": MAPPING,
                "streamed": FLAG,
                "left_out": MAPPING,
                "sources": mapping_of(
                    record_of({"source": TEXT, "rows": COUNT, "fingerprint": optional(TEXT)})
                ),
            }
        ),
        "outputs": mapping_of(record_of({"loss": TEXT, "from_logits": FLAG})),
        "epochs": optional(COUNT),
        "best_epoch": optional(COUNT),
        "saved_epoch": optional(COUNT),
        "monitor": optional(TEXT),
        "keras": _SAVED,
        "h5": _SAVED,
        "portable": _SAVED,
        "regularization": optional(NUMBER),
        "masked_outputs": optional(list_of(TEXT)),
        "activity_regularizers": optional(list_of(TEXT)),
        "metrics": mapping_of(optional(NUMBER)),
        "split": TEXT,
    },
    ("status", "started"),
)
