"""The growing body of a function: assignments to names that are used once."""

from __future__ import annotations

from . import rules
from .grammar import RESERVED
from .ir import Assign, Const, Op, Var
from .rules import Value


class Builder:
    """What the function and everything inlined into it share: the assignments and their names."""

    def __init__(self, real: str) -> None:
        self.real = real
        self.body: list[Assign] = []
        self.used: set[str] = set(RESERVED)

    def assign(self, name: str, value: Value) -> Value:
        """The value under a fresh name; literals and names stay as they are."""
        if not isinstance(value, Op):
            return value
        fresh, k = name, 0
        while fresh in self.used:
            k += 1
            fresh = f"{name}_{k}"
        self.used.add(fresh)
        target = Var(fresh, value.type)
        self.body.append(Assign(target, value))
        return target

    def typed(self, value: Value) -> Const | Var | Op:
        """An expression; a literal that met no type is a real, or a bool."""
        if isinstance(value, Const | Var | Op):
            return value
        return rules.coerce(value, "bool" if isinstance(value, bool) else self.real)
