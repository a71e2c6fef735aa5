"""Neurons composed of channels: their equations, one's own channels, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import channels, ms, mV, nS, pA
from snn.errors import ModelError
from snn.lang import exp, linoid
from tests.conftest import BACKENDS, same_bits
from tests.networks import everything
from tests.prinz import CELLS, stomatogastric, upward


class TraubNa(snn.Channel):
    """The sodium channel of snn.HodgkinHuxley."""

    E = snn.Param(50.0, "mV")
    V_T = snn.Param(-63.0, "mV")
    m = snn.Gate(3)
    h = snn.Gate()

    def m_inf(v, V_T):
        a, b = opening(v - V_T), 1.4 * linoid((v - V_T - 40.0) / 5.0)
        return a / (a + b)

    def m_tau(v, V_T):
        return 1.0 / (opening(v - V_T) + 1.4 * linoid((v - V_T - 40.0) / 5.0))

    def h_inf(v, V_T):
        a, b = 0.128 * exp((V_T + 17.0 - v) / 18.0), 4.0 / (1.0 + exp((V_T + 40.0 - v) / 5.0))
        return a / (a + b)

    def h_tau(v, V_T):
        a, b = 0.128 * exp((V_T + 17.0 - v) / 18.0), 4.0 / (1.0 + exp((V_T + 40.0 - v) / 5.0))
        return 1.0 / (a + b)


def opening(u):
    return 1.28 * linoid((13.0 - u) / 4.0)


class TraubK(snn.Channel):
    """Its potassium channel."""

    E = snn.Param(-90.0, "mV")
    V_T = snn.Param(-63.0, "mV")
    n = snn.Gate(4)

    def n_inf(v, V_T):
        a, b = 0.16 * linoid((V_T + 15.0 - v) / 5.0), 0.5 * exp((V_T + 10.0 - v) / 40.0)
        return a / (a + b)

    def n_tau(v, V_T):
        a, b = 0.16 * linoid((V_T + 15.0 - v) / 5.0), 0.5 * exp((V_T + 10.0 - v) / 40.0)
        return 1.0 / (a + b)


class Traub(snn.ConductanceNeuron):
    """snn.HodgkinHuxley, of its channels."""

    C = snn.Param(200.0, "pF", above=0.0)
    v_thresh = snn.Param(-20.0, "mV")
    Na = TraubNa(g=20000.0 * nS)
    K = TraubK(g=6000.0 * nS)
    leak = channels.Leak(g=10.0 * nS, E=-60.0 * mV)


def driven(model: Any, dt: float, current: float, **options: Any) -> tuple[Any, Any]:
    """(spike times, v) of a neuron with a constant current, 12 ms."""
    net = snn.Network(dt=dt, backend="numpy", precision="float64", **options)
    E = net.population(model, 1, "E", {})
    net.stimulate(E, "I", current)
    spikes, v = net.record(E, "spikes"), net.record(E, "v")
    net.run(12 * ms)
    return spikes.times, v.values[:, 0]


def test_traub_miles_channels_are_the_hodgkin_huxley_neuron() -> None:
    built_in, v = driven(snn.HodgkinHuxley(integrator="rk4"), 0.02 * ms, 2500 * pA)
    composed, w = driven(Traub(integrator="rk4"), 0.02 * ms, 2500 * pA)
    assert len(built_in) > 1
    assert np.array_equal(built_in, composed)
    assert np.abs(v - w).max() < 1e-6
    relaxed, _ = driven(Traub(), 0.05 * ms, 2500 * pA)
    assert len(relaxed) == len(built_in) and np.abs(relaxed - built_in).max() < 0.1 * ms


def test_a_spike_is_a_crossing_upward() -> None:
    times, v = driven(Traub(), 0.05 * ms, 2500 * pA)
    above = np.concatenate([[-60.0], v]) > -20.0
    crossed = np.flatnonzero(above[1:] & ~above[:-1]) * 0.05
    assert len(times) > 1 and np.allclose(times, crossed)
    assert np.count_nonzero(above) > 2 * len(times)  # longer above than one step


@pytest.fixture(scope="module")
def reference() -> Any:
    """AB/PD 2 before its first spike, by SciPy at tolerances of 1e-10."""
    return stomatogastric(CELLS["AB/PD"], 50.0)


def run_abpd(dt: float, duration: float, **options: Any) -> tuple[Any, Any]:
    net = snn.Network(dt=dt, precision="float64", **{"backend": "numpy", **options})
    E = net.population(snn.Stomatogastric(preset="AB/PD 2"), 1, "E", {})
    spikes = net.record(E, "spikes")
    net.run(duration)
    return E, spikes


def test_equations_are_those_of_an_independent_integration(reference: Any) -> None:
    E, _ = run_abpd(0.05 * ms, 50 * ms)
    assert abs(E["v"][0] - reference.y[0, -1]) < 0.015 * mV
    assert E["Ca"][0] == pytest.approx(reference.y[1, -1], rel=1e-3)
    gates = [name for name in E.model.states if name[:2] in ("m_", "h_")]
    assert [E[name][0] for name in gates] == pytest.approx(reference.y[2:, -1], rel=5e-3)


@pytest.mark.slow
def test_bursts_converge_to_an_independent_integration() -> None:
    found = stomatogastric(CELLS["AB/PD"], 4000.0)
    expected = upward(found)
    for dt, onset in ((0.05, 6.0), (0.025, 1.5), (0.0125, 0.5)):
        _, spikes = run_abpd(dt, 4000 * ms, backend=BACKENDS[-1])
        begins = [times[1:][np.diff(times) > 300 * ms] for times in (spikes.times, expected)]
        assert len(spikes.times) == len(expected) and len(begins[0]) == len(begins[1]) == 2
        assert np.abs(begins[0] - begins[1]).max() < onset


def test_gates_begin_in_their_steady_state() -> None:
    net = snn.Network(backend="numpy", precision="float64")
    E = net.population(snn.Stomatogastric(preset="LP 1", v_init=[-50.0, -40.0]), 2, "E", {})
    assert np.allclose(E["m_Kd"], 1 / (1 + np.exp((np.array([-50.0, -40.0]) + 12.3) / -11.8)))
    calcium = 0.05 / (0.05 + 3.0)
    assert np.allclose(
        E["m_KCa"], calcium / (1 + np.exp((np.array([-50.0, -40.0]) + 28.3) / -12.6))
    )
    assert E["Ca"].tolist() == [0.05, 0.05] and E["s_glut"].tolist() == [0.0, 0.0]


class NaP(snn.Channel):
    """An instantaneous gate and a constant of the channel's own."""

    E = snn.Param(50.0, "mV")
    k = snn.Param(6.0, "mV")
    slope = snn.derived(lambda p: -1.0 / p.k, "1/mV")
    m = snn.Gate(instantaneous=True)

    def m_inf(v, slope):
        return 1.0 / (1.0 + exp((v + 40.0) * slope))


class Plateau(snn.ConductanceNeuron):
    """A leak and NaP: bistable."""

    C = snn.Param(50.0, "pF", above=0.0)
    leak = channels.Leak(g=10.0 * nS, E=-70.0 * mV)
    nap = NaP(g=8.0 * nS)


def test_an_instantaneous_gate_has_no_state() -> None:
    assert list(Plateau.states) == ["v"]
    net = snn.Network(backend="numpy", precision="float64")
    E = net.population(Plateau(), 2, "E", {}, v=[-65.0 * mV, 0.0 * mV])
    net.run(200 * ms)
    low, high = E["v"]
    assert low < -60.0 * mV and high > -20.0 * mV
    for v in (low, high):
        current = 10.0 * (-70.0 - v) + 8.0 / (1 + np.exp((v + 40.0) / -6.0)) * (50.0 - v)
        assert abs(current) < 1e-6
    E["k_nap"] = 100.0  # a flat gate: one state only, in which both meet
    net.run(400 * ms)
    assert E["v"][0] == pytest.approx(E["v"][1], abs=1e-6)


def test_a_subclass_adds_replaces_and_takes_away() -> None:
    class More(Plateau):
        leak = channels.Leak(g=5.0, E=-60.0)
        Kd = channels.Kd(g=3.0)

    class Less(More):
        nap = None

    assert list(More.states) == ["v", "m_Kd"] and list(Less.states) == ["v", "m_Kd"]
    assert Less().params.keys() == {"C", "v_init", "v_thresh", "g_leak", "E_leak", "g_Kd", "E_Kd"}
    assert More().params["E_leak"] == -60.0 and Plateau().params["E_leak"] == -70.0
    assert "nap" not in Less.exponential_euler.text


def test_conductances_are_given_to_the_neuron_or_the_channel() -> None:
    with pytest.raises(ModelError, match=r"parameter 'g_Na' in nS must be given"):
        snn.Stomatogastric()
    with pytest.raises(ModelError, match=r"'g_Na' in nS must be .* >= 0; got -1"):
        snn.Stomatogastric(preset="LP 1", g_Na=-1.0)
    assert Traub(g_K=1.0).params["g_K"] == 1.0 and Traub().params["g_K"] == 6000.0


class Calcium(snn.ConductanceNeuron):
    """Calcium enters, and opens a potassium channel."""

    Kd = channels.Kd(g=100.0 * nS)
    CaS = channels.CaS(g=8.0 * nS)
    KCa = channels.KCa(g=40.0 * nS)
    leak = channels.Leak(g=1.0 * nS)
    Ca = snn.CalciumPool(f=0.05, tau=20 * ms)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name == "numba" else ())  # it compiles long
        for name in BACKENDS
        if name != "numpy"
    ],
)
def test_calcium_has_the_same_bits_on_every_backend(name: str, tmp_path: Path) -> None:
    def make(backend: str) -> snn.Network:
        net = snn.Network(dt=0.1 * ms, backend=backend)
        E = net.population(Calcium(), 9, "E", {}, v=snn.Uniform(-60 * mV, -40 * mV))
        net.stimulate(E, "I", 50 * pA)
        net.run(30 * ms)
        return net

    one, other = make("numpy"), make(name)
    a, b = everything(one), everything(other)
    assert np.all(a["E.Ca"] > 0.052) and np.ptp(a["E.m_KCa"]) > 0
    assert [key for key in a if not same_bits(a[key], b[key])] == []
    other.save(tmp_path / "net.h5")
    again = snn.Network.load(tmp_path / "net.h5", backend="numpy")
    for net in (other, again):
        net.run(10 * ms)
    assert same_bits(other["E"]["v"], again["E"]["v"])


def changed(**body: Any) -> type:
    """A class like Calcium in another module's eyes, with other parts."""
    made: type = type("Calcium", (Calcium,), {"__module__": Calcium.__module__, **body})
    return made


def test_a_checkpoint_knows_its_channels(tmp_path: Path) -> None:
    net = snn.Network(backend="numpy")
    net.population(Calcium(), 1, "E", {})
    net.save(tmp_path / "net.h5")
    with pytest.raises(snn.CheckpointError, match="the equations of populations E have changed"):
        snn.Network.load(tmp_path / "net.h5", models=[changed(Kd=channels.A())])


WRONG: dict[str, tuple[Any, str]] = {
    "no function": (
        lambda: type("Odd", (snn.Channel,), {"m": snn.Gate()}),
        r"Odd: gate 'm' needs a function m_inf\(...\)",
    ),
    "a power": (lambda: snn.Gate(0), "Gate: power must be a whole number from 1 to 64; got 0"),
    "no channels": (lambda: snn.ConductanceNeuron(), "ConductanceNeuron has no channels"),
    "no pool": (
        lambda: composed(CaS=channels.CaS(g=1.0)),
        "Odd: the calcium channel CaS needs a pool that its current enters",
    ),
    "two pools": (
        lambda: composed(leak=channels.Leak(g=1.0), a=snn.CalciumPool(), b=snn.CalciumPool()),
        "Odd: a neuron has one CalciumPool; this one has a, b",
    ),
    "another name of calcium": (
        lambda: composed(KCa=channels.KCa(g=1.0), calcium=snn.CalciumPool()),
        r"Odd: KCa.m_inf of 'KCa': argument 'Ca' is not one of: v, calcium, g, E",
    ),
    "a name that is taken": (
        lambda: composed(init=type("Odd", (snn.Channel,), {"v": snn.Param(1.0, "1")})(g=1.0)),
        "Odd: the name 'v_init', which 'init' brings, is taken",
    ),
    "an array": (
        lambda: channels.Leak(g=[1.0, 2.0]),
        "Leak: 'g' must be one number for all neurons",
    ),
    "a release without rates": (
        lambda: type("Odd", (snn.Release,), {}),
        r"Odd needs a function opening\(...\)",
    ),
    "before, elsewhere than in threshold": (
        lambda: type("Odd", (Traub,), {"reset": lambda v, before_v: v}),
        r"Odd.reset: argument 'before_v' is not one of",
    ),
}


def composed(**parts: Any) -> type:
    return type("Odd", (snn.ConductanceNeuron,), parts)


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit(case: str) -> None:
    ask, message = WRONG[case]
    with pytest.raises(ModelError, match=message):
        ask()


def test_an_unstable_integrator_is_reported() -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    E = net.population(Traub(integrator="euler"), 1, "E", {})
    net.stimulate(E, "I", 2500 * pA)
    with pytest.warns(snn.NonFiniteWarning, match="population 'E'"):
        net.run(50 * ms)
