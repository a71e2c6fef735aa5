"""The network of Izhikevich (2003): its parameters, its rate, and its alpha and gamma rhythms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.signal import welch

import snn
from snn.circuits import izhikevich2003


def test_it_is_the_network_of_the_paper() -> None:
    net = izhikevich2003(backend="numpy", seed=3)
    E, I = net["E"], net["I"]
    assert (E.n, I.n, net.dt) == (800, 200, 1.0)
    # re² and ri of every neuron, by way of c and a, give the other parameters.
    r2, ri = (E["c"] + 65) / 15, (I["a"] - 0.02) / 0.08
    assert 0 <= r2.min() < 0.01 and 0.98 < r2.max() <= 1
    assert np.sqrt(r2).mean() == pytest.approx(0.5, abs=0.05)  # re is uniform, not its square
    assert ri.mean() == pytest.approx(0.5, abs=0.08)
    assert E["d"] == pytest.approx(8 - 6 * r2, abs=1e-5)
    assert I["b"] == pytest.approx(0.25 - 0.05 * ri, abs=1e-6)
    assert E["v"] == pytest.approx(-65) and I["u"] == pytest.approx(-65 * I["b"], abs=1e-4)
    assert len(net.projections) == 4
    for q in izhikevich2003(400, 100, backend="numpy").projections:
        assert len(q) == q.source.n * q.target.n
        sign = 0.5 if q.source.label == "E" else -1.0
        share = q["weight"] / sign
        assert share.min() >= 0 and share.max() <= 1
        assert share.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_e": 2.5}, "n_e must be a whole number, >= 1; got 2.5"),
        ({"n_i": 0}, "n_i must be a whole number, >= 1; got 0"),
        ({"dt": 0.5}, "dt must be 1 ms, .* got 0.5"),
    ],
)
def test_it_says_what_it_cannot_be(arguments: Any, message: str) -> None:
    with pytest.raises(snn.SNNError, match=message):
        izhikevich2003(**arguments)


def independent_rate(seed: int, steps: int) -> float:
    """Spikes per neuron and second, simulated here in NumPy as the paper's program does it."""
    rng = np.random.default_rng(seed)
    r, ri = rng.random(800) ** 2, rng.random(200)
    a = np.concatenate([np.full(800, 0.02), 0.02 + 0.08 * ri])
    b = np.concatenate([np.full(800, 0.2), 0.25 - 0.05 * ri])
    c = np.concatenate([-65 + 15 * r, np.full(200, -65.0)])
    d = np.concatenate([8 - 6 * r, np.full(200, 2.0)])
    sigma = np.repeat([5.0, 2.0], [800, 200])
    rows = np.hstack([0.5 * rng.random((1000, 800)), -rng.random((1000, 200))]).T.copy()
    v, count = np.full(1000, -65.0), 0
    u = b * v
    for _ in range(steps):
        fired = np.flatnonzero(v >= 30)
        count += len(fired)
        v[fired] = c[fired]
        u[fired] += d[fired]
        current = sigma * rng.standard_normal(1000) + rows[fired].sum(axis=0)
        for _ in range(2):
            v += 0.5 * (0.04 * v**2 + 5 * v + 140 - u + current)
        u += a * (b * v - u)
    return count / 1000 / steps * 1000


def test_the_rate_is_that_of_an_independent_simulation() -> None:
    """Seeds of 4 s differ by 2 %."""
    found = []
    for seed in range(1, 4):
        net = izhikevich2003(seed=seed)
        spikes = [net.record(p, "spikes") for p in net.populations]
        net.run(4000)
        found.append(sum(map(len, spikes)) / 1000 / 4)
    expected = [independent_rate(seed, 4000) for seed in range(1, 4)]
    assert np.mean(found) == pytest.approx(np.mean(expected), rel=0.04)


def test_alpha_and_gamma_rhythms_are_two_peaks_of_the_spectrum() -> None:
    net = izhikevich2003(seed=2)
    spikes = [net.record(p, "spikes") for p in net.populations]
    net.run(40_000)
    count = sum(np.bincount(r.steps, minlength=40_000) for r in spikes)
    f, power = welch(count - count.mean(), fs=1000, nperseg=500)

    def between(low: float, high: float) -> np.ndarray:
        return power[(f >= low) & (f <= high)]

    peak = {
        name: f[(f >= low) & (f <= high)][between(low, high).argmax()]
        for name, low, high in (("alpha", 3, 20), ("gamma", 20, 80))
    }
    assert 7 <= peak["alpha"] <= 13 and 25 <= peak["gamma"] <= 50
    valley = between(peak["alpha"], peak["gamma"]).min()
    assert between(7, 13).max() > 2 * valley and between(25, 50).max() > 1.5 * valley
    assert between(80, 500).max() < 0.2 * between(25, 50).max()
