"""Targets of recursive least squares: sinusoids, smoothed input, input from rates."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import Hz, ms, second
from snn.plasticity.targets import _rate


def test_sinusoids_have_their_phase_and_mean() -> None:
    wave = snn.targets.Sinusoids([0.0, 25.0], 2.0, 100.0, [1.0, 3.0])
    np.testing.assert_allclose(wave(np.array([25.0, 50.0])), [[3.0, 3.0], [1.0, 5.0]], atol=1e-12)
    with pytest.raises(snn.ModelError, match=r"mean must be a number or have shape \(2,\)"):
        snn.targets.Sinusoids([0.0, 1.0], mean=[1.0, 2.0, 3.0])


def test_smoothed_input_is_a_mean_over_windows() -> None:
    times, values = np.arange(4.0, 12.0, 2.0), np.array([[1.0], [3.0], [8.0], [1.0]])
    wanted = snn.targets.smoothed(times, values, 4 * ms)
    np.testing.assert_allclose(wanted(np.array([0.0, *times])).ravel(), [2, 2, 4, 4, 4.5])
    with pytest.raises(snn.ModelError, match="equally spaced"):
        snn.targets.smoothed(np.array([1.0, 2.0, 4.0]), np.zeros((3, 1)), 1.0)


def test_input_from_rates_gives_the_rates_back() -> None:
    rates = np.array([[0.1, 3.0], [20.0, 150.0]]) * Hz
    wanted = snn.targets.from_rates(rates, 10 * ms, sigma=0.4)
    back = _rate(wanted(np.array([0.0, 10.0])), 0.4, 10.0, 1.0, 0.0, 0.0)
    np.testing.assert_allclose(back, rates, rtol=1e-6)
    # Far above threshold the noise does not matter: T = tau log(mu / (mu - 1)).
    strong = snn.targets.from_rates([0.2], 1 * ms, sigma=0.01)(np.array([0.0]))
    assert strong == pytest.approx(1 / (1 - np.exp(-0.5)), rel=1e-3)


def test_a_neuron_with_the_input_of_a_rate_fires_at_it() -> None:
    sigma = 0.5
    mean = float(snn.targets.from_rates([20 * Hz], 1 * ms, sigma)(np.array([0.0]))[0])
    net = snn.Network(dt=0.02 * ms, seed=3)
    cell = snn.NoisyLIF(tau_m=10.0, v_rest=0.0, v_reset=0.0, v_thresh=1.0, sigma=sigma)
    N = net.population(cell, 200, "N")
    net.stimulate(N, "I", mean)
    net.run(100 * ms)
    spikes = net.record(N, "spikes")
    net.run(1 * second)
    assert len(spikes) / N.n == pytest.approx(20.0, rel=0.06)
