"""Balanced random networks after Vogels & Abbott (2005), J. Neurosci. 25(46):10786.

The three benchmarks of Brette et al. (2007), J. Comput. Neurosci. 23:349, appendix B: neurons with
synaptic currents (CUBA), with synaptic conductances (COBA), and of Hodgkin-Huxley type (COBAHH).
First states of the last two as in the authors' programs (ModelDB 83319, Brian): neither has input
from outside, so they must start active.
"""

from __future__ import annotations

from typing import Any

from .. import (
    LIF,
    ConductanceLIF,
    Exponential,
    FixedProbability,
    HodgkinHuxley,
    Network,
    NeuronModel,
    Normal,
    Uniform,
)
from ..plasticity import PlasticityRule
from ..population import Population
from .checks import require


def vogels_abbott_cuba(
    n: int = 4000,
    in_degree: float = 80.0,
    w_e: float = 1.62,
    w_i: float = -9.0,
    plasticity: PlasticityRule | None = None,
    **network_keywords: Any,
) -> Network:
    """Current-based LIF neurons: benchmark 2 of Brette et al. (2007).

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
    _check_sizes(n, in_degree)
    net = Network(**{"dt": 0.1, **network_keywords})
    model = LIF(
        tau_m=20.0, v_rest=-49.0, v_thresh=-50.0, v_reset=-60.0, t_ref=5.0, integrator="euler"
    )
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}
    v = Uniform(-60.0, -50.0)
    n_e = 4 * n // 5
    E = net.population(model, n_e, name="E", receptors=receptors, v=v)
    I = net.population(model, n - n_e, name="I", receptors=receptors, v=v)
    _connect(E, I, in_degree / n, w_e, w_i, plasticity)
    return net


def vogels_abbott_coba(
    n: int = 4000,
    in_degree: float = 80.0,
    w_e: float = 6.0,
    w_i: float = 67.0,
    **network_keywords: Any,
) -> Network:
    """LIF neurons with synaptic conductances: benchmark 1 of Brette et al. (2007).

    C = 200 pF, g_L = 10 nS. Populations "E" (80 %) and "I", every pair connected with probability
    in_degree / n, forward Euler, no delay beyond one step. Irregular activity near 20 Hz keeps
    itself up without any input; one network in six falls silent within a second, more of smaller
    ones.

    Parameters
    ----------
    n : neurons.
    in_degree : mean number of synapses onto a neuron.
    w_e, w_i : nS, added to ge (reversal 0 mV) and gi (-80 mV) by a spike.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.
    """
    model = ConductanceLIF(
        C=200.0, tau_m=20.0, v_rest=-60.0, v_thresh=-50.0, v_reset=-60.0, t_ref=5.0
    )
    return _conductance_based(model, n, in_degree, w_e, w_i, network_keywords)


def vogels_abbott_cobahh(
    n: int = 4000,
    in_degree: float = 80.0,
    w_e: float = 6.0,
    w_i: float = 67.0,
    **network_keywords: Any,
) -> Network:
    """Hodgkin-Huxley neurons with synaptic conductances: benchmark 3 of Brette et al. (2007).

    Rates of Traub & Miles, 20,000 µm² of membrane, exponential Euler. Populations, connections and
    parameters as of `vogels_abbott_coba`; irregular activity near 36 Hz without any input.
    """
    return _conductance_based(HodgkinHuxley(), n, in_degree, w_e, w_i, network_keywords)


def _conductance_based(
    model: NeuronModel,
    n: int,
    in_degree: float,
    w_e: float,
    w_i: float,
    network_keywords: dict[str, Any],
) -> Network:
    """The network of benchmarks 1 and 3, active from the start."""
    _check_sizes(n, in_degree)
    net = Network(**{"dt": 0.1, **network_keywords})
    receptors = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(10.0, reversal=-80.0)}
    first = {
        "v": Normal(-65.0, 5.0),
        "ge": Normal(40.0, 15.0, clip=(0.0, None)),
        "gi": Normal(200.0, 120.0, clip=(0.0, None)),
    }
    n_e = 4 * n // 5
    E = net.population(model, n_e, name="E", receptors=receptors, initial=first)
    I = net.population(model, n - n_e, name="I", receptors=receptors, initial=first)
    _connect(E, I, in_degree / n, w_e, w_i)
    return net


def _check_sizes(n: int, in_degree: float) -> None:
    require("vogels_abbott", {"n": n}, whole=True, low=2)
    require("vogels_abbott", {"in_degree": in_degree}, low=0.0)


def _connect(
    E: Population,
    I: Population,
    p: float,
    w_e: float,
    w_i: float,
    plasticity: PlasticityRule | None = None,
) -> None:
    """Every pair with probability `p`; the rule within E."""
    pairs = FixedProbability(min(1.0, p))
    net = E.network
    net.connect(E, E, "ge", pairs, weight=w_e, plasticity=plasticity)
    net.connect(E, I, "ge", pairs, weight=w_e)
    net.connect(I, E, "gi", pairs, weight=w_i)
    net.connect(I, I, "gi", pairs, weight=w_i)
