"""The network of Izhikevich (2003), IEEE Trans. Neural Netw. 14(6):1569: its figure 3."""

from __future__ import annotations

from typing import Any

from .. import AllToAll, Network, Uniform
from ..errors import SNNError
from ..models import NoisyIzhikevich
from ..numerics.streams import PARAMETER, stream
from ..program import Array
from ..values import draw_values
from .checks import require


def izhikevich2003(n_e: int = 800, n_i: int = 200, **network_keywords: Any) -> Network:
    """`n_e` cortical excitatory neurons, from regular spiking to chattering, and `n_i` fast ones.

    Populations "E" and "I", all connected with all, each with itself too: weights are uniform, of
    0 .. 0.5 from E and -1 .. 0 from I, and act on the next step's current alone. A thalamic current
    of normal law, redrawn in every step, has a standard deviation of 5 onto E and 2 onto I.
    Rhythms near 10 Hz (alpha) and 40 Hz (gamma) come and go. As in the paper's program, v takes two
    half steps of 0.5 ms and u one of 1 ms.

    Parameters
    ----------
    n_e, n_i : neurons. Weights are the paper's at every size: it fits 1,000 neurons.
    **network_keywords : of `Network`; dt must be 1 ms, for synapses and noise act per step. The
        neurons' parameters are drawn from `seed` here; `net.reset(seed)` keeps them.

    Raises SNNError for other numbers of neurons or another dt.
    """
    require("izhikevich2003", {"n_e": n_e, "n_i": n_i}, whole=True, low=1)
    net = Network(**{"dt": 1.0, **network_keywords})
    if net.dt != 1.0:
        raise SNNError(
            f"izhikevich2003: dt must be 1 ms, for synapses and noise act per step; got {net.dt:g}"
        )
    r = _uniform(n_e, net.seed, 0) ** 2
    E = net.population(
        NoisyIzhikevich(a=0.02, b=0.2, c=-65.0 + 15.0 * r, d=8.0 - 6.0 * r, sigma=5.0),
        n_e,
        name="E",
        v=-65.0,
        u=0.2 * -65.0,
    )
    r = _uniform(n_i, net.seed, 1)
    b = 0.25 - 0.05 * r
    I = net.population(
        NoisyIzhikevich(a=0.02 + 0.08 * r, b=b, c=-65.0, d=2.0, sigma=2.0),
        n_i,
        name="I",
        v=-65.0,
        u=b * -65.0,
    )
    for source, weight in (E, Uniform(0.0, 0.5)), (I, Uniform(-1.0, 0.0)):
        for target in (E, I):
            net.connect(source, target, "I_syn", AllToAll(), weight=weight)
    return net


def _uniform(n: int, seed: int, number: int) -> Array:
    return draw_values(Uniform(0.0, 1.0), n, seed, stream(PARAMETER, number))
