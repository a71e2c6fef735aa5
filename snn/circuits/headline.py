"""The network of the demo: 20,000 neurons, 4 million synapses."""

from __future__ import annotations

from typing import Any

from ..network import Network
from .checks import require
from .vogels_abbott import vogels_abbott_cuba


def headline(scale: float = 1.0, **network_keywords: Any) -> Network:
    """`scale` × 20,000 current-based LIF neurons with 200 synapses each, active near 3.8 Hz.

    The network of Vogels & Abbott (2005) with 2.5 times the synapses per neuron and weights divided
    by 2.5, so that the mean input is the same. Populations "E" (80 %) and "I".
    """
    require("headline", {"scale": scale}, above=0.0)
    return vogels_abbott_cuba(round(20_000 * scale), 200.0, 0.648, -3.6, **network_keywords)
