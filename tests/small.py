"""Small networks that use every kernel in every way, and all that can be seen of a run of them.

`python -m tests.small 0 busy drawn` compares some with numpy in one order of threads, for a process
under a sanitizer.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock

import numpy as np

import snn
from snn import Hz, ms, mV
from tests import emulation
from tests.conftest import same_bits
from tests.graded_networks import graded
from tests.networks import cuba, everything, plastic, reward, rules


def busy(**options: Any) -> snn.Network:
    """Two populations of one arena, with delays and Poisson input; many spikes."""
    net = cuba(83, **options)
    for population in net.populations:
        net.stimulate(population, "I", 40 * mV)
    return net


def learning(**options: Any) -> snn.Network:
    """Plastic synapses with delays between neurons that fire often."""
    net = plastic(**options)
    net.stimulate(net["E"], "I", 60 * mV)
    return net


def normalized(**options: Any) -> snn.Network:
    """The same, its weights scaled now and then, and recorded beside some that do not learn."""
    net = learning(**options)
    learns, static = net.projections
    net.normalize(learns, np.linspace(10, 60, 20), every=1.7 * ms)
    net.record(learns, "weight", every=0.4 * ms)
    net.record(static, "weight", index=[40, 0, 7])
    return net


def noise(**options: Any) -> snn.Network:
    """Noisy neurons, updated by fours and singly, with samples of their states."""
    net = snn.Network(dt=0.1 * ms, **options)
    four = net.population(snn.NoisyLIF(), 41, "four", {"ge": snn.Exponential(5 * ms)})
    receptors = {name: snn.DoubleExponential(1 * ms, 4 * ms) for name in ("ge", "gi", "gn")}
    one = net.population(snn.NoisyLIF(integrator="rk4"), 13, "one", receptors)
    for population in (four, one):
        net.stimulate(population, "I", 90 * mV)
        net.connect(population, population, "ge", snn.FixedProbability(0.3), 0.5 * mV, 0.7 * ms)
    net.record(four, "v", index=[40, 0, 7], every=0.3 * ms)
    net.record(one[3:], "v", every=0.1 * ms)
    return net


def sources(**options: Any) -> snn.Network:
    """Scheduled spikes, some of them onto plastic synapses, and input that varies in time."""
    net = snn.Network(dt=0.1 * ms, **options)
    steps = np.repeat(np.arange(3, 90, 3), 9)
    S = net.population(snn.SpikeSource(0.1 * steps, np.arange(len(steps)) * 7 % 11), 11, "S")
    E = net.population(snn.LIF(), 14, "E", {"ge": snn.Exponential(5 * ms)})
    F = net.population(snn.LIF(), 19, "F", {"ge": snn.Exponential(5 * ms)})
    rule = snn.STDP(tau_pre=9 * ms, tau_post=7 * ms, a_plus=0.2, a_minus=0.1, w_max=9 * mV)
    delay = snn.Uniform(0.1 * ms, 0.8 * ms)
    net.connect(S, F, "ge", snn.AllToAll(), weight=2 * mV, delay=delay, plasticity=rule)
    net.connect(S[2:9], E, "ge", snn.FixedProbability(0.5), weight=1 * mV, delay=delay)
    net.stimulate(E, "I", lambda t: np.outer(t + 9, np.linspace(1, 9, 14)) * mV)
    net.stimulate(E, "I", snn.TimedArray(np.linspace(0, 3, 50), dt=0.2 * ms))
    rates = np.linspace(0, 2000, 9) * Hz
    net.stimulate(F[5:14], "ge", snn.PoissonInput(rates, n=2, weight=np.linspace(0.5, 2, 9)))
    net.record(S[4:], "spikes")
    return net


def rows(**options: Any) -> snn.Network:
    """Rows of more synapses than a warp takes at once, and more delays than a block has threads."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=900 * Hz), 12, "P")
    E = net.population(snn.LIF(), 514, "E", {"ge": snn.Exponential(5 * ms)})
    net.stimulate(E, "I", 60 * mV)
    weight = snn.Normal(0.5 * mV, 0.05 * mV)
    net.connect(P, E, "ge", snn.FixedOutDegree(700), weight=weight, delay=snn.Uniform(0.1, 28))
    net.connect(P, E, "ge", snn.FixedProbability(0.9), weight=weight, delay=0.2 * ms)
    net.connect(E, E, "ge", snn.FixedOutDegree(5), weight=0.5 * mV, delay=1 * ms)
    return net


def drawn(**options: Any) -> snn.Network:
    """Every way to choose synapses, and values by every distribution."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=900 * Hz), 70, "P")
    E = net.population(snn.LIF(), 300, "E")
    normal, uniform = snn.Normal(2, 0.5, clip=(1, 4)), snn.Uniform(0.1, 2.5)
    ways: list[tuple[Any, Any, Any]] = [
        (snn.FixedProbability(0.4), normal, uniform),
        (snn.FixedTotal(4000), snn.LogNormal(0, 0.3), uniform),
        (snn.FixedTotal(300, multapses=False), 1.0, uniform),
        (snn.FixedInDegree(9), uniform, 0.3),
        (snn.FixedInDegree(40, multapses=False), 2.0, normal),
        (snn.FixedOutDegree(250, multapses=False, self_connections=False), normal, 0.1),
        (snn.FromPairs([9, 9, 3, 9, 3], [1, 1, 4, 1, 4]), normal, uniform),
        (snn.AllToAll(self_connections=False), uniform, normal),
    ]
    for k, (way, weight, delay) in enumerate(ways):
        net.connect(P, E if k % 2 else E[7:], "ge", way, weight=weight, delay=delay)
    return net


def fitted(P: str | None = None, **options: Any) -> snn.Network:
    """Recursive least squares on 0 to 44 inputs of a neuron, of a slice onto a slice."""
    net = snn.Network(dt=0.1 * ms, **options)
    receptors = {"fast": snn.Exponential(1 * ms), "slow": snn.Exponential(9 * ms)}
    N = net.population(snn.LIF(), 70, "N", receptors)
    net.stimulate(N, "I", 60 * mV)
    net.connect(N, N, "fast", snn.FixedProbability(0.3), weight=-0.5 * mV)
    count = np.arange(21) % 8 * 6 + np.arange(21) % 3
    count[[2, 20]] = 0
    pre = np.concatenate([np.arange(k) * 5 % 50 for k in count])
    pairs = snn.FromPairs(pre, np.repeat(np.arange(21), count))
    weight, delay = np.where(pre % 3, 0.3, -0.2), snn.Uniform(0.1 * ms, 0.9 * ms)
    targets = snn.TimedArray(np.sin(np.arange(21) + np.arange(40)[:, None]), 0.5 * ms)
    rule = snn.RLS(
        targets=targets, every=0.4 * ms, penlambda=0.01, others=["fast"], P=P, w_min=-1, w_max=1
    )
    net.connect(N[15:65], N[9:30], "slow", pairs, weight, delay, rule)
    return net


def corrupt(net: snn.Network) -> None:
    """Write past the checks, as a fault in memory would."""
    built = net._ready()
    built.sync()
    arena = built.program.arenas[-1]
    arena.state["v"][[3, 5, 6]] = np.nan, np.inf, -np.inf
    for learn in built.program.learn:
        learn.deliver.weight[10:300] = np.nan
    built.compiled().push()


@dataclass(frozen=True)
class Case:
    """A network, how long it runs at a time, and what is said to network and backend."""

    make: Callable[..., snn.Network]
    steps: int
    options: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    between: Callable[[snn.Network], None] = lambda net: None
    frozen: bool = False  # in the second of the runs

    def run(self, backend: str) -> dict[str, np.ndarray]:
        """States, synapses, recordings and warnings after three runs."""
        with (
            mock.patch.dict(os.environ, self.environment),
            mock.patch("snn.backends.cupy.delivery.RATE", 1.0),  # several blocks
            warnings.catch_warnings(record=True) as warned,
        ):
            warnings.simplefilter("always")
            net = self.make(backend=backend, **self.options)
            for population in net.populations:
                net.record(population, "spikes")
            net.run(self.steps * net.dt)
            self.between(net)
            net.run(self.steps * net.dt, learn=not self.frozen)
            net.run(7 * net.dt)
        out = everything(net)
        for k, recording in enumerate(net.recordings):
            seen = "ids" if hasattr(recording, "ids") else "values"
            out[f"times {k}"], out[f"{seen} {k}"] = recording.times, getattr(recording, seen)
        out["warnings"] = np.array([str(each.message) for each in warned])
        return out

    def differences(self, expected: dict[str, np.ndarray], order: int = 0) -> list[str]:
        """What is not, bit for bit, as expected, when threads run in this order (0: natural)."""
        emulation.schedule(order)
        try:
            found = self.run("emulated")
        finally:
            emulation.schedule(0)
        assert expected.keys() == found.keys()
        return [name for name in expected if not same_bits(expected[name], found[name])]


WIDE = {"precision": snn.Precision("float32", "float32")}
FLOAT64, FLOAT16 = {"precision": "float64"}, {"precision": "float16"}
TILES, EAGER = {"SNN_TILES": "1"}, {"SNN_GRAPHS": "0"}
CASES = {
    "busy": Case(busy, 60),
    "busy-wide": Case(busy, 60, WIDE),
    "busy-float64": Case(busy, 60, FLOAT64),
    "busy-float16": Case(busy, 60, FLOAT16),
    "busy-eager": Case(busy, 60, {}, EAGER),
    "busy-tiles": Case(busy, 60, {}, TILES),
    "busy-wide-tiles": Case(busy, 60, FLOAT64, TILES),
    "learning": Case(learning, 60, between=corrupt),
    "learning-frozen": Case(learning, 60, FLOAT16, frozen=True),
    "fitted": Case(fitted, 40),
    "fitted-tiles": Case(fitted, 40, {}, TILES),
    "fitted-frozen": Case(fitted, 40, FLOAT64, frozen=True),
    "fitted-float16": Case(partial(fitted, "float16"), 40, FLOAT16),
    "rules": Case(rules, 90, between=reward),
    "rules-frozen": Case(rules, 60, FLOAT64, between=reward, frozen=True),
    "normalized": Case(normalized, 60, between=corrupt),
    "normalized-float64": Case(normalized, 60, FLOAT64, frozen=True),
    "noise": Case(noise, 60),
    "noise-float16": Case(noise, 60, FLOAT16),
    "sources": Case(sources, 45),
    "rows": Case(rows, 70),
    "drawn": Case(drawn, 3),
    "graded": Case(graded, 20),
    "graded-float64-eager": Case(graded, 20, FLOAT64, EAGER),
}


if __name__ == "__main__":
    for name in sys.argv[2:]:
        print(name, flush=True)
        wrong = CASES[name].differences(CASES[name].run("numpy"), int(sys.argv[1]))
        if wrong:
            sys.exit(f"Error: {name} differs in {', '.join(wrong)}")
