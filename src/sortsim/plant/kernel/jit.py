"""How the kernel is compiled: the flags, and tables as functions of plant and index.

Here is the one place that knows how Numba is told.  With the just-in-time compiler off
(``NUMBA_DISABLE_JIT=1``) the same functions run as plain Python over the same tables.
Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache as cache_results
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sortsim.plant.kernel import cache
from sortsim.plant.kernel.records import BY_NAME, LOAD, PLANT

FLAGS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "boundscheck": False,
    "fastmath": False,
}
"""Integers alone, so no fast mathematics is ever wanted; the GIL is free for other centres."""

CONFIG: Any = numba.config
IS_COMPILED = not CONFIG.DISABLE_JIT

Table = Callable[[Any, int], Any]
"""A table as a function of plant and index; it returns the record itself, to read and write."""

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Mark a function of the kernel that other functions of the kernel call.

    Its annotations are its one signature: ``int`` is 64 bits wide, the names of ``records``
    are records.  It is compiled when a function that calls it is.
    """
    if not IS_COMPILED:
        return function
    return _marked(function, is_inline=False)


def small(function: F) -> F:
    """Mark a small function of the kernel that is put in where it is called."""
    if not IS_COMPILED:
        return function
    return _marked(function, is_inline=True)


def entry(function: F) -> F:
    """Mark a function of the kernel that Python calls; its machine code is kept on disk."""
    if not IS_COMPILED:
        return function
    with cache.folder_for_numba() as is_kept:
        compiled: Any = numba.njit(cache=is_kept, **FLAGS)(function)
    ENTRIES.append((compiled, _signature(function)))
    marked: F = compiled
    return marked


ENTRIES: list[tuple[Any, tuple[Any, ...]]] = []
"""Functions that Python calls, with their signatures."""


def compile_all() -> None:
    """Compile the kernel, or load it where a process before has compiled it."""
    if ENTRIES and not ENTRIES[0][0].signatures:
        with cache.one_at_a_time():
            for compiled, signature in ENTRIES:
                compiled.compile(signature)


def _marked(function: F, *, is_inline: bool) -> F:
    njit: Any = numba.njit  # its stub leaves out the two wrappers that only Python needs
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": is_inline}
    compiled: Any = njit(**options, **FLAGS)(function)
    _fix_signature(compiled, _signature(function))
    marked: F = compiled
    return marked


def _signature(function: Callable[..., Any]) -> tuple[Any, ...]:
    """Return the types of the arguments as annotated."""
    annotated = function.__annotations__
    return tuple(_kind(kind) for name, kind in annotated.items() if name != "return")


@cache_results
def _kind(name: str) -> Any:
    """Return the type that an annotation names."""
    plain: dict[str, Any] = {"int": types.int64, "bool": types.boolean}
    return plain[name] if name in plain else numba.from_dtype(BY_NAME[name])


def _fix_signature(compiled: Any, signature: tuple[Any, ...]) -> None:
    """Let every call use the one signature, whatever literals or widths its arguments have."""
    template = compiled.get_call_template
    compiled.get_call_template = lambda args, kws: template(signature, {})


_BYTE, _HALF, _WORD = ir.IntType(8), ir.IntType(32), ir.IntType(64)


def table(field: str, record: np.dtype[np.void]) -> Table:
    """Return the table whose address stands in a field of the plant."""
    return _compiled_table(field, record) if IS_COMPILED else _plain_table(field)


def _plain_table(field: str) -> Table:
    def at(plant: Any, index: int) -> Any:
        if index < 0:  # beyond its end a table raises by itself
            raise IndexError(f"{field} has no row {index}")
        return plant.tables[field][index]

    return at


def _compiled_table(field: str, record: np.dtype[np.void]) -> Table:
    kind = numba.from_dtype(record)
    offset = _offset(PLANT, field)

    @intrinsic
    def at(typing: Any, plant: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            base = _load(builder, values[0], offset, is_fixed=True)
            return _record_at(context, builder, base, values[1], kind, record.itemsize)

        return kind(plant, types.int64), generate

    found: Any = at
    return cast(Table, found)


def column_in(field: str, inner: str, record: np.dtype[np.void], cell: np.dtype[np.void]) -> Any:
    """Return the numbers in a field of each record, as a function of plant, index and number."""
    if not IS_COMPILED:
        return _plain_column_in(field, inner, cell)
    kind = numba.from_dtype(cell)
    at_field, at_inner = _offset(PLANT, field), _offset(record, inner)

    @intrinsic
    def at(typing: Any, plant: Any, index: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            base = _load(builder, values[0], at_field, is_fixed=True)
            row = builder.mul(values[1], _WORD(record.itemsize))
            place = builder.add(builder.add(base, row), _WORD(at_inner))
            return _record_at(context, builder, place, values[2], kind, cell.itemsize)

        return kind(plant, types.int64, types.int64), generate

    return at


def _plain_column_in(field: str, inner: str, cell: np.dtype[np.void]) -> Any:
    def at(plant: Any, index: int, number: int) -> Any:
        if index < 0 or number < 0:
            raise IndexError(f"{field} has no row {index}, or {inner} no number {number}")
        return plant.tables[field][inner].view(cell).view(np.recarray)[index][number]

    return at


def tables_of_load(field: str, record: np.dtype[np.void]) -> Callable[[Any, Any, int], Any]:
    """Return one of the tables that each load brings, as a function of plant, load and index."""
    if not IS_COMPILED:
        return _plain_table_of_load(field)
    kind = numba.from_dtype(record)
    offset = _offset(LOAD, field)

    @intrinsic
    def at(typing: Any, plant: Any, load: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            base = _load(builder, values[1], offset, is_fixed=False)
            return _record_at(context, builder, base, values[2], kind, record.itemsize)

        return kind(plant, load, types.int64), generate

    found: Any = at
    return cast(Callable[[Any, Any, int], Any], found)


def _plain_value(plant: Any, address: int, index: int) -> int:
    return int(plant.by_address[int(address)][index])


@intrinsic
def _compiled_value(typing: Any, plant: Any, address: Any, index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        wide = builder.and_(values[1], _WORD(IS_WIDE))
        with builder.if_else(builder.icmp_unsigned("!=", wide, _WORD(0))) as (then, otherwise):
            with then:
                whole = _at(builder, builder.sub(values[1], wide), values[2], _WORD)
                after_whole = builder.block
            with otherwise:
                half = builder.sext(_at(builder, values[1], values[2], _HALF), _WORD)
                after_half = builder.block
        found = builder.phi(_WORD)
        found.add_incoming(whole, after_whole)
        found.add_incoming(half, after_half)
        return found

    return types.int64(plant, types.int64, types.int64), generate


def _at(builder: Any, address: Any, index: Any, kind: Any) -> Any:
    where = builder.add(address, builder.mul(index, _WORD(kind.width // 8)))
    return builder.load(builder.inttoptr(where, kind.as_pointer()))


IS_WIDE = 1
"""Set in the address of a column of 64-bit numbers; those of 32 bits have an even one."""
value_at: Any = _compiled_value if IS_COMPILED else _plain_value
"""Return a number of a column whose address is given: ``(plant, address, index)``."""


def _plain_table_of_load(field: str) -> Callable[[Any, Any, int], Any]:
    def at(plant: Any, load: Any, index: int) -> Any:
        return plant.by_address[int(load[field])][index]

    return at


def _offset(record: np.dtype[np.void], field: str) -> int:
    fields = record.fields
    assert fields is not None
    return int(fields[field][1])


def _load(builder: Any, base: Any, offset: int, *, is_fixed: bool) -> Any:
    """Load an address; one that is fixed for a whole call may be kept in a register."""
    cell = builder.gep(builder.bitcast(base, _BYTE.as_pointer()), [_WORD(offset)])
    address = builder.load(builder.bitcast(cell, _WORD.as_pointer()))
    if is_fixed:
        address.set_metadata("invariant.load", builder.module.add_metadata([]))
    return address


def _record_at(context: Any, builder: Any, base: Any, index: Any, kind: Any, size: int) -> Any:
    where = builder.add(base, builder.mul(index, _WORD(size)))
    return builder.inttoptr(where, context.get_value_type(kind))
