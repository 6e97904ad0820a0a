"""What people write out of habit, in Python's way or without a space, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence as SequenceOf

from nnspec.catalog import Entry, Parameter
from nnspec.errors import nearest
from nnspec.spec.language.words import SYNONYMS
from nnspec.spec.yaml.nodes import Mapping, Node, Scalar, child


def torn_arguments(value: Node, first: Parameter) -> str | None:
    """A value that is the arguments of a Python call, `Dense: 32, relu`; None for another."""
    if not isinstance(value, Scalar) or not isinstance(value.value, str):
        return None
    torn = ", " in value.value and not {"string", "object", "list", "choice"} & set(first.kinds)
    return value.value if torn else None


def glued_dash(node: Node) -> str | None:
    """What to write for a list whose entries begin `-Dense`, which YAML takes for a name."""
    words = list(node.values) if isinstance(node, Mapping) else [getattr(node, "text", "")]
    entry = next((word for word in words if re.match(r"-[A-Za-z]", word)), None)
    if entry is None:
        return None
    name = entry[1:].split()[0]
    value = child(node, entry)
    if value is not None:
        name += f": {value.text}" if isinstance(value, Scalar) else ": ..."
    return f"put a space after each '-': '- {name}'"


def rest_of_tuple(name: str, mapping: Mapping) -> bool:
    """Whether a key is what YAML left of a Python tuple: `{shape: (8, 1)}` has a key `1)`."""
    opened = (v for v in mapping.values.values() if isinstance(v, Scalar))
    return name.endswith(")") and any(v.text.startswith("(") for v in opened)


def python_or_colon(
    name: str,
    known: SequenceOf[str],
    entry_of: Callable[[str], Entry | None],
    within: bool,
) -> str | None:
    """What to write for `Dense(16)`, `None`, `Dense {units` or `Dense:16`.

    Args:
        name: What is written.
        known: The right names.
        entry_of: Looks a name up.
        within: Whether it is the value of a key.
    """
    if name == "None":
        return "write null, or leave it out"
    call = re.fullmatch(r"([\w.]+)\((.*?)(\)?)", name)
    if call is not None:
        word = call.group(1).rpartition(".")[2]
        # A comma tore a call apart that is not closed: its end stands elsewhere as a key.
        rest = without_call(call.group(2), entry_of(word)) if call.group(3) else ": {...}"
        written = f"{{{word}{rest}}}" if within and rest else f"{word}{rest}"
        return f"a spec is YAML and not Python: write {written}"
    opened = re.match(r"(\w+)(:| ?[{\[])", name)
    if opened is not None and opened.group(1) in known:
        glued = opened.group(2) == ":"
        return "put a space after the colon" if glued else f"put ': ' after {opened.group(1)}"
    return None


def without_call(arguments: str, entry: Entry | None) -> str:
    """The arguments of a Python call as a spec writes them: `16, activation='relu'`."""
    if not arguments.strip():
        return ""
    if entry is None or re.search(r"[(\[{]", arguments):
        return ": {...}"
    names = [parameter.name for parameter in entry.parameters]
    pairs = []
    for position, argument in enumerate(arguments.split(",")):
        name, equals, value = argument.partition("=")
        if not equals:
            name, value = names[position] if position < len(names) else "?", name
        pairs.append((_known_name(name.strip(), names), value.strip().strip("'\"")))
    if len(pairs) == 1 and names and pairs[0][0] == names[0] and "=" not in arguments:
        return f": {pairs[0][1]}"
    return f": {{{', '.join(f'{name}: {value}' for name, value in pairs)}}}"


def _known_name(name: str, names: SequenceOf[str]) -> str:
    """The parameter that a name means."""
    if name in names:
        return name
    meant = SYNONYMS.get(name.lower())
    return meant if meant is not None and meant in names else nearest(name, names) or name
