"""Of which figures less is better, and of which more."""

from __future__ import annotations

LOWER_IS_BETTER = ("loss", "rmse", "mae")
HIGHER_IS_BETTER = ("r2", "accuracy", "macro_f1", "f1", "roc_auc")
