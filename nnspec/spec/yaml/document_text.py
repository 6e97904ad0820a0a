"""A whole document as YAML: sections in blocks, an object's arguments on one line."""

from __future__ import annotations

from typing import Any

import yaml

from nnspec.spec.yaml.document import scalar_value

_WIDTH = 100
# Line breaks in YAML 1.1, which is how PyYAML reads them back; in double quotes they are escaped.
_YAML_1_1_BREAKS = frozenset("\x85\u2028\u2029")


def document_text(document: dict[str, Any]) -> str:
    """Plain values as YAML that reads as the same values, by YAML 1.1 and by nnspec.

    Args:
        document: Texts, numbers, booleans, None, and lists and dicts of such.
    """
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """Safe YAML whose plain scalars mean the same under the 1.2 core rules that read it."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values out instead of as anchors."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None if isinstance(scalar_value(text), str) else "'"
    if not _YAML_1_1_BREAKS.isdisjoint(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: yaml.SafeDumper, mapping: dict[str, Any]) -> yaml.Node:
    """An object's arguments on one line, sections in blocks."""
    flow = bool(mapping) and all(
        not isinstance(value, dict) or all(not isinstance(v, dict | list) for v in value.values())
        for value in mapping.values()
    )
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", mapping.items(), flow_style=flow and _is_small(mapping)
    )


def _is_small(mapping: dict[str, Any]) -> bool:
    return len(mapping) == 1 and isinstance(next(iter(mapping.values())), dict)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
