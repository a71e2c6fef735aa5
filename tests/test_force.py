"""Recursive least squares: the closed form, FORCE on its paper's target, PINning of sequences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from snn.program.rates import LeastSquares
from tests.conftest import BACKENDS

STEPS, INPUTS, OUTPUTS = 60, 12, 4

WIRED = {
    "dense": snn.AllToAll(),
    "sparse, each its own": snn.FixedProbability(0.6),
    "sparse, all the same": snn.FromPairs(
        np.repeat([1, 4, 7], OUTPUTS), np.tile(np.arange(OUTPUTS), 3)
    ),
    "a target with two synapses of one neuron": snn.FromPairs([0, 0, 5, 3], [1, 1, 1, 2]),
}


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("wired", WIRED)
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_weights_are_those_of_ridge_regression(backend: str, wired: str, every: int) -> None:
    """RLS from W0 and P = I / alpha minimises the summed squares of z - f + alpha |W - W0|^2."""
    rng = np.random.default_rng(5)
    data, wanted = rng.normal(size=(STEPS, INPUTS)), rng.normal(size=(STEPS, OUTPUTS))
    alpha = 0.7
    net = snn.Network(dt=1 * ms, backend=backend, precision="float64")
    X = net.population(snn.Readout(), INPUTS, "X")
    Z = net.population(snn.Readout(), OUTPUTS, "Z")
    net.stimulate(X, "I", snn.TimedArray(data, 1 * ms))
    rule = snn.FORCE(snn.TimedArray(wanted, 1 * ms), alpha=alpha, every=every * ms)
    q = net.connect(X, Z, "I", WIRED[wired], weight=snn.Normal(0, 1), plasticity=rule)
    before, pre, post = q["weight"], q.pre, q.post
    net.run(STEPS * ms)
    steps = np.arange(0, STEPS, every)
    rates = np.vstack([np.zeros(INPUTS), data])[steps]  # in step t those of t - 1
    expected, P = before.copy(), []
    for target in range(OUTPUTS):
        own = np.flatnonzero(post == target)
        r = rates[:, pre[own]]
        P.append(np.linalg.inv(alpha * np.eye(len(own)) + r.T @ r))
        expected[own] += P[-1] @ r.T @ (wanted[steps, target] - r @ before[own])
    np.testing.assert_allclose(q["weight"], expected, rtol=0, atol=1e-12)
    (stage,) = net.program.rates
    assert isinstance(stage.rule, LeastSquares)
    kept = [stage.rule.P] * OUTPUTS if stage.rule.P.ndim == 2 else list(stage.rule.P)
    for own, each in zip(P, kept, strict=True):
        np.testing.assert_allclose(each[: len(own), : len(own)], own, rtol=0, atol=1e-12)
        assert np.array_equal(each, each.T)


def four_sinusoids(t: np.ndarray) -> np.ndarray:
    """The target of Sussillo & Abbott's figures, here with a period of 600 ms."""
    a = 2 * np.pi * t / 600.0
    return 1.3 / 1.5 * (np.sin(a) + np.sin(2 * a) / 2 + np.sin(3 * a) / 6 + np.sin(4 * a) / 3)


def error_after_force(n: int, seed: int, readout: Any, periods: int) -> float:
    """Mean squared error over three periods without learning, relative to the target's variance."""
    net = snn.Network(dt=1 * ms, seed=seed)
    G = net.population(snn.Rate(tau=10 * ms), n, "G", x=snn.Normal(0, 0.5))
    Z = net.population(snn.Readout(), 1, "Z")
    chaotic = snn.Normal(0, 1.5 / np.sqrt(0.1 * n))
    net.connect(G, G, "I", snn.FixedProbability(0.1), weight=chaotic)
    force = snn.FORCE(four_sinusoids, alpha=1.0, every=2 * ms)
    net.connect(G, Z, "I", readout, weight=0.0, plasticity=force)
    net.connect(Z, G, "I", snn.AllToAll(), weight=snn.Uniform(-1, 1))
    output = net.record(Z, "r")
    net.run(periods * 600 * ms)
    net.run(1800 * ms, learn=False)
    late = output.times >= periods * 600
    wanted = four_sinusoids(output.times[late])
    return float(np.mean((output.values[late, 0] - wanted) ** 2) / np.var(wanted))


def test_force_follows_the_target_after_learning() -> None:
    assert error_after_force(300, 1, snn.AllToAll(), 16) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("readout", [snn.AllToAll(), snn.FixedProbability(0.5)], ids=repr)
def test_force_for_five_seeds(readout: Any, seed: int) -> None:
    assert error_after_force(600, seed, readout, 30) < 0.05


N, PERIOD = 60, 600.0


def sequence(t: np.ndarray) -> np.ndarray:
    """Rates of a bump that passes from unit to unit, and around."""
    distance = (t[:, None] / PERIOD - np.arange(N) / N + 0.5) % 1 - 0.5
    return 0.05 + 0.9 * np.exp(-(distance**2) / (2 * 0.1**2))


def frozen(t: np.ndarray) -> np.ndarray:
    """The same irregular input in every period."""
    rng = np.random.default_rng(0)
    phase, k = rng.uniform(0, 2 * np.pi, (5, N)), np.arange(1, 6)
    waves = np.sin(2 * np.pi * k[:, None] * t[:, None, None] / PERIOD + phase)
    return 0.15 * waves.sum(axis=1)


def pinned(seed: int, fraction: float, sparse: bool) -> float:
    """Mean correlation of units and targets after learning with a fraction of the synapses."""
    net = snn.Network(dt=1 * ms, seed=seed)
    G = net.population(snn.Rate(transfer="logistic"), N, "G", x=snn.Normal(0, 1))
    rng = np.random.default_rng(seed)
    W = rng.normal(0, 1.5 / np.sqrt(N), (N, N))
    outgoing = np.arange(N)[:, None] < fraction * N
    plastic = rng.random((N, N)) < fraction if sparse else np.broadcast_to(outgoing, (N, N))
    for chosen, rule in ((plastic, snn.PINning(sequence, every=2 * ms)), (~plastic, None)):
        pairs = snn.FromPairs(*np.nonzero(chosen))
        net.connect(G, G, "I", pairs, weight=W[chosen], plasticity=rule)
    net.stimulate(G, "I", frozen)
    rates = net.record(G, "r")
    net.run(12 * PERIOD)
    net.run(2 * PERIOD, learn=False)
    late = rates.times >= 13 * PERIOD
    wanted = sequence(rates.times[late])
    units = [np.corrcoef(rates.values[late, i], wanted[:, i])[0, 1] for i in range(N)]
    return float(np.mean(units))


@pytest.mark.parametrize("sparse", [False, True])
def test_pinning_makes_units_follow_their_targets(sparse: bool) -> None:
    assert pinned(1, 0.4, sparse) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("sparse", [False, True])
def test_pinning_for_more_seeds(sparse: bool, seed: int) -> None:
    assert pinned(seed, 0.4, sparse) >= 0.9


def test_pinning_aims_at_the_input_that_gives_the_target() -> None:
    """z is the whole recurrent input; the fixed point of the units is their target."""
    net = snn.Network(dt=1 * ms, precision="float64")
    G = net.population(snn.Rate(transfer="tanh"), 3, "G", x=0.5)
    goal = np.array([0.5, -0.3, 0.8])
    rule = snn.PINning(lambda t: np.tile(goal, (len(t), 1)), alpha=0.01)
    net.connect(G[:2], G, "I", snn.AllToAll(), weight=0.1, plasticity=rule)
    net.connect(G[2:], G, "I", snn.AllToAll(), weight=0.7)
    net.run(2000 * ms)
    np.testing.assert_allclose(G["r"], goal, atol=2e-3)
