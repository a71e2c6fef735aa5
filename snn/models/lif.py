"""The leaky integrate-and-fire neuron."""

from __future__ import annotations

from typing import ClassVar

from ..model import NeuronModel, Param, State, derived
from ..receptors import Exponential


class LIF(NeuronModel):
    """Leaky integrate-and-fire neuron: tau_m dv/dt = -(v - v_rest) + R I.

    Input is in mV (R = 1), or in pA when the capacitance C is given (R = tau_m / C). During t_ref
    after a spike v rests at v_reset. `integrator="exact"` (Rotter & Diesmann 1999, Biol. Cybern.
    81:381) takes input as constant within a step and current-based receptors.
    Gerstner, Kistler, Naud & Paninski 2014, Neuronal Dynamics, eq. 1.5.
    """

    tau_m = Param(20.0, "ms", "membrane time constant", above=0.0)
    v_rest = Param(-60.0, "mV", "resting potential")
    v_reset = Param(-60.0, "mV", "potential after a spike")
    v_thresh = Param(-50.0, "mV", "threshold")
    t_ref = Param(0.0, "ms", "refractory period", low=0.0)
    C = Param(None, "pF", "capacitance; None: input in mV", above=0.0, optional=True)
    leak = derived(lambda p: 1.0 / p.tau_m, "1/ms")
    gain = derived(lambda p: 1.0 / (p.tau_m if p.C is None else p.C), "1/ms or 1/pF")
    v = State(lambda p: p.v_rest, "mV", offset=lambda p: p.v_rest, held=True)

    integrators: ClassVar[tuple[str, ...]] = ("exact", "euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}
    requirements = {"v_reset < v_thresh": lambda p: p.v_reset < p.v_thresh}

    def derivatives(v, I, v_rest, leak, gain):
        return gain * I - leak * (v - v_rest)

    def threshold(v, v_thresh):
        return v > v_thresh

    def reset(v_reset):
        return v_reset


IF = LIF
"""Another name of `LIF`."""
