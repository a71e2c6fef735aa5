"""The pyloric rhythm of the crab's stomatogastric ganglion: Prinz, Bucher & Marder (2004)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from .. import Network, OneToOne, Stomatogastric
from ..errors import SNNError

SYNAPSES = {  # nS, of the network of figure 3e
    ("AB/PD", "LP", "glut"): 30.0,
    ("AB/PD", "LP", "chol"): 30.0,
    ("AB/PD", "PY", "glut"): 10.0,
    ("AB/PD", "PY", "chol"): 3.0,
    ("LP", "AB/PD", "glut"): 30.0,
    ("LP", "PY", "glut"): 1.0,
    ("PY", "LP", "glut"): 30.0,
}


def pyloric(
    abpd: int = 2,
    lp: int = 4,
    py: int = 1,
    synapses: Mapping[tuple[str, str, str], float] | None = None,
    n: int = 1,
    **network_keywords: Any,
) -> Network:
    """Three cells that burst in turn: the pacemaker AB/PD, then LP, then PY.

    Populations "AB/PD", "LP" and "PY" of `Stomatogastric` neurons, joined by graded inhibition:
    glutamatergic (-70 mV, 1/40 per ms) and, from PD, cholinergic (-80 mV, 1/100 per ms).
    Projections are called "AB/PD->LP glut" and so on. Without input it repeats itself every 1.8 s;
    the animals' rhythms take 1 to 2 s. Nat. Neurosci. 7:1345.

    Parameters
    ----------
    abpd, lp, py : which of the paper's model neurons (table 2): 1 to 5, 1 to 5, 1 to 6.
    synapses : (source, target, "glut" or "chol") -> nS, in place of those of figure 3e; the paper's
        networks have 0, 1, 3, 10, 30 or 100 nS.
    n : how many such circuits, side by side, that do not touch each other.
    **network_keywords : of `Network`; dt is 0.05 ms unless given.

    Raises SNNError for arguments that are none of these.
    """
    net = Network(**{"dt": 0.05, **network_keywords})
    cells = {"AB/PD": abpd, "LP": lp, "PY": py}
    for name, number in cells.items():
        net.population(Stomatogastric(preset=f"{name} {number}"), n, name)
    given = SYNAPSES if synapses is None else synapses
    possible = set(product(cells, cells, Stomatogastric.receptors))
    for key, weight in given.items():
        if key not in possible:
            raise SNNError(
                "pyloric: a key of synapses is (source, target, transmitter), two of "
                f"{', '.join(map(repr, cells))} and 'glut' or 'chol'; got {key!r}"
            )
        source, target, transmitter = key
        name = f"{source}->{target} {transmitter}"
        net.connect(net[source], net[target], transmitter, OneToOne(), weight=weight, name=name)
    return net
