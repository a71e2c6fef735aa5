"""W5: Potjans-Diesmann at a tenth of its size: 7,717 neurons, 3 million synapses, Poisson drive."""

from __future__ import annotations

from typing import Any

import snn
from snn.circuits import potjans_diesmann


def w5(scale: float = 0.1, **network_keywords: Any) -> snn.Network:
    """Neurons and in-degrees × 0.1; every population starts near -58 mV, none above threshold."""
    first = snn.Normal(-58.0, 3.0, clip=(None, -50.0))
    return potjans_diesmann(scale, v=first, **network_keywords)
