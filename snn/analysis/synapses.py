"""Weights and delays of projections, in passes over the synapses, a few million at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..lowering.access import blocks
from ..population import Population
from ..program import Array
from ..projection import Projection

if TYPE_CHECKING:
    from ..network import Network


@dataclass(frozen=True)
class Ranges:
    """Least and greatest weight (in the receptor's unit) and delay (steps); None: no synapse."""

    weight: tuple[float, float] | None
    delay: tuple[float, float] | None


def ranges_of(net: Network) -> dict[Projection, Ranges]:
    """Of every projection."""
    place = {q: k for k, q in enumerate(net.projections)}
    low, high = np.full((len(place), 2), np.inf), np.full((len(place), 2), -np.inf)
    for projection, block in blocks(net._ready(), net.projections):
        k = place[projection]
        for column, values in enumerate((block.weight, block.delay)):
            if len(values):
                low[k, column] = min(low[k, column], values.min())
                high[k, column] = max(high[k, column], values.max())
    low, high = net.ranks.least(low), net.ranks.greatest(high)
    return {
        q: Ranges(_ends(low[k], high[k], 0), _ends(low[k], high[k], 1)) for q, k in place.items()
    }


def _ends(low: Array, high: Array, column: int) -> tuple[float, float] | None:
    found = float(low[column]), float(high[column])
    return found if np.isfinite(found).all() else None


def weight_counts(
    net: Network, ends: Mapping[Projection, tuple[float, float]], bins: int = 40
) -> dict[Projection, tuple[Array, Array]]:
    """(counts int64 (bins,), edges) of the weights of projections, each between its `ends`."""
    edges = {q: np.linspace(*each, bins + 1) for q, each in ends.items()}
    counts = {q: np.zeros(bins, np.int64) for q in ends}
    for projection, block in blocks(net._ready(), [*ends]):
        counts[projection] += np.histogram(block.weight, edges[projection])[0]
    return {q: (net.ranks.sum(counts[q]), edges[q]) for q in ends}


def delay_counts(projections: Sequence[Projection]) -> dict[Population, Array]:
    """Synapses of each delay, int64 (longest delay in steps + 1,), by source population."""
    found = {q.source.population: np.zeros(0, np.int64) for q in projections}
    for projection, block in blocks(projections[0].network._ready(), projections):
        count, before = np.bincount(block.delay), found[projection.source.population]
        longer, shorter = (count, before) if len(count) > len(before) else (before, count)
        longer = longer.copy()
        longer[: len(shorter)] += shorter
        found[projection.source.population] = longer
    ranks = projections[0].network.ranks
    longest = max(int(ranks.greatest(len(count))) for count in found.values())
    return {p: ranks.sum(np.pad(c, (0, longest - len(c)))) for p, c in found.items()}
