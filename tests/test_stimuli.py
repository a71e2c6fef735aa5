"""Tables of Poisson counts, arrays over time, and functions evaluated in blocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import snn
from snn import Hz, ms
from snn.program import BLOCK
from snn.stimuli import evaluate_block, poisson_tables, poisson_thresholds
from tests.conftest import same_bits


@pytest.mark.parametrize("mean", [1e-6, 0.08, 1.28, 30.0, 1000.0])
def test_thresholds_are_the_distribution(mean: float) -> None:
    thresholds = poisson_thresholds(mean)
    assert np.all(np.diff(thresholds.astype(np.int64)) >= 0)
    p = np.diff(np.concatenate([[0.0], thresholds / 2.0**32, [1.0]]))
    k = np.arange(len(p))
    assert np.allclose(p, stats.poisson.pmf(k, mean), atol=1e-9)
    assert abs((p * k).sum() - mean) < 1e-6 * max(mean, 1)


def test_one_table_per_distinct_mean() -> None:
    thresholds, table, which = poisson_tables(np.array([0.5, 2.0, 0.5]))
    assert np.array_equal(which, [0, 1, 0]) and len(table) == 3
    assert np.array_equal(thresholds[: table[1]], poisson_thresholds(0.5))
    assert len(poisson_tables(np.array([0.0]))[0]) == 0


@pytest.mark.parametrize("dt", [0.1, 0.25, 1 / 3])
def test_timed_array_holds_each_row(dt: float) -> None:
    timed = snn.TimedArray(np.arange(50.0), dt=7 * dt)
    steps = np.arange(400)
    assert np.array_equal(timed(steps * dt), np.minimum(steps // 7, 49))


def test_function_shapes() -> None:
    per_neuron = evaluate_block(lambda t: np.outer(t, [1, 2]), 2000, 0.1, 2, "f")
    assert per_neuron.shape == (BLOCK, 2) and per_neuron[0, 1] == pytest.approx(400.0)
    assert evaluate_block(lambda t: 3.0, 0, 0.1, 5, "f").shape == (BLOCK, 1)


def test_rates_differ_between_neurons(backend: str) -> None:
    net = snn.Network(backend=backend, dt=0.1 * ms)
    rates = np.array([0.0, 100.0, 400.0]) * Hz
    model = snn.LIF(tau_m=1e6, v_thresh=1e9, integrator="euler")
    E = net.population(model, 3, "E", {"d": snn.Delta(onto="v")})
    net.stimulate(E, "d", snn.PoissonInput(rate=rates, weight=np.array([1.0, 1.0, 0.5])))
    net.run(1000 * ms)
    gained = E["v"] + 60.0
    assert gained[0] == pytest.approx(0, abs=1e-3)
    assert abs(gained[1] - 100) < 45 and abs(gained[2] - 200) < 45


def test_poisson_input_is_the_same_for_the_same_seed(backend: str) -> None:
    def final(seed: int) -> np.ndarray:
        net = snn.Network(backend=backend, seed=seed)
        E = net.population(snn.LIF(), 50, "E", {"ge": snn.Exponential(5 * ms)})
        net.stimulate(E, "ge", snn.PoissonInput(rate=100 * Hz, n=10, weight=0.2))
        net.run(20 * ms)
        return E["ge"]

    assert same_bits(final(1), final(1)) and not same_bits(final(1), final(2))
