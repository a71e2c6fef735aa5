"""Communities of the wiring: planted ones are found again."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy import sparse

import snn
from snn import ms, mV
from snn.analysis import communities

N = 200
PLANTED = np.random.default_rng(2).permutation(np.repeat(np.arange(4), N // 4))


def planted_partition():
    """Directed wiring (N, N), with negative weights, ten times as dense within the communities."""
    draw = np.random.default_rng(3)
    chance = np.where(PLANTED[:, None] == PLANTED, 0.3, 0.03)
    return sparse.csr_matrix((draw.random((N, N)) < chance) * draw.uniform(-2, 1, (N, N)))


def agreement(a, b):
    """The adjusted Rand index (Hubert & Arabie 1985): 1 for the same division, 0 by chance."""
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    pairs = lambda counts: np.sum(counts * (counts - 1)) / 2  # noqa: E731
    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = first * second / pairs(np.array([len(a)]))
    return (both - chance) / ((first + second) / 2 - chance)


@pytest.mark.parametrize("weighted", [True, False])
def test_a_planted_partition_of_a_matrix_is_found(weighted):
    matrix = planted_partition()
    labels = communities(matrix, weighted=weighted)
    assert labels.shape == (N,) and labels.dtype == np.int64
    assert agreement(PLANTED, labels) >= 0.95
    sizes = np.bincount(labels)
    assert (np.diff(sizes) <= 0).all()
    assert np.array_equal(labels, communities(matrix.T.tocsr(), weighted=weighted))


def test_projections_and_networks_give_the_labels_of_their_matrix():
    matrix = planted_partition()
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    E = net.population(snn.LIF(), N - 40, "E", {"e": snn.Delta()})
    I = net.population(snn.LIF(), 40, "I", {"e": snn.Delta()})
    lo = {"E": slice(0, N - 40), "I": slice(N - 40, N)}
    for pre in (E, I):
        for post in (E, I):
            block = matrix[lo[pre.name], lo[post.name]]
            net.connect(pre, post, "e", snn.FromSparse(block), delay=1 * ms)
    found = communities(net)
    assert {name: len(labels) for name, labels in found.items()} == {"E": N - 40, "I": 40}
    assert agreement(PLANTED, np.concatenate([found["E"], found["I"]])) >= 0.95
    assert np.array_equal(communities(net.projections[0]), communities(matrix[lo["E"], lo["E"]]))
    some = communities(net.projections[:1])
    assert np.array_equal(some["E"], communities(net.projections[0]) + (some["E"].min()))
    with pytest.raises(snn.AnalysisError, match=r"joins two populations; give the network"):
        communities(net.projections[1])


def test_a_slice_of_a_population_keeps_its_place():
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    E = net.population(snn.LIF(), 8, "E", {"e": snn.Delta()})
    for part in (E[:5], E[5:]):
        last = net.connect(part, part, "e", snn.AllToAll(), weight=1 * mV, delay=1 * ms)
    assert communities(net)["E"].tolist() == [0] * 5 + [1] * 3
    assert communities(last)[5:].tolist() == [0] * 3  # of this projection alone


def test_what_is_refused(monkeypatch):
    with pytest.raises(snn.AnalysisError, match=r"must be \(n, n\); got \(2, 3\)"):
        communities(sparse.csr_matrix((2, 3)))
    with pytest.raises(snn.AnalysisError, match="a list of projections of one network; got list"):
        communities([[0, 1], [1, 0]])
    with pytest.raises(snn.AnalysisError, match="has no projections"):
        communities(snn.Network())
    with pytest.raises(snn.AnalysisError, match="weights must be finite"):
        communities(sparse.csr_matrix(np.array([[0, np.nan], [0, 0]])))
    with pytest.raises(snn.AnalysisError, match="resolution must be above 0"):
        communities(planted_partition(), resolution=0.0)
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(snn.MissingPackageError, match=r"pip install \.\[analysis\]"):
        communities(planted_partition())
