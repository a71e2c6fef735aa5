"""The adaptive exponential integrate-and-fire neuron."""

from __future__ import annotations

from ..lang import exp
from ..model import NeuronModel, Param, State, derived
from ..receptors import Exponential

_NAUD = ("C", "g_L", "E_L", "V_T", "delta_T", "a", "tau_w", "b", "v_reset")
# Naud, Marcille, Clopath & Gerstner 2008, Biol. Cybern. 99:335, table 1; last, the current in pA.
_PATTERNS = {
    "tonic": (200.0, 10.0, -70.0, -50.0, 2.0, 2.0, 30.0, 0.0, -58.0, 500.0),
    "adapting": (200.0, 12.0, -70.0, -50.0, 2.0, 2.0, 300.0, 60.0, -58.0, 500.0),
    "initial_burst": (130.0, 18.0, -58.0, -50.0, 2.0, 4.0, 150.0, 120.0, -50.0, 400.0),
    "regular_bursting": (200.0, 10.0, -58.0, -50.0, 2.0, 2.0, 120.0, 100.0, -46.0, 210.0),
    "delayed_accelerating": (200.0, 12.0, -70.0, -50.0, 2.0, -10.0, 300.0, 0.0, -58.0, 300.0),
    "delayed_regular_bursting": (100.0, 10.0, -65.0, -50.0, 2.0, -10.0, 90.0, 30.0, -47.0, 110.0),
    "transient": (100.0, 10.0, -65.0, -50.0, 2.0, 10.0, 90.0, 100.0, -47.0, 180.0),
    "irregular": (100.0, 12.0, -60.0, -50.0, 2.0, -11.0, 130.0, 30.0, -48.0, 160.0),
}
_PATTERNS["bursting"] = _PATTERNS["regular_bursting"]


class AdEx(NeuronModel):
    """Adaptive exponential integrate-and-fire neuron.

    C dv/dt = -g_L (v - E_L) + g_L delta_T exp((v - V_T) / delta_T) - w + I
    tau_w dw/dt = a (v - E_L) - w; at a spike (v > v_peak) v = v_reset and w = w + b.
    Brette & Gerstner 2005, J. Neurophysiol. 94:3637, whose parameters are the defaults. The
    derivatives are taken at v_peak at most: in the upstroke the stages of an integrator lie far
    beyond it, where they would overflow and carry w away.
    `preset` names a firing pattern of Naud et al. 2008, which needs `preset_current[preset]` pA.
    """

    C = Param(281.0, "pF", "capacitance", above=0.0)
    g_L = Param(30.0, "nS", "leak conductance", above=0.0)
    E_L = Param(-70.6, "mV", "leak reversal potential")
    V_T = Param(-50.4, "mV", "threshold of the exponential")
    delta_T = Param(2.0, "mV", "slope factor", above=0.0)
    a = Param(4.0, "nS", "adaptation by v")
    b = Param(80.5, "pA", "adaptation by spikes")
    tau_w = Param(144.0, "ms", "time constant of adaptation", above=0.0)
    v_reset = Param(-70.6, "mV", "potential after a spike")
    v_peak = Param(20.0, "mV", "potential at which a spike is cut")
    t_ref = Param(0.0, "ms", "refractory period", low=0.0)
    per_C = derived(lambda p: 1.0 / p.C, "1/pF")
    sharpness = derived(lambda p: 1.0 / p.delta_T, "1/mV")
    upstroke = derived(lambda p: p.g_L * p.delta_T, "pA")
    rate_w = derived(lambda p: 1.0 / p.tau_w, "1/ms")
    v = State(lambda p: p.E_L, "mV", offset=lambda p: p.E_L, held=True)
    w = State(0.0, "pA")

    integrators = ("euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(10.0, reversal=-80.0)}
    requirements = {"v_reset < v_peak": lambda p: p.v_reset < p.v_peak}
    presets = {k: dict(zip(_NAUD, v[:-1], strict=True), v_peak=0.0) for k, v in _PATTERNS.items()}
    preset_current = {k: v[-1] for k, v in _PATTERNS.items()}

    def derivatives(v, w, I, g_L, E_L, V_T, v_peak, a, per_C, sharpness, upstroke, rate_w):
        v = min(v, v_peak)
        spike = upstroke * exp((v - V_T) * sharpness)
        return (spike - g_L * (v - E_L) - w + I) * per_C, (a * (v - E_L) - w) * rate_w

    def threshold(v, v_peak):
        return v > v_peak

    def reset(w, v_reset, b):
        return v_reset, w + b
