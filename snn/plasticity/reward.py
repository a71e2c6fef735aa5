"""Reward-modulated spike-timing-dependent plasticity."""

from __future__ import annotations

from ..numerics.mathfun import host
from ..parameters import Param, derived
from .rule import PlasticityRule, Signal, SynapseState, Trace


class RewardSTDP(PlasticityRule):
    """Pair STDP that a later reward turns into a change of weight (Izhikevich 2007, Cereb. Cortex
    17:2443; Frémaux & Gerstner 2016, Front. Neural Circuits 9:85).

    What pair STDP (as in `STDP`, all pairs, additive) would add to the weight goes to the synapse's
    eligibility c instead, which decays with tau_c; the weight follows
    dw/dt = (baseline + reward) · c within w_min .. w_max.

    a_plus, a_minus : >= 0, what a pair adds to or takes from c, in the weight's unit.
    tau_c : ms. baseline : 1/ms, for learning without reward.
    tau_reward : ms, decay of the reward towards 0; None: it stays as it is written.
    interval : ms between the updates of c and w, a whole number of steps.

    `projection["reward"] = ...` sets it, in 1/ms: a number, or one per target neuron (n_post,);
    `projection["reward"] += ...` adds a pulse. `projection["c"]` reads the eligibility.
    """

    keyword_only = True
    tau_pre = Param(None, "ms", "window of potentiation", above=0.0)
    tau_post = Param(None, "ms", "window of depression", above=0.0)
    a_plus = Param(None, "weight", "potentiation of a pair", low=0.0)
    a_minus = Param(None, "weight", "depression of a pair", low=0.0)
    tau_c = Param(1000.0, "ms", "decay of the eligibility", above=0.0)
    tau_reward = Param(None, "ms", "decay of the reward", above=0.0, optional=True)
    baseline = Param(0.0, "1/ms", "added to the reward")
    interval = Param(1.0, "ms", "between updates", above=0.0)
    w_max = Param(None, "weight", "greatest weight")
    w_min = Param(0.0, "weight", "least weight")
    fading = derived(lambda p: host.exp(-p.interval / p.tau_c), "1")

    x = Trace("pre", lambda p: p.tau_pre)
    y = Trace("post", lambda p: p.tau_post)
    c = SynapseState("weight")
    reward = Signal("1/ms", tau=lambda p: p.tau_reward)

    requirements = {"w_min < w_max": lambda p: p.w_min < p.w_max}

    def on_pre(w, c, y, a_minus):
        return w, c - a_minus * y

    def on_post(w, c, x, a_plus):
        return w, c + a_plus * x

    def sweep(w, c, reward, baseline, interval, fading, w_min, w_max):
        change = (baseline + reward) * interval * c
        return max(w_min, min(w_max, w + change)), c * fading
