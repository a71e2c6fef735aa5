"""The integrators: text that takes every state over one step of dt.

Each writes `next_<state>` from the present states and then assigns. A held state has the derivative
0 during the refractory period. Linear receptors decay by their propagator: I + A dt with euler (and
with a model's own scheme), exp(A dt) with exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import ModelError
from .flow import write_current, write_derivatives
from .propagator import coefficient, is_centred, sources
from .system import Body, Part

Scope = Mapping[str, str]


def write_step(body: Body, scope: Scope) -> dict[str, str]:
    """Write one step with the system's integrator; gives `scope` with the input current."""
    write = _GENERAL.get(body.system.integrator, _own)
    return write(body, scope)


def _euler(body: Body, scope: Scope) -> dict[str, str]:
    """x + dt f(x)"""
    scope = write_current(body, scope)
    parts = [p for p in body.system.parts if not p.linear]
    rates = _stage(body, parts, scope, "")
    dt = body.param("dt")
    for state, rate in rates.items():
        body.let(f"next_{state}", f"{state} + {dt} * {rate}")
    _propagate(body)
    _advance(body, [*rates, *body.system.propagated])
    return scope


def _heun(body: Body, scope: Scope) -> dict[str, str]:
    """x + dt (k1 + k2) / 2 with k2 = f(x + dt k1), order 2."""
    parts, states = body.system.parts, list(body.system.states)
    scope = write_current(body, scope)
    k1 = _stage(body, parts, scope, "_1")
    k2 = _stage(body, parts, _shifted(body, scope, k1, "dt", "_2"), "_2")
    for x in states:
        body.let(f"next_{x}", f"{x} + 0.5 * dt * ({k1[x]} + {k2[x]})")
    _advance(body, states)
    return scope


def _rk4(body: Body, scope: Scope) -> dict[str, str]:
    """x + dt (k1 + 2 k2 + 2 k3 + k4) / 6, the classical order 4."""
    parts, states = body.system.parts, list(body.system.states)
    scope = write_current(body, scope)
    k1 = _stage(body, parts, scope, "_1")
    k2 = _stage(body, parts, _shifted(body, scope, k1, "0.5 * dt", "_2"), "_2")
    k3 = _stage(body, parts, _shifted(body, scope, k2, "0.5 * dt", "_3"), "_3")
    k4 = _stage(body, parts, _shifted(body, scope, k3, "dt", "_4"), "_4")
    for x in states:
        total = f"{k1[x]} + 2.0 * ({k2[x]} + {k3[x]}) + {k4[x]}"
        body.let(f"next_{x}", f"{x} + (1.0 / 6.0) * dt * ({total})")
    _advance(body, states)
    return scope


def _exact(body: Body, scope: Scope) -> dict[str, str]:
    """The propagator of the linear system, with the input constant within the step."""
    system = body.system
    held = [s for s in system.states if system.held(s)]
    table = sources(system, False)
    for state, inputs in table.items():
        for other in set(inputs) & set(held) if state not in held else ():
            raise ModelError(
                f"{system.cls.__name__}: integrator 'exact' cannot hold {other!r}, on which "
                f"{state!r} depends; use integrator='euler', 'heun' or 'rk4'"
            )
    drive = [body.param("drive_I")]
    drive += [f"in_{name}" for name, key in system.receptors if not (key.cls.states or key.onto)]
    body.let("I", " + ".join(drive))
    scope = {**scope, "I": "I", "drive_I": "I"}
    _propagate(body, table, scope)
    _advance(body, table, hold=True)
    return scope


def _own(body: Body, scope: Scope) -> dict[str, str]:
    """The model's own scheme; receptors as with euler."""
    system, states = body.system, body.system.model.states
    scope = write_current(body, scope)
    if states:
        scheme = getattr(system.cls, system.dynamics)
        targets = [f"next_{state}" for state in states]
        body.let(targets, body.call(system.model, system.dynamics, scheme, scope))
    others = [p for p in system.parts[1:] if not p.linear]
    rates = write_derivatives(body, others, scope, "")
    for state, rate in rates.items():
        body.let(f"next_{state}", f"{state} + {body.param('dt')} * {rate}")
    _propagate(body)
    _advance(body, [*states, *rates, *system.propagated], hold=True)
    return scope


_GENERAL = {"euler": _euler, "heun": _heun, "rk4": _rk4, "exact": _exact}


def _stage(body: Body, parts: Iterable[Part], scope: Scope, tag: str) -> dict[str, str]:
    """Write the derivatives at `scope`, 0 for states that are held."""
    rates = write_derivatives(body, parts, scope, tag)
    for state, rate in rates.items():
        if body.system.held(state):
            body.let(rate, f"{rate} if free else 0.0")
    return rates


def _shifted(body: Body, scope: Scope, rates: Scope, time: str, tag: str) -> dict[str, str]:
    """Write the states and the current at x + time * rate, where the next stage is taken."""
    body.param("dt")
    moved = dict(scope)
    for state, rate in rates.items():
        moved[state] = f"{state}{tag}"
        body.let(moved[state], f"{state} + {time} * {rate}")
    return write_current(body, moved, f"I{tag}")


def _propagate(
    body: Body, table: Mapping[str, tuple[str, ...]] | None = None, scope: Scope | None = None
) -> None:
    """Write the next value of every state of `table`; by default the linear receptors'."""
    system, scope = body.system, scope or {}
    if table is None:
        linear = system.propagated
        table = {s: i for s, i in sources(system, True).items() if s in linear} if linear else {}
    for state, inputs in table.items():
        terms = []
        for source in inputs:
            factor = body.param(coefficient(state, source))
            terms.append(_term(body, source, factor, scope))
        total = " + ".join(terms)
        whole = f"{state} + ({total})" if is_centred(system, state) else total
        body.let(f"next_{state}", whole)


def _term(body: Body, source: str, factor: str, scope: Scope) -> str:
    if source == "1":
        return factor
    if source in body.system.states and is_centred(body.system, source):
        return f"{factor} * ({source} - {body.param(source + '_centre')})"
    return f"{factor} * {scope.get(source, source)}"


def _advance(body: Body, states: Iterable[str], hold: bool = False) -> None:
    for state in states:
        stays = hold and body.system.held(state)
        body.let(state, f"next_{state} if free else {state}" if stays else f"next_{state}")
