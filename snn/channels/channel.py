"""Ion channels: a conductance with gates, whose steady states and time constants are functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import numpy as np

from ..errors import ModelError
from ..lang import emit, parse
from ..model import State, arguments
from ..parameters import Names, Param, members
from .component import Component, own_values


class Gate:
    """A gating variable x of a channel, from 0 to 1: dx/dt = (x_inf - x) / x_tau.

    power : the exponent with which it multiplies the conductance.

    A channel with a gate m defines m_inf(...) and m_tau(...) (ms). Without m_tau the gate is
    instantaneous: m = m_inf, and no state.
    """

    def __init__(self, power: int = 1) -> None:
        if not (isinstance(power, int) and 1 <= power <= 64):
            raise ModelError(f"Gate: power must be a whole number from 1 to 64; got {power!r}")
        self.power = power


class Conductance(Component):
    """Base of channels: g times every gate to its power; see `Channel`."""

    g = Param(None, "nS", "maximal conductance", low=0.0, optional=True)
    gates: ClassVar[dict[str, Gate]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.gates = members(cls, Gate)
        for gate in cls.gates:
            if not callable(getattr(cls, f"{gate}_inf", None)):
                raise ModelError(f"{cls.__name__}: gate {gate!r} needs a function {gate}_inf(...)")

    @classmethod
    def kinetics(cls, gate: str) -> dict[str, Callable[..., Any]]:
        """The functions of a gate by what they give: inf, and tau unless it is instantaneous."""
        names = {role: f"{gate}_{role}" for role in ("inf", "tau")}
        return {role: getattr(cls, name) for role, name in names.items() if hasattr(cls, name)}

    def neuron_states(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, State]:
        """A state for each gate that takes time, at first in its steady state."""
        cls = type(self)
        return {
            f"{gate}_{name}": State(_steady(cls, gate, name, calcium), "1", f"{gate} of {name}")
            for gate in cls.gates
            if "tau" in cls.kinetics(gate)
        }


class Channel(Conductance):
    """A channel of one's own, a few lines:

        class Kd(Channel):
            E = Param(-80.0, "mV", "reversal potential")
            m = Gate(4)

            def m_inf(v):
                return 1.0 / (1.0 + exp((v + 12.3) / -11.8))

            def m_tau(v):
                return 14.4 - 12.8 / (1.0 + exp((v + 28.3) / -19.2))

    Its current into the neuron is g * m**4 * (E - v). The functions use v (mV), the neuron's pool
    of calcium by its name (µM), and the channel's own parameters. Without gates it is a leak.
    """

    E = Param(None, "mV", "reversal potential", optional=True)


class CalciumChannel(Conductance):
    """A channel whose current changes the neuron's CalciumPool, which gives its reversal too."""


@cache
def _host(function: Callable[..., Any]) -> Callable[..., Any]:
    return emit.compile_numpy(parse(function, real="f64"))


def _steady(
    cls: type[Conductance], gate: str, name: str, calcium: tuple[str, Any] | None
) -> Callable[[Any], Any]:
    """The steady state of a gate at v_init, and at the resting calcium of the pool."""

    def first(p: Any) -> Any:
        table: dict[str, Any] = {"v": p.v_init}
        if calcium is not None:
            table[calcium[0]] = p[f"rest_{calcium[0]}"]
        own = own_values(p, cls, name)
        for key, constant in cls.constants.items():
            own[key] = constant.function(own)
        values = Names(cls.__name__, {**own, **table})
        function = cls.kinetics(gate)["inf"]
        with np.errstate(all="ignore"):
            return _host(function)(*(getattr(values, key) for key in arguments(function)))

    return first
