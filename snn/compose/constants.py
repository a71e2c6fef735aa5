"""The numbers that a kind's parameters take for one population: computed on the host in float64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import ModelError
from ..model import NeuronModel
from ..parameters import Names
from ..receptors import Receptor
from .flow import flow
from .fused import composition
from .propagator import propagators
from .system import System

_MOST_STEPS = 2**16 - 1  # the refractory counter has 16 bits


def parameter_values(
    model: NeuronModel, receptors: Mapping[str, Receptor], dt: float, half: bool, n: int
) -> dict[str, Any]:
    """Every parameter of the kind but `scale_*` and `drive_*`: a float, or float64 (n,).

    dt : ms. half : whether states are stored in 16 bits.

    Raises ModelError for a value that is missing, not finite, or of the wrong length.
    """
    system = system_of(model, receptors)
    table = _declared(system, model, receptors, dt) | _of_states(system, model, receptors)
    if "t_ref" in table:
        table["ref_steps"] = _refractory_steps(system, table["t_ref"], dt)
    table |= _propagators(system, table, dt)
    wanted = composition(system, half).params
    # A receptor may be called "drive": "drive_from_drive" is in the table, as "drive_ge" is not.
    mine = [n for n in wanted if n in table or not n.startswith(("scale_", "drive_"))]
    return {name: _checked(system, name, table[name], n) for name in mine}


def initial_states(model: NeuronModel, receptors: Mapping[str, Receptor], n: int) -> dict[str, Any]:
    """The default first value of every state: a float, or float64 (n,)."""
    system = system_of(model, receptors)
    table = _of_states(system, model, receptors)
    return {name: _checked(system, name, table[f"{name}_safe"], n) for name in system.states}


def system_of(model: NeuronModel, receptors: Mapping[str, Receptor]) -> System:
    """The system of a model object with its receptors; ModelError if they do not fit."""
    keys = tuple((name, receptor.key) for name, receptor in receptors.items())
    system = System(type(model), model.integrator, keys)
    system.check()
    return system


def _declared(
    system: System, model: NeuronModel, receptors: Mapping[str, Receptor], dt: float
) -> dict[str, Any]:
    """Parameters, derived constants and dt, by their names in the system."""
    table: dict[str, Any] = {}
    for part, thing in zip(system.parts, (model, *receptors.values()), strict=True):
        table |= {f"{name}{part.suffix}": value for name, value in thing.values(dt).items()}
    return table | {"dt": dt}


def _of_states(
    system: System, model: NeuronModel, receptors: Mapping[str, Receptor]
) -> dict[str, Any]:
    """The safe value, offset and centre of every state."""
    table: dict[str, Any] = {}
    for part, thing in zip(system.parts, (model, *receptors.values()), strict=True):
        p = Names(part.cls.__name__, thing.params)
        for own, name in part.names.items():
            state = part.cls.states[own]
            table[f"{name}_safe"] = state.first(p)
            table[f"{name}_offset"] = table[f"{name}_centre"] = state.origin(p)
    return table


def _refractory_steps(system: System, t_ref: Any, dt: float) -> Any:
    """t_ref in steps, rounded to nearest: that many steps after a spike are refractory."""
    steps = np.rint(np.asarray(t_ref) / dt)
    if np.any(steps > _MOST_STEPS):
        raise ModelError(
            f"{system.cls.__name__}: t_ref must be at most {_MOST_STEPS} steps of dt = {dt:g} ms, "
            f"{_MOST_STEPS * dt:g} ms; got {np.max(t_ref):g} ms; use a larger dt"
        )
    return steps if steps.ndim else float(steps)


def _propagators(system: System, table: Mapping[str, Any], dt: float) -> dict[str, Any]:
    """The coefficients of the linear part that the integrator advances by a propagator."""
    exact = system.integrator == "exact"
    if not exact and (system.integrator in ("heun", "rk4") or not system.propagated):
        return {}
    fl = flow(system, not exact)
    params = {name: table[name] for name in fl.params}
    for name, value in params.items():
        _given(system, name, value)
    centre = {name: table[f"{name}_centre"] for name in fl.states}
    return propagators(system, exact, params, centre, dt)


def _given(system: System, name: str, value: Any) -> None:
    if value is None:
        raise ModelError(f"{system.cls.__name__}: {name!r} is not given, but the equations use it")


def _checked(system: System, name: str, value: Any, n: int) -> Any:
    _given(system, name, value)
    array = np.asarray(value, np.float64)
    if array.shape not in ((), (n,)):
        raise ModelError(
            f"{system.cls.__name__}: {name!r} must be a number or one per neuron, shape ({n},); "
            f"got shape {array.shape}"
        )
    if not np.all(np.isfinite(array)):
        raise ModelError(f"{system.cls.__name__}: {name!r} must be finite; got {value}")
    return array if array.ndim else float(array)
