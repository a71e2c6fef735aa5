"""f-I curves: of the LIF against its closed form, of every neuron that a current drives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import analysis
from snn.analysis import fi_curve

LIF = snn.LIF(tau_m=20.0, t_ref=5.0, v_rest=-60.0, v_reset=-60.0, v_thresh=-50.0)


def test_lif_neurons_fire_as_the_closed_form_says() -> None:
    current = np.array([0.0, 9.9, 10.5, 12.0, 20.0, 40.0])
    found = fi_curve(LIF, current, duration=250.0, settle=0.0, backend="numpy", precision="float64")
    assert found[:2].tolist() == [0.0, 0.0]
    interval = 5.0 + 20.0 * np.log(current[2:] / (current[2:] - 10.0))
    late = 1000.0 / found[2:] - interval
    assert (late >= -1e-9).all() and (late <= 0.1 + 1e-9).all()  # the next step of 0.1 ms


def test_each_current_has_a_neuron_of_its_own() -> None:
    keywords: dict[str, Any] = {"duration": 100.0, "settle": 0.0, "backend": "numpy"}
    together = fi_curve(LIF, [15.0, 30.0], **keywords)
    alone = [fi_curve(LIF, [current], **keywords)[0] for current in (15.0, 30.0)]
    assert together.tolist() == alone
    refractory = snn.LIF(t_ref=[0.0, 20.0])
    assert np.diff(fi_curve(refractory, [30.0, 30.0], **keywords)) < 0


def test_what_settles_is_not_measured() -> None:
    keywords: dict[str, Any] = {"duration": 50.0, "backend": "numpy"}
    early, late = (fi_curve(snn.AdEx(), [900.0], settle=t, **keywords) for t in (0.0, 100.0))
    assert 0 < late < 0.9 * early  # adapted


def test_counts_and_intervals() -> None:
    keywords: dict[str, Any] = {"duration": 200.0, "settle": 0.0, "backend": "numpy"}
    counted = fi_curve(LIF, [12.0, 40.0], by="count", **keywords)
    assert (counted % 5.0).tolist() == [0.0, 0.0]  # whole spikes in 0.2 s
    assert fi_curve(LIF, [12.0, 40.0], **keywords) == pytest.approx(counted, abs=10.0)
    once = {**keywords, "duration": 50.0}
    assert fi_curve(LIF, [12.0], **once).tolist() == [20.0]  # one spike has no interval


MODELS = [
    (snn.LIF(), 5.0, 30.0),
    (snn.NoisyLIF(), 0.0, 30.0),
    (snn.ConductanceLIF(), 5.0, 30.0),
    (snn.EscapeLIF(), 0.0, 30.0),
    (snn.SRM0(), 0.0, 30.0),
    (snn.EscapeSRM0(), 0.0, 30.0),
    (snn.AdEx(), 0.0, 1500.0),
    (snn.NoisyAdEx(), 0.0, 1500.0),
    (snn.Izhikevich(), 0.0, 20.0),
    (snn.NoisyIzhikevich(), 0.0, 20.0),
    (snn.HodgkinHuxley(), -500.0, 1000.0),
    *((model(), 0.0, 1000.0) for model in (snn.GLIF1, snn.GLIF2, snn.GLIF3, snn.GLIF4, snn.GLIF5)),
]


def test_more_current_more_spikes() -> None:
    rises(snn.Izhikevich(), 0.0, 20.0)


@pytest.mark.slow
@pytest.mark.parametrize(("model", "low", "high"), MODELS, ids=lambda m: type(m).__name__)
def test_every_point_neuron_that_a_current_drives(
    model: snn.NeuronModel, low: float, high: float
) -> None:
    rises(model, low, high)


def rises(model: snn.NeuronModel, low: float, high: float) -> None:
    """The rates of three neurons in one run: silent or nearly so at `low`."""
    current = [low, (low + high) / 2, high]
    found = fi_curve(model, current, duration=200.0, settle=50.0, backend="numpy")
    assert (np.diff(found) >= 0).all() and found[2] > found[0] and found[2] > 5.0


def test_a_receptor_can_take_the_current() -> None:
    found = fi_curve(LIF, [0.0, 5.0], receptor="ge", duration=50.0, settle=50.0, backend="numpy")
    assert found[0] == 0.0 < found[1]


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(snn.AnalysisError, match=r"currents must have shape \(n,\); got \(\)"):
        fi_curve(LIF, 3.0)
    with pytest.raises(snn.AnalysisError, match="by must be 'interval' or 'count'"):
        analysis.fi_curve(LIF, [3.0], by="rate")
    with pytest.raises(snn.SNNError, match="I"):
        fi_curve(snn.Poisson(rate=1.0), [3.0], backend="numpy")
