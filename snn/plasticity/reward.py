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
    interval : ms between the updates of c and w, a whole number of steps, at most a tenth of tau_c
        and tau_reward; None: the nearest to 1 ms. Between updates c and the reward decay as they
        should; what pairs and pulses of reward within an interval add counts from its beginning.

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
    interval = Param(None, "ms", "between updates", above=0.0, optional=True)
    w_max = Param(None, "weight", "greatest weight")
    w_min = Param(0.0, "weight", "least weight")
    fading = derived(lambda p: host.exp(-p.interval / p.tau_c), "1")
    tonic = derived(lambda p: _integral(p.interval, p.tau_c, None), "ms")
    phasic = derived(lambda p: _integral(p.interval, p.tau_c, p.tau_reward), "ms")

    x = Trace("pre", lambda p: p.tau_pre)
    y = Trace("post", lambda p: p.tau_post)
    c = SynapseState("weight")
    reward = Signal("1/ms", tau=lambda p: p.tau_reward)

    requirements = {
        "w_min < w_max": lambda p: p.w_min < p.w_max,
        "interval <= tau_c / 10": lambda p: _short(p.interval, p.tau_c),
        "interval <= tau_reward / 10": lambda p: _short(p.interval, p.tau_reward),
    }

    def on_pre(w, c, y, a_minus):
        return w, c - a_minus * y

    def on_post(w, c, x, a_plus):
        return w, c + a_plus * x

    def sweep(w, c, reward, baseline, tonic, phasic, fading):
        return w + (baseline * tonic + reward * phasic) * c, c * fading


def _short(interval, tau):
    return interval is None or tau is None or interval <= tau / 10 * (1 + 1e-9)


def _integral(interval, tau_c, tau_reward):
    """Of c · reward over an interval, for c = 1 at its beginning and reward = 1 at its end; ms."""
    if tau_reward is None:
        return tau_c * (1.0 - host.exp(-interval / tau_c))
    tau = 1.0 / (1.0 / tau_c + 1.0 / tau_reward)
    return host.exp(interval / tau_reward) * tau * (1.0 - host.exp(-interval / tau))
