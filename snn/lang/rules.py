"""The typing rules: operations on values that are either typed expressions or open literals.

A literal is a Python number. It takes the type of what it meets; literals that meet only each other
are folded in double precision (integers exactly).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .ir import FLOATS, INTEGERS, SIGNED, WIDTH, Const, Expr, Op, Var

Literal = bool | int | float
Value = Expr | Literal

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
}  # fmt: skip
BITWISE: dict[str, Callable[[Any, Any], Any]] = {
    "band": operator.and_, "bor": operator.or_, "bxor": operator.xor,
    "shl": operator.lshift, "shr": operator.rshift,
}  # fmt: skip
COMPARISON: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt, "le": operator.le, "gt": operator.gt,
    "ge": operator.ge, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip
SYMBOL = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "band": "&", "bor": "|", "bxor": "^",
    "shl": "<<", "shr": ">>", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=",
}  # fmt: skip


class Misuse(Exception):
    """A rule is broken: what is wrong and how to write it (the parser adds where)."""


def is_literal(value: object) -> bool:
    return isinstance(value, bool | int | float)


def type_name(value: Value) -> str:
    """The type of a value as a message shows it."""
    return value.type if isinstance(value, Const | Var | Op) else f"the literal {value!r}"


def type_of(value: Value) -> str:
    """The type of a typed value; "literal" for an open literal."""
    return value.type if isinstance(value, Const | Var | Op) else "literal"


def float_const(value: float, type: str) -> Const:
    """A literal rounded to its type, once, from double."""
    if type == "f32" and math.isfinite(value) and abs(value) >= F32_OVERFLOW:
        raise Misuse(f"the literal {value!r} overflows f32")
    return Const(str(np.float32(value)) if type == "f32" else repr(float(value)), type)


def coerce(value: Value, type: str) -> Expr:
    """The value as an expression of `type`: only literals adapt, typed values must have it."""
    if isinstance(value, Const | Var | Op):
        if value.type == type:
            return value
        raise Misuse(f"expected {type}, got {value.type}; write {type}(...)")
    if isinstance(value, bool) or type == "bool":
        if isinstance(value, bool) and type == "bool":
            return Const(str(value), "bool")
        raise Misuse(f"{value!r} where {type} is expected; write where(condition, a, b)")
    if type in FLOATS:
        return float_const(value, type)
    if isinstance(value, float):
        raise Misuse(f"the literal {value!r} where {type} is expected; write an integer or real(x)")
    low, high = integer_range(type)
    if not low <= value <= high:
        raise Misuse(f"the literal {value} does not fit {type} ({low} .. {high})")
    return Const(str(value), type)


def integer_range(type: str) -> tuple[int, int]:
    if type in SIGNED:
        return -(2 ** (WIDTH[type] - 1)), 2 ** (WIDTH[type] - 1) - 1
    return 0, 2 ** WIDTH[type] - 1


def unify(what: str, *values: Value) -> list[Expr]:
    """The values in their common type; at least one of them is typed."""
    types = list(dict.fromkeys(v.type for v in values if isinstance(v, Const | Var | Op)))
    if len(types) > 1:
        shown = " and ".join(types)
        if any(t in INTEGERS for t in types) and any(t in FLOATS for t in types):
            raise Misuse(f"{what} mixes {shown}; write real(x) around the integer")
        if "bool" in types:
            raise Misuse(f"{what} mixes {shown}; write where(condition, a, b)")
        raise Misuse(f"{what} mixes {shown}; cast one of them, as in {types[0]}(x)")
    return [coerce(v, types[0]) for v in values]


def binary(op: str, left: Value, right: Value) -> Value:
    """An arithmetic or bitwise operation."""
    symbol = SYMBOL[op]
    if is_literal(left) and is_literal(right):
        return fold(symbol, (ARITHMETIC | BITWISE)[op], left, right)
    a, b = unify(repr(symbol), left, right)
    if a.type == "bool":
        raise Misuse(f"{symbol!r} of bool; write and, or, not, or where(condition, 1.0, 0.0)")
    if op == "div" and a.type in INTEGERS:
        raise Misuse(f"'/' of {a.type}; write real(x) / real(y), or x >> n for a power of two")
    if op in BITWISE and a.type in FLOATS:
        raise Misuse(f"{symbol!r} of {a.type}; it takes integers, as the bits(x) of a float")
    if op in ("shl", "shr") and isinstance(b, Const) and not 0 <= b.value < WIDTH[a.type]:
        raise Misuse(f"a shift by {b.text} of {a.type}; the count is 0 .. {WIDTH[a.type] - 1}")
    return Op(op, (a, b), a.type)


def fold(symbol: str, function: Callable[..., Any], *literals: Value) -> Literal:
    """An operation on literals, done now."""
    try:
        result = function(*literals)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        shown = ", ".join(repr(v) for v in literals)
        raise Misuse(f"{symbol!r} of the literals {shown}: {error}") from None
    if not isinstance(result, bool | int | float):
        raise Misuse(f"{symbol!r} of literals gives {result!r}, which is not a real number")
    return result


def negate(value: Value) -> Value:
    if is_literal(value):
        return fold("-", operator.neg, value)
    assert isinstance(value, Const | Var | Op)
    if value.type == "bool":
        raise Misuse("'-' of bool; write not x, or where(condition, a, b)")
    if value.type in INTEGERS:
        return Op("sub", (coerce(0, value.type), value), value.type)
    return Op("neg", (value,), value.type)


def invert(value: Value) -> Value:
    if is_literal(value):
        return fold("~", operator.inv, value)
    assert isinstance(value, Const | Var | Op)
    if value.type not in INTEGERS:
        raise Misuse(f"'~' of {value.type}; write not x for a bool, bits(x) for a float's bits")
    return Op("inv", (value,), value.type)


def compare(op: str, left: Value, right: Value) -> Value:
    if is_literal(left) and is_literal(right):
        return fold(SYMBOL[op], COMPARISON[op], left, right)
    a, b = unify(repr(SYMBOL[op]), left, right)
    if a.type == "bool":
        raise Misuse(f"{SYMBOL[op]!r} of bool; write and, or, not")
    return Op(op, (a, b), "bool")


def logic(op: str, *values: Value) -> Value:
    """`and`, `or`, `not`: both sides are evaluated."""
    for value in values:
        if not (isinstance(value, bool) or getattr(value, "type", "") == "bool"):
            raise Misuse(f"'{op}' of {type_name(value)}; its operands are conditions, as in x > 0")
    return Op(op, tuple(coerce(v, "bool") for v in values), "bool")


_FOLD: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "floor": lambda x: float(math.floor(x)), "rint": lambda x: float(round(x)),
}  # fmt: skip


def unary_float(op: str, value: Value) -> Value:
    """sqrt, floor, rint."""
    if is_literal(value):
        return fold(op, _FOLD[op], value)
    assert isinstance(value, Const | Var | Op)
    if value.type not in FLOATS:
        raise Misuse(f"{op}() of {value.type}; write {op}(real(x))")
    return Op(op, (value,), value.type)


def cast(value: Value, type: str) -> Value:
    """The value converted to `type`."""
    if is_literal(value):
        if type in INTEGERS and isinstance(value, float):
            value = fold(type, int, value)
        return coerce(int(value) if isinstance(value, bool) else value, type)
    assert isinstance(value, Const | Var | Op)
    return value if value.type == type else Op("cast", (value,), type)


def bits(value: Value, real: str) -> Value:
    if is_literal(value):
        value = coerce(value, real)
    assert isinstance(value, Const | Var | Op)
    if value.type not in FLOATS:
        raise Misuse(f"bits() of {value.type}; it takes the bits of a float, an integer has them")
    return Op("bits", (value,), f"i{WIDTH[value.type]}")


def from_bits(value: Value, real: str) -> Value:
    if is_literal(value):
        value = coerce(value, f"i{WIDTH[real]}")
    assert isinstance(value, Const | Var | Op)
    if value.type not in SIGNED:
        raise Misuse(f"from_bits() of {value.type}; write from_bits(i32(x)) or from_bits(i64(x))")
    return Op("from_bits", (value,), f"f{WIDTH[value.type]}")


F32_OVERFLOW = 2.0**128 - 2.0**103  # rounds to infinity
LARGEST = {"f32": float(np.finfo(np.float32).max), "f64": float(np.finfo(np.float64).max)}


def isfinite(value: Value) -> Value:
    if is_literal(value):
        return fold("isfinite", math.isfinite, value)
    size = absolute(value)
    assert isinstance(size, Const | Var | Op)
    return compare("le", size, LARGEST[size.type])


def absolute(value: Value) -> Value:
    """|x| of a float; integers are the caller's, by `where`."""
    if is_literal(value):
        return fold("abs", abs, value)
    assert isinstance(value, Const | Var | Op)
    if value.type not in FLOATS:
        raise Misuse(f"abs() of {value.type}; write where(x < 0, -x, x)")
    return Op("abs", (value,), value.type)
