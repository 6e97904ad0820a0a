"""The catalogue as definitions of a JSON Schema: a family, an entry, a parameter each its own.

A schema judges values as the editor read them, and some editors read YAML 1.1. What the two
versions of YAML read differently is therefore let through: numbers such as `1e-3`, which YAML 1.1
takes for text, and words such as `no`, which it takes for a boolean, where the word names something
in the data.
"""

from __future__ import annotations

from collections.abc import Mapping

from nnspec.catalog import Catalog, Entry, Parameter
from nnspec.spec.language.schema_pieces import INTEGER_TEXT, NUMBER_TEXT, Schema, reference
from nnspec.spec.language.takes import takes
from nnspec.spec.language.words import singular, with_article
from nnspec.spec.yaml.text import as_yaml

# Their texts are names and values of the data, in which `no` and `on` do occur.
_DATA_FAMILIES = ("preprocessing", "sources")


def family_definitions(catalog: Catalog, family: str) -> dict[str, Schema]:
    """The definitions of a family: `layers` any of them, `layers.names`, `layers.Dense`, ..."""
    entries = catalog.family(family)
    definitions = {
        family: {
            "description": f"{with_article(singular(family)).capitalize()}: Name, "
            "Name: first value, or Name: {argument: value}.",
            "anyOf": [
                reference(f"{family}.names"),
                {
                    "type": "object",
                    "properties": named(catalog, family),
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ],
        },
        f"{family}.names": _bare_names(catalog, family),
    }
    for name, entry in entries.items():
        definitions[f"{family}.{name}"] = _entry(catalog, entry)
    return definitions


def named(catalog: Catalog, family: str) -> dict[str, Schema]:
    """Every identifier of the family as a property that holds arguments."""
    return {
        name: reference(f"{family}.{catalog.get(family, name).name}")
        for name in catalog.names(family)
    }


def _needs_nothing(entry: Entry) -> bool:
    return not any(parameter.required for parameter in entry.parameters)


def _bare_names(catalog: Catalog, family: str) -> Schema:
    """The identifiers that need no arguments, with their summaries."""
    names = {name: catalog.get(family, name) for name in catalog.names(family)}
    usable = {name: entry for name, entry in names.items() if _needs_nothing(entry)}
    return {
        "type": "string",
        "enum": list(usable),
        "enumDescriptions": [entry.summary for entry in usable.values()],
    }


def _entry(catalog: Catalog, entry: Entry) -> Schema:
    """What may stand behind `Name:`."""
    required = [parameter.name for parameter in entry.parameters if parameter.required]
    arguments: Schema = {
        "type": "object",
        "properties": {
            parameter.name: parameter_schema(entry, parameter) for parameter in entry.parameters
        },
        "additionalProperties": False,
    }
    if required:
        arguments["required"] = required
    forms = [arguments]
    first = entry.parameters[0] if entry.parameters else None
    if first is not None and not first.base and set(required) <= {first.name}:
        # A mapping always names parameters, so the first one's own value is never a mapping.
        forms.extend(_forms(catalog, entry, first))
    if not required:
        forms.append({"type": "null"})
    schema: Schema = {"description": entry.summary, "markdownDescription": _markdown(entry)}
    return {**schema, **_any(forms)}


def _markdown(entry: Entry) -> str:
    """The signature and what it is, for an editor's hover."""
    own = [parameter for parameter in entry.parameters if not parameter.base]
    shown = ", ".join(
        f"{p.name}={as_yaml(p.default)}" if p.has_default else p.name for p in own[:12]
    )
    more = ", ..." if len(own) > 12 else ""
    same = f"\n\nAlso: {', '.join(entry.aliases)}" if entry.aliases else ""
    return f"`{entry.name}({shown}{more})`\n\n{entry.summary}{same}"


def parameter_schema(entry: Entry, parameter: Parameter) -> Schema:
    """The values of a parameter by name, with its summary and default."""
    end = "required" if parameter.required else f"default {as_yaml(parameter.default)}"
    if not parameter.required and not parameter.has_default:
        end = "set by nnspec when left out"
    summary = f"{parameter.summary.rstrip('.')}. " if parameter.summary else ""
    schema: Schema = {"description": f"{summary}Takes {takes(parameter)}; {end}."}
    if parameter.has_default:
        schema["default"] = parameter.default
    return {**schema, **_any(_forms(None, entry, parameter))}


def _any(forms: list[Schema]) -> Schema:
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _forms(catalog: Catalog | None, entry: Entry, parameter: Parameter) -> list[Schema]:
    """The alternatives of a parameter's value.

    Args:
        catalog: Given when mappings are left out: objects are then names alone.
        entry: Whose parameter it is.
        parameter: The parameter.
    """
    forms: list[Schema] = []
    if "choice" in parameter.kinds:
        null = [None] if "null" in parameter.kinds else []
        forms.append({"enum": [*parameter.choices, *null]})
    if "object" in parameter.kinds:
        for family in parameter.families:
            if catalog is None:
                forms.append(reference(family))
            elif any(map(_needs_nothing, catalog.family(family).values())):
                forms.append(reference(f"{family}.names"))
    kinds = [kind for kind in parameter.kinds if kind not in ("choice", "object")]
    if "choice" in parameter.kinds:
        kinds = [kind for kind in kinds if kind != "null"]
    if catalog is not None:
        kinds = [kind for kind in kinds if kind != "mapping"]
    if kinds:
        forms.append(_values(entry, parameter, kinds))
    return forms


def _values(entry: Entry, parameter: Parameter, kinds: list[str]) -> Schema:
    """Plain values and lists, all in one schema: each keyword acts on its own type only."""
    schema = _scalars(entry, parameter, [kind for kind in kinds if kind != "list"])
    if "list" in kinds:
        schema.setdefault("type", []).append("array")
        if parameter.item_kinds:
            schema["items"] = _items(entry, parameter)
        if parameter.length is not None:
            schema["minItems"] = schema["maxItems"] = parameter.length
    if len(schema["type"]) == 1:
        schema["type"] = schema["type"][0]
    return schema


def _items(entry: Entry, parameter: Parameter) -> Schema:
    forms: list[Schema] = []
    if "object" in parameter.item_kinds:
        forms.extend(reference(family) for family in parameter.families)
    plain = [kind for kind in parameter.item_kinds if kind not in ("object", "list")]
    if plain or "list" in parameter.item_kinds:
        schema = _scalars(entry, parameter, plain)
        if "list" in parameter.item_kinds:
            schema["type"].append("array")
        if len(schema["type"]) == 1:
            schema["type"] = schema["type"][0]
        forms.append(schema)
    return _any(forms)


def _scalars(entry: Entry, parameter: Parameter, kinds: list[str]) -> Schema:
    types: list[str] = []
    schema: Schema = {"type": types}
    for kind in kinds:
        types.append("object" if kind == "mapping" else kind)
    if "string" in kinds:
        if entry.family in _DATA_FAMILIES and "boolean" not in types:
            types.append("boolean")
    elif "number" in kinds or "integer" in kinds:
        types.append("string")
        schema["pattern"] = NUMBER_TEXT if "number" in kinds else INTEGER_TEXT
        schema["patternErrorMessage"] = f"expected {takes(parameter)}"
    if "number" in kinds or "integer" in kinds:
        schema.update(bounds(_named_bounds(parameter)))
    return schema


def _named_bounds(parameter: Parameter) -> dict[str, float]:
    low = "gt" if parameter.exclusive_minimum else "ge"
    high = "lt" if parameter.exclusive_maximum else "le"
    found = {low: parameter.minimum, high: parameter.maximum}
    return {name: value for name, value in found.items() if value is not None}


def bounds(named_bounds: Mapping[str, float]) -> Schema:
    """Bounds by their names in pydantic as keywords of a schema."""
    keywords = {
        "ge": "minimum",
        "gt": "exclusiveMinimum",
        "le": "maximum",
        "lt": "exclusiveMaximum",
    }
    return {keywords[name]: value for name, value in named_bounds.items()}
