"""GLIF neurons: each level is the one below; NEST's glif_psc; the paper's equations by SciPy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from snn.errors import ModelError
from snn.models import GLIF1, GLIF2, GLIF3, GLIF4, GLIF5, LIF
from snn.receptors import Exponential
from tests.conftest import same_bits
from tests.single import Neurons

REFERENCE = json.loads((Path(__file__).parent / "reference" / "glif.json").read_text())
LEVELS: dict[str, Any] = {cls.__name__: cls for cls in (GLIF1, GLIF2, GLIF3, GLIF4, GLIF5)}

CELL = {"C": 200.0, "G": 10.0, "E_L": -70.0, "theta_inf": -50.0, "t_ref": 2.0}
LOW = {**CELL, "v_reset": -62.0}
PLAIN = {"f_v": 0.0, "delta_v": -8.0, "delta_theta_s": 0.0}  # resets v to -62 mV
QUIET = {"delta_I_1": 0.0, "delta_I_2": 0.0}
RULES = {"f_v": 0.3, "delta_v": -2.0, "delta_theta_s": 1.5, "b_s": 0.02}
CURRENTS = {"delta_I_1": -15.0, "delta_I_2": 60.0, "k_1": 0.01, "k_2": 0.2, "f_1": 0.9}
PAIRS: dict[str, tuple[Any, Any]] = {
    "GLIF1 is LIF": (
        GLIF1(**LOW),
        LIF(tau_m=20.0, C=200.0, v_rest=-70.0, v_thresh=-50.0, v_reset=-62.0, t_ref=2.0),
    ),
    "GLIF2 is GLIF1": (GLIF2(**CELL, **PLAIN), GLIF1(**LOW)),
    "GLIF3 is GLIF1": (GLIF3(**LOW, **QUIET), GLIF1(**LOW)),
    "GLIF4 is GLIF2": (GLIF4(**CELL, **RULES, **QUIET), GLIF2(**CELL, **RULES)),
    "GLIF4 is GLIF3": (GLIF4(**CELL, **PLAIN, **CURRENTS), GLIF3(**LOW, **CURRENTS)),
    "GLIF5 is GLIF4": (
        GLIF5(**CELL, **RULES, **CURRENTS, a_v=0.0),
        GLIF4(**CELL, **RULES, **CURRENTS),
    ),
    "GLIF5 is GLIF1": (GLIF5(**CELL, **PLAIN, **QUIET, a_v=0.0), GLIF1(**LOW)),
}


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in ("euler", "heun", "rk4")]


def course(model: Any, real: str, steps: int = 500) -> tuple[NDArray[Any], NDArray[Any]]:
    """v of every step and the spikes of two neurons that are driven differently, (steps, 2)."""
    neurons = Neurons(model, {"ge": Exponential(3.0)}, n=2, real=real)
    v, spiked = [], []
    for k in range(steps):
        arriving = {"ge": 90.0} if k % 7 == 0 else {}
        spiked.append(neurons.step({"I": [180.0, 260.0]}, **arriving))
        v.append(neurons["v"].copy())
    return np.array(v), np.array(spiked)


@pytest.mark.parametrize("real", ["f32", pytest.param("f64", marks=pytest.mark.slow)])
@pytest.mark.parametrize("integrator", ["exact", *SLOW])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_level_is_the_one_below_where_it_adds_nothing(pair, integrator, real):
    """The same bits; in float64 the propagators of two matrices differ in their last digit."""
    (v, spikes), (expected, below) = (
        course(model.replace(integrator=integrator), real) for model in PAIRS[pair]
    )
    assert np.all(below.sum(axis=0) > 3)
    np.testing.assert_array_equal(spikes, below)
    if (integrator, real) == ("exact", "f64"):
        np.testing.assert_allclose(v, expected, rtol=1e-13)
    else:
        assert same_bits(v, expected)


@pytest.mark.parametrize("pair", PAIRS)
def test_what_a_level_adds_matters(pair):
    """Each level with its own parameters fires otherwise than the one below."""
    model = PAIRS[pair][0]
    other = {
        "GLIF1": {"v_reset": -65.0},
        "GLIF2": RULES,
        "GLIF3": CURRENTS,
        "GLIF4": {**RULES, **CURRENTS, "delta_theta_s": 3.0, "delta_I_2": 90.0},
        "GLIF5": {"a_v": 0.01},
    }[type(model).__name__]
    changed = course(model.replace(**other), "f64")[1]
    assert not np.array_equal(changed, course(model, "f64")[1])


def slow_but(quick: tuple[str, ...], names: Any) -> list[Any]:
    """`names` as parameters of a test, those that are not `quick` marked slow."""
    return [pytest.param(x, marks=() if x in quick else pytest.mark.slow) for x in names]


@pytest.mark.parametrize("level", slow_but(("GLIF2", "GLIF5"), LEVELS))
def test_potentials_and_spikes_are_those_of_nest(level):
    """To rounding, once v is reset as NEST does, by its value before the crossing step: neuron 0.

    By its own rule, neuron 1, it keeps f_v = 0.2 of the 0.07 mV of that step after a spike, and
    then fires four steps earlier at most.
    """
    expected, dt = REFERENCE["levels"][level], REFERENCE["dt"]
    neurons = Neurons(LEVELS[level](), {}, n=2, dt=dt)
    current = np.zeros(round(REFERENCE["duration"] / dt))
    for start, amplitude in REFERENCE["current"]:
        current[round(start / dt) :] = amplitude
    v, spikes = [], ([], [])
    for k, drive in enumerate(current):
        before = neurons["v"]
        spiked = neurons.step({"I": drive})
        for i in np.flatnonzero(spiked):
            spikes[i].append(k)
        if spiked[0] and "f_v" in neurons.kind.params:
            E_L, f_v, delta_v = (neurons.params[name] for name in ("E_L", "f_v", "delta_v"))
            neurons["v"] = [E_L + f_v * (before[0] - E_L) - delta_v, neurons["v"][1]]
        v.append(neurons["v"])
    assert spikes[0] == expected["spikes"]
    assert len(spikes[0]) > 10
    # NEST takes an after-spike current in a step as its mean, which we do not.
    bound = 1e-4 if "asc_1" in neurons.kind.states else 1e-9
    found = np.array(v)[expected["steps"]]
    np.testing.assert_allclose(found[:, 0], expected["v"], atol=bound, rtol=0)
    early = np.subtract(*spikes)
    assert (early.min(), early.max()) == (0, 4 if level == "GLIF2" else 0)
    if level != "GLIF2":
        np.testing.assert_allclose(found[:, 1], expected["v"], atol=bound + 0.2 * 0.07, rtol=0)


def by_scipy(p: Any, current: float, duration: float) -> list[float]:
    """Spike times (ms) of GLIF5 by an adaptive method of order 8 with events."""

    def rates(t, x):
        v, theta_s, i_1, i_2, theta_v = x
        return [
            (current + i_1 + i_2 - p.G * (v - p.E_L)) / p.C,
            -p.b_s * theta_s,
            -p.k_1 * i_1,
            -p.k_2 * i_2,
            p.a_v * (v - p.E_L) - p.b_v * theta_v,
        ]

    def crossing(t, x):
        return x[0] - p.theta_inf - x[1] - x[4]

    crossing.terminal, crossing.direction = True, 1.0
    t, x, found = 0.0, np.array([p.E_L, 0.0, 0.0, 0.0, 0.0]), []
    while True:
        run = solve_ivp(rates, (t, duration), x, "DOP853", events=crossing, rtol=1e-10, atol=1e-10)
        if run.status == 0:
            return found
        t, (v, theta_s, i_1, i_2, theta_v) = run.t[-1], run.y[:, -1]
        found.append(t)
        x = np.array([
            p.E_L + p.f_v * (v - p.E_L) - p.delta_v,
            theta_s * np.exp(-p.b_s * p.t_ref) + p.delta_theta_s,
            p.f_1 * i_1 * np.exp(-p.k_1 * p.t_ref) + p.delta_I_1,
            p.f_2 * i_2 * np.exp(-p.k_2 * p.t_ref) + p.delta_I_2,
            theta_v,
        ])  # fmt: skip
        t += p.t_ref


@pytest.mark.parametrize("integrator", slow_but(("exact",), GLIF5.integrators))
def test_glif5_fires_at_the_times_of_an_adaptive_integration(integrator):
    dt = 0.02
    model = GLIF5(t_ref=3.76, f_1=0.8, f_2=0.6, integrator=integrator)
    expected = np.array(by_scipy(model, 700.0, 60.0))
    steps, _ = Neurons(model, {}, dt=dt).run(3000, {"I": 700.0})
    assert len(steps) == len(expected) >= 4
    # A spike is seen at the end of the step in which it falls, and the next is late by as much.
    late = (steps + 1) * dt - expected
    error = 0.5 * dt if integrator == "euler" else 1e-6
    assert np.all(late > -error)
    assert np.all(late < dt * (np.arange(len(late)) + 1) + error)


def test_after_spike_currents_sum_to_their_closed_form():
    """After many spikes at one interval T: delta_I / (1 - f exp(-k T)), t_ref included."""
    model = GLIF3(f_2=0.5, delta_I_1=20.0, k_1=0.05, delta_I_2=-30.0, k_2=0.1)
    neuron = Neurons(model, {}, dt=0.05)
    steps, peaks = [], []
    for k in range(4000):
        if neuron.step({"I": 500.0})[0]:
            steps.append(k)
            peaks.append((neuron["asc_1"][0], neuron["asc_2"][0]))
    interval = np.diff(steps)[-1] * 0.05
    for peak, amplitude, factor, rate in ((0, 20.0, 1.0, 0.05), (1, -30.0, 0.5, 0.1)):
        expected = amplitude / (1 - factor * np.exp(-rate * interval))
        assert peaks[-1][peak] == pytest.approx(expected, rel=2e-3)


def test_a_period_between_steps_is_rounded_as_that_of_lif():
    """3.75 ms at dt = 0.1 ms rest 38 steps, in which theta_s and asc_j decay as well."""
    rounded, other = (course(GLIF5(t_ref=t), "f64") for t in (3.8, 3.7))
    v, spikes = course(GLIF5(t_ref=3.75), "f64")
    assert spikes.sum() > 3 and same_bits(v, rounded[0]) and not same_bits(v, other[0])


def test_reset_below_threshold_is_required():
    with pytest.raises(ModelError, match=r"v_reset < theta_inf is required; got .*v_reset = -40.0"):
        GLIF1(v_reset=-40.0)
