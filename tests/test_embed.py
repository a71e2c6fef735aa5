"""UMAP: what is passed on, what is refused, and that it separates states of equal rate."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

import snn
from snn import Hz, ms, mV
from snn.analysis import embed, train_vectors, windows

CLUSTERS = np.repeat([0, 1], 40)
VECTORS = np.random.default_rng(1).normal(size=(80, 10)) + 6 * CLUSTERS[:, None]


class Recorded:
    """In the place of a UMAP: keeps what it was made with."""

    made: list[dict]

    def __init__(self, **options):
        self.made.append(options)

    def fit_transform(self, vectors):
        return vectors[:, : self.made[-1]["n_components"]].astype(np.float32)


@pytest.fixture
def stand_in(monkeypatch):
    """Packages umap and cuml that are there, and what their UMAP was made with."""
    Recorded.made = []
    for name in ("umap", "cuml", "cuml.manifold"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(UMAP=Recorded))
    return Recorded.made


def test_options_are_passed_on(stand_in):
    found = embed(VECTORS, 3, seed=7, n_neighbors=9, metric="cosine", min_dist=0.0, spread=2.0)
    assert np.array_equal(found, VECTORS[:, :3].astype(np.float32))
    common = {"n_components": 3, "n_neighbors": 9, "metric": "cosine", "min_dist": 0.0}
    assert stand_in == [{**common, "random_state": 7, "spread": 2.0, "n_jobs": 1}]


def test_cuml_is_taken_on_demand_and_for_arrays_of_cupy(stand_in, monkeypatch):
    embed(VECTORS, backend="cuml")
    cupy = SimpleNamespace(get_array_module=lambda array: cupy, isfinite=np.isfinite)
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    embed(VECTORS)
    assert len(stand_in) == 2 and all("n_jobs" not in made for made in stand_in)
    monkeypatch.setitem(sys.modules, "cuml.manifold", None)
    with pytest.raises(snn.MissingPackageError, match=r"part of RAPIDS: .* or take backend='umap'"):
        embed(VECTORS)


@pytest.mark.parametrize(
    ("vectors", "options", "message"),
    [
        (VECTORS[0], {}, r"must be a matrix \(m, k\); got shape \(10,\)"),
        (VECTORS[:10], {}, "below the number of vectors, 10; got 15"),
        (VECTORS, {"n_neighbors": 1}, "at least 2"),
        (VECTORS[:20], {"n_components": 19}, "n_components must be at least 1 and below"),
        (np.where(VECTORS > 8, np.nan, VECTORS), {}, "must be finite; got NaN"),
        (sparse.csr_matrix(np.where(VECTORS > 8, np.inf, 0)), {}, "must be finite"),
        (VECTORS.astype(str), {}, "must be real numbers; got <U"),
        (VECTORS, {"random_state": 5}, "random_state cannot be given; it is set by seed"),
        (VECTORS, {"n_jobs": 2}, "n_jobs cannot be given; it is set by one thread"),
        (VECTORS, {"backend": "tsne"}, "backend must be 'umap' or 'cuml'; got 'tsne'"),
    ],
)
def test_what_is_refused(vectors, options, message):
    with pytest.raises(snn.AnalysisError, match=message):
        embed(vectors, **options)


def test_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(snn.MissingPackageError, match=r"pip install \.\[analysis\]"):
        embed(VECTORS)


def silhouette(points, labels):
    """The mean over points (Rousseeuw 1987), by scikit-learn, which umap-learn brings."""
    from sklearn.metrics import silhouette_score

    return silhouette_score(points, labels)


@pytest.mark.filterwarnings("error:n_jobs")
def test_umap_separates_bursts_from_scattered_spikes():
    draw = np.random.default_rng(5)
    # 60 windows of 100 ms, 60 neurons with 6 spikes in each: scattered, or in one burst for all.
    state = np.repeat([0, 1, 0, 1], 15)
    scattered = draw.uniform(0, 100, (60, 60, 6))
    bursts = np.clip(draw.uniform(20, 80, (60, 1, 1)) + draw.normal(0, 3, (60, 60, 6)), 0, 99)
    within = np.where(state[:, None, None] == 1, bursts, scattered)
    times = (within + 100 * np.arange(60)[:, None, None]).ravel()
    ids = np.broadcast_to(np.arange(60)[:, None], (60, 60, 6)).ravel()
    vectors = windows((times, ids), 100.0, t_range=(0, 6000))
    points = embed(vectors)
    assert points.shape == (60, 2) and np.isfinite(points).all()
    assert np.array_equal(points, embed(vectors))
    assert silhouette(points, state) >= 0.5


def regular_and_irregular(seconds):
    """Spikes of E, driven by a constant and by strong rare spikes, a second of either in turn."""
    net = snn.Network(dt=0.1 * ms, seed=1, backend="numba")
    noise = net.population(snn.Poisson(rate=100 * Hz), 200, "noise")
    jump = {"e": snn.Delta(onto="v"), "i": snn.Delta(onto="v")}
    start = snn.Uniform(-60 * mV, -50 * mV)
    E = net.population(snn.LIF(), 160, "E", jump, v=start)
    I = net.population(snn.LIF(), 40, "I", jump, v=start)
    pairs = snn.FixedProbability(0.1)
    for cells, drive in ((E, noise[:160]), (I, noise[160:])):
        net.connect(drive, cells, "e", snn.OneToOne(), weight=5 * mV)
        net.connect(E, cells, "e", pairs, weight=0.1 * mV, delay=1.5 * ms)
        net.connect(I, cells, "i", pairs, weight=-0.5 * mV, delay=1.5 * ms)
        net.stimulate(cells, "I", lambda t: np.where(t // 1000 % 2 == 0, 12.1 * mV, 0.0))
    spikes = net.record(E, "spikes")
    for second in range(seconds):
        noise["rate"] = 100 * Hz * (second % 2)
        net.run(1000 * ms)
    return spikes


@pytest.mark.slow
def test_umap_separates_states_of_a_network_of_equal_rate():
    spikes = regular_and_irregular(8)
    irregular = spikes.times // 1000 % 2 == 1
    rates = [np.sum(irregular == state) / spikes.n / 4 for state in (0, 1)]
    assert rates[0] == pytest.approx(rates[1], rel=0.05)  # Hz
    vectors = windows(spikes, 200.0)
    state = np.arange(40) * 200 // 1000 % 2
    rate = train_vectors(spikes, 200.0).toarray().mean(axis=0)
    assert silhouette(rate[:, None], state) < 0.1  # of the population: it does not tell them apart
    assert silhouette(embed(vectors, n_neighbors=10), state) >= 0.5
