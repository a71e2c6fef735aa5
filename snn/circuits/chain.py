"""A feed-forward chain: spikes travel from group to group."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import LIF, Exponential, FromPairs, Network
from .checks import require


def chain(
    n: int = 3,
    width: int = 1,
    weight: float = 80.0,
    delay: float = 1.0,
    drive: float = 30.0,
    t_ref: float = 10.0,
    **network_keywords: Any,
) -> Network:
    """`n` groups of `width` LIF neurons, each neuron connected to all of the next group.

    Population "E": group k is E[k * width : (k + 1) * width]. With one neuron in a group: a neuron
    that is driven makes the next ones fire in turn, after the chain example of
    SpikingNeuralNetworks.jl (which has a weight of 50 mV, no refractory period, and weak random
    synapses besides). With 100 it is a synfire chain (Abeles 1991; Diesmann, Gewaltig & Aertsen
    1999, Nature 402:529): a volley that is large and sharp enough gets sharper from group to group,
    another one dies out.

    Parameters
    ----------
    n : groups, at least 2.
    width : neurons in a group.
    weight : mV, of all synapses together that a neuron has from the group before.
    delay : ms, at least dt; from group to group.
    drive : mV, constant input into the first group; above 10 it fires. 0: none.
    t_ref : ms, refractory period; a short one lets a neuron answer a volley with several spikes.
    **network_keywords : of `Network`; dt is 0.1 ms unless given.

    Raises SNNError for arguments that are none of these.
    """
    require("chain", {"n": n}, whole=True, low=2)
    require("chain", {"width": width}, whole=True, low=1)
    require("chain", {"weight": weight, "drive": drive})
    net = Network(**{"dt": 0.1, **network_keywords})
    E = net.population(LIF(t_ref=t_ref), n * width, name="E", receptors={"ge": Exponential(5.0)})
    pre = np.repeat(np.arange((n - 1) * width), width)
    post = pre // width * width + width + np.tile(np.arange(width), (n - 1) * width)
    net.connect(E, E, "ge", FromPairs(pre, post), weight=weight / width, delay=delay)
    if drive:
        net.stimulate(E[:width], "I", drive)
    return net
