"""The derivatives of all states of a system, as text and as a host function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..lang import Function, Op, Var, emit, parse
from ..lang.ir import FLOATS, Expr, variables
from .system import Body, Part, System


def write_current(body: Body, scope: Mapping[str, str], target: str = "I") -> dict[str, str]:
    """Write the input current of the neuron; gives `scope` with it.

    A receptor without states passes this step's input on. Nothing is written for a model without I.
    """
    system = body.system
    if "I" not in system.used:
        return dict(scope)
    terms = [body.param("drive_I")]
    for part, (name, key) in zip(system.parts[1:], system.receptors, strict=True):
        if key.onto is not None:
            continue
        if not part.cls.states:
            terms.append(scope[f"in_{name}"])
        elif key.current().__name__ == "_current_based":
            terms.append(scope[name])
        else:
            terms.append(body.call(part, "current", key.current(), scope))
    body.let(target, " + ".join(terms))
    return {**scope, "I": target}


def write_derivatives(
    body: Body, parts: Iterable[Part], scope: Mapping[str, str], tag: str
) -> dict[str, str]:
    """Write the derivatives of the parts' states; gives state -> name of its derivative."""
    rates: dict[str, str] = {}
    for part in parts:
        if not part.states:
            continue
        targets = [f"d_{state}{tag}" for state in part.states]
        function = getattr(part.cls, "derivatives")  # noqa: B009  (mypy: only subclasses have it)
        body.let(targets, body.call(part, "derivatives", function, scope))
        rates |= dict(zip(part.states, targets, strict=True))
    return rates


@dataclass(frozen=True)
class Flow:
    """The derivatives as a float64 host function of `inputs` and `params`, in that order."""

    function: Function
    states: tuple[str, ...]  # whose derivatives it returns
    inputs: tuple[str, ...]  # the states, then "drive_I" and "xi" where they matter
    params: tuple[str, ...]

    def evaluate(self, inputs: Mapping[str, Any], params: Mapping[str, Any]) -> tuple[Any, ...]:
        """The derivatives for numbers or arrays."""
        values = [inputs[name] for name in self.inputs] + [params[name] for name in self.params]
        result = _compiled(self.function)(*values)
        return result if isinstance(result, tuple) else (result,)

    def reads(self, state: str) -> set[str]:
        """The inputs on which the derivative of a state depends, as the text shows."""
        needed = set(variables(self.function.returns[self.states.index(state)]))
        for assign in reversed(self.function.body):
            if assign.target.name in needed:
                needed.update(variables(assign.expr))
        return needed & set(self.inputs)

    def bends(self) -> list[str]:
        """The inputs in which the derivatives are not affine: together, or each alone."""
        reads = {name: {name} for name in self.inputs}
        bent: set[str] = set()

        def read(expr: Expr) -> set[str]:
            if isinstance(expr, Var):
                return reads.get(expr.name, set())
            if not isinstance(expr, Op):
                return set()
            args = [read(arg) for arg in expr.args]
            every = set[str]().union(*args)
            if every and not _stays_affine(expr, args):
                bent.update(every)
            return every

        for assign in self.function.body:
            reads[assign.target.name] = read(assign.expr)
        for expr in self.function.returns:
            read(expr)
        return [name for name in self.inputs if name in bent]


def _stays_affine(op: Op, args: list[set[str]]) -> bool:
    """Whether an operation on affine arguments, which read the inputs `args`, is affine."""
    if op.op == "mul":
        return not (args[0] and args[1])
    if op.op == "div":
        return not args[1]
    if op.op == "where":
        return not args[0]
    return op.op in ("add", "sub", "neg") or (op.op == "cast" and op.type in FLOATS)


@cache
def _compiled(function: Function) -> Callable[..., Any]:
    return emit.compile_numpy(function)


@cache
def flow(system: System, receptors_only: bool) -> Flow:
    """The flow of the whole system, or of its linear receptors alone."""
    body = Body(system)
    scope = {state: state for state in system.states} | {"xi": "xi"}
    scope |= {f"in_{name}": "0.0" for name, _ in system.receptors}
    parts = [p for p in system.parts if p.linear] if receptors_only else system.parts
    if not receptors_only:
        scope = write_current(body, scope)
    rates = write_derivatives(body, parts, scope, "")
    extra = [] if receptors_only else ["drive_I", "xi"]
    inputs = (*(s for part in parts for s in part.states), *extra)
    params = tuple(name for name in body.params if name not in inputs)
    text = body.define("flow", (*inputs, *params), rates.values())
    function = parse(text, real="f64", names=body.functions)
    return Flow(function, tuple(rates), inputs, params)
