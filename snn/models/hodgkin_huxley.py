"""The Hodgkin-Huxley neuron with the rates of Traub & Miles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ..lang import emit, exp, linoid, parse
from ..model import NeuronModel, Param, State, derived
from ..receptors import Exponential


def rates(u):
    """Opening and closing rates (1/ms) of m, h, n at u = v - V_T; linoid(x) = x / expm1(x)."""
    return (
        1.28 * linoid((13.0 - u) / 4.0),
        1.4 * linoid((u - 40.0) / 5.0),
        0.128 * exp((17.0 - u) / 18.0),
        4.0 / (1.0 + exp((40.0 - u) / 5.0)),
        0.16 * linoid((15.0 - u) / 5.0),
        0.5 * exp((10.0 - u) / 40.0),
    )


def relax(x, opening, closing, dt):
    """A gate after dt at constant rates."""
    total = opening + closing
    steady = opening / total
    return steady + (x - steady) * exp(-dt * total)


@cache
def _host_rates() -> Callable[..., Any]:
    return emit.compile_numpy(parse(rates, real="f64"))


def _at_rest(gate: int) -> Callable[[Any], Any]:
    """The steady state of m (0), h (1) or n (2) at E_L, as a State's default."""

    def steady(p: Any) -> Any:
        opening, closing = _host_rates()(p.E_L - p.V_T)[2 * gate : 2 * gate + 2]
        return opening / (opening + closing)

    return steady


class HodgkinHuxley(NeuronModel):
    """Hodgkin-Huxley neuron of the COBAHH benchmark; 20,000 µm² of membrane.

    C dv/dt = g_L (E_L - v) + g_Na m³ h (E_Na - v) + g_K n⁴ (E_K - v) + I
    Brette et al. 2007, J. Comput. Neurosci. 23:349, appendix B, with the rates of Traub & Miles
    1991. A spike is v > v_thresh, once per t_ref; v is neither held nor reset. The default
    `exponential_euler` (gates and v relax at their present rates, I held) is stable at 0.1 ms; the
    general schemes need dt <= 0.02 ms or so.
    """

    C = Param(200.0, "pF", "capacitance", above=0.0)
    g_L = Param(10.0, "nS", "leak conductance", above=0.0)
    g_Na = Param(20000.0, "nS", "sodium conductance", low=0.0)
    g_K = Param(6000.0, "nS", "potassium conductance", low=0.0)
    E_L = Param(-60.0, "mV", "leak reversal potential")
    E_Na = Param(50.0, "mV", "sodium reversal potential")
    E_K = Param(-90.0, "mV", "potassium reversal potential")
    V_T = Param(-63.0, "mV", "shift of the rates")
    v_thresh = Param(-20.0, "mV", "potential that counts as a spike")
    t_ref = Param(3.0, "ms", "time for which one spike counts", low=0.0)
    per_C = derived(lambda p: 1.0 / p.C, "1/pF")
    v = State(lambda p: p.E_L, "mV", offset=lambda p: p.E_L)
    m = State(_at_rest(0), "1")
    h = State(_at_rest(1), "1")
    n = State(_at_rest(2), "1")

    integrators = ("exponential_euler", "euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(10.0, reversal=-80.0)}

    def derivatives(v, m, h, n, I, g_L, g_Na, g_K, E_L, E_Na, E_K, V_T, per_C):
        open_m, close_m, open_h, close_h, open_n, close_n = rates(v - V_T)
        ions = g_Na * m**3 * h * (E_Na - v) + g_K * n**4 * (E_K - v)
        return (
            (g_L * (E_L - v) + ions + I) * per_C,
            open_m * (1.0 - m) - close_m * m,
            open_h * (1.0 - h) - close_h * h,
            open_n * (1.0 - n) - close_n * n,
        )

    def exponential_euler(v, m, h, n, I, dt, g_L, g_Na, g_K, E_L, E_Na, E_K, V_T, per_C):
        open_m, close_m, open_h, close_h, open_n, close_n = rates(v - V_T)
        sodium = g_Na * m**3 * h
        potassium = g_K * n**4
        total = g_L + sodium + potassium
        steady = (g_L * E_L + sodium * E_Na + potassium * E_K + I) / total
        return (
            steady + (v - steady) * exp(-dt * total * per_C),
            relax(m, open_m, close_m, dt),
            relax(h, open_h, close_h, dt),
            relax(n, open_n, close_n, dt),
        )

    def threshold(v, v_thresh):
        return v > v_thresh
