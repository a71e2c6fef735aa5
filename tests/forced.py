"""Synapses between neurons whose spikes are all given, and rules run over them event by event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import snn
from snn import ms, mV

Train = Sequence[int] | np.ndarray
DT = 0.1 * ms


def forced_weights(
    rule: snn.PlasticityRule,
    pre: Sequence[Train],
    post: Sequence[Train],
    weight: float,
    delay: Sequence[int] | int = 1,
    dt: float = DT,
    **options: Any,
) -> np.ndarray:
    """The last weight of synapse k, which joins neurons that fire in steps pre[k] and post[k] >= 1.

    delay : steps, one or one per synapse.
    """
    n = len(pre)
    net = snn.Network(dt=dt, **options)
    sources = net.population(source(pre, dt), n, "pre")
    # A teacher's spike makes its neuron fire in the next step.
    teacher = net.population(source([np.asarray(t) - 1 for t in post], dt), n, "teacher")
    receptors = {"ge": snn.Exponential(5 * ms), "kick": snn.Delta(onto="v")}
    neurons = net.population(snn.LIF(), n, "post", receptors)
    net.connect(teacher, neurons, "kick", snn.OneToOne(), weight=50 * mV)
    delays = np.broadcast_to(delay, n) * dt
    synapses = net.connect(
        sources, neurons, "ge", snn.OneToOne(), weight=weight, delay=delays, plasticity=rule
    )
    spikes = net.record(neurons, "spikes")
    net.run((max(int(np.max(t)) for t in [*pre, *post] if len(t)) + int(np.max(delay)) + 2) * dt)
    for k, steps in enumerate(post):  # the neurons fired as told, and only so
        assert np.array_equal(np.rint(spikes.times[spikes.ids == k] / dt), np.unique(steps))
    assert np.array_equal(synapses.pre, np.arange(n))
    return np.asarray(synapses["weight"])


def source(trains: Sequence[Train], dt: float) -> snn.SpikeSource:
    """Spikes in the steps trains[k] of neuron k."""
    ids = np.repeat(np.arange(len(trains)), [len(t) for t in trains])
    return snn.SpikeSource(np.concatenate([np.asarray(t) for t in trains]) * dt, ids)


def triplet_weight(
    rule: snn.TripletSTDP, pre: Train, post: Train, weight: float, delay: int = 1, dt: float = DT
) -> float:
    """Pfister & Gerstner (2006), eqs. 3 and 4, from event to event in float64."""
    arrivals, spikes = {int(t) + delay for t in pre}, {int(t) for t in post}
    p, keep = rule.params, 1.0 if rule.pairing == "all" else 0.0
    taus = {"r1": p["tau_plus"], "r2": p["tau_x"], "o1": p["tau_minus"], "o2": p["tau_y"]}
    trace, last, w = dict.fromkeys(taus, 0.0), 0, float(weight)
    for t in sorted(arrivals | spikes):
        trace = {k: x * np.exp(-(t - last) * dt / taus[k]) for k, x in trace.items()}
        last = t
        if t in arrivals:
            w -= trace["o1"] * (p["a2_minus"] + p["a3_minus"] * trace["r2"])
            w = max(w, p["w_min"])
        if t in spikes:
            w += trace["r1"] * (p["a2_plus"] + p["a3_plus"] * trace["o2"])
            w = min(w, p["w_max"])
        for names, happened in (("r1", "r2"), t in arrivals), (("o1", "o2"), t in spikes):
            if happened:
                trace |= {k: keep * trace[k] + 1.0 for k in names}
    return w
