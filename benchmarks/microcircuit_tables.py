"""The published numbers of W5, a second time: for the peers, which know nothing of this project.

Equal rates on both sides then check both. Arrays are in the order of `NAMES`, rows are targets.
Potjans & Diesmann (2014), Cereb. Cortex 24(3):785; scaling: van Albada, Helias & Diesmann (2015).
"""

from __future__ import annotations

from typing import Any

import numpy as np

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
RATE_EXT = 8.0  # Hz
RATES = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829])  # Hz
V_MEAN = np.array([-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43])  # mV
V_SD = np.array([5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48])  # mV
W, TAU_SYN = 87.8, 0.5  # pA, ms
DELAYS = (1.5, 0.75)  # ms, from E and from I; standard deviation: half of them


def sizes(scale: float) -> Any:
    """Neurons of every population, (8,)."""
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
    return (1 - np.sqrt(scale)) * TAU_SYN * 1e-3 * (recurrent + W * K_EXT * RATE_EXT)
