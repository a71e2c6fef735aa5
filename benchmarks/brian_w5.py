"""W5 in Brian2, for brian_peer.py: Potjans-Diesmann at a tenth of its size, Poisson drive.

The published numbers are those of microcircuit_tables.py. The pairs, weights and delays are drawn
once, by NumPy (Brian2 cannot draw a fixed total with multapses in C++); every run draws the first
membrane potentials and the drive anew. Of what was tried this is the fastest: one Synapses, sorted
by source, delay and target (unsorted: a fifth slower); Poisson counts read off one uniform number
each (PoissonInput: an eighth slower; poisson(): twice).
"""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms, pA, pF
from microcircuit_tables import (
    DELAYS,
    K_EXT,
    NAMES,
    RATE_EXT,
    W,
    lost_current,
    mean_weights,
    sizes,
    synapse_numbers,
)


def draw(scale: float) -> tuple[Any, Any, Any, Any]:
    """(pre, post, weight in pA, delay in ms) of all synapses, counted over all populations."""
    rng = np.random.default_rng()
    n = sizes(scale)
    start = np.concatenate([[0], np.cumsum(n)])
    numbers = np.rint(synapse_numbers() * scale**2).astype(int)
    weights = mean_weights() / np.sqrt(scale)
    parts = []
    for i in range(8):
        for j in range(8):
            k, mean, delay = numbers[i, j], weights[i, j], DELAYS[j % 2]
            drawn = np.abs(rng.normal(abs(mean), 0.1 * abs(mean), k)) * np.sign(mean)
            delays = np.maximum(rng.normal(delay, 0.5 * delay, k), 0.1)
            pre, post = rng.integers(n[j], size=k), rng.integers(n[i], size=k)
            parts.append((start[j] + pre, start[i] + post, drawn, delays))
    pre, post, weight, delays = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((post, np.rint(delays / 0.1), pre))
    return pre[order], post[order], weight[order], delays[order]


def drive(neurons: Any, scale: float) -> None:
    """Spikes from outside: as many in a step as cumulative probabilities q are below u."""
    mean = np.repeat(K_EXT * scale * RATE_EXT * 1e-4, sizes(scale))
    term = np.exp(-mean)
    neurons.q0 = cumulative = term
    for k in range(1, 6):
        term = term * mean / k
        cumulative = cumulative + term
        setattr(neurons, f"q{k}", cumulative)
    count = " + ".join(f"int(u > q{k})" for k in range(6))
    weight = W / np.sqrt(scale)
    neurons.run_regularly(f"u = rand()\nI += {weight} * pA * ({count})", when="synapses")


def microcircuit(scale: float = 0.1) -> tuple[Any, list[Any], dict[str, Any]]:
    """The neurons, their synapses, and the populations by name."""
    n = sizes(scale)
    neurons = b2.NeuronGroup(
        n.sum(),
        """dv/dt = -(v + 65*mV) / (10*ms) + (I + I_0) / C : volt (unless refractory)
           dI/dt = -I / (0.5*ms) : amp
           I_0 : amp (constant)
           q0 : 1 (constant)\nq1 : 1 (constant)\nq2 : 1 (constant)
           q3 : 1 (constant)\nq4 : 1 (constant)\nq5 : 1 (constant)""",
        threshold="v > -50*mV",
        reset="v = -65*mV",
        refractory=2 * ms,
        method="exact",
        namespace={"C": 250 * pF},
    )
    neurons.v = "clip(-58*mV + 3*mV * randn(), -100*mV, -50*mV)"
    neurons.I_0 = np.repeat(lost_current(scale), n) * pA
    pre, post, weight, delay = draw(scale)
    synapses = b2.Synapses(neurons, neurons, "w : amp (constant)", on_pre="I_post += w")
    synapses.connect(i=pre, j=post)
    synapses.w, synapses.delay = weight * pA, delay * ms
    drive(neurons, scale)
    stop = np.cumsum(n).tolist()
    groups = [neurons[b - a : b] for a, b in zip(n.tolist(), stop, strict=True)]
    return neurons, [synapses], dict(zip(NAMES, groups, strict=True))
