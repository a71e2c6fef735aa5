"""How the populations of a network are connected, counted without holding its synapses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..lowering.access import blocks
from ..network import Network
from ..population import Population
from ..program import Array
from ..projection import Projection


@dataclass(frozen=True, eq=False)
class Wiring:
    """Synapses between populations; arrays are (n_populations, n_populations): target, source.

    Where there is no synapse, means are NaN.
    """

    populations: list[Population]
    synapses: Array  # int64
    weight: Array  # float64, mean weight as used, in the receptor's unit
    pairs: Array | None  # int64, pairs of neurons with at least one synapse; None: not counted

    @property
    def sizes(self) -> Array:
        """Neurons of each population, int64 (n_populations,)."""
        return np.array([p.n for p in self.populations], np.int64)

    @property
    def density(self) -> Array:
        """Synapses per pair of neurons, float64: above 1 if multapses make it so."""
        density: Array = self.synapses / np.outer(self.sizes, self.sizes)
        return density

    @property
    def probability(self) -> Array:
        """Share of the pairs of neurons that have a synapse, float64."""
        if self.pairs is None:
            raise AnalysisError(
                "wiring: pairs were not counted; count them: wiring(..., pairs=True)"
            )
        probability: Array = self.pairs / np.outer(self.sizes, self.sizes)
        return probability

    @property
    def indegree(self) -> Array:
        """Synapses onto a neuron of the target from all of the source, mean, float64."""
        indegree: Array = self.synapses / self.sizes[:, None]
        return indegree


def wiring(of: Network | Projection | Sequence[Projection], pairs: bool = False) -> Wiring:
    """Count the synapses between populations, and average their weights.

    In one pass over the synapses as they are kept, a few million at a time.

    Parameters
    ----------
    of : a network, a projection, or a list of projections of one network.
    pairs : count the connected pairs, too. It takes a sort of each block.

    Raises AnalysisError for no projections, those of two networks, and with `pairs` where two
    projections join the same populations.
    """
    projections, network = projections_of(of, "wiring")
    place = {p: k for k, p in enumerate(network.populations)}
    cells = {q: (place[q.target.population], place[q.source.population]) for q in projections}
    if pairs and len(set(cells.values())) < len(cells):
        raise AnalysisError(
            "wiring: pairs can be counted where one projection joins two populations; some are "
            "joined by more: give a list of projections without them"
        )
    shape = len(place), len(place)
    count, joined = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    total = np.zeros(shape)
    for projection, block in blocks(network._ready(), projections):
        cell = cells[projection]
        count[cell] += len(block.post)
        total[cell] += block.weight.sum()
        if pairs:
            joined[cell] += _distinct(block.pre, block.post, projection.target.n)
    count, total, joined = (network.ranks.sum(each) for each in (count, total, joined))
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
    return Wiring(network.populations, count, mean, joined if pairs else None)


def projections_of(of: Any, who: str) -> tuple[list[Projection], Network]:
    """The projections of a network, the one or those given, and their network.

    of : a network, a projection, or a list of projections of one network. AnalysisError, which
    begins with `who`, for anything else.
    """
    if isinstance(of, Network):
        return list(of.projections), of
    projections = [of] if isinstance(of, Projection) else of
    if isinstance(projections, Sequence) and all(isinstance(q, Projection) for q in projections):
        networks = {q.network for q in projections}
        if len(networks) == 1:
            return list(projections), networks.pop()
    raise AnalysisError(
        f"{who}: expected a network, a projection or a list of projections of one network; got "
        f"{type(of).__name__}" + (f" of {len(of)}" if isinstance(of, Sequence) else "")
    )


def _distinct(pre: Array, post: Array, n_post: int) -> int:
    """How many different pairs there are."""
    pair = np.sort(pre.astype(np.int64) * n_post + post)
    return int(np.count_nonzero(np.diff(pair))) + (len(pair) > 0)
