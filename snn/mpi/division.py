"""Which neurons each rank owns: known before a synapse is drawn, from what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..program import Arena, Array

if TYPE_CHECKING:
    from ..lowering.arenas import Place
    from ..network import Network
    from ..population import Population

GRAIN = 64  # neurons; ranges begin at multiples, as those of threads do
_UPDATE = 4.0  # ns for a step of a neuron, about
_EVENT = 1.0  # ns for what a spike does to a synapse, about
_LEARNED = 6.0  # ns more where it learns
_RATE = 5e-3  # spikes per ms and neuron


def divide(
    network: Network, arenas: list[Arena], places: dict[Population, Place], ranks: int
) -> None:
    """Give every arena its `owners`: ranges of about equal work, as far as it can be foretold."""
    for arena in arenas:
        load = np.full(-(-arena.n // GRAIN), GRAIN * _UPDATE)
        for projection in network.projections:
            place = places[projection.target.population]
            if place.arena is not arena:
                continue
            n_pre, n_post = projection.source.n, projection.target.n
            inputs = projection.connectivity.expected(n_pre, n_post) / n_post
            event = _EVENT + (_LEARNED if projection.plasticity is not None else 0.0)
            lo = (place.lo + projection.target.lo) // GRAIN
            hi = -(-(place.lo + projection.target.hi) // GRAIN)
            load[lo:hi] += GRAIN * inputs * event * _RATE * network.dt
        arena.owners = _bounds(load, arena.n, ranks)


def _bounds(load: Array, n: int, ranks: int) -> Array:
    """(ranks + 1,): where each rank's neurons begin."""
    share = np.cumsum(load)
    inner = np.searchsorted(share, share[-1] * np.arange(1, ranks) / ranks) + 1
    bounds: Array = np.minimum(np.concatenate([[0], inner * GRAIN, [n]]), n).astype(np.int64)
    return bounds
