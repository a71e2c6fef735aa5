"""Names of models and rules, kept apart from the names of the loops around them."""

from __future__ import annotations

from dataclasses import replace

from ..lang import Function
from ..lang.ir import Assign, Expr, Op, Var

OWN = "own_"  # no name that a template has begins so


def owned(function: Function) -> Function:
    """The same function with OWN before the name of every argument and local."""
    return replace(
        function,
        args=tuple((OWN + name, type) for name, type in function.args),
        body=tuple(Assign(_var(assign.target), _expr(assign.expr)) for assign in function.body),
        returns=tuple(_expr(expr) for expr in function.returns),
    )


def _expr(expr: Expr) -> Expr:
    if isinstance(expr, Var):
        return _var(expr)
    if isinstance(expr, Op):
        return replace(expr, args=tuple(_expr(arg) for arg in expr.args))
    return expr


def _var(var: Var) -> Var:
    return replace(var, name=OWN + var.name)
