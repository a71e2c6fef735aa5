"""What a neuron releases by its potential, not by its spikes: graded synapses."""

from __future__ import annotations

from typing import Any

from ..errors import ModelError
from ..lang import exp
from ..model import State
from ..parameters import Param
from .component import Component

_MOST = 50.0  # beyond this exponent all receptors are open, and exp would overflow


class Release(Component):
    """ds/dt = opening (1 - s) - closing s, the fraction of open receptors that a neuron causes.

    A subclass defines opening(...) and closing(...) (1/ms), functions of v and its own parameters.
    s depends on the presynaptic neuron alone, and so it is a state of that neuron: one that calls
    the release "glut" has it as "s_glut". The name is the transmitter's: projections from there
    onto a receptor `Graded` that is called "glut" too carry it.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for role in ("opening", "closing"):
            if not callable(getattr(cls, role, None)):
                raise ModelError(f"{cls.__name__} needs a function {role}(...)")

    def neuron_states(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, State]:
        """s, at first 0. In full precision: projections read it as it is."""
        return {f"s_{name}": State(0.0, "1", f"release of {name}", half=False)}


class GradedRelease(Release):
    """ds/dt = (s_inf - s) / tau_s, s_inf = 1 / (1 + exp((V_th - v) / Delta)).

    tau_s = (1 - s_inf) / k_minus, so that opening = k_minus exp((v - V_th) / Delta) and closing =
    k_minus. The defaults are those of a glutamatergic synapse of Prinz, Bucher & Marder 2004, Nat.
    Neurosci. 7:1345 (Abbott & Marder 1998); a cholinergic one has k_minus = 1/100 per ms. A
    depolarised neuron opens within microseconds: only exponential Euler is stable then.
    """

    V_th = Param(-35.0, "mV", "potential of half release")
    Delta = Param(5.0, "mV", "steepness", above=0.0)
    k_minus = Param(1.0 / 40.0, "1/ms", "closing rate", above=0.0)

    def opening(v, V_th, Delta, k_minus):
        return k_minus * exp(min((v - V_th) / Delta, _MOST))

    def closing(k_minus):
        return k_minus
