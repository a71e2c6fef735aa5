"""From statements and expressions of Python to typed values.

The tree is walked once, in the order of evaluation. Names map to values: typed expressions or open
literals. An assignment becomes one `Assign` to a fresh name, a call of a helper is inlined.
"""

from __future__ import annotations

import ast
from types import ModuleType
from typing import Any

import numpy as np

from ..errors import TranslationError
from . import rules
from .builder import Builder
from .calls import CALLS, KNOWN, bind, check_arguments, choose, math_function, own_name
from .grammar import ALLOWED, BINARY, COMPARE, INSTEAD
from .ir import Const
from .names import Overload
from .rules import Misuse, Value
from .source import Place, Source, read

Result = Value | tuple[Value, ...]


class Inline:
    """The translation of one `def`, either the function itself or a helper inlined into it."""

    def __init__(
        self,
        builder: Builder,
        origin: Source,
        values: dict[str, Value],
        active: frozenset[Place] = frozenset(),
    ) -> None:
        self.builder = builder
        self.origin = origin
        self.values = values
        self.active = active | {origin.place}  # what is being inlined: it may not call itself

    def run(self) -> Result:
        """Translate the statements; the value of the `return`, a tuple if it returns several."""
        *statements, last = self.origin.tree.body
        for node in statements:
            self.statement(node)
        if not isinstance(last, ast.Return) or last.value is None:
            raise self.origin.error(last, "the last statement must return a value or a tuple")
        return self.result(last.value)

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Assign):
            value = self.result(node.value)
            for target in node.targets:
                self.store(target, value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.store(node.target, self.result(node.value))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            load = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            value = self.expr(ast.copy_location(ast.BinOp(load, node.op, node.value), node))
            self.store(node.target, value)
        elif isinstance(node, ast.Return):
            raise self.refuse(node, "an early return; there is one, the last statement")
        elif not (isinstance(node, ast.Pass) or _is_docstring(node)):
            raise self.refuse(node)

    def store(self, target: ast.expr, value: Result) -> None:
        """Bind a name, or a tuple of names, to a value."""
        if isinstance(target, ast.Tuple):
            got = len(value) if isinstance(value, tuple) else 1
            if not isinstance(value, tuple) or got != len(target.elts):
                raise self.origin.error(target, f"{len(target.elts)} targets for {got} value(s)")
            for element, item in zip(target.elts, value, strict=True):
                self.store(element, item)
        elif not isinstance(target, ast.Name):
            raise self.refuse(target)
        elif isinstance(value, tuple):
            raise self.origin.error(target, f"one target for {len(value)} values; write a, b = ...")
        else:
            self.values[target.id] = self.builder.assign(target.id, value)

    def result(self, node: ast.expr) -> Result:
        """The value of an expression where a tuple may stand."""
        if isinstance(node, ast.Tuple):
            # `a, b = b, a`: all values are taken before the first name is bound.
            return tuple(self.expr(element) for element in node.elts)
        return self.call(node) if isinstance(node, ast.Call) else self.expr(node)

    def expr(self, node: ast.expr) -> Value:
        """The value of an expression, with errors placed at it."""
        try:
            return self.rule(node)
        except Misuse as error:
            raise self.origin.error(node, str(error)) from None

    def rule(self, node: ast.expr) -> Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
            return node.value
        if isinstance(node, ast.Name | ast.Attribute):
            return self.name(node)
        if isinstance(node, ast.BinOp):
            return self.binary(node)
        if isinstance(node, ast.UnaryOp):
            return self.unary(node)
        if isinstance(node, ast.Compare):
            return self.compare(node)
        if isinstance(node, ast.BoolOp):
            op = "and" if isinstance(node.op, ast.And) else "or"
            value, *rest = (self.expr(v) for v in node.values)
            for other in rest:
                value = rules.logic(op, value, other)
            return value
        if isinstance(node, ast.IfExp):
            parts = (node.test, node.body, node.orelse)
            return CALLS["where"](self.builder, *(self.expr(part) for part in parts))
        if isinstance(node, ast.Call):
            result = self.call(node)
            if isinstance(result, tuple):
                raise Misuse(f"this call returns {len(result)} values; write a, b = ... first")
            return result
        raise self.refuse(node)

    def binary(self, node: ast.BinOp) -> Value:
        left, right = self.expr(node.left), self.expr(node.right)
        if isinstance(node.op, ast.Pow):
            return CALLS["**"](self.builder, left, right)
        if type(node.op) not in BINARY:
            raise self.refuse(node, INSTEAD[type(node.op)])
        return rules.binary(BINARY[type(node.op)], left, right)

    def unary(self, node: ast.UnaryOp) -> Value:
        value = self.expr(node.operand)
        if isinstance(node.op, ast.USub):
            return rules.negate(value)
        if isinstance(node.op, ast.Invert):
            return rules.invert(value)
        return rules.logic("not", value) if isinstance(node.op, ast.Not) else value

    def compare(self, node: ast.Compare) -> Value:
        """a < b < c is (a < b) and (b < c), with b evaluated once."""
        values = [self.expr(v) for v in (node.left, *node.comparators)]
        if len(values) > 2:
            values[1:-1] = [self.builder.assign("t", v) for v in values[1:-1]]
        parts = []
        for op, a, b in zip(node.ops, values, values[1:], strict=False):
            if type(op) not in COMPARE:
                raise self.refuse(node, INSTEAD[type(op)])
            parts.append(rules.compare(COMPARE[type(op)], a, b))
        value = parts[0]
        for part in parts[1:]:
            value = rules.logic("and", value, part)
        return value

    def name(self, node: ast.Name | ast.Attribute) -> Value:
        """A variable, or a number of the namespace."""
        if isinstance(node, ast.Name) and node.id in self.values:
            return self.values[node.id]
        found = self.lookup(node)
        if isinstance(found, np.generic):
            found = found.item()
        if isinstance(found, bool | int | float):
            return found
        shown = ast.unparse(node)
        if found is None:
            known = ", ".join(sorted(self.values)) or "none"
            raise Misuse(f"{shown!r} is not defined; arguments and variables here: {known}")
        raise Misuse(f"{shown!r} is a {type(found).__name__}, not a number; pass it as an argument")

    def lookup(self, node: ast.expr) -> Any:
        """What a global name, or an attribute of a module, stands for; None if nothing."""
        if isinstance(node, ast.Name):
            return self.origin.names.get(node.id)
        if isinstance(node, ast.Attribute):
            module = self.lookup(node.value)
            if isinstance(module, ModuleType):
                return getattr(module, node.attr, None)
        raise self.refuse(node)

    def call(self, node: ast.Call) -> Result:
        """A function of the language, or a helper, which is inlined."""
        found = self.lookup(node.func)
        name = ast.unparse(node.func)
        values = [self.expr(arg) for arg in node.args]
        keywords = {str(k.arg): self.expr(k.value) for k in node.keywords}
        try:
            own = own_name(found, name)
            if own in CALLS:
                check_arguments(own, len(values), keywords)
                return CALLS[own](self.builder, *values)
            if own is not None:
                check_arguments(own, len(values), keywords)
                found = math_function(own, values[0])
            if found is None:
                raise Misuse(f"{name}() is not defined; {KNOWN}")
            return self.inline(node, found, values, keywords)
        except Misuse as error:
            raise self.origin.error(node, str(error)) from None

    def inline(
        self, node: ast.Call, helper: Any, values: list[Value], keywords: dict[str, Value]
    ) -> Result:
        """Translate a helper in place; each of its arguments is evaluated once."""
        if isinstance(helper, Overload):
            helper, values = choose(helper, values, self.builder.real)
        if isinstance(helper, Const | int):
            return helper  # an overloaded number
        try:
            origin = read(helper, None, "<text>")
            if origin.place in self.active:
                raise Misuse(f"{origin.name}() calls itself; helpers are inlined, so write it out")
            bound = bind(origin, values, keywords)
            given = {arg: self.builder.assign(arg, value) for arg, value in bound.items()}
            return Inline(self.builder, origin, given, self.active).run()
        except TranslationError as error:
            site = f"{self.origin.file}:{node.lineno + self.origin.offset}: in {self.origin.name}()"
            raise TranslationError(f"{error}\n    called from {site}") from None

    def refuse(self, node: ast.AST, what: str = "") -> TranslationError:
        """The error for a construct outside the language."""
        what = what or INSTEAD.get(type(node), type(node).__name__)
        return self.origin.error(node, f"not allowed: {what}\n    {ALLOWED}")


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
