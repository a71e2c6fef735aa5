"""Ion channels: a conductance with gates, whose steady states and time constants are functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import numpy as np

from ..errors import ModelError
from ..lang import emit, parse
from ..model import State, arguments
from ..parameters import Names, Param
from .component import Component, named, own_values


class Gate:
    """A gating variable x of a channel, from 0 to 1: dx/dt = (x_inf - x) / x_tau.

    power : the exponent with which it multiplies the conductance.
    instantaneous : whether it takes no time: m = m_inf, and no state.

    A channel with a gate m defines m_inf(...) and, unless it is instantaneous, m_tau(...) (ms).
    """

    def __init__(self, power: int = 1, *, instantaneous: bool = False) -> None:
        if not (isinstance(power, int) and 1 <= power <= 64):
            raise ModelError(f"Gate: power must be a whole number from 1 to 64; got {power!r}")
        self.power, self.instantaneous = power, instantaneous

    @property
    def roles(self) -> tuple[str, ...]:
        """What its functions give."""
        return ("inf",) if self.instantaneous else ("inf", "tau")


class Conductance(Component):
    """Base of channels: g times every gate to its power; see `Channel`."""

    g = Param(None, "nS", "maximal conductance", low=0.0, optional=True)
    gates: ClassVar[dict[str, Gate]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.gates = named(cls, Gate)
        _check_functions(cls)
        _check_number(cls, "g", "maximal conductance")

    @classmethod
    def kinetics(cls, gate: str) -> dict[str, Callable[..., Any]]:
        """The functions of a gate by what they give: inf, and tau unless it is instantaneous."""
        return {role: getattr(cls, f"{gate}_{role}") for role in cls.gates[gate].roles}

    def neuron_states(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, State]:
        """A state for each gate that takes time, at first in its steady state."""
        cls = type(self)
        return {
            f"{gate}_{name}": State(_steady(cls, gate, name, calcium), "1", f"{gate} of {name}")
            for gate, each in cls.gates.items()
            if not each.instantaneous
        }


def _check_functions(cls: type[Conductance]) -> None:
    """ModelError where a gate lacks a function, or a function of the class body its gate."""
    for gate in cls.gates:
        if not gate.isascii():
            raise ModelError(
                f"{cls.__name__}: the name of the gate {gate!r} is not ASCII; rename it"
            )
    wanted = {f"{gate}_{role}": gate for gate, each in cls.gates.items() for role in each.roles}
    for function, gate in wanted.items():
        if not callable(getattr(cls, function, None)):
            other = f", or Gate({cls.gates[gate].power}, instantaneous=True)"
            raise ModelError(
                f"{cls.__name__}: gate {gate!r} needs a function {function}(...)"
                + (other if function.endswith("_tau") else "")
            )
    for name, value in vars(cls).items():
        if callable(value) and name.endswith(("_inf", "_tau")) and name not in wanted:
            raise ModelError(
                f"{cls.__name__}: {name}(...) belongs to no gate that needs it; expected: "
                f"{', '.join(wanted) or 'none, for there are no gates'}"
            )


def _check_number(cls: type[Conductance], name: str, what: str) -> None:
    """ModelError unless a channel's class has a parameter or constant of that name."""
    if name not in cls.parameters and name not in cls.constants:
        raise ModelError(
            f"{cls.__name__}: {name!r} is the {what} of a channel, a Param or derived(...); got "
            f"{getattr(cls, name)!r}: give that another name"
        )


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

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _check_number(cls, "E", "reversal potential")


class CalciumChannel(Conductance):
    """A channel whose current changes the neuron's CalciumPool, which gives its reversal too."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "E" in cls.parameters or "E" in cls.constants:
            raise ModelError(
                f"{cls.__name__}: the reversal potential of a calcium channel is that of the "
                "neuron's CalciumPool; remove E, or derive the class from Channel"
            )


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
