"""The STDP rule run spike by spike through the NumPy dialect, against the formulas."""

from __future__ import annotations

import numpy as np
import pytest

from snn.errors import ModelError
from snn.lang import emit
from snn.parameters import Param
from snn.plasticity import STDP, PlasticityRule, Trace
from tests.forced import forced_weights

DT = 0.1
DEPENDENCES = ["additive", "multiplicative", "power-law"]
BASE = {"tau_pre": 20.0, "tau_post": 30.0, "a_plus": 0.02, "a_minus": 0.03, "w_max": 2.0}


class Synapse:
    """One synapse with its neurons' traces, in the order of a step (see snn.program.Learn)."""

    def __init__(self, rule: PlasticityRule, w: float, real: str = "f64") -> None:
        self.kind = rule.compose(real)
        roles = ("decay_pre", "decay_post", "bump_pre", "bump_post", "on_pre", "on_post")
        self.f = {role: emit.compile_numpy(getattr(self.kind, role)) for role in roles}
        self.real = np.float32 if real == "f32" else np.float64
        values = rule.parameter_values(DT)
        self.params = [self.real(values[name]) for name in self.kind.params]
        self.w = self.real(w)
        self.pre = [self.real(0.0)] * len(self.kind.pre)
        self.post = [self.real(0.0)] * len(self.kind.post)

    def _traces(self, role: str, traces: list) -> list:
        with np.errstate(all="ignore"):
            result = self.f[role](*traces, *self.params)
        return list(result) if isinstance(result, tuple) else [result]

    def step(self, pre: bool = False, post: bool = False) -> None:
        self.pre = self._traces("decay_pre", self.pre)
        self.post = self._traces("decay_post", self.post)
        for role, happened in (("on_pre", pre), ("on_post", post)):
            if happened:
                self.w = self.f[role](self.w, *self.pre, *self.post, *self.params)
        self.pre = self._traces("bump_pre", self.pre) if pre else self.pre
        self.post = self._traces("bump_post", self.post) if post else self.post

    def run(self, pre: list[int], post: list[int]) -> float:
        for k in range(max([*pre, *post]) + 1):
            self.step(k in pre, k in post)
        return float(self.w)


@pytest.mark.parametrize("lag", [-400, -100, -1, 1, 7, 250])
def test_window_of_one_pair_is_the_formula(lag):
    """Song, Miller & Abbott (2000), eq. 1, for one pair of spikes per lag."""
    pre, post = ([0], [lag]) if lag > 0 else ([-lag], [0])
    change = Synapse(STDP(**BASE), 1.0).run(pre, post) - 1.0
    s = abs(lag) * DT
    expected = 0.02 * np.exp(-s / 20.0) if lag > 0 else -0.03 * np.exp(-s / 30.0)
    assert change == pytest.approx(expected, rel=1e-12)


def reach(dependence, side, w, low, high):
    """What a weight makes of the change of a pair: side +1 potentiates, -1 depresses."""
    u = (w - low) / (high - low)
    potentiation = {"additive": 1.0, "multiplicative": 1.0 - u, "power-law": u**0.4}[dependence]
    return potentiation if side > 0 else 1.0 if dependence == "additive" else u


@pytest.mark.parametrize("dependence", DEPENDENCES)
@pytest.mark.parametrize("pairing", ["all", "nearest"])
def test_window_in_a_network_is_the_formula(dependence, pairing, backend):
    """For every lag two spikes of one side 7 ms apart, and one of the other that pairs with both:
    the window of "all" pairs and that of the "nearest" one, added to that of the farther."""
    lags = np.concatenate([np.arange(-500, 0, 23), np.arange(1, 500, 23)])
    two, one = [1000 - 70, 1000], [1000]
    # A spike that leaves at step t arrives at t + 1.
    pre = [np.array(two if lag > 0 else one) - 1 for lag in lags]
    post = [np.array(one if lag > 0 else two) + lag for lag in lags]
    rule = STDP(**BASE, w_min=0.25, dependence=dependence, pairing=pairing)
    learned = forced_weights(rule, pre, post, 0.8, backend=backend, precision="float64")
    s, side = np.abs(lags) * DT, np.sign(lags)
    size, tau = np.where(side > 0, 0.02, -0.03), np.where(side > 0, 20.0, 30.0)
    farther = np.exp(-7.0 / tau) if pairing == "all" else 0.0
    scale = [reach(dependence, each, 0.8, 0.25, 2.0) for each in side]
    expected = size * np.exp(-s / tau) * (1.0 + farther) * scale
    assert learned - 0.8 == pytest.approx(expected, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("dependence", DEPENDENCES)
@pytest.mark.parametrize("pairing", ["all", "nearest"])
def test_trains_sum_their_pairs(dependence, pairing):
    rule = STDP(**BASE, w_min=0.5, dependence=dependence, pairing=pairing)
    pre, post = [3, 40, 41, 200, 333], [10, 41, 60, 61, 210, 340]
    w = 1.1
    for t in range(341):
        for side, spikes in ((-1, pre), (+1, post)):
            if t not in spikes:
                continue
            lags = [s for sign, s in last_pairs(pre, post, t, pairing == "nearest") if sign == side]
            size, tau = (0.02, 20.0) if side > 0 else (-0.03, 30.0)
            size *= reach(dependence, side, w, 0.5, 2.0)
            w += size * sum(np.exp(-s / tau) for s in lags)
    assert Synapse(rule, 1.1).run(pre, post) == pytest.approx(w, rel=1e-12)


def last_pairs(pre, post, t, nearest):
    """The pairs that end at step t."""
    for sign, spikes, others in ((-1, pre, post), (+1, post, pre)):
        if t in spikes:
            before = [p for p in others if p < t]
            yield from ((sign, (t - p) * DT) for p in (before[-1:] if nearest else before))


def test_spikes_in_one_step_do_not_pair():
    assert Synapse(STDP(**BASE), 1.0).run([5], [5]) == 1.0


def test_weights_stop_at_their_bounds():
    rule = STDP(**{**BASE, "a_plus": 5.0, "a_minus": 7.0}, w_min=0.25)
    assert Synapse(rule, 1.0).run([0], [1]) == 2.0
    assert Synapse(rule, 1.0).run([1], [0]) == 0.25
    assert rule.bounds() == (0.25, 2.0)


def test_multiplicative_changes_vanish_at_the_bounds():
    rule = STDP(**BASE, dependence="multiplicative")
    assert Synapse(rule, 2.0).run([0], [1]) == 2.0
    assert Synapse(rule, 0.0).run([1], [0]) == 0.0


@pytest.mark.parametrize("real", ["f32", "f64"])
def test_power_law_at_the_bounds(real):
    """Nothing leaves w_min, in either direction; w_max is not passed."""
    rule = STDP(**BASE, w_min=0.5, dependence="power-law", mu=0.2)
    for spikes in ([0], [1]), ([1], [0]):
        assert Synapse(rule, 0.5, real).run(*spikes) == 0.5
    assert Synapse(rule, 2.0, real).run([0], [1]) == 2.0
    assert Synapse(rule, 2.0, real).run([1], [0]) < 2.0
    tiny = np.nextafter(Synapse(rule, 0.5, real).w, Synapse(rule, 2.0, real).w)
    grown = Synapse(rule, tiny, real).run([0], [1]) - 0.5
    u = (float(tiny) - 0.5) / 1.5
    decayed = 0.02 * np.exp(-DT / 20.0)
    assert grown == pytest.approx(u * 1.5 + decayed * u**0.2, rel=1e-4)


@pytest.mark.parametrize("mu", [0.05, 0.4, 1.0])
def test_power_of_every_weight(mu):
    """exp(mu log u) in float32, against float64 powers."""
    rule = STDP(**{**BASE, "a_plus": 0.5}, dependence="power-law", mu=mu)
    on_post = emit.compile_numpy(rule.compose("f32").on_post)
    w = np.geomspace(1e-30, 1.0, 500).astype(np.float32)
    values = rule.parameter_values(DT)
    params = [np.float32(values[name]) for name in rule.compose("f32").params]
    one = np.ones_like(w)
    change = on_post(w, one, one, *params).astype(np.float64) - w
    expected = 0.5 * (w.astype(np.float64) / 2.0) ** np.float32(mu)
    assert change == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_mu_belongs_to_the_power_law():
    rule = STDP(**BASE, dependence="power-law")
    assert (rule.mu, rule.replace(mu=0.3).mu, rule.replace(w_max=3.0).mu) == (0.4, 0.3, 0.4)
    assert rule.label == "STDP(power-law, all)"
    assert STDP(**BASE).mu is None and "mu" not in STDP(**BASE).compose("f32").params


def test_traces_end_at_zero_instead_of_in_denormal_numbers():
    synapse = Synapse(STDP(**{**BASE, "tau_pre": 1.0}), 1.0, real="f32")
    synapse.step(pre=True)
    smallest = 1.0
    for _ in range(1000):
        synapse.step()
        smallest = min(smallest, synapse.pre[0] or 1.0)
    assert synapse.pre[0] == 0.0
    assert smallest >= 1e-30


def test_corrupt_traces_are_forgotten():
    synapse = Synapse(STDP(**BASE), 1.0, real="f32")
    synapse.pre, synapse.post = [np.float32(np.nan)], [np.float32(np.inf)]
    synapse.step(pre=True, post=True)
    assert synapse.w == 1.0
    assert synapse.pre[0] == 1.0


def test_kinds_are_shared_by_options_not_by_parameters():
    first = STDP(**BASE).compose("f32")
    assert first is STDP(**{**BASE, "w_max": 9.0}).compose("f32")
    names = {STDP(**BASE, pairing=p).compose("f32").name for p in ("all", "nearest")}
    assert names == {"STDP(additive, all)", "STDP(additive, nearest)"}
    values = STDP(**BASE).parameter_values(DT)
    assert set(first.params) == set(values)
    assert values["decay_x"] == pytest.approx(np.exp(-DT / 20.0), rel=1e-15)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: STDP(tau_pre=20.0), r"STDP: parameter 'tau_post' in ms must be given"),
        (lambda: STDP(**{**BASE, "a_plus": -0.1}), r"'a_plus' in weight must be .* >= 0; got -0.1"),
        (lambda: STDP(**BASE, w_min=3.0), r"w_min < w_max is required; got .*w_min = 3.0"),
        (lambda: STDP(**BASE, pairing="some"), r"pairing='some' is not one of: all, nearest"),
        (lambda: STDP(**BASE, dependence="x"), r"dependence='x' is not one of: additive"),
        (lambda: STDP(**BASE, mu=0.4), r"mu=0.4 is used with dependence='power-law' only; got dep"),
        (lambda: STDP(**BASE, dependence="power-law", mu=0.0), r"'mu' in 1 must be .* > 0 and <="),
        (lambda: STDP(**BASE, dependence="power-law", mu=1.1), r"'mu' in 1 must be .* <= 1; got"),
        (lambda: STDP(**BASE, tau=3.0), r"STDP has no parameter 'tau'"),
        (lambda: STDP(**{**BASE, "tau_pre": [1.0, 2.0]}), r"'tau_pre' must be one number"),
        (lambda: Trace("both", lambda p: 1.0), r"side must be 'pre' or 'post'"),
    ],
)
def test_bad_values(make, message):
    with pytest.raises(ModelError, match=message):
        make()


class Hebbian(PlasticityRule):
    """A rule of one's own: only coincidences within the window of x count."""

    rate = Param(0.1, "weight")
    w_min = Param(0.0, "weight")
    w_max = Param(1.0, "weight")
    x = Trace("pre", lambda p: 10.0)
    y = Trace("post", lambda p: 10.0)

    def on_pre(w):
        return w

    def on_post(w, x, rate, w_max):
        return min(w + rate * x, w_max)


def test_a_rule_of_ones_own():
    assert Synapse(Hebbian(), 0.5).run([0], [10]) == pytest.approx(0.5 + 0.1 * np.exp(-0.1))
    assert Hebbian(rate=0.2).compose("f32").name == "Hebbian"
