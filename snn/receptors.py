"""Receptors: how arriving weights become a current into the membrane.

A receptor named "ge" in a population has its state `g` under the name "ge", others as "ge_x", and
its parameters as "tau_ge". Its functions are written like a model's (see `snn.model`):

    arrive(..., input)  the states after `input`, the sum of the weights that arrive in this step
    derivatives(...)    their d/dt; with `linear` they must be linear in the states
    current(...)        the current into the membrane, where it is not g or g * (reversal - v);
                        it may use the model's states, such as `v`, too

Time courses are normalised to their peak: a weight w raises g to w at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .errors import ModelError
from .lang import exp
from .model import State, arguments
from .numerics.mathfun import host
from .parameters import Names, Param, Parametrised, derived, members


@dataclass(frozen=True)
class ReceptorKey:
    """What receptors that share compiled code have in common."""

    cls: type[Receptor]
    conductance: bool  # it has a reversal potential
    onto: str | None = None  # the model's state to which weights are added at once

    def current(self) -> Callable[..., Any]:
        """The function that gives the current."""
        own: Callable[..., Any] | None = getattr(self.cls, "current", None)
        return own or (_conductance_based if self.conductance else _current_based)

    def __str__(self) -> str:
        detail = f"onto {self.onto}" if self.onto else "conductance" if self.conductance else ""
        return self.cls.__name__ + (f"[{detail}]" if detail else "")


def _current_based(g):
    return g


def _conductance_based(g, v, reversal):
    return g * (reversal - v)


class Receptor(Parametrised):
    """Base class of receptors; see the module's docstring for what a subclass defines."""

    states: ClassVar[dict[str, State]] = {}
    linear: ClassVar[bool] = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.states = members(cls, State)
        declared = [*cls.states, *cls.parameters, *cls.constants]
        for role in ("arrive", "derivatives"):
            for name in arguments(getattr(cls, role)) if hasattr(cls, role) else ():
                if name not in (*declared, "input", "dt"):
                    known = ", ".join([*declared, "input", "dt"])
                    raise ModelError(
                        f"{cls.__name__}.{role}: argument {name!r} is not one of: {known}"
                    )

    @property
    def key(self) -> ReceptorKey:
        """What receptors that share compiled code have in common."""
        return ReceptorKey(type(self), self.params.get("reversal") is not None)


class Delta(Receptor):
    """Weights act for one step: as a current, or with onto="v" as a jump of v.

    onto : a state of the model to which the weight is added at the start of the step in which it
        arrives, ignored while the refractory period holds that state. By default it adds to I
        during that step.
    """

    def __init__(self, onto: str | None = None, **values: Any) -> None:
        if onto is not None and not isinstance(onto, str):
            raise ModelError(f"Delta: onto must be the name of a state, such as 'v'; got {onto!r}")
        self.onto = onto
        super().__init__(**values)

    def options(self) -> dict[str, Any]:
        return {} if self.onto is None else {"onto": self.onto}

    @property
    def key(self) -> ReceptorKey:
        return ReceptorKey(type(self), conductance=False, onto=self.onto)


class Exponential(Receptor):
    """g jumps by the weight and decays: dg/dt = -g / tau.

    reversal : None makes g a current; a potential makes it a conductance, g * (reversal - v).
    """

    tau = Param(5.0, "ms", above=0.0)
    reversal = Param(None, "mV", optional=True)
    rate = derived(lambda p: 1.0 / p.tau, "1/ms")
    g = State(0.0, "mV, pA or nS")

    def arrive(g, input):
        return g + input

    def derivatives(g, rate):
        return -g * rate


class Alpha(Receptor):
    """g(t) = w * (t / tau) * exp(1 - t / tau), which peaks at w after tau.

    The impulse response of dg/dt = (x - g) / tau, dx/dt = -x / tau (Rotter & Diesmann 1999).
    """

    tau = Param(2.0, "ms", above=0.0)
    reversal = Param(None, "mV", optional=True)
    rate = derived(lambda p: 1.0 / p.tau, "1/ms")
    kick = derived(lambda p: host.exp(1.0), "1")
    g = State(0.0, "mV, pA or nS")
    x = State(0.0, "mV, pA or nS")

    def arrive(g, x, input, kick):
        return g, x + kick * input

    def derivatives(g, x, rate):
        return (x - g) * rate, -x * rate


def _double_kick(p: Names) -> Any:
    """1 / peak of g for dg/dt = x / tau_rise - g / tau_decay, dx/dt = -x / tau_rise from x = 1.

    The peak is at t = log(r) / (1/tau_rise - 1/tau_decay) with r = tau_decay / tau_rise and has
    the value r ** (1 / (1 - r)), which tends to 1/e as r tends to 1.
    """
    ratio = np.asarray(p.tau_decay / p.tau_rise, np.float64)
    near = np.abs(ratio - 1.0) < 1e-6
    safe = np.where(near, 2.0, ratio)
    # log r / (r - 1) = 1 - (r - 1) / 2 + O((r - 1)^2) where the quotient would cancel
    slope = np.where(near, 1.0 - (ratio - 1.0) / 2.0, host.log(safe) / (safe - 1.0))
    kick = host.exp(slope)
    return kick if np.ndim(p.tau_decay) or np.ndim(p.tau_rise) else float(kick)


class DoubleExponential(Receptor):
    """g(t) = w * (exp(-t / tau_decay) - exp(-t / tau_rise)) / peak; Alpha if both are equal."""

    tau_rise = Param(1.0, "ms", above=0.0)
    tau_decay = Param(5.0, "ms", above=0.0)
    reversal = Param(None, "mV", optional=True)
    rise = derived(lambda p: 1.0 / p.tau_rise, "1/ms")
    decay = derived(lambda p: 1.0 / p.tau_decay, "1/ms")
    kick = derived(_double_kick, "1")
    g = State(0.0, "mV, pA or nS")
    x = State(0.0, "mV, pA or nS")

    def arrive(g, x, input, kick):
        return g, x + kick * input

    def derivatives(g, x, rise, decay):
        return x * rise - g * decay, -x * rise


class NMDA(DoubleExponential):
    """A slow conductance that magnesium blocks at rest: current g * B(v) * (reversal - v).

    B(v) = 1 / (1 + Mg / 3.57 * exp(-0.062 v)), v in mV, Mg in mM (Jahr & Stevens 1990, eq. 4a).
    """

    tau_rise = Param(2.0, "ms", above=0.0)
    tau_decay = Param(100.0, "ms", above=0.0)
    reversal = Param(0.0, "mV")
    Mg = Param(1.0, "mM", low=0.0)
    block = derived(lambda p: p.Mg / 3.57, "1")

    def current(g, v, reversal, block):
        return g * (reversal - v) / (1.0 + block * exp(-0.062 * v))


class Graded(Receptor):
    """The conductance of graded synapses: g = sum over presynaptic neurons of weight * s.

    Between 0 and 1, s is what a presynaptic neuron releases by its potential: a state that its
    model lists in `releases` under this receptor's name (see `channels.Release`; s and its kinetics
    belong to the presynaptic neuron). So the name is the transmitter's: a receptor called "glut"
    takes what neurons release as "glut". s is taken as the step before left it. Spikes do not act,
    and g cannot be written: it follows from the weights, s and stimuli onto the receptor.

    reversal : None makes g a current; a potential makes it a conductance, g * (reversal - v).
    """

    reversal = Param(None, "mV", optional=True)
    g = State(0.0, "mV, pA or nS", half=False)

    def arrive(g, input):
        return input

    def derivatives(g):
        return 0.0 * g
