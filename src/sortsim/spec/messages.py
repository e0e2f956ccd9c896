"""What pydantic finds wrong, in the words of sortsim.

Here live the sentences by pydantic's error type; keys, places and hints are put to
them in ``validate``, which alone imports this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SENTENCES = {
    "extra_forbidden": "unknown key",
    "missing": "missing key",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be a string in quotes",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "list_type": "must be an array",
    "tuple_type": "must be an array",
    "set_type": "must be an array",
    "frozen_set_type": "must be an array",
    "too_short": "must have at least {min_length} items, not {actual_length}",
    "too_long": "must have at most {max_length} items, not {actual_length}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "missing key",
    "time_parsing": 'must be a time of day such as "22:30"',
    "time_type": 'must be a time of day such as "22:30"',
    "date_type": "must be a date such as 2025-11-11",
    "date_parsing": "must be a date such as 2025-11-11",
    "date_from_datetime_parsing": "must be a date such as 2025-11-11",
    "datetime_type": "must be a date and time such as 2025-11-11T06:00:00",
    "datetime_parsing": "must be a date and time such as 2025-11-11T06:00:00",
    "datetime_from_date_parsing": "must be a date and time such as 2025-11-11T06:00:00",
}
_CLOCK_PATTERN = r"^([01]\d|2[0-3]):"


def sentence(kind: str, context: Mapping[str, Any], message: str) -> str:
    """Return what is wrong, in one clause.

    Parameters
    ----------
    kind
        Pydantic's error type.
    context
        Its ``ctx``: limits and expected values.
    message
        Pydantic's own message, for types that have no sentence here.
    """
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", message)) or "is not valid"
    if kind == "string_pattern_mismatch":
        return _pattern(str(context["pattern"]))
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**{key: _number(v) for key, v in context.items()})
    told = re.sub(r"^(Input|Value|String|List|Tuple) should ", "must ", message)
    return told[:1].lower() + told[1:]


def expected_names(context: Mapping[str, Any]) -> list[str]:
    """Return the strings that would have been right, from the context of an error."""
    listed = context.get("expected_tags") or context.get("expected") or ""
    return re.findall(r"'([^']*)'", str(listed))


def _pattern(pattern: str) -> str:
    if pattern.startswith(_CLOCK_PATTERN):
        return 'must be a time of day such as "22:30"'
    return f"must match {pattern}"


def _number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
