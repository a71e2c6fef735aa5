"""The spike response model, in which only the last spike is remembered."""

from __future__ import annotations

from typing import ClassVar

from ..model import NeuronModel, Param, State, derived
from ..receptors import Exponential
from .escape import EscapeRate, escape


class SRM0(NeuronModel):
    """Spike response model: u = u_rest + h + eta, which fires at u > theta.

    The input potential h is the current through the membrane, tau_m dh/dt = -h + R I: a spike
    through an `Exponential` or `Alpha` receptor adds the kernel epsilon(s), the receptor's time
    course filtered by exp(-s / tau_m) / tau_m. A spike leaves h alone and sets the after-potential
    eta(s) = -eta_0 exp(-s / tau_eta), whatever eta was. u itself is no state: record h and eta.

    Input is in mV (R = 1), or in pA when the capacitance C is given (R = tau_m / C). For t_ref
    after a spike there is no other. With `integrator="exact"` the kernels are so.
    Gerstner, Kistler, Naud & Paninski 2014, Neuronal Dynamics, ch. 6 and 9.
    """

    tau_m = Param(20.0, "ms", "membrane time constant", above=0.0)
    u_rest = Param(-60.0, "mV", "resting potential")
    theta = Param(-50.0, "mV", "threshold")
    eta_0 = Param(10.0, "mV", "after-potential: size, below rest", low=0.0)
    tau_eta = Param(20.0, "ms", "after-potential: time constant", above=0.0)
    t_ref = Param(0.0, "ms", "refractory period", low=0.0)
    C = Param(None, "pF", "capacitance; None: input in mV", above=0.0, optional=True)
    leak = derived(lambda p: 1.0 / p.tau_m, "1/ms")
    gain = derived(lambda p: 1.0 / (p.tau_m if p.C is None else p.C), "1/ms or 1/pF")
    recovery = derived(lambda p: 1.0 / p.tau_eta, "1/ms")
    h = State(0.0, "mV", "input potential")
    eta = State(0.0, "mV", "after-potential")

    integrators: ClassVar[tuple[str, ...]] = ("exact", "euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}

    def derivatives(h, eta, I, leak, gain, recovery):
        return gain * I - leak * h, -recovery * eta

    def threshold(h, eta, u_rest, theta):
        return u_rest + h + eta > theta

    def reset(h, eta_0):
        return h, -eta_0


class EscapeSRM0(EscapeRate, SRM0):
    """SRM0 with escape noise: it fires with the hazard rho = rho_0 exp((u - theta) / delta_u).

    The probability of a spike in a step is 1 - exp(-rho dt); delta_u -> 0 is SRM0, the ideal
    threshold. Gerstner et al. 2014, Neuronal Dynamics, ch. 9. Other parameters are SRM0's.
    """

    def probability(h, eta, u_rest, theta, sharpness, hazard):
        return escape(u_rest + h + eta, theta, sharpness, hazard)
