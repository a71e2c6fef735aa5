"""16-bit storage: half the memory of states, and the same physics."""

from __future__ import annotations

import numpy as np
import pytest

import snn
from snn import ms, mV, second


def test_memory_of_states_halves(backend: str) -> None:
    def bytes_of(precision: str) -> int:
        net = snn.Network(precision=precision, backend=backend)
        net.population(snn.LIF(), 1000, "E")
        return sum(a.nbytes for a in net.program.arenas[0].state.values())

    assert bytes_of("float16") * 2 == bytes_of("float32")


def rates(precision: str, currents: np.ndarray) -> np.ndarray:
    """Rates in Hz of LIF neurons driven by constant currents, over 2 s."""
    net = snn.Network(precision=precision, dt=0.1 * ms)
    E = net.population(snn.LIF(t_ref=2 * ms), len(currents), "E", {})
    net.stimulate(E, "I", currents)
    spikes = net.record(E, "spikes")
    net.run(2 * second)
    return np.bincount(spikes.ids, minlength=len(currents)) / 2.0


def test_fi_curve_within_two_percent() -> None:
    currents = np.repeat(np.linspace(11.0, 40.0, 30) * mV, 20)
    full, half = (rates(p, currents).reshape(30, 20).mean(1) for p in ("float32", "float16"))
    assert full.min() > 15
    assert np.all(np.abs(half / full - 1) < 0.02), np.abs(half / full - 1).max()


def test_slow_decay_does_not_stall() -> None:
    net = snn.Network(precision="float16", dt=0.1 * ms)
    model = snn.LIF(tau_m=200 * ms, v_thresh=0 * mV)
    E = net.population(model, 400, "E", {}, v=-10 * mV)
    net.run(200 * ms)
    expected = -60 + 50 * np.exp(-1.0)
    v = E["v"].astype(np.float64)
    assert abs(v.mean() - expected) < 0.05
    assert v.std() < 0.5


@pytest.mark.slow
def test_rate_of_the_cuba_benchmark_within_five_percent() -> None:
    from benchmarks.w1 import w1a

    found = []
    for precision in ("float32", "float16"):
        net = w1a(seed=1, precision=precision)
        spikes = [net.record(p, "spikes") for p in net.populations]
        net.run(5 * second)
        found.append(sum(map(len, spikes)))
    assert abs(found[1] / found[0] - 1) < 0.05
