"""The intermediate form of a model function: typed expressions in single-assignment order.

Every expression has one of the types of `TYPES`, so an emitter never guesses. The semantics are the
same in every dialect:

- f32, f64: IEEE 754 with one rounding per operation, never contracted, reordered or approximated.
- i32, i64, u32, u64: arithmetic wraps modulo 2**width; `>>` of a signed value keeps the sign; shift
  counts are 0 .. width - 1.
- `where` has evaluated both of its values. No expression has a side effect.
- A cast from a float to an integer drops the fraction and needs a value in range.
- `bits` is the signed integer of the same width with the same bits; `from_bits` is its inverse.
  Which NaN an operation gives is open: sign and bits of a NaN must not reach a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FLOATS = ("f32", "f64")
SIGNED = ("i32", "i64")
UNSIGNED = ("u32", "u64")
INTEGERS = SIGNED + UNSIGNED
TYPES = (*FLOATS, *INTEGERS, "bool")

WIDTH = {"f32": 32, "f64": 64, "i32": 32, "i64": 64, "u32": 32, "u64": 64}


@dataclass(frozen=True)
class Const:
    """A literal, kept as text: 0.0 == -0.0 and nan != nan, and equal functions share code."""

    text: str
    type: str

    @property
    def value(self) -> float | int | bool:
        if self.type == "bool":
            return self.text == "True"
        return float(self.text) if self.type in FLOATS else int(self.text)


@dataclass(frozen=True)
class Var:
    """An argument or the target of an earlier assignment."""

    name: str
    type: str


@dataclass(frozen=True)
class Op:
    """An operation: add sub mul div neg abs sqrt floor rint, lt le gt ge eq ne, and or not, where,
    band bor bxor shl shr inv, cast bits from_bits."""

    op: str
    args: tuple[Expr, ...]
    type: str


Expr = Const | Var | Op


@dataclass(frozen=True)
class Assign:
    """The only assignment to `target`."""

    target: Var
    expr: Expr


@dataclass(frozen=True)
class Function:
    """A function ready to be emitted: equal functions emit equal text."""

    name: str
    args: tuple[tuple[str, str], ...]  # (name, type)
    body: tuple[Assign, ...]
    returns: tuple[Expr, ...]


def variables(expr: Expr) -> Iterator[str]:
    """The names that an expression reads."""
    if isinstance(expr, Var):
        yield expr.name
    elif isinstance(expr, Op):
        for arg in expr.args:
            yield from variables(arg)


def prune(body: list[Assign], returns: tuple[Expr, ...]) -> tuple[Assign, ...]:
    """The assignments that the returned values need, in order."""
    needed = {name for expr in returns for name in variables(expr)}
    kept = []
    for assign in reversed(body):
        if assign.target.name in needed:
            kept.append(assign)
            needed.update(variables(assign.expr))
    return tuple(reversed(kept))
