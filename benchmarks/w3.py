"""W3: 10,000 Izhikevich neurons, one million synapses, Gaussian drive, dt 1 ms."""

from __future__ import annotations

from typing import Any

import snn
from snn import NeuronModel, Param, State


class DrivenIzhikevich(NeuronModel):
    """Izhikevich (2003), IEEE Trans. Neural Netw. 14(6):1569 with noise in every step's I."""

    a = Param(0.02, "1/ms")
    b = Param(0.2, "1/ms")
    c = Param(-65.0, "mV")
    d = Param(8.0, "mV/ms")
    noise = Param(5.0, "mV/ms", "standard deviation, whatever dt")
    v = State(lambda p: p.c, "mV")
    u = State(lambda p: p.b * p.c, "mV/ms")

    def step(v, u, I, dt, a, b, noise, xi):
        drive = I + noise * xi
        v = v + 0.5 * dt * (0.04 * v * v + 5.0 * v + 140.0 - u + drive)
        v = v + 0.5 * dt * (0.04 * v * v + 5.0 * v + 140.0 - u + drive)
        return v, u + dt * a * (b * v - u)

    def threshold(v):
        return v > 30.0

    def reset(v, u, c, d):
        return c, u + d


def w3(n: int = 10_000, in_degree: float = 100.0, **network_keywords: Any) -> snn.Network:
    """80 % regular spiking, 20 % fast spiking; a spike acts on the next step's current only."""
    net = snn.Network(**{"dt": 1.0, **network_keywords})
    n_e = 4 * n // 5
    spikes = {"input": snn.Delta()}
    E = net.population(DrivenIzhikevich(), n_e, name="E", receptors=spikes)
    I = net.population(
        DrivenIzhikevich(a=0.1, d=2.0, noise=2.0), n - n_e, name="I", receptors=spikes
    )
    pairs = snn.FixedProbability(in_degree / n)
    for pre, weight in (E, snn.Uniform(0.0, 2.0)), (I, snn.Uniform(-4.0, 0.0)):
        for post in (E, I):
            net.connect(pre, post, "input", pairs, weight=weight)
    return net
