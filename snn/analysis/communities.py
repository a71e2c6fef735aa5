"""Communities of the wiring: neurons with more synapses among themselves than chance gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..network import Network
from ..optional import optional
from ..program import Array
from ..projection import Projection


def communities(
    wiring: Projection | Network | Any,
    *,
    weighted: bool = True,
    resolution: float = 1.0,
    seed: int = 1,
) -> Any:
    """Labels of neurons by the Louvain method (Blondel et al. 2008), by networkx.

    Modularity compares the weight within communities with that of random wiring of the same
    strengths. The direction of synapses is ignored, and so is the sign: an edge between two neurons
    has the sum of the absolute weights in both directions. Time is linear in the edges, some 10 to
    20 µs and 400 bytes each: up to some million synapses.

    Parameters
    ----------
    wiring : a projection of a population onto itself; a network, all of whose projections count; or
        a SciPy sparse matrix (n, n).
    weighted : whether weights count, or else the number of synapses (of a matrix, its entries). For
        a network with receptors of different units, False.
    resolution : above 1 prefers smaller communities, below 1 larger ones.
    seed : fixes the result.

    Returns
    -------
    int64 (n,): 0 is the largest community, and so on. Of a network: the labels of each population,
    a dictionary by name.

    Raises AnalysisError where the wiring is none of these, or a projection joins two populations,
    MissingPackageError where networkx is not installed.
    """
    if not (np.isfinite(resolution) and resolution > 0):
        raise AnalysisError(f"communities: resolution must be above 0; got {resolution!r}")
    if not isinstance(wiring, Network):
        n, edges = _wiring(wiring)
        return _louvain(n, *_undirected(n, edges, weighted), resolution, seed)
    sizes = [population.n for population in wiring.populations]
    base = np.concatenate([[0], np.cumsum(sizes)])
    first = {id(p): int(b) for p, b in zip(wiring.populations, base, strict=False)}
    parts = [_of(p, first) for p in wiring.projections]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    if not joined:
        raise AnalysisError("communities: the network has no projections")
    n = int(base[-1])
    labels = _louvain(n, *_undirected(n, joined, weighted), resolution, seed)
    return {p.name: labels[first[id(p)] :][: p.n] for p in wiring.populations}


def _wiring(wiring: Any) -> tuple[int, Any]:
    """(neurons, (pre, post, weight)) of a projection or a sparse matrix."""
    if isinstance(wiring, Projection):
        population = wiring.source.population
        if population is not wiring.target.population:
            raise AnalysisError(
                f"communities: projection {wiring.name!r} joins two populations; give the network"
            )
        return population.n, _of(wiring, {id(population): 0})
    if not hasattr(wiring, "tocoo") or wiring.shape[0] != wiring.shape[1]:
        raise AnalysisError(
            "communities: wiring must be a projection, a network or a SciPy sparse matrix (n, n); "
            f"got {type(wiring).__name__} {getattr(wiring, 'shape', '')}"
        )
    matrix = wiring.tocoo()
    return wiring.shape[0], (matrix.row, matrix.col, matrix.data)


def _of(projection: Projection, first: dict[int, int]) -> tuple[Array, Array, Array]:
    """(pre, post, weight) of each synapse; neurons counted from `first` of their population."""
    source, target = projection.source, projection.target
    pre = projection.pre.astype(np.int64) + source.lo + first[id(source.population)]
    post = projection.post.astype(np.int64) + target.lo + first[id(target.population)]
    return pre, post, np.asarray(projection["weight"], np.float64)


def _undirected(n: int, synapses: Any, weighted: bool) -> tuple[Array, Array, Array]:
    """(low, high, weight) of each pair of neurons with synapses between them, sorted."""
    pre, post, weight = synapses
    weight = np.abs(weight) if weighted else np.ones(len(weight))
    if not np.isfinite(weight).all():
        raise AnalysisError("communities: weights must be finite; got NaN or Inf")
    low, high = np.minimum(pre, post).astype(np.int64), np.maximum(pre, post)
    pair, which = np.unique(low * n + high, return_inverse=True)
    total = np.bincount(which, weight, len(pair))
    kept = (total > 0) & (pair // n != pair % n)  # a synapse onto itself joins nobody
    return pair[kept] // n, pair[kept] % n, total[kept]


def _louvain(n: int, low: Array, high: Array, weight: Array, resolution: float, seed: int) -> Array:
    networkx = optional("networkx", "analysis", "snn.analysis.communities")
    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(zip(low.tolist(), high.tolist(), weight.tolist(), strict=True))
    found = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    labels = np.empty(n, np.int64)
    for label, members in enumerate(sorted(found, key=lambda c: (-len(c), min(c)))):
        labels[list(members)] = label
    return labels
