"""The neurons of the auditory cortex of Park & Geffen (2020), and its synapses from PV cells."""

from __future__ import annotations

from ..model import Param, State, derived
from ..models import NoisyAdEx
from ..models.adex import adaptive
from ..receptors import Exponential


class Pyramidal(NoisyAdEx):
    """An excitatory cell: the soma is NoisyAdEx, with a passive dendrite v_d that SST cells reach.

    C dv/dt = ... - g_sd (v - v_d) / 0.3,
    C dv_d/dt = -g_L (v_d - E_L) - g_sd (v_d - v) / 0.7 - g_s (1 + rise (1 - D)) (v_d - E_i)
    dD/dt = (1 - D) / tau_D1 - D tone / tau_D2, the slow depression of its thalamic input, which
    also scales inhibition: from SST cells as above, from PV cells in `FromPV`.
    `tone` is 1 in a step with a sound; what arrives there is gone in the next.
    """

    g_sd = Param(18.75, "nS", "coupling of soma and dendrite", low=0.0)
    E_i = Param(-67.0, "mV", "reversal potential of inhibition")
    tau_s = Param(1.0, "ms", "decay of g_s", above=0.0)
    tau_D1 = Param(1000.0, "ms", "recovery of D", above=0.0)
    tau_D2 = Param(250.0, "ms", "depression of D by a tone", above=0.0)
    rise = Param(3.0, "1", "growth of g_s where D is 0")
    to_soma = derived(lambda p: p.g_sd / (0.3 * p.C), "1/ms")
    to_dendrite = derived(lambda p: p.g_sd / (0.7 * p.C), "1/ms")
    v_d = State(lambda p: p.E_L, "mV", "dendritic potential", offset=lambda p: p.E_L)
    g_s = State(0.0, "nS", "conductance from SST cells")
    D = State(1.0, "1", "what depression leaves", half=False)
    tone = State(0.0, "1", "whether there is a sound")

    def derivatives(
        v, w, v_d, g_s, D, tone, I, xi, dt, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke,
        rate_w, noise, E_i, tau_s, tau_D1, tau_D2, rise, to_soma, to_dendrite,
    ):  # fmt: skip
        dv, dw = adaptive(v, w, I, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w)
        inhibition = g_s * (1.0 + rise * (1.0 - D)) * (v_d - E_i)
        return (
            dv - to_soma * (v - v_d) + noise * xi,
            dw,
            -(g_L * (v_d - E_L) + inhibition) * per_C - to_dendrite * (v_d - v),
            -g_s / tau_s,
            (1.0 - D) / tau_D1 - D * tone / tau_D2,
            -tone / dt,
        )

    def reset(w, v_d, g_s, D, tone, v_reset, b):
        return v_reset, w + b, v_d, g_s, D, tone


class FromPV(Exponential):
    """Inhibition by PV cells: g (1 - fall (1 - D)) (reversal - v), with the D of `Pyramidal`."""

    fall = Param(1.7, "1", "loss of g where D is 0")

    def current(g, v, D, reversal, fall):
        return g * (1.0 - fall * (1.0 - D)) * (reversal - v)
