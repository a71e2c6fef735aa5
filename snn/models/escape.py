"""Escape noise: a threshold that is soft, and a leaky neuron that has one."""

from __future__ import annotations

from ..lang import exp, expm1
from ..model import Param, derived
from .lif import LIF

_MOST = 50.0  # beyond this exponent a spike is certain, and exp would overflow


def escape(u, theta, sharpness, hazard):
    """1 - exp(-rho dt) with the hazard rho = rho_0 exp((u - theta) / delta_u)."""
    return -expm1(-hazard * exp(min((u - theta) * sharpness, _MOST)))


class EscapeRate:
    """What escape noise adds to a model with a threshold: parameters, and constants of a step."""

    rho_0 = Param(0.1, "kHz", "hazard at threshold", low=0.0)
    delta_u = Param(2.0, "mV", "width of the soft threshold", above=0.0)
    sharpness = derived(lambda p: 1.0 / p.delta_u, "1/mV")
    hazard = derived(lambda p: p.rho_0 * p.dt, "1")


class EscapeLIF(EscapeRate, LIF):
    """LIF with escape noise: it fires with the hazard rho = rho_0 exp((v - v_thresh) / delta_u).

    The probability of a spike in a step is 1 - exp(-rho dt); delta_u -> 0 is LIF. Gerstner,
    Kistler, Naud & Paninski 2014, Neuronal Dynamics, ch. 9. Other parameters are LIF's.
    """

    def probability(v, v_thresh, sharpness, hazard):
        return escape(v, v_thresh, sharpness, hazard)
