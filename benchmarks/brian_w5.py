"""W5 in Brian2, for brian_peer.py: Potjans-Diesmann at a tenth of its size, Poisson drive.

The published numbers stand here a second time, so that equal rates on both sides check both. The
pairs, weights and delays are drawn once, by NumPy (Brian2 cannot draw a fixed total with multapses
in C++); every run draws the first membrane potentials and the drive anew. Of what was tried this is
the fastest: one Synapses, sorted by source, delay and target (unsorted: a fifth slower); Poisson
counts read off one uniform number each (PoissonInput: an eighth slower; poisson(): twice).
"""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
from brian2 import ms, pA, pF

NAMES = ["23E", "23I", "4E", "4I", "5E", "5I", "6E", "6I"]
N_FULL = np.array([20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948])
P = np.array(  # row: target
    [
        [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0000, 0.0076, 0.0000],
        [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0000, 0.0042, 0.0000],
        [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0000],
        [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0000, 0.1057, 0.0000],
        [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0000],
        [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0000],
        [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
        [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443],
    ]
)
K_EXT = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100])
RATES = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829])  # Hz
W, TAU_SYN = 87.8, 0.5  # pA, ms


def sizes(scale: float) -> Any:
    return np.rint(N_FULL * scale).astype(int)


def synapse_numbers() -> Any:
    """At full scale, (8, 8)."""
    return np.log(1 - P) / np.log(1 - 1 / np.outer(N_FULL, N_FULL))


def mean_weights() -> Any:
    """At full scale in pA, (8, 8)."""
    weights = np.tile([W, -4 * W], (8, 4))
    weights[0, 2] = 2 * W
    return weights


def lost_current(scale: float) -> Any:
    """Mean input in pA that weights divided by √scale do not bring, (8,)."""
    recurrent = (mean_weights() * synapse_numbers() / N_FULL[:, None]) @ RATES
    return (1 - np.sqrt(scale)) * TAU_SYN * 1e-3 * (recurrent + W * K_EXT * 8.0)


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
            k, mean, delay = numbers[i, j], weights[i, j], (1.5, 0.75)[j % 2]
            drawn = np.abs(rng.normal(abs(mean), 0.1 * abs(mean), k)) * np.sign(mean)
            delays = np.maximum(rng.normal(delay, 0.5 * delay, k), 0.1)
            pre, post = rng.integers(n[j], size=k), rng.integers(n[i], size=k)
            parts.append((start[j] + pre, start[i] + post, drawn, delays))
    pre, post, weight, delays = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((post, np.rint(delays / 0.1), pre))
    return pre[order], post[order], weight[order], delays[order]


def drive(neurons: Any, scale: float) -> None:
    """Spikes from outside: as many in a step as cumulative probabilities q are below u."""
    mean = np.repeat(K_EXT * scale * 8.0 * 1e-4, sizes(scale))
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
