"""W2 and W2b: W1a and W1b with pair STDP on E→E."""

from __future__ import annotations

from typing import Any

import snn
from snn.circuits import headline, vogels_abbott_cuba


def rule(weight: float) -> snn.STDP:
    """All-to-all, additive, slightly more depression: the mean weight stays near its first value.

    weight : mV, the first weight, half of the greatest.
    """
    w_max = 2 * weight
    return snn.STDP(
        tau_pre=20.0, tau_post=20.0, a_plus=0.01 * w_max, a_minus=0.0105 * w_max, w_max=w_max
    )


def w2(**network_keywords: Any) -> snn.Network:
    """4,000 neurons, 320 k synapses, 64 % of them plastic."""
    return vogels_abbott_cuba(plasticity=rule(1.62), **network_keywords)


def w2b(**network_keywords: Any) -> snn.Network:
    """20,000 neurons, 4.0 M synapses, 64 % of them plastic."""
    return headline(plasticity=rule(0.648), **network_keywords)
