"""Walking the types of a pydantic model beside the tree of a file.

Here a path of keys is matched with the fields it goes through, so that messages can
name the right key and its known siblings; nothing is validated here.  ``validate``,
``load`` and ``resolved`` import it.
"""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo

from sortsim.spec.positions import KeyPath, Value

Kind: TypeAlias = Any
"""A type as an annotation spells it; Python has no one type for these."""


@dataclass(frozen=True, slots=True)
class Located:
    """A path of keys of the file, and what the model knows there."""

    path: KeyPath
    siblings: tuple[str, ...]
    """Field names of the table that the last key is in; none inside a free table."""
    alternatives: KeyPath
    """The union alternatives gone through, as pydantic names them."""
    expected: Kind
    """Type that the model has at the path."""


def plain(kind: Kind) -> Kind:
    """Return a type less ``Annotated``, ``None``, aliases and root models around it."""
    origin = _origin(kind)
    if hasattr(kind, "__value__"):
        return plain(kind.__value__)
    if origin is Annotated:
        return plain(get_args(kind)[0])
    if origin in (typing.Union, types.UnionType):
        some = [arg for arg in get_args(kind) if arg is not type(None)]
        return plain(some[0]) if len(some) == 1 else typing.Union[tuple(some)]  # noqa: UP007
    if isinstance(kind, type) and issubclass(kind, RootModel):
        return plain(kind.model_fields["root"].annotation)
    return kind


def is_union(kind: Kind) -> bool:
    """Say whether a plain type is a union of alternatives."""
    return _origin(kind) in (typing.Union, types.UnionType)


def alternatives(kind: Kind) -> Iterator[Any]:
    """Give the plain alternatives of a union, those of unions in it too."""
    for arg in get_args(kind):
        inner = plain(arg)
        if is_union(inner):
            yield from alternatives(inner)
        else:
            yield inner


def is_model(kind: Kind) -> typing.TypeGuard[type[BaseModel]]:
    """Say whether a plain type is a model with fields."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the names they have in files."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def below(kind: Kind, key: str | int, value: Value = None) -> Kind:
    """Return the type at a key of a table or index of an array; ``Any`` where none is known.

    ``value``, what the file has there, decides between the alternatives of a union.
    """
    kind = plain(kind)
    if is_union(kind):
        kind = choose(kind, value)
    if is_model(kind):
        info = fields(kind).get(str(key))
        return Any if info is None else info.annotation
    arguments = get_args(kind)
    origin = _origin(kind)
    if not isinstance(origin, type) or not arguments:
        return Any
    if issubclass(origin, Mapping):
        return arguments[1]
    if issubclass(origin, tuple) and Ellipsis not in arguments:
        index = key if isinstance(key, int) else 0
        return arguments[index] if index < len(arguments) else Any
    return arguments[0] if issubclass(origin, Sequence | set | frozenset) else Any


def choose(union: Kind, value: Value) -> Kind:
    """Return the alternative of a union that a value is meant for, by its literal keys."""
    options = list(alternatives(union))
    if isinstance(value, dict):
        models = [option for option in options if is_model(option)]
        for model in models:
            if all(value.get(key) in known for key, known in literals(model).items()):
                return model
        return models[0] if len(models) == 1 else Any
    return next((option for option in options if not is_model(option)), Any)


@lru_cache(maxsize=1024)
def literals(model: type[BaseModel]) -> dict[str, tuple[Any, ...]]:
    """Return the fields of a model that must have one stated value: its tags."""
    found = dict[str, tuple[Any, ...]]()
    for name, info in fields(model).items():
        kind = plain(info.annotation)
        origin: Any = _origin(kind)
        if origin is Literal and info.is_required():
            found[name] = get_args(kind)
    return found


def tags(union: Kind, key: str) -> tuple[str, ...]:
    """Return the values that a tag of a union may have, in the order of its alternatives."""
    models = [option for option in alternatives(union) if is_model(option)]
    return tuple(str(tag) for model in models for tag in literals(model).get(key, ()))


def names_at(kind: Kind, value: Value = None) -> tuple[str, ...]:
    """Return the field names that a table of this type may have; none for a free table."""
    kind = plain(kind)
    if is_union(kind):
        kind = choose(kind, value)
    return tuple(fields(kind)) if is_model(kind) else ()


def locate(model: type[BaseModel], loc: Sequence[str | int], values: Value) -> Located:
    """Return the path in the file of a pydantic error location.

    The tags and type names that pydantic puts in for unions are dropped, as is ``[key]``.
    """
    kind: Kind = model
    path, gone, siblings = list[str | int](), list[str | int](), tuple[str, ...]()
    for part in loc:
        if part == "[key]":
            continue
        kind = plain(kind)
        if is_union(kind):
            gone.append(part)
            kind = _alternative(kind, part)
            continue
        siblings = names_at(kind, values)
        kind = below(kind, part, values)
        path.append(part)
        values = _child(values, part)
    return Located(tuple(path), siblings, tuple(gone), plain(kind))


def _alternative(union: Kind, label: str | int) -> Kind:
    """Return the alternative that pydantic's label, a tag or a type name, stands for."""
    options = [plain(arg) for arg in get_args(union)]
    matches = (option for option in options if _is_called(option, label))
    return next(matches, Any)


def _origin(kind: Kind) -> Kind:
    return get_origin(kind)


def _is_called(option: Kind, label: str | int) -> bool:
    if is_union(option):
        return "union[" in str(label)
    if is_model(option):
        tags = [tag for known in literals(option).values() for tag in known]
        tags = [tag.value if isinstance(tag, enum.Enum) else tag for tag in tags]
        return label in tags or option.__name__ in str(label)
    name = getattr(_origin(option) or option, "__name__", "?")
    return str(label).endswith(name) or f"{name}[" in str(label)


def _child(values: Value, key: str | int) -> Value:
    if isinstance(values, dict):
        return values.get(key)
    if isinstance(values, list) and isinstance(key, int) and key < len(values):
        return values[key]
    return None
