"""The adaptive exponential integrate-and-fire neuron with white noise."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..model import Param, derived
from .adex import AdEx, adaptive


class NoisyAdEx(AdEx):
    """AdEx with a white-noise input: C dv = (... + I) dt + sigma sqrt(g_L C) dW.

    As in `NoisyLIF`, where tau_m = C / g_L: far below V_T and without adaptation v is normal with
    variance sigma**2 / 2 in the stationary state, to dt / (2 tau_m).
    """

    sigma = Param(1.0, "mV", "noise amplitude", low=0.0)
    noise = derived(lambda p: p.sigma * np.sqrt(p.g_L / (p.C * p.dt)), "mV/ms")
    integrators: ClassVar[tuple[str, ...]] = ("euler",)

    def derivatives(
        v, w, I, xi, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w, noise
    ):  # fmt: skip
        dv, dw = adaptive(v, w, I, g_L, E_L, V_T, v_top, a, per_C, sharpness, upstroke, rate_w)
        return dv + noise * xi, dw
