"""Write `catalog.json` from the installed Keras and scikit-learn, and what the formats of data say.

    python -m nnspec.catalog.generate

Run it after an upgrade of either, and read the difference: a new parameter needs a line in
`hints.py`, and the generator says which. Run it too after a change of what a format says of itself:
`formats.json` and the entries of its source are made from the objects in `nnspec.data.formats`.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from nnspec.catalog import keras_families, scikit_families
from nnspec.catalog.formats import FORMATS_FILE
from nnspec.catalog.reader import CATALOG_FILE
from nnspec.data import formats
from nnspec.data.formats.format import FileFormat, Format

# The order of an entry's fields in the file; parameters come last, since they are many lines.
_LAST = "parameters"


def build() -> dict[str, Any]:
    """The whole catalogue as plain data, families and entries sorted."""
    import keras
    import sklearn

    families = keras_families.build() | scikit_families.build()
    families["sources"] |= {
        known.name: {"summary": known.summary, "parameters": dict(known.parameters)}
        for known in find_formats().values()
        if known.parameters is not None
    }
    return {
        "versions": {"keras": keras.__version__, "scikit-learn": sklearn.__version__},
        "families": {
            family: {name: _ordered(entry) for name, entry in sorted(entries.items())}
            for family, entries in sorted(families.items())
        },
    }


def find_formats() -> dict[str, Format]:
    """The formats by the modules that hold them, in the order of their ranks."""
    found = {}
    for module in iter_modules(formats.__path__, f"{formats.__name__}."):
        name = f"{module.name}.format" if module.ispkg else module.name
        known = getattr(import_module(name), "FORMAT", None) if find_spec(name) else None
        if known is not None:
            found[name] = known
    return dict(sorted(found.items(), key=lambda pair: pair[1].rank))


def build_formats() -> dict[str, Any]:
    """`formats.json` as plain data; what a format leaves out is left out there."""
    document = {}
    for module, known in find_formats().items():
        facts: dict[str, Any] = {"module": module, "title": known.title}
        if isinstance(known, FileFormat):
            facts |= {
                "endings": list(known.endings),
                "source": known.source or known.name,
                "arguments": dict(known.arguments),
                "is_text": known.is_text,
                "is_written": known.is_written,
            }
        document[known.name] = {key: value for key, value in facts.items() if value}
    return document


def render_formats(document: dict[str, Any]) -> str:
    """`formats.json` with one line a format."""
    lines = [f'"{name}": {_line(facts)}' for name, facts in document.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def render(document: dict[str, Any]) -> str:
    """The document as JSON with one line an entry and one a parameter: small, and good to diff."""
    lines = ["{", f'"versions": {_line(document["versions"])},', '"families": {']
    families = document["families"]
    for family, entries in families.items():
        lines.append(f'  "{family}": {{')
        for name, entry in entries.items():
            comma = "" if name == list(entries)[-1] else ","
            lines += _entry_lines(name, entry, comma)
        lines.append("  }" if family == list(families)[-1] else "  },")
    return "\n".join([*lines, "}", "}", ""])


def main() -> None:
    """Write both files."""
    document = build()
    CATALOG_FILE.write_text(render(document), encoding="utf-8", newline="\n")
    text = render_formats(build_formats())
    FORMATS_FILE.write_text(text, encoding="utf-8", newline="\n")
    count = sum(len(entries) for entries in document["families"].values())
    sys.stdout.write(f"{CATALOG_FILE}: {count} entries\n")


def _entry_lines(name: str, entry: dict[str, Any], comma: str) -> list[str]:
    head = _line({key: value for key, value in entry.items() if key != _LAST})
    if not entry.get(_LAST):
        return [f'    "{name}": {head}{comma}']
    parameters = [f'      "{key}": {_line(raw)}' for key, raw in entry[_LAST].items()]
    opening = f'    "{name}": {head[:-1]}, "{_LAST}": {{'
    return [opening, *",\n".join(parameters).split("\n"), f"    }}}}{comma}"]


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in sorted(entry, key=lambda key: (key == _LAST, key))}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
