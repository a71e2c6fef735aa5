"""The neuron of Song, Miller & Abbott (2000): its parameters, and what learning makes of it."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import Hz, second
from snn.circuits import song2000
from snn.circuits.song2000 import G_MAX


def cv(times: np.ndarray) -> float:
    """The coefficient of variation of the intervals."""
    isi = np.diff(times)
    return float(isi.std() / isi.mean())


def test_it_is_the_network_of_the_paper() -> None:
    net = song2000(backend="numpy")
    assert (net["inputs"].n, net["neuron"].n, net.dt) == (1000, 1, 0.1)
    (synapses,) = net.projections
    assert len(synapses) == 1000
    rule = synapses.plasticity
    assert isinstance(rule, snn.STDP)
    assert rule.label == "STDP(additive, all)"
    assert rule.bounds() == (0.0, 0.015)
    assert (rule.a_plus, rule.a_minus / rule.a_plus) == pytest.approx((0.005 * 0.015, 1.05))
    ((view, receptor, inhibition),) = net.stimuli
    assert (view.label, receptor) == ("neuron", "gi")
    assert (inhibition.rate / Hz, inhibition.n, inhibition.weight) == (10.0, 200, 0.05)


def test_options_are_passed_on() -> None:
    rule = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.0, a_minus=0.0, w_max=G_MAX)
    net = song2000(40 * Hz, 30, 0.01, rule, backend="numpy", seed=3, precision="float64", dt=0.5)
    assert (net.seed, str(net.precision), net.dt, net["inputs"].n) == (3, "float64", 0.5, 30)
    assert net["inputs"]["rate"] / Hz == pytest.approx(40.0)
    assert net.projections[0]["weight"] == pytest.approx(0.01)
    with pytest.raises(snn.SNNError, match="n must be a whole number, >= 1; got 0"):
        song2000(n=0)


def test_learning_lowers_the_conductances_and_makes_intervals_irregular() -> None:
    net = song2000(40 * Hz, backend="numba", seed=1)
    spikes = net.record(net["neuron"], "spikes")
    net.run(5 * second, learn=False)
    before = spikes.times
    net.run(40 * second)
    after = spikes.times[spikes.times > 25 * second]
    assert len(before) / 5 > 150 and cv(before) < 0.2
    assert 5 < len(after) / 20 < 30 and cv(after) > 0.6
    assert np.mean(net.projections[0]["weight"] < 0.1 * G_MAX) > 0.5


@pytest.mark.slow
def test_conductances_part_and_the_neuron_fires_irregularly() -> None:
    """Inputs of 15 Hz, 1,500 s: most synapses within a tenth of a bound, and as if Poisson."""
    net = song2000(15 * Hz, backend="numba", seed=1)
    net.run(1200 * second)
    spikes = net.record(net["neuron"], "spikes")
    net.run(300 * second)
    g = net.projections[0]["weight"] / G_MAX
    assert np.mean(g < 0.1) > 0.2 and np.mean(g > 0.9) > 0.2
    assert np.mean((g > 0.3) & (g < 0.7)) < 0.1
    assert 0.8 < cv(spikes.times) < 1.3
    assert 5 < len(spikes) / 300 < 20


@pytest.mark.slow
def test_more_input_leaves_fewer_strong_synapses_and_a_like_output() -> None:
    """Learning regulates the output: it hardly follows the rate of the inputs."""
    strong, output = [], []
    for rate in (15 * Hz, 40 * Hz):
        net = song2000(rate, backend="numba", seed=2)
        net.run(700 * second)
        spikes = net.record(net["neuron"], "spikes")
        net.run(100 * second)
        strong.append(np.mean(net.projections[0]["weight"] > 0.5 * G_MAX))
        output.append(len(spikes) / 100)
    assert strong[1] < 0.6 * strong[0]
    assert output[1] < 2 * output[0]
