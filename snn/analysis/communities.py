"""Communities of the wiring: neurons with more synapses among themselves than chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..network import Network
from ..optional import optional
from ..population import Population
from ..program import Array
from ..projection import Projection
from .wiring import projections_of


def communities(
    of: Network | Projection | Sequence[Projection] | Any,
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
    of : a network, all of whose projections count; a list of its projections; a projection of a
        population onto itself; or a SciPy sparse matrix (n, n).
    weighted : whether weights count, or else the number of synapses (of a matrix, its entries). For
        a network with receptors of different units, False.
    resolution : above 1 prefers smaller communities, below 1 larger ones.
    seed : fixes the result.

    Returns
    -------
    int64 (n,): 0 is the largest community, and so on. Of a network or a list: the labels of each
    population, a dictionary by name.

    Raises AnalysisError where `of` is none of these, or a projection joins two populations,
    MissingPackageError where networkx is not installed.
    """
    if not (np.isfinite(resolution) and resolution > 0):
        raise AnalysisError(f"communities: resolution must be above 0; got {resolution!r}")
    if hasattr(of, "tocoo"):
        n, edges = _matrix(of)
        return _louvain(n, *_undirected(n, edges, weighted), resolution, seed)
    projections, network = projections_of(of, "communities")
    if not projections:
        raise AnalysisError("communities: the network has no projections")
    populations = _populations(of, network)
    base = np.concatenate([[0], np.cumsum([p.n for p in populations])])
    first = {p: int(b) for p, b in zip(populations, base, strict=False)}
    parts = [_edges(q, first) for q in projections]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    n = int(base[-1])
    labels = _louvain(n, *_undirected(n, joined, weighted), resolution, seed)
    if isinstance(of, Projection):
        return labels
    return {p.name: labels[first[p] :][: p.n] for p in populations}


def _matrix(sparse: Any) -> tuple[int, Any]:
    """(neurons, (pre, post, weight)) of a sparse matrix."""
    if sparse.shape[0] != sparse.shape[1]:
        raise AnalysisError(f"communities: a matrix must be (n, n); got {sparse.shape}")
    matrix = sparse.tocoo()
    return matrix.shape[0], (matrix.row, matrix.col, matrix.data)


def _populations(of: Any, network: Network) -> list[Population]:
    """Whose neurons get labels."""
    if not isinstance(of, Projection):
        return network.populations
    if of.source.population is not of.target.population:
        raise AnalysisError(
            f"communities: projection {of.name!r} joins two populations; give the network"
        )
    return [of.source.population]


def _edges(projection: Projection, first: dict[Population, int]) -> tuple[Array, Array, Array]:
    """(pre, post, weight) of each synapse; neurons counted from `first` of their population."""
    source, target = projection.source, projection.target
    pre = projection.pre.astype(np.int64) + source.lo + first[source.population]
    post = projection.post.astype(np.int64) + target.lo + first[target.population]
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
