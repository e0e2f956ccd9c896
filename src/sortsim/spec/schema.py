"""The JSON Schema of scenario files, for editors (Tombi, Taplo).

Here pydantic's schema is widened to what the loader takes: annotated values, quoted
quantities, ``extends``, ``replaces`` and ``spec``.  The api and the command line import it.

No key is required in it, since a file may leave any key to what it extends; ``sortsim
check`` says what is missing.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sortsim.spec.annotate import CLASSES
from sortsim.spec.units import Unit, unit_of

Schema = dict[str, Any]
_ABOUT = ("title", "description", "default")
_TEXTS: Schema = {"type": "array", "items": {"type": "string"}}


def json_schema(model: type[BaseModel]) -> Schema:
    """Return the JSON Schema (2020-12) of TOML files of a model.

    Parameters
    ----------
    model
        Class of the root, such as ``Scenario``.

    Returns
    -------
    dict
        Fit for ``json.dumps``; every value is allowed plain or annotated.
    """
    raw = model.model_json_schema(mode="validation", by_alias=True)
    widening = _Widening(raw.pop("$defs", {}))
    schema: Schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= widening.table(raw)
    schema["properties"] |= {
        "extends": _TEXTS
        | {"description": "Files that this one builds on, beside it or packaged."},
        "replaces": _TEXTS
        | {"description": "Dotted keys that replace what came before instead of merging."},
    }
    schema["$defs"] = {name: widening.node(part, "") for name, part in widening.parts.items()}
    return schema


class _Widening:
    def __init__(self, parts: Schema) -> None:
        self.parts = parts

    def node(self, schema: Schema, key: str) -> Schema:
        """Widen the schema of one key."""
        if self.is_value(schema):
            return _value(_without_null(schema), key)
        if "$ref" in schema:
            return schema
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return self.alternatives(schema, word, key)
        if schema.get("type") == "array":
            return schema | {"items": self.node(schema["items"], key)}
        return self.table(schema)

    def alternatives(self, schema: Schema, word: str, key: str) -> Schema:
        """Widen a union; a file may leave its tag to what it extends, so several may fit."""
        kept = {
            name: schema[name] for name in _ABOUT if name in schema and schema[name] is not None
        }
        options = [option for option in schema[word] if option.get("type") != "null"]
        return kept | {"anyOf": [self.node(option, key) for option in options]}

    def table(self, schema: Schema) -> Schema:
        """Widen a table: a part with known keys, or a free table of like values."""
        wide = {name: item for name, item in schema.items() if name != "required"}
        for word in ("properties", "patternProperties"):
            if word in schema:
                wide[word] = {key: self.node(s, key) for key, s in schema[word].items()}
        if "properties" in schema:
            wide["properties"].setdefault("spec", _spec())
        inner = schema.get("additionalProperties")
        if not isinstance(inner, dict):
            return wide
        wide["additionalProperties"] = self.node(inner, "")
        return _value(wide, "") if self.is_value(inner) else wide

    def is_value(self, schema: Schema) -> bool:
        """Say whether a schema is of a value or an array of values, not of a table."""
        if "$ref" in schema:
            return self.is_value(self.parts[schema["$ref"].rsplit("/", 1)[-1]])
        options = schema.get("oneOf") or schema.get("anyOf")
        if options:
            return all(self.is_value(option) for option in options)
        if schema.get("type") == "array":
            inner = [schema["items"]] if "items" in schema else schema.get("prefixItems", [])
            return all(self.is_value(item) for item in inner)
        return schema.get("type") != "object"


def _value(schema: Schema, key: str) -> Schema:
    """Allow a value plain, as a quoted quantity where its key has a unit, and annotated."""
    if "const" in schema:
        return schema
    about = {name: schema[name] for name in _ABOUT if name in schema and schema[name] is not None}
    bare = {name: item for name, item in schema.items() if name not in _ABOUT}
    unit = unit_of(key)
    plain = [bare] if unit is None or not _is_number(bare) else [bare, _quantity(unit)]
    return about | {"anyOf": [*plain, _annotated(plain)]}


def _annotated(plain: list[Schema]) -> Schema:
    value = plain[0] if len(plain) == 1 else {"anyOf": plain}
    properties: Schema = {
        "value": value, "class": {"enum": list(CLASSES)}, "source": {"type": "string"},
        "low": value, "high": value, "note": {"type": "string"},
    }  # fmt: skip
    return {
        "type": "object", "properties": properties, "required": ["value", "class"],
        "additionalProperties": False,
    }  # fmt: skip


def _quantity(unit: Unit) -> Schema:
    told = f'A quantity with its unit, such as "5 {unit.symbol}".'
    return {"type": "string", "pattern": r"^\s*[+-]?[\d.]", "description": told}


def _is_number(schema: Schema) -> bool:
    options = schema.get("anyOf", [schema])
    return any(option.get("type") in ("number", "integer") for option in options)


def _without_null(schema: Schema) -> Schema:
    """Drop ``None`` from a union: TOML has no null, a key is left out instead."""
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
    if "anyOf" not in schema:
        return schema
    rest = {name: item for name, item in schema.items() if name != "anyOf"}
    return rest | (options[0] if len(options) == 1 else {"anyOf": options})


def _spec() -> Schema:
    return {"type": "string", "description": "Catalogue entry whose values this part takes."}
