"""The adaptive exponential integrate-and-fire neuron."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..lang import exp
from ..model import NeuronModel, Param, State, derived
from ..receptors import Exponential
from .adex_presets import PATTERN_CURRENT, PATTERNS, PRESETS

_MOST = 60.0  # exponent of the upstroke that is taken at most: exp(88.8) overflows float32


def adaptive(v, w, I, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w):
    """dv/dt and dw/dt, taken at v_top at most."""
    v = min(v, v_top)
    spike = upstroke * exp((v - V_T) * sharpness)
    return (spike - g_L * (v - E_L) - w + I) * per_C, (a * (v - E_L) - w) * rate_w


class AdEx(NeuronModel):
    """Adaptive exponential integrate-and-fire neuron.

    C dv/dt = -g_L (v - E_L) + g_L delta_T exp((v - V_T) / delta_T) - w + I
    tau_w dw/dt = a (v - E_L) - w; at a spike (v > v_peak) v = v_reset and w = w + b.
    Brette & Gerstner 2005, J. Neurophysiol. 94:3637, whose parameters are the defaults. The
    derivatives are taken at v_peak at most, and at V_T + 60 delta_T: in the upstroke the stages of
    an integrator lie far beyond it, where they would overflow and carry w away.

    `preset` names a set of parameters:
    a firing pattern of Naud et al. 2008 (`AdEx.patterns`), which needs `preset_current[preset]` pA;
    "excitatory" (the soma), "PV" and "SST" of the auditory cortex of Park & Geffen 2020;
    "T1" and "T2" of FabulousFabs/AdEx, which integrates by Heun's method: Brette & Gerstner 2005
    with a higher threshold, which T1 sharpens. C and g_L of T2, in that program tau_m and R, are
    T1's.
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
    v_top = derived(lambda p: np.minimum(p.v_peak, p.V_T + _MOST * p.delta_T), "mV")
    rate_w = derived(lambda p: 1.0 / p.tau_w, "1/ms")
    v = State(lambda p: p.E_L, "mV", offset=lambda p: p.E_L, held=True)
    w = State(0.0, "pA")

    integrators: ClassVar[tuple[str, ...]] = ("euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(10.0, reversal=-80.0)}
    requirements = {"v_reset < v_peak": lambda p: p.v_reset < p.v_peak}
    presets = PRESETS
    patterns = PATTERNS
    preset_current = PATTERN_CURRENT

    def derivatives(v, w, I, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w):
        return adaptive(v, w, I, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w)

    def threshold(v, v_peak):
        return v > v_peak

    def reset(w, v_reset, b):
        return v_reset, w + b
