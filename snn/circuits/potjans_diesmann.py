"""The cortical microcircuit of Potjans & Diesmann (2014), Cereb. Cortex 24(3):785.

Parameters of the paper's tables 4 and 5; first membrane potentials and mean rates as in the model's
PyNEST implementation by the same group. Arrays are in the order of `NAMES`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import LIF, Exponential, FixedTotal, Hz, Network, Normal, PoissonInput
from ..errors import SNNError
from ..population import Population
from ..program import Array
from .checks import require

NAMES = ("23E", "23I", "4E", "4I", "5E", "5I", "6E", "6I")
SIZES = np.array([20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948])
PROBABILITIES = np.array(  # of at least one synapse; row: target, column: source
    [
        [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0],
        [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0],
        [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0],
        [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0],
        [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0],
        [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0],
        [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
        [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443],
    ]
)
EXTERNAL = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100])  # synapses from outside
EXTERNAL_RATE = 8.0 * Hz  # of each of them
RATES = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829])  # Hz, at full scale
V_MEAN = np.array([-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43])  # mV
V_SD = np.array([5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48])  # mV

WEIGHT = 87.8  # pA, of an excitatory synapse: a potential of 0.15 mV
INHIBITION = -4.0  # weight of an inhibitory synapse, relative to WEIGHT
TAU_SYN = 0.5  # ms, of every synapse
DELAYS = {"E": 1.5, "I": 0.75}  # ms, mean; by the source's type

RECEPTOR = "I_syn"  # one for all synapses: they share their time constant


def potjans_diesmann(
    scale: float = 1.0, drive: str = "poisson", *, v: Any = None, **network_keywords: Any
) -> Network:
    """Four cortical layers under 1 mm² of surface: 77,169 LIF neurons, 0.3 billion synapses.

    Populations "23E", "23I", "4E", "4I", "5E", "5I", "6E", "6I". The synapses of every pair of
    populations are a fixed total with multapses. Weights are normal with a standard deviation of
    10 % of their mean and keep their sign; delays are normal with one of 50 %, drawn values below
    one step set to one. They count from the end of the step in which a neuron spikes, as published,
    so those of the projections, which count from its start, are a step longer. Membrane and
    synapses are integrated exactly.

    Parameters
    ----------
    scale : 0 < scale <= 1, multiplies the numbers of neurons and the in-degrees, those from outside
        included. Weights are divided by √scale, and the mean input that is lost by that returns as
        a constant current (van Albada, Helias & Diesmann 2015, PLoS Comput. Biol. 11:e1004490):
        mean and variance of the input stay, correlations grow as scale shrinks.
    drive : "poisson", independent trains of 8 Hz per external synapse; or "dc", their mean current.
        Without the trains' variance, "dc" falls silent at scales near 0.1 and below; 0.2 is active.
    v : first membrane potentials in mV, a number or a distribution, of every population; None:
        normal, with a mean and standard deviation per population that avoid a burst at the start.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.

    Raises SNNError for a scale or a drive that is none of these.
    """
    sizes = scaled_sizes(scale)
    if drive not in ("poisson", "dc"):
        raise SNNError(f"potjans_diesmann: drive must be 'poisson' or 'dc'; got {drive!r}")
    net = Network(**{"dt": 0.1, **network_keywords})
    model = LIF(C=250.0, tau_m=10.0, v_rest=-65.0, v_reset=-65.0, v_thresh=-50.0, t_ref=2.0)
    receptors = {RECEPTOR: Exponential(TAU_SYN)}
    current = constant_current(scale, drive)
    for i, name in enumerate(NAMES):
        first = Normal(V_MEAN[i], V_SD[i]) if v is None else v
        added = net.population(model, int(sizes[i]), name=name, receptors=receptors, v=first)
        if drive == "poisson":
            weight = WEIGHT / np.sqrt(scale)
            train = PoissonInput(rate=EXTERNAL_RATE, n=EXTERNAL[i] * scale, weight=weight)
            net.stimulate(added, RECEPTOR, train)
        if current[i] != 0:
            net.stimulate(added, "I", float(current[i]))
    _connect(net, scale)
    return net


def scaled_sizes(scale: float) -> Array:
    """Numbers of neurons at `scale`, int64 (8,). SNNError where a population would be empty."""
    require("potjans_diesmann", {"scale": scale}, above=0.0, high=1.0)
    sizes: Array = np.rint(SIZES * scale).astype(np.int64)
    if sizes.min() == 0:
        raise SNNError(
            f"potjans_diesmann: scale = {scale} leaves no neuron in {NAMES[int(sizes.argmin())]!r};"
            f" it must be > {0.5 / SIZES.min():.2g}"
        )
    return sizes


def synapse_numbers() -> Array:
    """Synapses from population j to population i at full scale, float64 (8, 8), not rounded.

    K such that 1 - (1 - 1 / (N_i N_j))^K is the connection probability: eq. 1 of the paper.
    """
    pairs = np.outer(SIZES, SIZES)
    numbers: Array = np.log1p(-PROBABILITIES) / np.log1p(-1.0 / pairs)
    return numbers


def mean_weights() -> Array:
    """Mean weight of the synapses from j to i at full scale in pA, float64 (8, 8)."""
    weights = np.empty((8, 8))
    weights[:, 0::2], weights[:, 1::2] = WEIGHT, INHIBITION * WEIGHT
    weights[NAMES.index("23E"), NAMES.index("4E")] *= 2
    return weights


def constant_current(scale: float, drive: str) -> Array:
    """Current into the neurons of each population in pA, float64 (8,).

    The mean of the input from outside (drive "dc"), and what scaling takes from the mean input: a
    share of 1 - √scale of what arrives by synapses at full scale.
    """
    in_degrees = synapse_numbers() / SIZES[:, None]
    recurrent = TAU_SYN * (mean_weights() * in_degrees) @ (RATES * Hz)
    outside = TAU_SYN * WEIGHT * EXTERNAL * EXTERNAL_RATE
    lost = 1.0 - np.sqrt(scale)
    current: Array = lost * recurrent + (outside if drive == "dc" else lost * outside)
    return current


def _connect(net: Network, scale: float) -> None:
    """All pairs of populations that have synapses."""
    numbers = np.rint(synapse_numbers() * scale**2).astype(np.int64)
    weights = mean_weights() / np.sqrt(scale)
    for j, source in enumerate(NAMES):
        for i, target in enumerate(NAMES):
            if numbers[i, j] > 0:
                pairs = FixedTotal(int(numbers[i, j]))
                _project(net[source], net[target], pairs, float(weights[i, j]))


def _project(source: Population, target: Population, pairs: FixedTotal, weight: float) -> None:
    dt = source.network.dt
    delay = DELAYS[source.name[-1]]
    sign = (0.0, None) if weight > 0 else (None, 0.0)
    source.network.connect(
        source,
        target,
        RECEPTOR,
        pairs,
        weight=Normal(weight, 0.1 * abs(weight), clip=sign),
        delay=Normal(delay + dt, 0.5 * delay, clip=(2 * dt, None)),
    )
