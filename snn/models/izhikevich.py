"""The Izhikevich neuron."""

from __future__ import annotations

from ..model import NeuronModel, Param, State
from ..receptors import Delta


def two_half_steps(v, u, I, dt, a, b):
    """The scheme of the paper's program: v in two halves for stability, then u."""
    v = v + 0.5 * dt * (0.04 * v * v + 5.0 * v + 140.0 - u + I)
    v = v + 0.5 * dt * (0.04 * v * v + 5.0 * v + 140.0 - u + I)
    return v, u + dt * a * (b * v - u)


class Izhikevich(NeuronModel):
    """Izhikevich (2003), two half steps for v. IEEE Trans. Neural Netw. 14(6):1569.

    `preset` is one of the paper's cell types: RS, IB, CH, FS, TC, RZ, LTS (its fig. 2).
    """

    a = Param(0.02, "1/ms", "rate of recovery")
    b = Param(0.2, "1/ms", "sensitivity of recovery to v")
    c = Param(-65.0, "mV", "potential after a spike")
    d = Param(8.0, "mV/ms", "jump of u at a spike")
    v = State(lambda p: p.c, "mV", offset=lambda p: p.c)
    u = State(lambda p: p.b * p.c, "mV/ms")

    receptors = {"I_syn": Delta()}
    requirements = {"c < 30": lambda p: p.c < 30.0}
    presets = {
        "RS": {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0},
        "IB": {"a": 0.02, "b": 0.2, "c": -55.0, "d": 4.0},
        "CH": {"a": 0.02, "b": 0.2, "c": -50.0, "d": 2.0},
        "FS": {"a": 0.1, "b": 0.2, "c": -65.0, "d": 2.0},
        "TC": {"a": 0.02, "b": 0.25, "c": -65.0, "d": 0.05},
        "RZ": {"a": 0.1, "b": 0.26, "c": -65.0, "d": 2.0},
        "LTS": {"a": 0.02, "b": 0.25, "c": -65.0, "d": 2.0},
    }

    def step(v, u, I, dt, a, b):
        return two_half_steps(v, u, I, dt, a, b)

    def threshold(v):
        return v > 30.0

    def reset(u, c, d):
        return c, u + d


class NoisyIzhikevich(Izhikevich):
    """Izhikevich with a normal current of s.d. `sigma`, drawn each step (the paper's network)."""

    sigma = Param(5.0, "mV/ms", "s.d. of the noise current", low=0.0)

    def step(v, u, I, xi, dt, a, b, sigma):
        return two_half_steps(v, u, I + sigma * xi, dt, a, b)
