"""The parts of composed neurons: what a class body says of them, and what it cannot say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import channels, ms, mV, nS, pA
from snn.errors import ModelError


class Cell(snn.ConductanceNeuron):
    """A leak and a release."""

    leak = channels.Leak(g=10.0 * nS, E=-60.0 * mV)
    glut = snn.GradedRelease()


def derived_from(*bases: type, **body: Any) -> Any:
    return type("Odd", bases, body)


def odd(**body: Any) -> Any:
    return derived_from(Cell, **body)


def channel(**body: Any) -> Any:
    return derived_from(snn.Channel, **body)


def test_a_body_replaces_what_a_part_brings() -> None:
    First = odd(g_leak=snn.Param(99.0, "nS"), s_glut=snn.State(0.7, "1", half=False))
    for cls in (First, derived_from(First), derived_from(First, Kd=channels.Kd(g=1.0))):
        assert cls().params["g_leak"] == 99.0 and cls(g_leak=3.0).params["g_leak"] == 3.0
        net = snn.Network(backend="numpy")
        assert net.population(cls(), 1, "E", {})["s_glut"][0] == pytest.approx(0.7)
    later = derived_from(First, leak=channels.Leak(g=5.0))  # nearer than g_leak
    assert later().params["g_leak"] == 5.0 and Cell().params["g_leak"] == 10.0
    assert "g_leak" not in derived_from(First, leak=None, Kd=channels.Kd(g=1.0))().params


def test_parts_come_from_all_bases() -> None:
    class Shared:
        Kd = channels.Kd(g=100.0)

    class Calcium(snn.ConductanceNeuron):
        CaS = channels.CaS(g=8.0)
        Ca = snn.CalciumPool()

    both = derived_from(Shared, Calcium, Cell)
    assert list(both.parts) == ["leak", "glut", "CaS", "Ca", "Kd"]
    assert both.states.keys() == {"v", "s_glut", "m_CaS", "h_CaS", "Ca", "m_Kd"}
    less = derived_from(both, CaS=None, Ca=None, glut=None)
    assert list(less.parts) == ["leak", "Kd"] and less.states.keys() == {"v", "m_Kd"}
    assert less.releases == {} and both.releases == {"glut": "s_glut"}
    assert less().params.keys() == {
        *("C", "v_init", "v_thresh", "g_leak", "E_leak", "g_Kd", "E_Kd")
    }


def test_presets_go_without_the_parts_that_are_taken_away() -> None:
    less = derived_from(snn.Stomatogastric, H=None)
    assert "g_H" not in less(preset="LP 1").params
    assert less(preset="LP 1").params["g_Na"] == 62800.0
    own = derived_from(snn.Stomatogastric, H=None, presets={"mine": {"g_H": 1.0}})
    with pytest.raises(ModelError, match="no parameter 'g_H'"):
        own(preset="mine")


def test_a_gate_can_be_taken_away_or_take_no_time() -> None:
    persistent = derived_from(channels.Na, h=None)
    fast = derived_from(channels.Na, m=snn.Gate(3, instantaneous=True))
    assert odd(Na=persistent(g=1.0)).states.keys() == {"v", "s_glut", "m_Na"}
    assert odd(Na=fast(g=1.0)).states.keys() == {"v", "s_glut", "h_Na"}


def curve(v: Any) -> Any:
    return v


def Channel_with(**body: Any) -> Any:
    """A channel whose gate m has a steady state."""
    return channel(m=snn.Gate(4), m_inf=curve, **body)


WRONG: dict[str, tuple[Any, str]] = {
    "a number over a parameter": (
        lambda: odd(g_leak=99.0),
        "Odd: 'g_leak' is a Param that the part 'leak' brings, and only another Param can .* 99.0",
    ),
    "a parameter over a state": (
        lambda: odd(s_glut=snn.Param(0.7, "1")),
        "'s_glut' is a State that the part 'glut' brings",
    ),
    "its own scheme": (
        lambda: odd(exponential_euler=curve),
        "Odd: 'exponential_euler' follows from the parts of a ConductanceNeuron",
    ),
    "its own derivatives, from a shared class": (
        lambda: derived_from(type("Mix", (), {"derivatives": curve}), Cell),
        "Odd: 'derivatives' follows from the parts",
    ),
    "its own releases": (lambda: odd(releases={"glut": "v"}), "'releases' follows from the parts"),
    "a class for a part": (
        lambda: odd(Na=channels.Na),
        r"Odd: 'Na' is the class Na itself; write Na = Na\(...\)",
    ),
    "a number for a part": (
        lambda: odd(leak=3.0),
        "Odd: 'leak' is a Leak of a base class, which 3.0 would hide; .* leak = None",
    ),
    "a class for a gate": (lambda: channel(m=snn.Gate), r"'m' is the class Gate itself"),
    "a part called v": (
        lambda: odd(v=channels.Kd(g=1.0)),
        "Odd: the name 'v', which 'v' brings, is taken; give the part another name",
    ),
    "a part called C": (lambda: odd(C=channels.Kd(g=1.0)), "the name 'C', .* is taken"),
    "a part that is not ASCII": (
        lambda: odd(λ=channels.Kd(g=1.0)),
        "the name 'λ', which 'λ' brings, is not ASCII",
    ),
    "a gate that is not ASCII": (
        lambda: channel(β=snn.Gate(instantaneous=True), β_inf=curve),
        "Odd: the name of the gate 'β' is not ASCII",
    ),
    "a state without equation": (
        lambda: odd(w=snn.State(0.0, "pA")),
        "Odd: nothing says how the state 'w' changes",
    ),
    "no time constant": (
        lambda: Channel_with(tau_m=curve),
        r"gate 'm' needs a function m_tau\(...\), or Gate\(4, instantaneous=True\)",
    ),
    "a time constant of another gate": (
        lambda: Channel_with(m_tau=curve, n_tau=curve),
        r"Odd: n_tau\(...\) belongs to no gate that needs it; expected: m_inf, m_tau",
    ),
    "a time constant that is not used": (
        lambda: channel(m=snn.Gate(instantaneous=True), m_inf=curve, m_tau=curve),
        r"Odd: m_tau\(...\) belongs to no gate",
    ),
    "a reversal potential of calcium": (
        lambda: derived_from(snn.CalciumChannel, E=snn.Param(100.0, "mV")),
        "Odd: the reversal potential of a calcium channel is that of the neuron's CalciumPool",
    ),
    "a gate called g": (
        lambda: channel(g=snn.Gate(instantaneous=True), g_inf=curve),
        r"Odd: 'g' is the maximal conductance of a channel, a Param or derived",
    ),
    "a number for E": (lambda: channel(E=-80.0), "'E' is the reversal potential of a channel"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_body_cannot_say(case: str) -> None:
    ask, message = WRONG[case]
    with pytest.raises(ModelError, match=message):
        ask()


class Shut(snn.Release):
    """Neither opens nor closes."""

    rate = snn.Param(0.0, "1/ms", low=0.0)

    def opening(rate):
        return rate

    def closing(rate):
        return rate


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_releases_are_finite_at_any_rate(precision: str) -> None:
    steep = odd(glut=snn.GradedRelease(Delta=0.5), none=Shut())
    net = snn.Network(backend="numpy", precision=precision)
    E = net.population(steep(), 2, "E", {}, s_none=0.3)
    net.stimulate(E, "I", [0.0, 800.0 * pA])
    net.run(60 * ms)  # v = -60 and +20 mV: 110 Delta above V_th
    assert E["s_none"] == pytest.approx([0.3, 0.3])
    assert E["s_glut"] == pytest.approx([0.0, 1.0], abs=1e-6)
    net.stimulate(E, "I", [0.0, -800.0 * pA])
    before = E["s_glut"][1]
    net.run(40 * ms)
    assert 0.0 < E["s_glut"][1] < before and np.all(np.isfinite(E["v"]))
