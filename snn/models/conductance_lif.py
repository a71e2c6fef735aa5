"""The leaky integrate-and-fire neuron with conductance-based synapses."""

from __future__ import annotations

from ..receptors import Exponential
from .lif import LIF


class ConductanceLIF(LIF):
    """LIF with conductances g: tau_m dv/dt = -(v - v_rest) + sum of g (reversal - v) + I.

    Conductances are in units of the leak's, 1 / R; I in mV. With C, in nS and pA.
    Destexhe 1997; Vogels & Abbott 2005, J. Neurosci. 25:10786, whose parameters are the defaults.
    """

    integrators = ("euler", "heun", "rk4")
    receptors = {"ge": Exponential(5.0, reversal=0.0), "gi": Exponential(10.0, reversal=-80.0)}
