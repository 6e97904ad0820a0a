"""What each code of a problem means and what to do about it: `problems.json`, written by hand.

A test looks for every code that the program can say.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def explained() -> dict[str, tuple[str, str]]:
    """By each code why it is said, and the cure; of checks too."""
    file = resources.files("nnspec.reference") / "problems.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    return {code: (fact["reason"], fact["cure"]) for code, fact in facts.items()}
