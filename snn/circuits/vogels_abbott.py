"""Balanced random networks after Vogels & Abbott (2005), J. Neurosci. 25(46):10786."""

from __future__ import annotations

from typing import Any

from .. import LIF, Exponential, FixedProbability, Network, Uniform
from ..plasticity import PlasticityRule


def vogels_abbott_cuba(
    n: int = 4000,
    in_degree: float = 80.0,
    w_e: float = 1.62,
    w_i: float = -9.0,
    plasticity: PlasticityRule | None = None,
    **network_keywords: Any,
) -> Network:
    """Current-based LIF neurons: benchmark 2 of Brette et al. (2007), J. Comput. Neurosci. 23:349.

    Populations "E" (80 %) and "I", every pair connected with probability in_degree / n, forward
    Euler, no delay beyond one step, irregular activity near 5.5 Hz without any input.

    Parameters
    ----------
    n : neurons.
    in_degree : mean number of synapses onto a neuron.
    w_e, w_i : mV, added to ge and gi by a spike.
    plasticity : rule of the synapses within E.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.
    """
    net = Network(**{"dt": 0.1, **network_keywords})
    model = LIF(
        tau_m=20.0, v_rest=-49.0, v_thresh=-50.0, v_reset=-60.0, t_ref=5.0, integrator="euler"
    )
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}
    v = Uniform(-60.0, -50.0)
    n_e = 4 * n // 5
    E = net.population(model, n_e, name="E", receptors=receptors, v=v)
    I = net.population(model, n - n_e, name="I", receptors=receptors, v=v)
    pairs = FixedProbability(min(1.0, in_degree / n))
    net.connect(E, E, "ge", pairs, weight=w_e, plasticity=plasticity)
    net.connect(E, I, "ge", pairs, weight=w_e)
    net.connect(I, E, "gi", pairs, weight=w_i)
    net.connect(I, I, "gi", pairs, weight=w_i)
    return net
