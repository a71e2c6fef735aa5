"""Exact and Euler propagators of linear systems, computed on the host in float64.

For x' = A x + b (input b constant within the step) the state after dt is x + E(x, b) with
E = exp(M dt) - 1 and M = [[A, b], [0, 0]] (Rotter & Diesmann 1999, Biol. Cybern. 81:381). A is not
written down anywhere: it is read off the system's own derivatives, so equations exist once. E is
computed rather than exp(M dt) so that slow states lose no digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .flow import Flow, flow
from .system import System

Matrix = NDArray[np.float64]

# Large enough that the other terms of a derivative vanish in the difference quotient.
_FAR = 2.0**40
_CONSTANT = "1"
_SHORT = {"drive_I": "I", "xi": "xi", _CONSTANT: "rest"}


def coefficient(target: str, source: str) -> str:
    """The name of the parameter by which `source` acts on `target`."""
    return f"{target}_from_{_SHORT.get(source, source)}"


def is_centred(system: System, state: str) -> bool:
    """Whether the propagator acts on the difference from the state's offset."""
    return system.states[state].offset is not None


@cache
def sources(system: System, receptors_only: bool) -> dict[str, tuple[str, ...]]:
    """State -> the states and inputs that its new value depends on, by the equations' structure."""
    fl = flow(system, receptors_only)
    reach = {state: fl.reads(state) | {state} for state in fl.states}
    for _ in fl.states:
        for state, seen in reach.items():
            reach[state] = seen.union(*(reach[other] for other in seen if other in reach))
    model = set(system.model.states)
    return {
        state: (*(i for i in fl.inputs if i in seen), *([_CONSTANT] if state in model else []))
        for state, seen in reach.items()
    }


def propagators(
    system: System, exact: bool, params: Mapping[str, Any], centre: Mapping[str, Any], dt: float
) -> dict[str, Any]:
    """Every coefficient by name: a float, or (n,) where parameters differ between neurons.

    Not exact: I + A dt of the receptors alone. The diagonal of a centred state is given minus 1.
    Raises ModelError if the derivatives are not affine or the Euler step is unstable.
    """
    fl = flow(system, not exact)
    _check_affine(system, fl)
    matrix, shape = _matrix(system, fl, params, centre)
    change = _expm1(matrix * dt) if exact else matrix * dt
    index = {name: i for i, name in enumerate((*fl.inputs, _CONSTANT))}
    table = {}
    for state, inputs in sources(system, not exact).items():
        for source in inputs:
            value = change[index[state], index[source]]
            if source == state and not is_centred(system, state):
                value = value + 1.0
                _check_stable(system, state, value, dt)
            table[coefficient(state, source)] = value if shape else float(value[0])
    return table


def _check_affine(system: System, fl: Flow) -> None:
    bent = [repr(_SHORT.get(name, name)) for name in fl.bends()]
    if bent:
        together = " taken together" if len(bent) > 1 else ""
        raise ModelError(
            f"{system.cls.__name__}: the derivatives are not linear in {', '.join(bent)}{together};"
            " use integrator='euler', 'heun' or 'rk4' (a receptor: set linear = False)"
        )


def _check_stable(system: System, state: str, value: Matrix, dt: float) -> None:
    if np.any(value < -1.0):
        raise ModelError(
            f"{system.cls.__name__}: state {state!r} changes too fast for Euler steps of "
            f"dt = {dt:g} ms; give it a time constant of at least {dt / 2:g} ms, or a smaller dt"
        )


def _matrix(
    system: System, fl: Flow, params: Mapping[str, Any], centre: Mapping[str, Any]
) -> tuple[Matrix, tuple[int, ...]]:
    """M of the docstring, shape (k, k, m), and the shape of one coefficient: () or (n,)."""
    names = (*fl.inputs, _CONSTANT)
    base = {name: centre.get(name, 0.0) for name in fl.inputs}
    shape = np.broadcast_shapes(*(np.shape(v) for v in (*base.values(), *params.values())), ())
    rows = len(fl.states)
    matrix = np.zeros((len(names), len(names), *(shape or (1,))))

    def derivative(at: Mapping[str, Any]) -> list[Any]:
        with np.errstate(all="ignore"):
            return list(fl.evaluate(at, params))

    matrix[:rows, -1] = _columns(derivative(base), matrix.shape[2:])
    for j, name in enumerate(fl.inputs):
        up, down = (
            _columns(derivative({**base, name: base[name] + far}), matrix.shape[2:])
            for far in (_FAR, -_FAR)
        )
        matrix[:rows, j] = (up - down) / (2.0 * _FAR)
    if not np.all(np.isfinite(matrix)):
        raise ModelError(
            f"{system.cls.__name__}: the derivatives are not finite for these parameters; "
            "change them, or the equations"
        )
    return matrix, shape


def _columns(values: Iterable[Any], shape: tuple[int, ...]) -> Matrix:
    return np.stack([np.broadcast_to(np.asarray(v, np.float64), shape) for v in values])


def _product(a: Matrix, b: Matrix) -> Matrix:
    """Matrix products along the first two axes, summed in a fixed order (BLAS has none)."""
    total = np.zeros_like(a)
    for k in range(len(a)):
        total = total + a[:, k, None] * b[None, k]
    return total


def _expm1(matrix: Matrix) -> Matrix:
    """exp(M) - 1 by scaling, the Taylor series, and squaring: (1 + E)² - 1 = 2 E + E E."""
    norm = float(np.abs(matrix).sum(axis=1).max())
    halvings = max(0, int(np.ceil(np.log2(max(norm, 1e-300)))) + 2)
    small = matrix * 0.5**halvings
    term = small
    total = small
    for order in range(2, 16):  # the terms fall below 0.25**15 / 15!
        term = _product(term, small) / order
        total = total + term
    for _ in range(halvings):
        total = 2.0 * total + _product(total, total)
    return total
