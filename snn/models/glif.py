"""The generalised leaky integrate-and-fire neurons of Teeter et al. (2018): five levels."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ..model import NeuronModel, Param, State, derived
from ..numerics.mathfun import host
from ..receptors import Exponential


def membrane(v, current, E_L, leak, gain):
    """dv/dt of a leaky membrane."""
    return gain * current - leak * (v - E_L)


def kept(rate: Any, p: Any) -> Any:
    """The part of an exponential that is left after t_ref, rounded to steps, on the host."""
    resting = np.rint(np.asarray(p.t_ref) / p.dt) * p.dt
    return host.exp(-np.asarray(rate, np.float64) * resting)


class GLIF(NeuronModel):
    """What the levels share: a leaky membrane, a threshold, and receptors with currents in pA."""

    C = Param(58.72, "pF", "capacitance", above=0.0)
    G = Param(9.43, "nS", "leak conductance, 1 / R", above=0.0)
    E_L = Param(-78.85, "mV", "resting potential")
    theta_inf = Param(-51.68, "mV", "threshold")
    t_ref = Param(3.75, "ms", "refractory period, delta t: the spike that is cut out", low=0.0)
    leak = derived(lambda p: 1.0 / (p.C / p.G), "1/ms")
    gain = derived(lambda p: 1.0 / p.C, "1/pF")
    v = State(lambda p: p.E_L, "mV", offset=lambda p: p.E_L, held=True)

    integrators: ClassVar[tuple[str, ...]] = ("exact", "euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0), "gi": Exponential(10.0)}

    def derivatives(v, I, E_L, leak, gain):
        return membrane(v, I, E_L, leak, gain)

    def threshold(v, theta_inf):
        return v > theta_inf


class GLIF1(GLIF):
    """Level 1, LIF: C dv/dt = I - G (v - E_L); a spike at v > theta_inf, then v = v_reset.

    Teeter et al. 2018, Nat. Commun. 9:709, methods. The defaults of all levels are of one cell of
    mouse visual cortex (Allen Cell Types Database, as in NEST's glif_psc). Input is in pA. In the
    refractory period t_ref, for which the paper cuts the spike out, every state rests at the values
    that the reset rules give for its end. `integrator="exact"` takes input as constant in a step.

    Every level is the one below where what it adds is zero, and starts so, with the same bits: in
    float64 with "exact" to the rounding of the propagator.
    """

    v_reset = Param(-78.85, "mV", "potential after a spike")
    requirements = {"v_reset < theta_inf": lambda p: p.v_reset < p.theta_inf}

    def reset(v_reset):
        return v_reset


class GLIF2(GLIF):
    """Level 2, LIF-R: a reset that depends on v, and a threshold that spikes raise.

    dtheta_s/dt = -b_s theta_s; a spike at v > theta_inf + theta_s. Then
    v = E_L + f_v (v - E_L) - delta_v and theta_s = theta_s exp(-b_s t_ref) + delta_theta_s.
    Teeter et al. 2018. With f_v = 0, delta_theta_s = 0 it is GLIF1(v_reset=E_L - delta_v).

    The v of the reset is that after the step which crosses the threshold; NEST's glif_psc takes the
    one before. So v is above NEST's by f_v times the rise in that step, and spikes come a little
    earlier: by 0.2 ms at most in 0.4 s at the default parameters and dt = 0.05 ms.
    """

    f_v = Param(0.2, "1", "slope of the reset of v")
    delta_v = Param(-18.51, "mV", "subtracted by the reset of v")
    b_s = Param(0.009, "1/ms", "decay of theta_s", low=0.0)
    delta_theta_s = Param(0.37, "mV", "added to theta_s by a spike")
    kept_s = derived(lambda p: kept(p.b_s, p), "1")
    theta_s = State(0.0, "mV", "spike component of the threshold", held=True)

    def derivatives(v, theta_s, I, E_L, leak, gain, b_s):
        return membrane(v, I, E_L, leak, gain), -b_s * theta_s

    def threshold(v, theta_s, theta_inf):
        return v > theta_inf + theta_s

    def reset(v, theta_s, E_L, f_v, delta_v, kept_s, delta_theta_s):
        return E_L - delta_v + f_v * (v - E_L), kept_s * theta_s + delta_theta_s


class AfterSpikeCurrents:
    """Two currents asc_j that spikes change: what GLIF3 adds to GLIF1, and GLIF4 to GLIF2."""

    k_1 = Param(0.003, "1/ms", "decay of asc_1", low=0.0)
    k_2 = Param(0.1, "1/ms", "decay of asc_2", low=0.0)
    f_1 = Param(1.0, "1", "factor of asc_1 at a spike")
    f_2 = Param(1.0, "1", "factor of asc_2 at a spike")
    delta_I_1 = Param(-9.18, "pA", "added to asc_1 by a spike")
    delta_I_2 = Param(-198.94, "pA", "added to asc_2 by a spike")
    kept_1 = derived(lambda p: p.f_1 * kept(p.k_1, p), "1")
    kept_2 = derived(lambda p: p.f_2 * kept(p.k_2, p), "1")
    asc_1 = State(0.0, "pA", "after-spike current", held=True)
    asc_2 = State(0.0, "pA", "after-spike current", held=True)


class GLIF3(AfterSpikeCurrents, GLIF1):
    """Level 3, LIF-ASC: GLIF1 with after-spike currents, added to I.

    dasc_j/dt = -k_j asc_j for j = 1, 2; at a spike asc_j = f_j asc_j exp(-k_j t_ref) + delta_I_j.
    Teeter et al. 2018, where they are I_j. With delta_I_j = 0 it is GLIF1.
    """

    def derivatives(v, asc_1, asc_2, I, E_L, leak, gain, k_1, k_2):
        current = I + asc_1 + asc_2
        return membrane(v, current, E_L, leak, gain), -k_1 * asc_1, -k_2 * asc_2

    def reset(asc_1, asc_2, v_reset, kept_1, kept_2, delta_I_1, delta_I_2):
        return v_reset, kept_1 * asc_1 + delta_I_1, kept_2 * asc_2 + delta_I_2


class GLIF4(AfterSpikeCurrents, GLIF2):
    """Level 4, LIF-R-ASC: the rules of GLIF2 and the currents of GLIF3.

    Teeter et al. 2018. With delta_I_j = 0 it is GLIF2; with f_v = 0, delta_theta_s = 0 it is
    GLIF3(v_reset=E_L - delta_v). The reset differs from NEST's as that of GLIF2 does, which moves
    none of 15 spikes there.
    """

    def derivatives(v, theta_s, asc_1, asc_2, I, E_L, leak, gain, b_s, k_1, k_2):
        current = I + asc_1 + asc_2
        rate = membrane(v, current, E_L, leak, gain)
        return rate, -b_s * theta_s, -k_1 * asc_1, -k_2 * asc_2

    def reset(
        v, theta_s, asc_1, asc_2, E_L, f_v, delta_v, kept_s, delta_theta_s,
        kept_1, kept_2, delta_I_1, delta_I_2,
    ):  # fmt: skip
        return (
            E_L - delta_v + f_v * (v - E_L),
            kept_s * theta_s + delta_theta_s,
            kept_1 * asc_1 + delta_I_1,
            kept_2 * asc_2 + delta_I_2,
        )


class GLIF5(GLIF4):
    """Level 5, LIF-R-ASC-A: GLIF4 with a threshold that follows v.

    dtheta_v/dt = a_v (v - E_L) - b_v theta_v; a spike at v > theta_inf + theta_s + theta_v, which
    does not change theta_v. Teeter et al. 2018. With a_v = 0 it is GLIF4. The reset differs from
    NEST's as that of GLIF2 does.
    """

    a_v = Param(0.005, "1/ms", "coupling of theta_v to v")
    b_v = Param(0.09, "1/ms", "decay of theta_v", low=0.0)
    theta_v = State(0.0, "mV", "voltage component of the threshold", held=True)

    def derivatives(
        v, theta_s, asc_1, asc_2, theta_v, I, E_L, leak, gain, b_s, k_1, k_2, a_v, b_v
    ):  # fmt: skip
        current = I + asc_1 + asc_2
        rate = membrane(v, current, E_L, leak, gain)
        adapting = a_v * (v - E_L) - b_v * theta_v
        return rate, -b_s * theta_s, -k_1 * asc_1, -k_2 * asc_2, adapting

    def threshold(v, theta_s, theta_v, theta_inf):
        return v > theta_inf + theta_s + theta_v

    def reset(
        v, theta_s, asc_1, asc_2, theta_v, E_L, f_v, delta_v, kept_s, delta_theta_s,
        kept_1, kept_2, delta_I_1, delta_I_2,
    ):  # fmt: skip
        return (
            E_L - delta_v + f_v * (v - E_L),
            kept_s * theta_s + delta_theta_s,
            kept_1 * asc_1 + delta_I_1,
            kept_2 * asc_2 + delta_I_2,
            theta_v,
        )
