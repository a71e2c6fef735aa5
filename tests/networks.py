"""Small networks that the tests share."""

from __future__ import annotations

from typing import Any

import numpy as np

import snn
from snn import Hz, ms, mV, second
from snn.lowering.access import state_names


def cuba(n: int = 200, **options: Any) -> snn.Network:
    """A Vogels-Abbott CUBA network of `n` neurons with delays."""
    net = snn.Network(dt=0.1 * ms, **options)
    receptors = {"ge": snn.Exponential(5 * ms), "gi": snn.Exponential(10 * ms)}
    model = snn.LIF(v_rest=-49 * mV, v_reset=-60 * mV, v_thresh=-50 * mV, t_ref=5 * ms)
    start = snn.Uniform(-60 * mV, -50 * mV)
    n_exc = int(0.8 * n)
    E = net.population(model, n_exc, "E", receptors, v=start)
    I = net.population(model, n - n_exc, "I", receptors, v=start)
    for target in (E, I):
        net.connect(E, target, "ge", snn.FixedProbability(0.1), weight=1.62 * mV * 160 / n)
        net.connect(
            I,
            target,
            "gi",
            snn.FixedProbability(0.1),
            weight=snn.Normal(-9 * mV, 1 * mV),
            delay=snn.Uniform(0.1 * ms, 1.5 * ms),
        )
    net.stimulate(E, "ge", snn.PoissonInput(rate=20 * Hz, n=10, weight=0.5 * mV))
    return net


def plastic(**options: Any) -> snn.Network:
    """Poisson inputs onto a few neurons through plastic synapses with delays."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=40 * Hz), 60, "P")
    E = net.population(snn.LIF(), 20, "E", {"ge": snn.Exponential(5 * ms)})
    net.connect(
        P,
        E,
        "ge",
        snn.FixedProbability(0.5),
        weight=snn.Uniform(0.5 * mV, 2.5 * mV),
        delay=snn.Uniform(0.1 * ms, 2 * ms),
        plasticity=snn.STDP(
            tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.2, a_minus=0.21, w_max=3 * mV
        ),
        name="PE",
    )
    net.connect(E, E, "ge", snn.FixedProbability(0.2), weight=0.5 * mV)
    return net


def _follow(rise, x, dt_tau):
    return rise + dt_tau * (x - rise)


def _halve(y):
    return 0.5 * y + 0.7


class Full(snn.PlasticityRule):
    """A rule that has everything a rule that learns can have."""

    w_min = snn.Param(0.0, "mV")
    w_max = snn.Param(3.0, "mV")
    interval = snn.Param(0.3, "ms")
    dt_tau = snn.derived(lambda p: p.dt / 7.0, "1")
    x = snn.Trace("pre", lambda p: 20.0)
    rise = snn.Trace("pre", step=_follow)
    y = snn.Trace("post", lambda p: 30.0, spike=_halve)
    c = snn.SynapseState("mV")
    count = snn.SynapseState("1")
    reward = snn.Signal("1/ms", tau=lambda p: 40.0)
    level = snn.Signal("1", default=0.5)

    def on_pre(w, c, count, rise, y):
        return w, c - 0.1 * y + 0.01 * rise, count + 1.0

    def on_post(w, c, count, x, rise, level):
        return w + 0.01 * level, c + 0.1 * x - rise, count

    def sweep(w, c, count, y, reward, interval):
        return w + interval * reward * (c - 0.01 * y), 0.99 * c, count


def rules(**options: Any) -> snn.Network:
    """Synapses of rules with a third factor, values of their own, and short-term dynamics."""
    net = snn.Network(dt=0.1 * ms, **options)
    P = net.population(snn.Poisson(rate=50 * Hz), 40, "P")
    E = net.population(snn.LIF(), 30, "E", {"ge": snn.Exponential(5 * ms)})
    rewarded = snn.RewardSTDP(
        tau_pre=20 * ms, tau_post=15 * ms, a_plus=0.2, a_minus=0.1, w_max=3 * mV, tau_reward=30 * ms
    )
    made = {
        "rewarded": rewarded,
        "full": Full(),
        "depressing": snn.STP(),
        "facilitating": snn.STP(U=0.1, tau_rec=100 * ms, tau_facil=500 * ms),
    }
    for name, rule in made.items():
        source, weight = (P, snn.Uniform(0.5 * mV, 2.5 * mV)) if rule.bounds() else (E, 0.5 * mV)
        pairs, delay = snn.FixedProbability(0.4), snn.Uniform(0.1 * ms, 2 * ms)
        net.connect(source, E[3:], "ge", pairs, weight, delay, plasticity=rule, name=name)
    net.stimulate(E, "I", 18 * mV)
    return net


def reward(net: snn.Network) -> None:
    """Give the plastic projections of `rules` their signals."""
    for name, values in (("rewarded", np.linspace(-0.2, 0.3, 27)), ("full", 0.1)):
        next(q for q in net.projections if q.name == name)["reward"] = values


def everything(net: snn.Network) -> dict[str, np.ndarray]:
    """All states of all populations and all synapses, for comparison by bit pattern."""
    out = {}
    for p in net.populations:
        for name in state_names(p):
            out[f"{p.name}.{name}"] = p[name]
    for i, q in enumerate(net.projections):
        for name, values in (("pre", q.pre), ("post", q.post), ("delay", q.delay)):
            out[f"{i}.{q.name}.{name}"] = values
        out[f"{i}.{q.name}.weight"] = q["weight"]
        if isinstance(q.plasticity, snn.PlasticityRule):
            for name in [*q.plasticity.synaptic, *q.plasticity.signals]:
                out[f"{i}.{q.name}.{name}"] = q[name]
    return out


def run_recorded(net: snn.Network, duration: float = 0.1 * second) -> dict[str, np.ndarray]:
    """Run with the spikes of every population recorded; spikes and `everything` at the end."""
    spikes = {p.name: net.record(p, "spikes") for p in net.populations}
    net.run(duration)
    out = everything(net)
    for name, recording in spikes.items():
        out[f"{name}.times"], out[f"{name}.ids"] = recording.times, recording.ids
    return out
