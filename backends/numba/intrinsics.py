"""The few operations that compiled passes need and Numba does not offer: raw memory and atomics.

Passes work on addresses, not on arrays: an array argument costs nine words, reference counting and
negative indices, and the step loop must hold arrays of any number and type in one table.
"""

from __future__ import annotations

import platform
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import errors
from numba.extending import intrinsic

_WORD = ir.IntType(64)


def _as_pointer(builder: Any, address: Any, pointee: Any) -> Any:
    return builder.inttoptr(address, ir.PointerType(pointee))


@intrinsic
def pointer(typingctx: Any, address: Any, dtype: Any) -> Any:
    """The memory at `address` as a pointer that can be indexed, of a NumPy scalar type."""
    result = types.CPointer(dtype.dtype)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(result))

    return result(types.int64, dtype), codegen


@intrinsic
def like(typingctx: Any, address: Any, example: Any) -> Any:
    """The memory at `address` as a pointer to values of the type of `example`."""
    result = types.CPointer(example)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(result))

    return result(types.int64, example), codegen


@intrinsic
def fields(typingctx: Any, address: Any, n: Any) -> Any:
    """The first `n` (a literal) 64-bit integers of a descriptor, as a tuple."""
    if not isinstance(n, types.IntegerLiteral):
        raise errors.RequireLiteralValue("the number of fields")
    count = n.literal_value
    result = types.UniTuple(types.int64, count)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        base = _as_pointer(builder, args[0], _WORD)
        words = [builder.load(builder.gep(base, [_WORD(k)])) for k in range(count)]
        return context.make_tuple(builder, result, words)

    return result(types.int64, n), codegen


@intrinsic
def call(typingctx: Any, function: Any, descriptor: Any, step: Any) -> Any:
    """Call the compiled pass at address `function` on its descriptor."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        signature = ir.FunctionType(ir.VoidType(), [_WORD, _WORD])
        builder.call(_as_pointer(builder, args[0], signature), args[1:])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), codegen


@intrinsic
def call_plain(typingctx: Any, function: Any) -> Any:
    """Call the C function `int f(void)` at address `function`; its result is ignored."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        signature = ir.FunctionType(ir.IntType(32), [])
        builder.call(_as_pointer(builder, args[0], signature), [])
        return context.get_dummy_value()

    return types.void(types.int64), codegen


@intrinsic
def prefetch(typingctx: Any, address: Any) -> Any:
    """Ask for the cache line at `address`; does nothing else, and never faults."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        byte, flag = ir.PointerType(ir.IntType(8)), ir.IntType(32)
        signature = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = builder.module.declare_intrinsic("llvm.prefetch", [byte], signature)
        read, keep, data = flag(0), flag(3), flag(1)
        builder.call(function, [builder.inttoptr(args[0], byte), read, keep, data])
        return context.get_dummy_value()

    return types.void(types.int64), codegen


@intrinsic
def atomic_add(typingctx: Any, address: Any, value: Any) -> Any:
    """Add to the 64-bit integer at `address` and return what it held before."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.atomic_rmw("add", _as_pointer(builder, args[0], _WORD), args[1], "acq_rel")

    return types.int64(types.int64, types.int64), codegen


@intrinsic
def atomic_load(typingctx: Any, address: Any) -> Any:
    """The 64-bit integer at `address`, ordered before all that follows."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load_atomic(_as_pointer(builder, args[0], _WORD), "acquire", 8, typ=_WORD)

    return types.int64(types.int64), codegen


@intrinsic
def atomic_store(typingctx: Any, address: Any, value: Any) -> Any:
    """Write the 64-bit integer at `address`, ordered after all that came before."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store_atomic(args[1], _as_pointer(builder, args[0], _WORD), "release", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), codegen


@intrinsic
def pause(typingctx: Any) -> Any:
    """Tell the core that this is a spin loop, where the machine has an instruction for it."""
    machine = platform.machine().lower()

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        hint = ir.IntType(32)
        if machine in ("x86_64", "amd64"):
            kind = ir.FunctionType(ir.VoidType(), [])
            builder.call(builder.module.declare_intrinsic("llvm.x86.sse2.pause", (), kind), [])
        elif machine in ("aarch64", "arm64"):
            kind = ir.FunctionType(ir.VoidType(), [hint])
            function = builder.module.declare_intrinsic("llvm.aarch64.hint", (), kind)
            builder.call(function, [hint(1)])  # YIELD
        return context.get_dummy_value()

    return types.void(), codegen
