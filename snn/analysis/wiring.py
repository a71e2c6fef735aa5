"""How the populations of a network are connected, counted without holding its synapses."""

from __future__ import annotations

from collections import Counter
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
from ..wiring.blocks import Block
from ..wiring.synapses import Synapses

_Cell = tuple[int, int]  # target, source


@dataclass(frozen=True, eq=False)
class Wiring:
    """Synapses between populations; arrays are (n_populations, n_populations): target, source."""

    populations: list[Population]
    synapses: Array  # int64
    weight: Array  # float64, mean weight as used, in the receptor's unit; NaN: none, or `mixed`
    mixed: Array  # bool, whether synapses go to several receptors, whose weights have no mean
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


def wiring(
    of: Network | Projection | Sequence[Projection],
    pairs: bool = False,
    receptor: str | None = None,
) -> Wiring:
    """Count the synapses between populations, and average their weights.

    In one pass over the synapses as they are kept, a few million at a time.

    Parameters
    ----------
    of : a network, a projection, or a list of projections of one network.
    pairs : count the connected pairs, too. It takes a sort of each block; of populations that
        several projections join, it holds all pairs, 8 bytes each.
    receptor : count only the synapses onto receptors of this name. Weights onto conductances are
        positive, of inhibition too: only those onto one receptor compare.

    Raises AnalysisError for no projections, those of two networks, and a receptor without synapses.
    """
    projections, network = projections_of(of, "wiring")
    projections = _onto(projections, receptor)
    place = {p: k for k, p in enumerate(network.populations)}
    cells = {q: (place[q.target.population], place[q.source.population]) for q in projections}
    shape = len(place), len(place)
    count, total = np.zeros(shape, np.int64), np.zeros(shape)
    joined = _Pairs(cells) if pairs else None
    for projection, block in blocks(network._ready(), projections):
        cell = cells[projection]
        count[cell] += len(block.post)
        total[cell] += block.weight.sum()
        if joined is not None:
            joined.add(projection, block)
    count, total = network.ranks.sum(count), network.ranks.sum(total)
    mixed = _mixed(cells, shape)
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=(count > 0) & ~mixed)
    distinct = None if joined is None else network.ranks.sum(joined.counts(shape))
    return Wiring(network.populations, count, mean, mixed, distinct)


def _onto(projections: list[Projection], receptor: str | None) -> list[Projection]:
    """Those onto receptors of this name; None for all."""
    if receptor is None:
        return projections
    found = [q for q in projections if q.receptor == receptor]
    if not found:
        there = ", ".join(dict.fromkeys(q.receptor for q in projections)) or "(none)"
        raise AnalysisError(
            f"wiring: no projection is onto a receptor {receptor!r}; there are: {there}"
        )
    return found


def _mixed(cells: dict[Projection, _Cell], shape: tuple[int, int]) -> Array:
    """Which cells have projections onto several receptors."""
    names: dict[_Cell, set[str]] = {}
    for projection, cell in cells.items():
        names.setdefault(cell, set()).add(projection.receptor)
    mixed = np.zeros(shape, bool)
    for cell, receptors in names.items():
        mixed[cell] = len(receptors) > 1
    return mixed


class _Pairs:
    """Pairs of neurons with a synapse, counted block by block: a block has all of its sources."""

    def __init__(self, cells: dict[Projection, _Cell]) -> None:
        self._cells, self._several = cells, Counter(cells.values())
        self._count: Counter[_Cell] = Counter()
        self._held: dict[_Cell, list[Array]] = {}

    def add(self, projection: Projection, block: Block | Synapses) -> None:
        source, target, cell = projection.source, projection.target, self._cells[projection]
        pre, post = block.pre.astype(np.int64) + source.lo, block.post + target.lo
        found = np.unique(pre * target.population.n + post)
        if self._several[cell] > 1:  # another may join them as well
            self._held.setdefault(cell, []).append(found)
        else:
            self._count[cell] += len(found)

    def counts(self, shape: tuple[int, int]) -> Array:
        """int64, of `shape`."""
        counts = np.zeros(shape, np.int64)
        for cell, number in self._count.items():
            counts[cell] = number
        for cell, found in self._held.items():
            counts[cell] = len(np.unique(np.concatenate(found)))
        return counts


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
