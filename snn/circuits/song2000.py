"""The neuron of Song, Miller & Abbott (2000), Nat. Neurosci. 3:919, and its plastic synapses."""

from __future__ import annotations

from typing import Any

from .. import AllToAll, ConductanceLIF, Exponential, Network, Poisson, PoissonInput, Uniform
from ..plasticity import STDP, PlasticityRule
from .checks import require

G_MAX, G_INHIBITORY = 0.015, 0.05  # peak conductances of a synapse, in units of the leak's
A_PLUS, RATIO = 0.005, 1.05  # A+ and A- / A+, as fractions of g_max
N_INHIBITORY, RATE_INHIBITORY = 200, 0.01  # kHz


def song2000(
    rate: float = 0.015,
    n: int = 1000,
    weight: Any = None,
    plasticity: PlasticityRule | None = None,
    **network_keywords: Any,
) -> Network:
    """`n` excitatory Poisson inputs compete by additive STDP for one integrate-and-fire neuron.

    Populations "inputs" and "neuron", projection "inputs->neuron" with the learned conductances, in
    units of the leak's, 0 .. g_max = 0.015; 200 inhibitory Poisson inputs of 10 Hz are a stimulus.
    Within minutes the conductances part into those near 0 and those near g_max, until the neuron
    fires irregularly.

    Parameters
    ----------
    rate : kHz, of every excitatory input; the paper takes 10 to 40 Hz.
    n : excitatory inputs. Another number than 1000 is not the paper's network.
    weight : first conductances, Uniform(0, g_max) unless given.
    plasticity : rule of the excitatory synapses, that of the paper unless given.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.
    """
    require("song2000", {"n": n}, whole=True, low=1)
    net = Network(**{"dt": 0.1, **network_keywords})
    inputs = net.population(Poisson(rate=rate), n, name="inputs")
    cell = ConductanceLIF(tau_m=20.0, v_rest=-70.0, v_thresh=-54.0, v_reset=-60.0)
    synapses = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(5.0, reversal=-70.0)}
    neuron = net.population(cell, 1, name="neuron", receptors=synapses)
    rule = plasticity or STDP(
        tau_pre=20.0,
        tau_post=20.0,
        a_plus=A_PLUS * G_MAX,
        a_minus=RATIO * A_PLUS * G_MAX,
        w_max=G_MAX,
    )
    first = Uniform(0.0, G_MAX) if weight is None else weight
    net.connect(
        inputs, neuron, "ge", AllToAll(), weight=first, plasticity=rule, name="inputs->neuron"
    )
    net.stimulate(neuron, "gi", PoissonInput(RATE_INHIBITORY, N_INHIBITORY, G_INHIBITORY))
    return net
