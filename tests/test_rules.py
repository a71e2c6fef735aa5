"""Short-term plasticity and third factors, against their formulas; rules that lack something."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import ms, mV
from snn.errors import ConnectError, ModelError
from tests.conftest import BACKENDS
from tests.networks import plastic, reward, rules

PAIR = {"tau_pre": 20.0, "tau_post": 30.0, "a_plus": 0.02, "a_minus": 0.03}


def delivered(rule: snn.STP, times: np.ndarray, **options: Any) -> np.ndarray:
    """What one synapse of weight 1 delivers to spikes at `times` (ms)."""
    net = snn.Network(dt=0.1 * ms, **options)
    S = net.population(snn.SpikeSource(times, np.zeros(len(times), int)), 1, "S")
    T = net.population(snn.LIF(v_thresh=1e3), 1, "T", {"g": snn.Exponential(1 * ms)})
    net.connect(S, T, "g", snn.OneToOne(), weight=1.0, delay=0.4 * ms, plasticity=rule)
    g = net.record(T, "g")
    net.run(times[-1] + 1 * ms)
    decay = np.exp(-0.1)
    jump = g.values[1:, 0] - g.values[:-1, 0] * decay
    found = np.searchsorted(g.times[1:], times + 0.4 * ms - 1e-6)
    return jump[found] / decay  # a jump decays in the step in which it comes


@pytest.mark.parametrize(
    ("U", "tau_rec", "tau_facil"), [(0.5, 800, 0), (0.1, 100, 600), (1, 50, 0)]
)
def test_steady_state_of_short_term_plasticity(U, tau_rec, tau_facil):
    """Tsodyks & Markram (1998), eqs. 2-4: a regular train, in closed form."""
    rule = snn.STP(U=U, tau_rec=tau_rec * ms, tau_facil=tau_facil * ms)
    interval = 50.0
    got = delivered(rule, np.arange(0.0, 5000.0, interval), backend="numba")
    kept = np.exp(-interval / tau_facil) if tau_facil else 0.0
    u = U / (1 - (1 - U) * kept)
    recovered = np.exp(-interval / tau_rec)
    x = (1 - recovered) / (1 - (1 - u) * recovered)
    assert got[0] == pytest.approx(U, rel=1e-4)
    assert got[-1] == pytest.approx(u * x, rel=1e-4)


def test_short_term_plasticity_spike_by_spike():
    """The recursion of Tsodyks & Markram over an irregular train, in float64."""
    times = np.unique(np.round(np.random.default_rng(1).uniform(1, 2000, 60), 1))
    rule = snn.STP(U=0.2, tau_rec=150 * ms, tau_facil=300 * ms)
    got = delivered(rule, times, precision="float64", backend="numba")
    u, x, last, expected = 0.0, 1.0, times[0], []
    for t in times:
        u *= np.exp(-(t - last) / 300)
        x = 1 - (1 - x) * np.exp(-(t - last) / 150)
        u += 0.2 * (1 - u)
        expected.append(u * x)
        x -= u * x
        last = t
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_short_term_plasticity_is_no_learning():
    """It goes on with learn=False, and its weights can be written."""
    results = []
    for learn in (True, False):
        net = rules(backend="numba", seed=4)
        net.run(20 * ms)
        net.run(30 * ms, learn=learn)
        stage = next(s for s in net.program.learn if s.label == "depressing")
        assert stage.pre.any()
        results.append(net)
    projection = next(q for q in net.projections if q.name == "depressing")
    projection["weight"] = -2.5 * mV
    assert np.all(projection["weight"] == -2.5)


def pulsed(backend: str, tau_reward: float | None = None, interval: float = 1.0) -> Any:
    """One synapse that sees a pre spike at 10 ms and a post spike at 15 ms, in float64."""
    net = snn.Network(dt=0.1 * ms, backend=backend, precision="float64")
    S = net.population(snn.SpikeSource([10.0], [0]), 1, "S")
    T = net.population(snn.SpikeSource([15.0], [0]), 1, "T")
    forced = net.population(snn.LIF(t_ref=5000 * ms), 1, "F", {"g": snn.Exponential(5 * ms)})
    net.connect(T, forced, "g", snn.OneToOne(), weight=1e4)
    rule = snn.RewardSTDP(
        **PAIR, w_max=2.0, tau_c=200 * ms, tau_reward=tau_reward, interval=interval * ms
    )
    made = net.connect(S, forced, "g", snn.OneToOne(), weight=1.0, plasticity=rule)
    spikes = net.record(forced, "spikes")
    net.run(20 * ms)
    return net, made, spikes


@pytest.mark.parametrize("backend", BACKENDS)
def test_reward_turns_eligibility_into_weight(backend):
    net, made, spikes = pulsed(backend)
    lag = spikes.times[0] - 10.1  # an arrival is one step after its spike
    first = 0.02 * np.exp(-lag / 20)
    sweeps = 20 - np.ceil(spikes.times[0] + 0.1) + 1  # at the ends of the steps at 15.9, 16.9, ...
    at_20 = first * np.exp(-sweeps / 200)
    assert made["c"][0] == pytest.approx(at_20, rel=1e-9) and made["weight"][0] == 1.0
    made["reward"] = 0.4
    net.run(30 * ms)
    area = 200 * (1 - np.exp(-30 / 200))  # under c from 20 to 50 ms, for c = 1 at 20 ms
    assert made["weight"][0] == pytest.approx(1 + 0.4 * at_20 * area, rel=1e-9)
    made["reward"] = np.array([-100.0])
    net.run(100 * ms)
    assert made["weight"][0] == 0.0


def test_reward_decays_and_can_be_added_to():
    net, made, _ = pulsed("numpy", tau_reward=50 * ms)
    made["reward"] += 1.0
    net.run(25 * ms)
    made["reward"] += 1.0
    assert made["reward"][0] == pytest.approx(1 + np.exp(-0.5), rel=1e-9)
    net.run(1 * ms, learn=False)
    net.run(1 * ms)
    assert made["c"][0] == 0.0 and made["reward"][0] > 1.5


@pytest.mark.parametrize("interval", [0.1, 1.0, 5.0])
def test_a_decaying_reward_counts_in_full(interval):
    """dw/dt = reward c with both decaying, whatever the interval."""
    net, made, _ = pulsed("numpy", tau_reward=50 * ms, interval=interval)
    eligible = made["c"][0]
    made["reward"] = 0.3
    net.run(100 * ms)
    area = 40 * (1 - np.exp(-100 / 40))  # 1 / 40 = 1 / 200 + 1 / 50
    assert made["weight"][0] == pytest.approx(1 + 0.3 * eligible * area, rel=1e-9)


@pytest.mark.parametrize("backend", BACKENDS[1:] or BACKENDS)
def test_parameters_of_a_rule_can_be_written(backend):
    """As those of a model: between runs, without another kind."""
    nets = []
    for late in (0.0, 0.2):
        net = plastic(backend=backend)
        net.run(20 * ms)
        net.projections[0]["a_plus"] = late
        net.projections[0]["a_minus"] = 0.0
        before = net.projections[0]["weight"]
        net.run(100 * ms)
        nets.append((net, before))
    assert nets[0][0].projections[0]["a_plus"] == 0.0
    assert nets[0][0].projections[0].plasticity.a_plus == 0.0
    assert np.array_equal(nets[0][0].projections[0]["weight"], nets[0][1])
    assert np.any(nets[1][0].projections[0]["weight"] > nets[1][1])
    with pytest.raises(ConnectError, match="w_max cannot be changed once the network is built"):
        nets[0][0].projections[0]["w_max"] = 9.0
    with pytest.raises(ModelError, match="'a_plus' in weight must be a number"):
        nets[0][0].projections[0]["a_plus"] = -1.0
    with pytest.raises(ConnectError, match="a_plus must be one number for all synapses"):
        nets[0][0].projections[0]["a_plus"] = [0.1, 0.2]


def test_weights_stay_within_the_bounds_of_any_rule():
    class Drift(snn.PlasticityRule):
        w_min = snn.Param(-0.5, "mV")
        w_max = snn.Param(1.0, "mV")
        change = snn.Param(0.05, "mV")
        x = snn.Trace("pre", 20.0)

        def on_pre(w, change):
            return w + change

    for change, end in ((0.05, 1.0), (-0.05, -0.5)):
        times = np.arange(1.0, 60.0)
        net = snn.Network(dt=0.1 * ms, backend="numpy")
        S = net.population(snn.SpikeSource(times, np.zeros(len(times), int)), 1, "S")
        T = net.population(snn.LIF(), 1, "T")
        q = net.connect(S, T, "ge", snn.OneToOne(), weight=0.2, plasticity=Drift(change=change))
        net.run(70 * ms)
        assert q["weight"][0] == end


def test_a_reward_per_neuron():
    net = rules(backend="numpy")
    net.run(30 * ms)
    before = net.projections[0]["weight"]
    reward(net)
    net.run(20 * ms)
    change, post = net.projections[0]["weight"] - before, net.projections[0].post
    given = np.linspace(-0.2, 0.3, 27)[post]
    eligible = net.projections[0]["c"]
    grown = (np.abs(change) > 1e-3) & (net.projections[0]["weight"] < 2.99)
    assert np.mean(np.sign(change[grown]) == np.sign(given * eligible)[grown]) > 0.9


def test_names_that_a_projection_does_not_have():
    net = rules(backend="numpy")
    static, rewarded = net.projections[2], net.projections[0]
    with pytest.raises(ConnectError, match="'reward' cannot be read; expected one of: weight"):
        static["reward"]
    with pytest.raises(ConnectError, match="'c' cannot be written; expected one of: weight, rew"):
        rewarded["c"] = 0.0
    with pytest.raises(ConnectError, match=r"reward: expected a finite number or 27 of them"):
        rewarded["reward"] = np.zeros(3)
    for value in (np.nan, np.inf):
        with pytest.raises(ConnectError, match=rf"reward: expected a finite.*got {value:.0f}"):
            rewarded["reward"] = value


def test_intervals_that_are_no_whole_steps():
    net = snn.Network(dt=0.1 * ms)
    E = net.population(snn.LIF(), 3, "E")
    assert snn.RewardSTDP(**PAIR, w_max=2.0).values(0.3)["interval"] == pytest.approx(0.9)
    assert snn.RewardSTDP(**PAIR, w_max=2.0).values(2.0)["interval"] == 2.0
    with pytest.raises(ModelError, match="interval <= tau_reward / 10 is required; got tau_reward"):
        snn.RewardSTDP(**PAIR, w_max=2.0, interval=10.0, tau_reward=50.0)
    for interval in (0.25, 0.01):
        rule = snn.RewardSTDP(**PAIR, w_max=2.0, interval=interval)
        with pytest.raises(ConnectError, match="interval of RewardSTDP must be a whole number"):
            net.connect(E, E, "ge", snn.AllToAll(), weight=1.0, plasticity=rule)


def test_rules_that_lack_something():
    class Nothing(snn.PlasticityRule):
        x = snn.Trace("pre", lambda p: 10.0)

    class NoBounds(Nothing):
        def on_pre(w, x):
            return w + x

    class NoInterval(NoBounds):
        w_min = snn.Param(0.0, "mV")
        w_max = snn.Param(1.0, "mV")

        def sweep(w):
            return w

    class Both(NoInterval):
        interval = snn.Param(1.0, "ms")

        def efficacy(w):
            return w

    class Misnamed(NoInterval):
        interval = snn.Param(1.0, "ms")

        def sweep(w, x):
            return w - x

    with pytest.raises(ModelError, match="Nothing must define one of: on_pre, on_post, sweep"):
        Nothing()
    with pytest.raises(ModelError, match="NoBounds must have a parameter 'w_max'"):
        NoBounds()
    with pytest.raises(ModelError, match="NoInterval must have a parameter 'interval'"):
        NoInterval()
    with pytest.raises(ModelError, match="Both: efficacy cannot stand beside on_pre"):
        Both()
    with pytest.raises(ModelError, match=r"Misnamed.sweep: argument 'x' is not one of: w, w_min"):
        Misnamed().compose("f32")
    with pytest.raises(ModelError, match=r"give one of tau= and step="):
        snn.Trace("pre")
    with pytest.raises(ModelError, match=r"Taken: the name 'weight' is taken"):
        type("Taken", (NoInterval,), {"weight": snn.SynapseState("mV")})


def test_errors_of_a_rule_come_where_it_is_used():
    class Mistyped(snn.PlasticityRule):
        w_min = snn.Param(0.0, "mV")
        w_max = snn.Param(1.0, "mV")
        y = snn.Trace("post", 20.0)

        def on_pre(w, yy):
            return w - yy

    class Growing(Mistyped):
        z = snn.Trace("post", lambda p: -p.w_max)

        def on_pre(w, z):
            return w - z

    net = snn.Network(dt=0.1 * ms)
    E = net.population(snn.LIF(), 3, "E")
    with pytest.raises(
        ModelError, match=r"Mistyped.on_pre: argument 'yy' is not one of: w, y, w_m"
    ):
        net.connect(E, E, "ge", snn.AllToAll(), weight=1.0, plasticity=Mistyped())
    with pytest.raises(
        ModelError, match=r"Growing.z: tau must be a time in ms, at least 0; got -1"
    ):
        net.connect(E, E, "ge", snn.AllToAll(), weight=1.0, plasticity=Growing())
