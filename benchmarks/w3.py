"""W3: 10,000 Izhikevich neurons, one million synapses, Gaussian drive, dt 1 ms."""

from __future__ import annotations

from typing import Any

import snn
from snn.models import NoisyIzhikevich


def w3(n: int = 10_000, in_degree: float = 100.0, **network_keywords: Any) -> snn.Network:
    """80 % regular spiking, 20 % fast spiking; a spike acts on the next step's current only.

    After the network of Izhikevich (2003), IEEE Trans. Neural Netw. 14(6):1569, with sparser
    connections and weights drawn from U[0, 2] and U[-4, 0].
    """
    net = snn.Network(**{"dt": 1.0, **network_keywords})
    n_e = 4 * n // 5
    E = net.population(NoisyIzhikevich(preset="RS", sigma=5.0), n_e, name="E")
    I = net.population(NoisyIzhikevich(preset="FS", sigma=2.0), n - n_e, name="I")
    pairs = snn.FixedProbability(in_degree / n)
    for pre, weight in (E, snn.Uniform(0.0, 2.0)), (I, snn.Uniform(-4.0, 0.0)):
        for post in (E, I):
            net.connect(pre, post, "I_syn", pairs, weight=weight)
    return net
