"""SRM0 and escape noise against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from snn.models import LIF, SRM0, EscapeLIF, EscapeSRM0
from snn.receptors import Alpha, Delta, Exponential
from tests.single import Neurons

DT = 0.1
S = DT * np.arange(1, 601)  # ms, since the spike arrived


def epsp(receptor, integrator, weight=3.0):
    """h after one spike through a receptor: (n_steps,)."""
    neuron = Neurons(SRM0(tau_m=15.0, integrator=integrator), {"e": receptor}, dt=DT)
    course = []
    for k in range(len(S)):
        neuron.step(e=weight if k == 0 else 0.0)
        course.append(neuron["h"][0])
    return np.array(course)


def epsilon(receptor, weight=3.0, tau_m=15.0):
    """The kernel of a spike: the time course of a receptor through exp(-s / tau_m) / tau_m."""
    if isinstance(receptor, Delta):
        return weight * np.exp(-S / tau_m)
    tau = receptor.params["tau"]
    rate = 1.0 / tau - 1.0 / tau_m
    if isinstance(receptor, Exponential):
        return weight / (tau_m * rate) * (np.exp(-S / tau_m) - np.exp(-S / tau))
    held = (np.exp(-S / tau_m) - (1.0 + rate * S) * np.exp(-S / tau)) / rate**2
    return weight * np.e / (tau * tau_m) * held


KERNELS = {"exponential": Exponential(4.0), "alpha": Alpha(2.0), "delta": Delta(onto="h")}


@pytest.mark.parametrize("kernel", KERNELS)
def test_epsp_is_the_kernel(kernel):
    expected = epsilon(KERNELS[kernel])
    np.testing.assert_allclose(epsp(KERNELS[kernel], "exact"), expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(("integrator", "bound"), [("euler", 0.03), ("heun", 2e-3), ("rk4", 1e-7)])
def test_epsp_is_the_kernel_to_integration_error(integrator, bound):
    expected = epsilon(KERNELS["exponential"])
    error = np.abs(epsp(KERNELS["exponential"], integrator) - expected)
    assert bound / 100 < np.max(error) / np.max(expected) < bound


def test_after_potential_is_that_of_the_last_spike_alone():
    """eta(s) = -eta_0 exp(-s / tau_eta) after the second of two spikes as after the first."""
    neuron = Neurons(
        SRM0(tau_m=1.0, eta_0=12.0, tau_eta=8.0, t_ref=2.0), {"kick": Delta(onto="h")}, dt=DT
    )
    course = []
    for k in range(60):
        neuron.step(kick=30.0 if k in (0, 30) else 0.0)
        course.append(neuron["eta"][0])
    for spike in (0, 30):
        t = DT * np.arange(20)
        np.testing.assert_allclose(course[spike : spike + 20], -12.0 * np.exp(-t / 8.0), rtol=1e-12)


def test_intervals_of_a_constant_drive_are_the_closed_form():
    """From h = R I on, T = tau_eta log(eta_0 / (R I - theta + u_rest))."""
    drive = np.array([9.0, 10.5, 12.0, 18.0])
    model = SRM0(tau_m=5.0, eta_0=12.0, tau_eta=30.0)
    neurons = Neurons(model, {}, n=4, dt=0.05)
    steps, ids = neurons.run(8000, {"I": drive})
    assert not np.any(ids == 0)
    for i in (1, 2, 3):
        late = np.diff(steps[ids == i])[-3:] * 0.05
        assert late == pytest.approx(30.0 * np.log(12.0 / (drive[i] - 10.0)), abs=0.05)


U = np.repeat([-3.0, -1.0, 0.0, 1.5, 4.0], 400)  # mV above threshold


@pytest.mark.parametrize("real", ["f32", "f64"])
@pytest.mark.parametrize("model", [EscapeSRM0, EscapeLIF])
def test_rate_at_a_fixed_potential_is_the_escape_rate(model, real):
    """Within statistics the spikes of 2,000 neurons whose potential rests at u."""
    own = {"eta_0": 0.0, "u_rest": U, "theta": 0.0}
    if model is EscapeLIF:  # whose v_reset must lie below v_thresh
        own = {"v_rest": U, "v_reset": U, "v_thresh": 4.5, "rho_0": 0.2 * np.exp(4.5 / 2.0)}
    neurons = Neurons(model(**{"rho_0": 0.2, "delta_u": 2.0, **own}), {}, n=len(U), real=real)
    steps = 250
    counts = np.sum([neurons.step() for _ in range(steps)], axis=0).reshape(5, 400)
    expected = -np.expm1(-0.1 * 0.2 * np.exp(U[::400] / 2.0))
    trials = steps * 400
    error = np.sqrt(expected * (1 - expected) / trials)
    assert np.all(np.abs(counts.sum(axis=1) / trials - expected) < 4 * error)
    assert np.all(error / expected < 0.06)


def test_intervals_follow_the_survival_function():
    """S(T) = exp(-sum of rho dt since the last spike), for 3,000 renewal neurons."""
    model = EscapeSRM0(eta_0=10.0, tau_eta=10.0, rho_0=0.1, delta_u=2.0, u_rest=-48.0)
    neurons = Neurons(model, {}, n=3000, real="f32", eta=-10.0)
    first = np.full(3000, 400)
    for k in range(400):
        now = neurons.step() & (first == 400)
        first[now] = k
    t = DT * np.arange(1, 401)
    rho = 0.1 * np.exp((2.0 - 10.0 * np.exp(-t / 10.0)) / 2.0)
    survival = np.exp(-np.cumsum(rho * DT))
    alive = np.mean(first[:, None] > np.arange(400), axis=0)
    assert np.max(np.abs(alive - survival)) < 1.63 / np.sqrt(3000)  # Kolmogorov, 1 %
    assert survival[50] > 0.8 > 0.2 > survival[300]


PAIRS = [(EscapeLIF, LIF), (EscapeSRM0, SRM0)]


@pytest.mark.parametrize(("soft", "hard"), PAIRS)
def test_ideal_threshold_is_the_limit_of_a_narrow_one(soft, hard):
    drive = {"I": 20.0}
    expected = Neurons(hard(), {}).run(600, drive)
    assert len(expected[0]) > 3
    np.testing.assert_array_equal(Neurons(soft(delta_u=1e-5), {}).run(600, drive), expected)
    assert not np.array_equal(Neurons(soft(), {}).run(600, drive)[0], expected[0])


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_escape_of_certain_and_of_no_spikes(real):
    """Potentials far from the threshold overflow nothing."""
    far = np.array([-1e30, -1e3, 1e3, 1e30])
    model = EscapeSRM0(u_rest=far, theta=0.0, eta_0=0.0, delta_u=1e-3)
    neurons = Neurons(model, {}, n=4, real=real)
    for _ in range(50):
        np.testing.assert_array_equal(neurons.step(), [False, False, True, True])
