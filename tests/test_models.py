"""Neuron models against their formulas and published behaviour; errors of bad definitions."""

from __future__ import annotations

import numpy as np
import pytest

from snn.errors import ModelError
from snn.models import (
    LIF,
    AdEx,
    ConductanceLIF,
    HodgkinHuxley,
    Izhikevich,
    NoisyAdEx,
    NoisyIzhikevich,
    NoisyLIF,
    Poisson,
    SpikeSource,
)
from snn.models.hodgkin_huxley import rates
from snn.receptors import Exponential
from tests.single import Neurons


@pytest.mark.parametrize("integrator", LIF.integrators)
@pytest.mark.parametrize(("t_ref", "C"), [(0.0, None), (2.0, None), (5.0, 250.0)])
def test_lif_f_i_curve_is_the_analytic_one_to_one_step(integrator, t_ref, C):
    model = LIF(tau_m=20.0, v_rest=-65.0, v_reset=-70.0, v_thresh=-50.0, t_ref=t_ref, C=C)
    resistance = 1.0 if C is None else 20.0 / C
    # Forward Euler decays by 1 - dt / tau_m a step: it is exact for another time constant.
    tau = -0.1 / np.log1p(-0.1 / 20.0) if integrator == "euler" else 20.0
    drive = np.array([14.0, 15.5, 18.0, 25.0, 60.0]) / resistance
    neurons = Neurons(model.replace(integrator=integrator), {}, n=5)
    steps, ids = neurons.run(2500, {"I": drive})
    above = drive * resistance
    assert not np.any(ids == 0)  # 14 mV do not reach the threshold
    for i in range(1, 5):
        interval = t_ref + tau * np.log((above[i] + 5.0) / (above[i] - 15.0))
        assert np.ptp(np.diff(steps[ids == i])) == 0
        assert np.diff(steps[ids == i])[0] * 0.1 == pytest.approx(interval, abs=0.1)


def test_refractory_period_holds_exactly_that_many_steps():
    """t_ref / dt rounds to nearest: 0.16 ms are two steps of 0.1 ms."""
    neuron = Neurons(LIF(t_ref=0.16, v_reset=-62.0, v_rest=-40.0), {}, v=-45.0)
    assert neuron.step()[0]
    course = []
    for _ in range(3):
        neuron.step()
        course.append(neuron["v"][0])
    assert course[:2] == [-62.0, -62.0]
    assert course[2] > -62.0


def test_exact_integrator_gives_the_solution_to_double_precision():
    """v(t) after an exponential input current of 300 pA, in closed form."""
    model = LIF(tau_m=10.0, C=250.0, v_rest=-65.0, v_reset=-65.0, v_thresh=0.0)
    neuron = Neurons(model, {"ge": Exponential(0.5)}, v=-60.0)
    for k in range(200):
        neuron.step({"I": 100.0}, ge=300.0 if k == 0 else 0.0)
    t = 200 * 0.1
    input_ = 300.0 / 250.0 / (1 / 0.5 - 1 / 10.0) * (np.exp(-t / 10.0) - np.exp(-t / 0.5))
    drive = 100.0 * 10.0 / 250.0 * (1 - np.exp(-t / 10.0))
    expected = -65.0 + 5.0 * np.exp(-t / 10.0) + input_ + drive
    assert neuron["v"][0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("integrator", "order"), [("euler", 1), ("heun", 2), ("rk4", 4)])
@pytest.mark.parametrize("model", [AdEx, HodgkinHuxley, ConductanceLIF])
def test_integrators_converge_at_their_order_with_conductances(model, integrator, order):
    """All parts of the system, receptors included, advance with one scheme."""
    receptors = {"ge": Exponential(2.0, reversal=0.0), "gi": Exponential(4.0, reversal=-80.0)}
    coarse = 0.01 if model is HodgkinHuxley else 0.4
    strength = 0.2 if model is ConductanceLIF else 6.0

    def after(dt):
        neuron = Neurons(model(integrator=integrator), receptors, dt=dt, v=-66.0)
        for k in range(round(1.2 / dt)):
            arriving = {"ge": strength, "gi": strength / 2} if k == 0 else {}
            neuron.step({"I": strength}, **arriving)
        return np.array([neuron[name][0] for name in neuron.kind.states])

    a, b, c = (after(coarse / halving) for halving in (1, 2, 4))
    ratio = np.linalg.norm((a - b) / c) / np.linalg.norm((b - c) / c)
    assert np.log2(ratio) == pytest.approx(order, abs=0.35)


def test_exponential_euler_of_hodgkin_huxley_approaches_rk4():
    """The same spikes, to a fraction of their width."""
    drive = {"I": 400.0}
    fine = Neurons(HodgkinHuxley(integrator="rk4"), {}, dt=0.02).run(400, drive)[0]
    ours = Neurons(HodgkinHuxley(), {}, dt=0.02).run(400, drive)[0]
    assert len(ours) > 0
    np.testing.assert_allclose(ours * 0.02, fine * 0.02, atol=0.25)


def test_hodgkin_huxley_f_i_curve():
    """Silent when hyperpolarised; rates grow with the current; nothing is 0/0 on the way."""
    drive = np.array([-100.0, 50.0, 100.0, 200.0, 400.0, 1000.0])
    neurons = Neurons(HodgkinHuxley(), {}, n=6)
    _, ids = neurons.run(3000, {"I": drive})
    counts = np.bincount(ids, minlength=6)
    assert counts[0] == 0
    assert np.all(np.diff(counts) > 0)
    assert counts[5] == pytest.approx(36, abs=3)  # 120 Hz
    assert set(neurons.bad.values()) == {0}


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_hodgkin_huxley_rates_have_no_zero_over_zero(real):
    from snn.lang import emit, parse

    u = np.array([13.0, 40.0, 15.0], np.float32 if real == "f32" else np.float64)
    with np.errstate(all="ignore"):
        opening_m, closing_m, _, _, opening_n, _ = emit.compile_numpy(parse(rates, real=real))(u)
    assert opening_m[0] == pytest.approx(1.28, rel=1e-6)
    assert closing_m[1] == pytest.approx(1.4, rel=1e-6)
    assert opening_n[2] == pytest.approx(0.16, rel=1e-6)


def test_hodgkin_huxley_counts_a_spike_once():
    neuron = Neurons(HodgkinHuxley(), {}, dt=0.02)
    v = []
    steps = []
    for k in range(2500):
        if neuron.step({"I": 400.0})[0]:
            steps.append(k)
        v.append(neuron["v"][0])
    crossings = np.flatnonzero((np.array(v[1:]) > -20.0) & (np.array(v[:-1]) <= -20.0)) + 1
    np.testing.assert_array_equal(steps, crossings)
    assert len(steps) > 2


def noisy(model, **options):
    neurons = Neurons(model, {}, n=4000, **options)
    for _ in range(400):
        neurons.step()
    return neurons["v"]


@pytest.mark.parametrize(("integrator", "bias"), [("exact", 1.0), ("euler", 1 / (1 - 0.05))])
def test_noisy_lif_stationary_law(integrator, bias):
    """v is normal with variance sigma² / 2; Euler's known bias is 1 / (1 - dt / (2 tau_m))."""
    v = noisy(NoisyLIF(tau_m=1.0, sigma=3.0, v_thresh=1e6, integrator=integrator))
    assert np.mean(v) == pytest.approx(-60.0, abs=4 * 3.0 / np.sqrt(2 * 4000))
    assert np.var(v) == pytest.approx(bias * 4.5, rel=4 * np.sqrt(2 / 4000))
    z = (v - np.mean(v)) / np.std(v)
    assert np.mean(np.abs(z) < 1.0) == pytest.approx(0.6827, abs=0.03)


def test_noisy_lif_without_noise_is_lif():
    drive = {"I": 15.0}
    noisy, plain = Neurons(NoisyLIF(sigma=0.0), {}), Neurons(LIF(), {})
    np.testing.assert_array_equal(noisy.run(1000, drive), plain.run(1000, drive))
    assert noisy["v"][0] == plain["v"][0]


def test_noisy_adex_is_noisy_lif_far_below_threshold():
    """v has a variance of sigma² / 2 and Euler's bias; without noise it is AdEx."""
    cell = {"C": 20.0, "g_L": 20.0, "a": 0.0, "V_T": 0.0}
    v = noisy(NoisyAdEx(sigma=3.0, **cell))
    assert np.var(v) == pytest.approx(4.5 / (1 - 0.05), rel=4 * np.sqrt(2 / 4000))
    drive = {"I": 1000.0}
    without, plain = Neurons(NoisyAdEx(sigma=0.0), {}), Neurons(AdEx(), {})
    np.testing.assert_array_equal(without.run(600, drive), plain.run(600, drive))
    assert without["v"][0] == plain["v"][0]


def test_conductance_lif_without_conductance_is_lif():
    drive = {"I": 15.0}
    conductance = Neurons(ConductanceLIF())
    plain = Neurons(LIF(integrator="euler"))
    np.testing.assert_array_equal(conductance.run(1000, drive), plain.run(1000, drive))
    assert conductance["v"][0] == plain["v"][0]


def test_adex_approaches_lif_for_a_sharp_spike_without_adaptation():
    """With delta_T -> 0, a = b = 0 the upstroke is a threshold at V_T."""
    adex = AdEx(C=200.0, g_L=10.0, E_L=-70.0, V_T=-50.0, delta_T=0.05, a=0.0, b=0.0, v_reset=-70.0)
    lif = LIF(tau_m=20.0, C=200.0, v_rest=-70.0, v_reset=-70.0, v_thresh=-50.0, integrator="euler")
    drive = {"I": 300.0}
    ours, theirs = Neurons(adex, {}, dt=0.02), Neurons(lif, {}, dt=0.02)
    a, b = np.diff(ours.run(4000, drive)[0]), np.diff(theirs.run(4000, drive)[0])
    assert a[0] == pytest.approx(b[0], rel=0.03)


def test_izhikevich_is_the_papers_program():
    """Izhikevich (2003), the program's inner loop with a constant current."""
    neuron = Neurons(Izhikevich(preset="CH"), {}, dt=1.0)
    v, u, spikes = -50.0, 0.2 * -50.0, []
    for k in range(300):
        v += 0.5 * (0.04 * v * v + 5 * v + 140 - u + 10)
        v += 0.5 * (0.04 * v * v + 5 * v + 140 - u + 10)
        u += 0.02 * (0.2 * v - u)
        if v > 30:
            v, u = -50.0, u + 2.0
            spikes.append(k)
    np.testing.assert_array_equal(neuron.run(300, {"I": 10.0})[0], spikes)
    assert neuron["v"][0] == pytest.approx(v, abs=1e-6)
    assert len(spikes) > 10


def izhikevich_intervals(preset, drive=10.0):
    return np.diff(Neurons(Izhikevich(preset=preset), {}, dt=0.25).run(2000, {"I": drive})[0]) / 4


def test_izhikevich_cell_types():
    """Izhikevich (2003), fig. 2, told apart by their interspike intervals."""
    isi = {name: izhikevich_intervals(name) for name in ("RS", "IB", "CH", "FS", "LTS")}
    assert isi["RS"][-1] > 1.5 * isi["RS"][0]
    assert isi["IB"][0] < 0.2 * isi["IB"][-1]
    assert np.ptp(isi["IB"][2:]) < 2.0
    assert np.sum(isi["CH"] > 20) > 5
    assert np.sum(isi["CH"] < 6) > 10
    assert np.mean(isi["FS"]) < 0.5 * np.mean(isi["RS"])
    assert np.ptp(isi["FS"][2:]) < 3.0
    assert isi["LTS"][-1] > 2 * isi["LTS"][0]


def test_noise_of_noisy_izhikevich_has_the_given_deviation():
    neurons = Neurons(NoisyIzhikevich(sigma=5.0, a=0.0), {}, n=4000, dt=0.001, v=-65.0)
    neurons.step()
    still = Neurons(Izhikevich(a=0.0), {}, dt=0.001, v=-65.0)
    still.step()
    assert np.std(neurons["v"] - still["v"]) == pytest.approx(0.001 * 5.0, rel=0.05)


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_poisson_rate_and_fano_factor(real):
    neurons = Neurons(Poisson(rate=np.full(2000, 0.5)), n=2000, real=real)
    counts = np.sum([neurons.step() for _ in range(1000)], axis=0)
    assert np.mean(counts) == pytest.approx(50.0, abs=4 * np.sqrt(50 / 2000))
    assert np.var(counts) / np.mean(counts) == pytest.approx(0.95, abs=0.13)


def test_poisson_of_certain_and_of_no_spikes():
    assert np.all(Neurons(Poisson(10.0), n=100, real="f32").step())
    assert not np.any(Neurons(Poisson(0.0), n=100, real="f32").step())


def test_poisson_rate_beyond_one_spike_a_step():
    with pytest.raises(ModelError, match=r"'chance' in spikes per step must be <= 1; got 1.5"):
        Neurons(Poisson(15.0))


def test_spike_source_schedule():
    source = SpikeSource([0.3, 0.1, 0.1], [1, 2, 0])
    steps, ids = source.schedule(0.1, 3, "S")
    np.testing.assert_array_equal(steps, [1, 1, 3])
    np.testing.assert_array_equal(ids, [0, 2, 1])
    assert steps.dtype == np.int64 and ids.dtype == np.int32
    assert source.default_receptors() == {}


def test_spike_source_reports_what_the_grid_cannot_hold():
    with pytest.warns(UserWarning, match=r"'S': 1 of 2 spike times .* the first from 0.17 ms"):
        SpikeSource([0.1, 0.17], [0, 0]).schedule(0.1, 1, "S")
    with pytest.warns(UserWarning, match=r"'S': 1 spikes fall into the step of another"):
        SpikeSource([0.1, 0.1], [0, 0]).schedule(0.1, 1, "S")
    with pytest.raises(ModelError, match=r"'S': .* below its size 2; got 5"):
        SpikeSource([0.1], [5]).schedule(0.1, 2, "S")
