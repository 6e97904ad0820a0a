"""The generated parts of specs/README.md: tables that would go stale by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from nnspec import catalog
from nnspec.catalog import Entry, source_columns
from nnspec.catalog.formats import format_facts
from nnspec.reference.find import checks
from nnspec.spec.language.keys import Key, keys, keys_of
from nnspec.spec.yaml.text import as_yaml

_MARKERS = re.compile(
    r"(<!-- begin generated: (?P<name>[\w. -]+) -->\n).*?(<!-- end generated: (?P=name) -->)", re.S
)
_OPTIONAL = "optional"


def fill(page: str) -> str:
    """The page with what stands between its markers made anew.

    Args:
        page: Markdown with `<!-- begin generated: NAME -->` and `<!-- end generated: NAME -->`.

    Raises:
        KeyError: There is no generated part of that name.
    """
    return _MARKERS.sub(lambda found: found[1] + part(found["name"]) + found[3], page)


def part(name: str) -> str:
    """One generated part: `section data`, `family layers`, `checks`, `counts` or `endings`.

    Raises:
        KeyError: There is no such part.
    """
    kind, _, rest = name.partition(" ")
    if kind == "section":
        return _section(() if rest == "top" else tuple(rest.split(".")))
    if kind == "family":
        return _FAMILIES[rest]()
    return {"checks": _checks, "counts": _counts, "endings": _endings}[name]()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(text) for text in row)} |\n" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _section(path: tuple[str, ...]) -> str:
    own = keys_of(path)
    if not own:
        raise KeyError(".".join(path))
    return _table(
        ("key", "what it is", "takes", "default"),
        [(_code(key.path[-1]), key.summary, _takes(key), _default(key)) for key in own],
    )


def _takes(key: Key) -> str:
    if key.section is None:
        return key.takes
    return f"[a section](#{key.path[-1]})"


def _default(key: Key) -> str:
    if key.required:
        return "required"
    if key.section is not None:
        return "its own defaults"
    return _OPTIONAL if key.default is None else _code(as_yaml(key.default))


def _checks() -> str:
    rows = [
        (_code(one.name), one.severity, " ".join(one.text.split("\n\n")[0].split()))
        for one in checks().values()
    ]
    return _table(("check", "gives", "looks for"), rows)


def _endings() -> str:
    rows = []
    for name in catalog.load().family("sources"):
        known = [facts for facts in format_facts().values() if facts.source == name]
        endings = ", ".join(_code(ending) for facts in known for ending in facts.endings)
        packed = any(facts.is_text for facts in known)
        rows += [(endings, _code(name), "yes" if packed else "")] if endings else []
    return _table(("ending", "read as", "may be packed"), rows)


def _counts() -> str:
    offered = catalog.load()
    words = {"preprocessing": "preprocessing steps", "sources": "data sources"}
    numbers = [
        f"{len(offered.family(family))} {words.get(family, family)}"
        for family in offered.families()
    ]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}.\n"


def _names(family: str) -> Callable[[], str]:
    """Names and aliases in a running list: for families of many well-known names."""

    def made() -> str:
        entries = catalog.load().family(family).values()
        return ", ".join(map(_name, entries)) + "\n"

    return made


def _name(entry: Entry) -> str:
    short = [alias for alias in entry.aliases if alias.casefold() != entry.name.casefold()]
    written = _code(entry.name)
    return f"{written} ({', '.join(map(_code, short))})" if short else written


def _rows(family: str, head: Sequence[str], *cells: Callable[[Entry], str]) -> Callable[[], str]:
    def made() -> str:
        entries = catalog.load().family(family).values()
        return _table(head, [[cell(entry) for cell in cells] for entry in entries])

    return made


def _aliases(entry: Entry) -> str:
    return ", ".join(map(_code, (entry.name, *entry.aliases)))


def _summary(entry: Entry) -> str:
    return entry.summary


def _target(entry: Entry) -> str:
    words = {"regression": "numbers", "binary": "0 or 1", "one_hot": "one-hot", "sparse": "classes"}
    return words.get(entry.target or "", "as the loss")


def _better(entry: Entry) -> str:
    return {"min": "lower", "max": "higher"}.get(entry.direction or "", "")


def _parameters(entry: Entry) -> str:
    return ", ".join(
        _code(p.name if p.required or not p.has_default else f"{p.name}: {as_yaml(p.default)}")
        for p in entry.parameters
    )


def _applies(entry: Entry) -> str:
    return entry.applies_to or ""


def _size(entry: Entry) -> str:
    found = source_columns(entry, {})
    if found is None:
        return ""
    rows = f"{entry.rows:,} rows, " if entry.rows is not None else ""
    return f"{rows}{len(found[0])} features"


def _task(entry: Entry) -> str:
    return entry.task or ""


_FAMILIES: dict[str, Callable[[], str]] = {
    "preprocessing": _rows(
        "preprocessing",
        ("step", "columns", "what it does", "arguments"),
        lambda entry: _code(entry.name),
        _applies,
        _summary,
        _parameters,
    ),
    "sources": _rows(
        "sources",
        ("source", "task", "size", "what it is"),
        lambda entry: _code(entry.name),
        _task,
        _size,
        _summary,
    ),
    "losses": _rows("losses", ("loss", "target", "what it is"), _aliases, _target, _summary),
    "metrics": _rows(
        "metrics",
        ("metric", "better", "target", "what it is"),
        _aliases,
        _better,
        _target,
        _summary,
    ),
    "callbacks": _rows(
        "callbacks",
        ("callback", "what it does", "arguments"),
        lambda entry: _code(entry.name),
        _summary,
        _parameters,
    ),
    "optimizers": _names("optimizers"),
    "schedules": _names("schedules"),
    "layers": _names("layers"),
    "activations": _names("activations"),
    "initializers": _names("initializers"),
    "regularizers": _names("regularizers"),
    "constraints": _names("constraints"),
}


def generated_names(page: str) -> list[str]:
    """The parts that a page has markers for, in order."""
    return [found["name"] for found in _MARKERS.finditer(page)]


def undocumented(page: str) -> list[str]:
    """Sections and families that a page says nothing of."""
    shown = set(generated_names(page))
    sections = [f"section {key.label}" for key in keys() if key.section is not None]
    families = [f"family {family}" for family in catalog.load().families()]
    return [name for name in (*sections, *families, "checks") if name not in shown]
