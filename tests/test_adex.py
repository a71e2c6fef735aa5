"""AdEx: the firing patterns of Naud et al. (2008), told apart by a classifier; its variants."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from snn.models import AdEx
from tests.single import Neurons


def repeats(isi: NDArray[Any], period: int) -> bool:
    """Whether intervals equal those `period` before, to 4 % or 0.3 ms."""
    before, after = isi[:-period], isi[period:]
    return bool(np.all(np.abs(after - before) <= np.maximum(0.04 * before, 0.3)))


def classify(times: NDArray[Any], duration: float, tau_m: float) -> str:
    """The pattern of a response to a step of current from 0 to `duration` ms.

    transient : spikes only in the first half.
    irregular : the intervals of the second half repeat with no period up to 6.
    bursting : they repeat with a period above 1, the longest over 2.5 times the shortest.
    delayed_ : the first spike comes later than 1.5 membrane time constants.
    Of regular trains, by the first interval over the last: accelerating above 1.25, tonic from
    0.8, else adapting, or initial_burst where an interval is over three times the one before.
    """
    if times[-1] < 0.5 * duration:
        return "transient"
    isi = np.diff(times)
    late = isi[times[:-1] > 0.5 * duration]
    periods = range(1, min(7, len(late) // 2 + 1))
    period = next((p for p in periods if repeats(late, p)), 0)
    if period == 0:
        return "irregular"
    delayed = "delayed_" if times[0] > 1.5 * tau_m else ""
    if period > 1:
        return delayed + ("bursting" if np.ptp(late) > 1.5 * np.min(late) else "alternating")
    if isi[0] > 0.8 * isi[-1]:
        return delayed + ("accelerating" if isi[0] > 1.25 * isi[-1] else "tonic")
    return delayed + ("initial_burst" if np.max(isi[1:] / isi[:-1]) > 3.0 else "adapting")


def responses(integrator: str, dt: float, duration: float, **changes: Any) -> dict[str, Any]:
    """Spike times (ms) of every pattern at its current."""
    names = AdEx.patterns
    values = {k: [AdEx.presets[name][k] for name in names] for k in AdEx.presets["tonic"]}
    current = np.array([AdEx.preset_current[name] for name in names])
    neurons = Neurons(AdEx(**{**values, **changes}, integrator=integrator), {}, len(names), dt)
    steps, ids = neurons.run(round(duration / dt), {"I": current})
    return {name: steps[ids == i] * dt for i, name in enumerate(names)}


SCHEMES = [
    ("euler", 0.1),
    pytest.param("heun", 0.1, marks=pytest.mark.slow),
    pytest.param("rk4", 0.02, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("integrator", "dt"), SCHEMES)
def test_every_preset_fires_in_its_pattern(integrator, dt):
    """Naud et al. (2008), fig. 4 and table 1."""
    found = {
        name: classify(times, 1200.0, AdEx.presets[name]["C"] / AdEx.presets[name]["g_L"])
        for name, times in responses(integrator, dt, 1200.0).items()
    }
    assert found == {name: name for name in AdEx.patterns}


def test_patterns_are_those_of_their_parameters():
    """Without adaptation by spikes the bursts and the adaptation go; the classifier sees it."""
    found = {
        name: classify(times, 600.0, 15.0)
        for name, times in responses("euler", 0.1, 600.0, b=0.0).items()
    }
    assert found["tonic"] == "tonic"
    assert found["delayed_accelerating"] == "delayed_accelerating"
    for name in ("adapting", "initial_burst", "bursting"):
        assert found[name] == "tonic"


def course(integrator: str, dt: float) -> NDArray[Any]:
    """v and w 9.6 ms after a spike, more than halfway to the next."""
    neuron = Neurons(AdEx(integrator=integrator), {}, dt=dt, v=-70.6, w=80.5)
    steps, _ = neuron.run(round(9.6 / dt), {"I": 1000.0})
    assert len(steps) == 0
    return np.array([neuron["v"][0], neuron["w"][0]])


@pytest.mark.parametrize(("integrator", "order"), [("euler", 1), ("heun", 2), ("rk4", 4)])
def test_integrators_converge_at_their_order_between_spikes(integrator, order):
    a, b, c = (course(integrator, 0.4 / halving) for halving in (1, 2, 4))
    ratio = np.abs(a - b) / np.abs(b - c)
    assert np.log2(ratio) == pytest.approx([order, order], abs=0.35)


@pytest.mark.parametrize("real", ["f32", pytest.param("f64", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "integrator", ["euler", "heun", pytest.param("rk4", marks=pytest.mark.slow)]
)
def test_variants_fire_and_overflow_nothing(integrator, real):
    """However sharp the upstroke is: PV has exp((v_peak - V_T) / delta_T) = exp(240)."""
    for name in ("excitatory", "PV", "SST", "T1", "T2"):
        neuron = Neurons(AdEx(preset=name, integrator=integrator), {}, real=real)
        drive = 40.0 * AdEx.presets[name]["g_L"]
        assert len(neuron.run(600, {"I": drive})[0]) > 1
        assert set(neuron.bad.values()) == {0}


def test_rheobase_without_adaptation_is_the_closed_form():
    """g_L (V_T - E_L - delta_T), where v loses its fixed point (Touboul & Brette 2008)."""
    rheobase = 5.0 * (-40.0 + 60.0 - 0.25)
    neurons = Neurons(AdEx(preset="PV", integrator="heun"), {}, 2)
    _, ids = neurons.run(3000, {"I": np.array([0.99, 1.01]) * rheobase})
    assert np.sum(ids == 0) == 0
    assert np.sum(ids == 1) > 1


def test_cells_of_the_auditory_cortex_differ_in_adaptation_and_threshold():
    """PV fires evenly and fast; the excitatory cell and SST adapt; SST needs the least current."""
    names = ("excitatory", "PV", "SST")
    values = {k: [AdEx.presets[name][k] for name in names] for k in AdEx.presets["PV"]}
    steps, ids = Neurons(AdEx(**values, integrator="heun"), {}, 3).run(4000, {"I": 250.0})
    isi = {name: np.diff(steps[ids == i]) * 0.1 for i, name in enumerate(names)}
    assert np.ptp(isi["PV"]) < 0.21
    assert isi["excitatory"][-1] > 1.2 * isi["excitatory"][0]
    assert isi["SST"][-1] > 1.1 * isi["SST"][0]
    assert np.mean(isi["PV"]) < np.mean(isi["excitatory"])
