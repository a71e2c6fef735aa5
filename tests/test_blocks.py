"""Synapses read in blocks are those of the projection, and what is counted of them is so."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import analysis, ms
from snn.circuits import potjans_diesmann
from snn.circuits.potjans_diesmann import PROBABILITIES
from snn.lowering.access import blocks
from snn.wiring import blocks as wiring_blocks
from tests.networks import cuba, plastic


def mixed(**options) -> snn.Network:
    """Slices, multapses, an empty projection, and two that share a Deliver."""
    net = snn.Network(dt=0.1 * ms, **options)
    A, B = net.population(snn.LIF(), 30, "A"), net.population(snn.LIF(), 20, "B")
    delay = snn.Uniform(0.1 * ms, 0.5 * ms)
    net.connect(A, A, "ge", snn.FixedTotal(300), weight=snn.Normal(0.5, 0.1), delay=delay)
    net.connect(A, B, "ge", snn.FixedProbability(0.5), weight=snn.Normal(0.3, 0.1), delay=delay)
    net.connect(B[5:15], A[10:], "ge", snn.FixedInDegree(3), weight=-0.2)
    net.connect(B, B, "ge", snn.FixedTotal(0), weight=1.0)
    return net


def rates(**options) -> snn.Network:
    net = snn.Network(dt=0.1 * ms, **options)
    R = net.population(snn.Rate(), 12, "R")
    net.connect(R, R, "I", snn.AllToAll(), weight=snn.Normal(0, 1))
    net.connect(R, R[3:], "I", snn.FixedProbability(0.3), weight=0.5)
    return net


@pytest.mark.parametrize("make", [cuba, mixed, plastic, rates])
def test_blocks_are_the_synapses_on_every_backend(make, backend, monkeypatch):
    monkeypatch.setattr(wiring_blocks, "_BLOCK", 50)
    net = make(backend=backend)
    found = {q: [] for q in net.projections}
    for projection, block in blocks(net._ready(), net.projections):
        found[projection].append((block.pre, block.post, block.delay, block.weight))
    for q, parts in found.items():
        pre, post, delay, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
        assert np.array_equal(pre, q.pre) and np.array_equal(post, q.post)
        assert np.array_equal(delay * net.dt, q.delay)
        assert np.array_equal(weight, q["weight"]) and weight.dtype == np.float64
    if make is not rates:
        assert max(map(len, found.values())) > 3


def test_blocks_of_one_projection_are_its_own():
    net = mixed(backend="numpy")
    q = net.projections[1]
    parts = [*blocks(net._ready(), [q])]
    assert {id(projection) for projection, _ in parts} == {id(q)}
    assert sum(len(block.post) for _, block in parts) == len(q)


def test_wiring_counts_what_the_projections_hold(monkeypatch):
    monkeypatch.setattr(wiring_blocks, "_BLOCK", 50)
    net = mixed(backend="numpy")
    AA, AB, BA, _ = net.projections
    found = analysis.wiring(net, pairs=True)
    assert found.synapses.tolist() == [[300, len(BA)], [len(AB), 0]]
    assert found.density[0, 0] == 300 / 900 and found.density[0, 1] == 60 / 600
    assert found.indegree[1, 0] == len(AB) / 20
    assert found.weight[0].tolist() == pytest.approx([AA["weight"].mean(), BA["weight"].mean()])
    assert np.isnan(found.weight[1, 1])
    distinct = len(np.unique(AA.pre.astype(int) * 30 + AA.post))
    assert distinct < 300 and found.pairs[0, 0] == distinct
    assert found.probability[0, 0] == distinct / 900


def test_the_probabilities_of_the_microcircuit_are_those_of_its_table():
    found = analysis.wiring(potjans_diesmann(0.03, backend="numpy"), pairs=True)
    pairs = np.outer(found.sizes, found.sizes)
    deviation = np.sqrt(PROBABILITIES * (1 - PROBABILITIES) / pairs)
    assert np.all(abs(found.probability - PROBABILITIES) <= 4 * deviation + 1 / pairs)
    assert (found.synapses > 0).sum() == (PROBABILITIES > 0).sum()


def test_errors_of_counting():
    net = mixed(backend="numpy")
    with pytest.raises(snn.AnalysisError, match="pairs were not counted"):
        _ = analysis.wiring(net).probability
    for other in ([], [net.projections[0], mixed(backend="numpy").projections[0]], 3):
        with pytest.raises(snn.AnalysisError, match="wiring: expected a network, a projection or"):
            analysis.wiring(other)
    with pytest.raises(snn.AnalysisError, match="no projection is onto a receptor 'no'; there are"):
        analysis.wiring(net, receptor="no")


def test_receptors_of_one_pair_of_populations_are_not_averaged():
    net = snn.Network(backend="numpy")
    A = net.population(snn.LIF(), 50, "A", {"ge": snn.Exponential(5), "gi": snn.Exponential(9)})
    rule = snn.FixedTotal(300)
    ge, gi = (net.connect(A, A, r, rule, weight=w) for r, w in (("ge", 2.0), ("gi", -3.0)))
    part = net.connect(A[10:20], A[30:], "ge", rule, weight=5.0)
    found = analysis.wiring(net, pairs=True)
    assert found.mixed.item() and np.isnan(found.weight.item())
    pre = np.concatenate([ge.pre, gi.pre, part.pre + 10]).astype(int)
    post = np.concatenate([ge.post, gi.post, part.post + 30])
    assert found.pairs.item() == len(np.unique(pre * 50 + post)) < found.synapses.item() == 900
    excited = analysis.wiring(net, receptor="ge")
    assert excited.weight.item() == pytest.approx(3.5) and not excited.mixed.item()
    assert analysis.wiring(gi, pairs=True).weight.item() == pytest.approx(-3.0)
    assert analysis.wiring(part, pairs=True).pairs.item() == len(
        np.unique(part.pre * 50 + part.post)
    )
