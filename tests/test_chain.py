"""The feed-forward chain: order and speed of spikes, and volleys that live or die."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import snn
from snn.circuits import chain


def first_spikes(net: snn.Network, duration: float) -> np.ndarray:
    """ms, of every neuron; each must fire."""
    spikes = net.record(net["E"], "spikes")
    net.run(duration)
    ids, first = np.unique(spikes.ids, return_index=True)
    assert ids.tolist() == list(range(net["E"].n))
    return spikes.times[first]


def latency(weight: float) -> float:
    """ms from the arrival of `weight` at rest to threshold, 10 mV: tau_m = 20, tau_e = 5 ms."""
    v = lambda t: weight / 3 * (np.exp(-t / 20) - np.exp(-t / 5)) - 10  # noqa: E731
    return float(brentq(v, 0.0, 20 / 3 * np.log(4)))  # before the peak


@pytest.mark.parametrize(("weight", "delay"), [(80.0, 1.0), (120.0, 3.5)])
def test_spikes_pass_in_order_at_the_speed_of_the_closed_form(weight: float, delay: float) -> None:
    """A step is added per neuron at most: thresholds are tested at its end."""
    reached = first_spikes(chain(8, weight=weight, delay=delay, backend="numpy"), 90.0)
    charged = 20.0 * np.log(30.0 / 20.0)  # ms, of the first neuron by 30 mV
    assert reached[0] == pytest.approx(charged, abs=0.1)
    # A spike of step k is one of the end of that step, and acts from the start of another.
    expected = np.ceil(latency(weight) / 0.1 - 1e-9) * 0.1 - 0.1 + delay
    assert np.diff(reached) == pytest.approx(expected, abs=1e-6)


def test_all_neurons_of_a_group_connect_to_all_of_the_next() -> None:
    net = chain(4, 3, weight=6.0, delay=2.0, backend="numpy")
    (q,) = net.projections
    assert len(q) == 3 * 3 * 3
    assert np.all(q.post // 3 == q.pre // 3 + 1)
    assert len(np.unique(q.pre * 12 + q.post)) == len(q)
    assert np.all(q["weight"] == 2.0) and np.all(q.delay == 2.0)
    ((view, _, drive),) = net.stimuli
    assert (view.n, drive) == (3, 30.0)


def test_without_a_drive_nothing_fires() -> None:
    net = chain(3, drive=0, backend="numpy")
    spikes = net.record(net["E"], "spikes")
    net.run(50.0)
    assert len(spikes) == 0 and net.stimuli == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 1}, "n must be a whole number, >= 2; got 1"),
        ({"width": 0}, "width must be a whole number, >= 1; got 0"),
        ({"weight": "a"}, "weight must be a number, finite; got 'a'"),
    ],
)
def test_it_says_what_it_cannot_be(arguments: Any, message: str) -> None:
    with pytest.raises(snn.SNNError, match=message):
        chain(**arguments)


@pytest.mark.parametrize(("sd", "survives"), [(1.0, True), (3.0, False)])
def test_a_sharp_volley_travels_and_a_blunt_one_dies_out(sd: float, survives: bool) -> None:
    """The same 60 spikes with a deviation of 1 ms get sharper; with 3 ms no group is reached."""
    net = chain(10, 100, 55.0, drive=0, t_ref=15.0, seed=2, backend="numba")
    E = net["E"]
    net.stimulate(E, "ge", snn.PoissonInput(rate=1.0, weight=1.2))
    times = np.sort(np.random.default_rng(1).normal(30.0, sd, 60)).round(1)
    volley = net.population(snn.SpikeSource(times, np.arange(60)), 60)
    net.connect(volley, E[:100], "ge", snn.AllToAll(), weight=0.55)
    spikes = net.record(E, "spikes")
    net.run(130.0)
    last = spikes.times[spikes.ids >= 900]
    assert len(last) == (100 if survives else 0)
    if survives:
        assert last.std() < 0.7 and np.all(spikes.times[spikes.ids < 100] < last.min())
