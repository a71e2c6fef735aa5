"""W4: 4,000 AdEx neurons with conductance synapses and constant currents."""

from __future__ import annotations

from typing import Any

import numpy as np

import snn


def w4(n: int = 4_000, in_degree: float = 80.0, **network_keywords: Any) -> snn.Network:
    """The neuron of Brette & Gerstner (2005), J. Neurophysiol. 94(5):3637, forward Euler."""
    net = snn.Network(**{"dt": 0.1, **network_keywords})
    model = snn.AdEx(v_reset=-70.6, v_peak=-40.4, t_ref=0.0, integrator="euler")
    receptors = {
        "ge": snn.Exponential(5.0, reversal=0.0),
        "gi": snn.Exponential(10.0, reversal=-80.0),
    }
    v = snn.Uniform(-70.6, -50.4)
    n_e = 4 * n // 5
    E = net.population(model, n_e, name="E", receptors=receptors, v=v)
    I = net.population(model, n - n_e, name="I", receptors=receptors, v=v)
    rng = np.random.default_rng(net.seed)
    for population in (E, I):
        net.stimulate(population, "I", rng.uniform(700.0, 1300.0, population.n))
    pairs = snn.FixedProbability(in_degree / n)
    for pre, receptor, weight in (E, "ge", 0.6), (I, "gi", 6.0):
        for post in (E, I):
            net.connect(pre, post, receptor, pairs, weight=weight)
    return net
