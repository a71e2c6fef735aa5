"""Short-term plasticity: depression and facilitation."""

from __future__ import annotations

from ..parameters import Param
from .rule import PlasticityRule, Trace


def _facilitate(u, U):
    return u + U * (1.0 - u)


def _use(u, spent, U):
    return spent + _facilitate(u, U) * (1.0 - spent)


class STP(PlasticityRule):
    """Short-term plasticity of Tsodyks, Pawelzik & Markram (1998, Neural Comput. 10:821; earlier,
    without facilitation, Tsodyks & Markram 1997, PNAS 94:719): a spike uses a fraction u of a
    synapse's resources, which recover; u itself jumps at spikes and decays.

    At a spike u becomes u + U (1 - u); then weight · u · (1 - spent) is delivered, after the delay,
    and `spent`, the part of the resources that is not available, grows by u (1 - spent).

    U : 0 ... 1, what the first spike uses. tau_rec : ms, recovery. tau_facil : ms, decay of u; with
    0 every spike uses U (a purely depressing synapse). The weight is the absolute efficacy: what a
    spike delivered if it used everything. All synapses of a neuron in a projection share u and
    spent, for they see the same spikes. `learn=False` does not stop it: no weight changes.
    """

    U = Param(0.5, "1", "use of resources by the first spike", low=0.0, high=1.0)
    tau_rec = Param(800.0, "ms", "time constant of recovery", above=0.0)
    tau_facil = Param(0.0, "ms", "time constant of facilitation", low=0.0)
    u = Trace("pre", lambda p: p.tau_facil, spike=_facilitate)
    spent = Trace("pre", lambda p: p.tau_rec, spike=_use)

    def efficacy(w, u, spent, U):
        return w * (_facilitate(u, U) * (1.0 - spent))
