"""NIR's neurons, with its equations and its parameters in its units: seconds, and numbers.

Stepped as the simulators that exchange NIR graphs do it: forward Euler, a spike is an input of 1
during one step, the synaptic current is renewed before the membrane uses it, and a neuron that
exceeds its threshold is reset in the same step.
Pedersen et al. 2024, Nat. Commun. 15:8122; neuroir.org/docs.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..model import NeuronModel, Param, State, derived
from ..receptors import Delta

RECEPTOR = "syn"
INITIAL = {"initial_v": "v", "initial_i": "i"}  # of a node's metadata -> the state
_DELTA = {RECEPTOR: Delta()}


def share(p: Any) -> Any:
    """dt / tau, with dt in ms and tau in s."""
    return p.dt / (1000.0 * p.tau)


class NIRLI(NeuronModel):
    """NIR's LI: tau dv/dt = (v_leak - v) + r I, which never spikes."""

    tau = Param(None, "s", "time constant", above=0.0)
    r = Param(1.0, "1", "resistance")
    v_leak = Param(0.0, "1", "leak voltage")
    share = derived(share, "1")
    v = State(lambda p: p.v_leak, "1", half=False)
    integrators: ClassVar[tuple[str, ...]] = ("step",)
    receptors = _DELTA
    output: ClassVar[str | None] = "v"

    def step(v, I, v_leak, r, share):
        return v + share * (v_leak - v + r * I)


class NIRLIF(NIRLI):
    """NIR's LIF: an LI that spikes where v > v_threshold, and then v = v_reset."""

    v_threshold = Param(1.0, "1", "threshold")
    v_reset = Param(0.0, "1", "reset potential")
    v = State(lambda p: p.v_leak, "1", offset=lambda p: p.v_leak)
    output = None

    def threshold(v, v_threshold):
        return v > v_threshold

    def reset(v_reset):
        return v_reset


class NIRIF(NeuronModel):
    """NIR's IF: dv/dt = r I; v > v_threshold spikes, then v = v_reset. t in seconds."""

    r = Param(1.0, "1/s", "resistance")
    v_threshold = Param(1.0, "1", "threshold")
    v_reset = Param(0.0, "1", "reset potential")
    seconds = derived(lambda p: p.dt / 1000.0, "s")
    v = State(0.0, "1")
    integrators: ClassVar[tuple[str, ...]] = ("step",)
    receptors = _DELTA

    def step(v, I, r, seconds):
        return v + seconds * r * I

    def threshold(v, v_threshold):
        return v > v_threshold

    def reset(v_reset):
        return v_reset


class NIRCubaLI(NeuronModel):
    """NIR's CubaLI: tau_syn di/dt = -i + w_in I; tau_mem dv/dt = (v_leak - v) + r i."""

    tau_syn = Param(None, "s", "time constant of the synapses", above=0.0)
    tau_mem = Param(None, "s", "time constant of the membrane", above=0.0)
    r = Param(1.0, "1", "resistance")
    v_leak = Param(0.0, "1", "leak voltage")
    w_in = Param(1.0, "1", "weight of the input")
    share_syn = derived(lambda p: p.dt / (1000.0 * p.tau_syn), "1")
    share_mem = derived(lambda p: p.dt / (1000.0 * p.tau_mem), "1")
    v = State(lambda p: p.v_leak, "1", half=False)
    i = State(0.0, "1", half=False)
    integrators: ClassVar[tuple[str, ...]] = ("step",)
    receptors = _DELTA
    output: ClassVar[str | None] = "v"

    def step(v, i, I, v_leak, r, w_in, share_syn, share_mem):
        i = i + share_syn * (w_in * I - i)
        return v + share_mem * (v_leak - v + r * i), i


class NIRCubaLIF(NIRCubaLI):
    """NIR's CubaLIF: a CubaLI that spikes where v > v_threshold, and then v = v_reset."""

    v_threshold = Param(1.0, "1", "threshold")
    v_reset = Param(0.0, "1", "reset potential")
    v = State(lambda p: p.v_leak, "1", offset=lambda p: p.v_leak)
    i = State(0.0, "1")
    output = None

    def threshold(v, v_threshold):
        return v > v_threshold

    def reset(i, v_reset):
        return v_reset, i


MODELS: dict[str, type[NeuronModel]] = {
    "LIF": NIRLIF,
    "IF": NIRIF,
    "LI": NIRLI,
    "CubaLIF": NIRCubaLIF,
    "CubaLI": NIRCubaLI,
}
