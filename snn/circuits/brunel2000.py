"""The sparsely connected network of Brunel (2000), J. Comput. Neurosci. 8:183, his model A."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import LIF, Delta, FixedInDegree, Network, PoissonInput
from ..errors import SNNError
from .checks import require

N_E, N_I = 10_000, 2_500
C_E, C_I = 1_000, 250  # in-degrees: a tenth of the neurons
J = 0.1  # mV, of an excitatory synapse
DELAY = 1.5  # ms
TAU, THETA, V_RESET, T_REF = 20.0, 20.0, 10.0, 2.0  # ms, mV, mV, ms
NU_THRESH = THETA / (J * C_E * TAU)  # kHz: external rate that brings the mean input to threshold

REGIMES = {  # g, eta = nu_ext / nu_thresh: the panels of figure 8
    "A": (3.0, 2.0),  # SR: synchronous, neurons fire regularly
    "B": (6.0, 4.0),  # SI: fast oscillation, neurons fire irregularly
    "C": (5.0, 2.0),  # AI: asynchronous and irregular
    "D": (4.5, 0.9),  # SI: slow oscillation, neurons fire irregularly
}

RECEPTOR = "jump"


def brunel2000(
    regime: str = "C",
    scale: float = 1.0,
    *,
    g: float | None = None,
    eta: float | None = None,
    **network_keywords: Any,
) -> Network:
    """12,500 LIF neurons with 1,250 delta synapses each, in one of the four states of figure 8.

    Populations "E" (80 %) and "I"; every neuron has 1,000 synapses from E of 0.1 mV, 250 from I of
    -g times as much, and 1,000 from outside, independent Poisson trains of eta × 10 Hz. Synapses
    and neurons are alike in both populations. A spike that lifts a neuron over threshold makes it
    fire 1.5 ms later; what arrives while a neuron is refractory is lost. Neurons start at rest,
    0 mV: drop the first 300 ms.

    Parameters
    ----------
    regime : "A" (g = 3, eta = 2), "B" (6, 4), "C" (5, 2) or "D" (4.5, 0.9).
    scale : 0.1 < scale <= 1, multiplies the numbers of neurons; in-degrees, of different neurons,
        stay. What a neuron gets has the same mean and variance then; neurons share more of it:
        correlations grow.
    g : strength of inhibition relative to excitation, in place of the regime's.
    eta : external rate of a synapse, as a multiple of 10 Hz, in place of the regime's.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.

    Raises SNNError for a regime, a scale, g or eta that is none of these.
    """
    if regime not in REGIMES:
        raise SNNError(f"brunel2000: regime must be one of {', '.join(REGIMES)}; got {regime!r}")
    require("brunel2000", {"scale": scale}, above=C_E / N_E, high=1.0)
    g, eta = (
        own if given is None else given
        for own, given in zip(REGIMES[regime], (g, eta), strict=True)
    )
    require("brunel2000", {"g": g, "eta": eta}, low=0.0)
    net = Network(**{"dt": 0.1, **network_keywords})
    # In a step v jumps, decays, and is compared. The paper's values hold at the jump, which makes
    # neurons fire: here they decay with it.
    decay = np.exp(-net.dt / TAU)
    cell = LIF(tau_m=TAU, v_rest=0.0, v_reset=V_RESET * decay, v_thresh=THETA * decay, t_ref=T_REF)
    synapse = {RECEPTOR: Delta(onto="v")}
    sizes = round(N_E * scale), round(N_I * scale)
    E, I = (
        net.population(cell, n, name=name, receptors=synapse)
        for name, n in zip("EI", sizes, strict=True)
    )
    for target in (E, I):
        net.stimulate(target, RECEPTOR, PoissonInput(rate=eta * NU_THRESH, n=C_E, weight=J))
        for source, k, weight in ((E, C_E, J), (I, C_I, -g * J)):
            pairs = FixedInDegree(k, multapses=False)
            net.connect(source, target, RECEPTOR, pairs, weight=weight, delay=DELAY)
    return net
