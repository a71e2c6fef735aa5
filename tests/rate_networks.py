"""Rate networks that the tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

import snn
from snn import ms

# Relative, of a network whose rates do not grow small differences, over 1,000 steps. Recursive
# least squares amplifies those of its early updates.
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}
LEARNING = {"float64": 1e-12, "float32": 1e-4}


def slow_wave(t: np.ndarray) -> np.ndarray:
    """A target: one sine of 300 ms."""
    return np.sin(2 * np.pi * t / 300.0)


def two_waves(t: np.ndarray) -> np.ndarray:
    """A target for each of two units."""
    return np.stack([slow_wave(t), 0.5 * slow_wave(t + 40.0)], axis=1)


def zero(t: np.ndarray) -> np.ndarray:
    """A target of 0."""
    return 0.0 * t


def static(**options: Any) -> snn.Network:
    """Dense, sparse and sliced projections between populations of every transfer function."""
    net = snn.Network(dt=1.0 * ms, **options)
    G = net.population(snn.Rate(tau=10 * ms), 60, "G", x=snn.Normal(0, 0.5))
    L = net.population(snn.Rate(tau=20 * ms, transfer="logistic"), 20, "L", x=snn.Normal(0, 0.5))
    Z = net.population(snn.Readout(), 3, "Z")
    net.connect(G, G, "I", snn.FixedProbability(0.2), weight=snn.Normal(0, 0.15), name="GG")
    net.connect(G, L, "I", snn.FixedProbability(0.5), weight=snn.Normal(0, 0.2), name="GL")
    net.connect(L, G[10:30], "I", snn.AllToAll(), weight=snn.Normal(0, 0.1), name="LG")
    net.connect(G[:40], Z, "I", snn.AllToAll(), weight=snn.Normal(0, 0.2), name="GZ")
    net.stimulate(G[:30], "I", lambda t: 0.5 * np.cos(t / 30))
    net.stimulate(L, "I", np.linspace(-1, 1, 20))
    return net


def learning(**options: Any) -> snn.Network:
    """FORCE with one P and with one for each target, PINning, Oja, and neurons that spike."""
    net = snn.Network(dt=1.0 * ms, **options)
    G = net.population(snn.Rate(tau=10 * ms), 40, "G", x=snn.Normal(0, 0.5))
    Z = net.population(snn.Readout(), 2, "Z")
    Y = net.population(snn.Readout(transfer="tanh"), 3, "Y")
    N = net.population(snn.LIF(), 5, "N")
    some, all_ = snn.FixedProbability(0.7), snn.AllToAll()
    net.connect(G, G, "I", snn.FixedProbability(0.2), weight=snn.Normal(0, 0.25))
    force = snn.FORCE(two_waves, alpha=10.0, every=2 * ms)
    net.connect(G[:30], Z, "I", some, weight=0.0, plasticity=force, name="own")
    net.connect(G, Y, "I", all_, weight=0.0, plasticity=snn.FORCE(slow_wave, alpha=10.0))
    net.connect(Z, Y, "I", all_, weight=0.1, plasticity=snn.PINning(zero, alpha=50.0))
    net.connect(Z, G, "I", all_, weight=snn.Uniform(-1, 1), plasticity=snn.Oja(rate=1e-3))
    net.connect(Y, G[5:], "I", some, weight=0.1, plasticity=snn.Oja(rate=1e-3, every=3 * ms))
    net.connect(G, N, "I", all_, weight=3.0)
    net.stimulate(N, "I", 12.0)
    return net


def values(net: snn.Network) -> dict[str, np.ndarray]:
    """All rates and weights."""
    out = {f"{p.name}.r": p["r"] for p in net.populations if p.name != "N"}
    return out | {f"{i} {q.name}": q["weight"] for i, q in enumerate(net.projections)}


def furthest(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> float:
    """The greatest difference, relative to the greatest value of each array."""
    return max(float(np.abs(a[k] - b[k]).max() / np.abs(a[k]).max()) for k in a)
