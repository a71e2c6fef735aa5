"""The leaky integrate-and-fire neuron with white noise."""

from __future__ import annotations

import numpy as np

from ..model import Param, derived
from .lif import LIF


class NoisyLIF(LIF):
    """LIF with a white-noise input: tau_m dv = (-(v - v_rest) + R I) dt + sigma sqrt(tau_m) dW.

    Without threshold v is normal with variance sigma**2 / 2 in the stationary state (Gerstner et
    al. 2014, Neuronal Dynamics, eq. 8.15). `exact` takes the noise as constant within a step: that
    variance holds to (dt / tau_m)**2 / 12, with `euler` to dt / (2 tau_m).
    """

    sigma = Param(1.0, "mV", "noise amplitude", low=0.0)
    noise = derived(lambda p: p.sigma / np.sqrt(p.tau_m * p.dt), "mV/ms")

    def derivatives(v, I, xi, v_rest, leak, gain, noise):
        return gain * I - leak * (v - v_rest) + noise * xi
