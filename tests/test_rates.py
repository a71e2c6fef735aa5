"""Rate units and rate projections: equations, order within a step, backends, rules on weights."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms
from snn.lang import exp
from tests.conftest import BACKENDS, same_bits
from tests.rate_networks import (
    LEARNING,
    TOLERANCE,
    furthest,
    learning,
    slow_wave,
    static,
    two_waves,
    values,
    zero,
)

OTHERS = [name for name in BACKENDS if name != "numpy"]
FUNCTIONS = {
    "tanh": np.tanh,
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.maximum(x, 0),
    "linear": lambda x: x,
}


@pytest.mark.parametrize("transfer", FUNCTIONS)
def test_units_follow_their_equation_with_the_same_bits_on_every_backend(transfer: str) -> None:
    found = {}
    current = np.linspace(-3, 3, 41)
    for backend in BACKENDS:
        net = snn.Network(dt=1 * ms, backend=backend, precision="float64")
        G = net.population(snn.Rate(tau=10 * ms, transfer=transfer), 41, "G", x=0.5)
        N = net.population(snn.NoisyRate(transfer=transfer), 41, "N")
        net.stimulate(G, "I", current)
        net.run(5 * ms)
        found[backend] = np.stack([G["x"], G["r"], N["r"]])
    x = current + (0.5 - current) * 0.9**5
    np.testing.assert_allclose(found["numpy"][0], x, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(found["numpy"][1], FUNCTIONS[transfer](x), rtol=1e-13, atol=1e-15)
    assert all(same_bits(found["numpy"], other) for other in found.values())


def test_noise_has_the_stated_variance() -> None:
    net = snn.Network(dt=0.2 * ms)
    G = net.population(snn.NoisyRate(tau=10 * ms, sigma=0.4), 10_000, "G")
    net.run(40 * ms)
    assert abs(np.var(G["x"]) / 0.08 - 1) < 0.05


def test_a_step_delivers_the_rates_of_the_step_before() -> None:
    net = snn.Network(dt=1 * ms, backend="numpy", precision="float64")
    X = net.population(snn.Readout(), 2, "X")
    Y = net.population(snn.Readout(), 3, "Y")
    net.connect(X, Y, "I", snn.AllToAll(), weight=np.arange(6.0))  # of pre 0, then of pre 1
    net.stimulate(X, "I", lambda t: np.stack([t, 10 * t], axis=1))
    net.stimulate(Y, "I", lambda t: 1000 + 0 * t)
    net.stimulate(Y, "I", 0.5)
    rates = net.record(Y, "r")
    net.run(4 * ms)
    W = np.arange(6.0).reshape(2, 3).T
    expected = [W @ [t, 10 * t] + 1000.5 for t in (0, 0, 1, 2)]
    np.testing.assert_array_equal(rates.values, expected)


def test_rates_add_up_over_projections_slices_and_multapses() -> None:
    net = snn.Network(dt=1 * ms, backend="numpy", precision="float64")
    X = net.population(snn.Readout(), 4, "X", r=[1.0, 2.0, 3.0, 4.0])
    Y = net.population(snn.Readout(), 5, "Y")
    net.connect(X[1:], Y[2:4], "I", snn.AllToAll(), weight=1.0)
    net.connect(X, Y, "I", snn.FromPairs([0, 0, 3], [0, 0, 2]), weight=[5.0, 6.0, 7.0])
    net.run(1 * ms)
    np.testing.assert_array_equal(Y["r"], [11, 0, 9 + 28, 9, 0])


@cache
def reference(make: Any, precision: str) -> tuple[snn.Network, int]:
    """What numpy gives after 1,000 steps, and how many spikes of "N" if there is one."""
    net = make(backend="numpy", precision=precision)
    spikes = [net.record(p, "spikes") for p in net.populations if p.name == "N"]
    net.run(1000 * ms)
    return net, sum(map(len, spikes))


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("backend", OTHERS)
def test_every_backend_within_the_tolerance(backend: str, precision: str) -> None:
    net, (expected, _) = static(backend=backend, precision=precision), reference(static, precision)
    net.run(1000 * ms)
    assert furthest(values(expected), values(net)) <= TOLERANCE[precision]
    for q, other in zip(expected.projections, net.projections, strict=True):
        assert same_bits(q.pre, other.pre) and same_bits(q["weight"], other["weight"])


@pytest.mark.parametrize("precision", LEARNING)
@pytest.mark.parametrize("backend", OTHERS)
def test_every_backend_learns_within_the_tolerance(backend: str, precision: str) -> None:
    net = learning(backend=backend, precision=precision)
    expected, n_spikes = reference(learning, precision)
    spikes = net.record(net["N"], "spikes")
    net.run(1000 * ms)
    assert furthest(values(expected), values(net)) <= LEARNING[precision]
    assert n_spikes > 50 and abs(len(spikes) - n_spikes) <= 2


def test_half_precision_keeps_rates_and_weights_whole() -> None:
    nets = [learning(backend="numpy", precision=each) for each in ("float16", "float32")]
    for net in nets:
        net.run(50 * ms)
    half, single = map(values, nets)
    assert all(same_bits(half[k], single[k]) for k in half)


@pytest.mark.parametrize("backend", BACKENDS)
def test_bits_do_not_depend_on_the_length_of_runs_nor_on_threads(backend: str) -> None:
    whole, parts = learning(backend=backend), learning(backend=backend, threads=2)
    whole.run(1030 * ms)
    for duration in (1, 7, 992, 30):
        parts.run(duration * ms)
    assert all(same_bits(v, values(parts)[k]) for k, v in values(whole).items())


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_checkpoint_continues_and_reset_repeats_every_backend(
    backend: str, tmp_path: Path
) -> None:
    net = learning(backend=backend)
    net.run(45 * ms)
    early = values(net)
    net.save(tmp_path / "net.h5")
    functions = {f.__name__: f for f in (two_waves, zero, slow_wave)}
    again = snn.Network.load(tmp_path / "net.h5", backend=backend, functions=functions)
    for each in (net, again):
        each.run(60 * ms)
    assert all(same_bits(v, values(again)[k]) for k, v in values(net).items())
    P = [stage.rule.P for n in (net, again) for stage in n.program.rates if stage.label == "own"]
    assert P[0].shape[0] == 2 and same_bits(*P)
    again.reset()
    again.run(45 * ms)
    assert all(same_bits(v, values(again)[k]) for k, v in early.items())


@pytest.mark.parametrize("backend", BACKENDS)
def test_without_learning_weights_and_P_rest(backend: str) -> None:
    net = learning(backend=backend)
    net.run(20 * ms)
    before = [q["weight"] for q in net.projections]
    P = [np.array(stage.rule.P) for stage in net.program.rates if hasattr(stage.rule, "P")]
    net.run(20 * ms, learn=False)
    assert all(same_bits(w, q["weight"]) for w, q in zip(before, net.projections, strict=True))
    now = [stage.rule.P for stage in net.program.rates if hasattr(stage.rule, "P")]
    assert len(P) == 3 and all(map(same_bits, P, now))
    net.run(20 * ms)
    changed = [not same_bits(w, q["weight"]) for w, q in zip(before, net.projections, strict=True)]
    assert changed == [q.plasticity is not None for q in net.projections]


@pytest.mark.parametrize("backend", BACKENDS)
def test_weights_are_read_and_written_in_the_order_of_synapses(backend: str) -> None:
    net = snn.Network(dt=1 * ms, backend=backend)
    X = net.population(snn.Readout(), 6, "X")
    Y = net.population(snn.Readout(), 4, "Y")
    dense = net.connect(X, Y, "I", snn.AllToAll(), weight=1.0)
    sparse = net.connect(X, Y, "I", snn.FixedProbability(0.5), weight=1.0)
    net.stimulate(X, "I", np.arange(6.0))
    net.run(2 * ms)
    for q in (dense, sparse):
        order = np.lexsort((q.post, q.pre))
        np.testing.assert_array_equal(order, np.arange(len(q)))
        assert np.all(q.delay == 1.0)
        q["weight"] = 10.0 * q.post + q.pre
    assert np.array_equal(dense["weight"], 10.0 * dense.post + dense.pre)
    net.run(1 * ms)
    expected = np.zeros(4)
    for q in (dense, sparse):
        np.add.at(expected, q.post, (10.0 * q.post + q.pre) * np.arange(6.0)[q.pre])
    np.testing.assert_allclose(Y["r"], expected, rtol=1e-6)


@pytest.mark.parametrize("backend", BACKENDS)
def test_stimuli_and_parameters_may_change_between_runs(backend: str) -> None:
    net = snn.Network(dt=1 * ms, backend=backend, precision="float64")
    X = net.population(snn.Rate(tau=10 * ms, transfer="linear"), 2, "X", r=1.0)
    Y = net.population(snn.Rate(tau=10 * ms, transfer="linear"), 3, "Y")
    net.connect(X, Y, "I", snn.AllToAll(), weight=2.0)
    net.run(1 * ms)
    y = 0.4  # a tenth of two rates of 1 times 2
    np.testing.assert_allclose(Y["r"], y)
    net.stimulate(Y, "I", 3.0)
    net.record(Y, "r")
    net.run(1 * ms)
    y += 0.1 * (3.0 - y)  # X has decayed to 0 at once: its r follows x
    np.testing.assert_allclose(Y["r"], y)
    Y["tau"] = 5.0
    net.stimulate(Y[1:], "I", lambda t: 10.0 + 0 * t)
    net.run(1 * ms)
    np.testing.assert_allclose(Y["r"], [y + 0.2 * (i - y) for i in (3.0, 13.0, 13.0)])


class Filter(snn.NeuronModel):
    """A rate model of one's own, with a general integrator and no threshold."""

    tau = snn.Param(5.0, "ms", above=0.0)
    rate = snn.derived(lambda p: 1 / p.tau, "1/ms")
    r = snn.State(0.0, "1", half=False)
    output = "r"

    def derivatives(r, I, rate):
        return (I - r) * rate


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_rate_model_of_ones_own_and_a_projection_without_synapses(backend: str) -> None:
    net = snn.Network(dt=1 * ms, backend=backend, precision="float64")
    X = net.population(Filter(), 3, "X")
    Y = net.population(Filter(tau=2.0), 2, "Y")
    net.stimulate(X, "I", 1.0)
    net.connect(X, Y, "I", snn.FromPairs([0, 2], [1, 1]), weight=[2.0, 3.0])
    empty = net.connect(X, Y, "I", snn.FixedProbability(0.0), weight=1.0)
    net.run(20 * ms)
    x = 1 - 0.8 ** np.arange(21)
    y = 0.0
    for rate in x[:-1]:
        y += 0.5 * (5.0 * rate - y)
    np.testing.assert_allclose(X["r"], x[-1], rtol=1e-12)
    np.testing.assert_allclose(Y["r"], [0.0, y], rtol=1e-12)
    assert len(empty) == 0


class Bounded(snn.RateRule):
    """A rule of one's own, with a function of the language."""

    rate = snn.Param(0.01, "1", low=0.0)
    slow = snn.derived(lambda p: p.rate / 2, "1")

    def update(w, pre, post, rate, slow):
        return w + rate * post * pre - slow * (exp(w) - 1.0)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_rule_of_ones_own_on_every_backend(backend: str) -> None:
    net = snn.Network(dt=1 * ms, backend=backend, precision="float64")
    X = net.population(snn.Readout(), 3, "X", r=[1.0, -1.0, 0.5])
    Y = net.population(snn.Readout(), 2, "Y")
    q = net.connect(X, Y, "I", snn.AllToAll(), weight=0.3, plasticity=Bounded(rate=0.1))
    net.stimulate(X, "I", [1.0, -1.0, 0.5])
    W, x = np.full((2, 3), 0.3), np.array([1.0, -1.0, 0.5])
    for _ in range(20):
        y = W @ x
        W = W + 0.1 * y[:, None] * x - 0.05 * (np.exp(W) - 1.0)
    net.run(20 * ms)
    np.testing.assert_allclose(q["weight"], W.T.ravel(), rtol=1e-13)


def test_oja_finds_the_first_principal_component() -> None:
    rng = np.random.default_rng(3)
    mixing = rng.normal(size=(8, 8)) * np.array([2.0, 1, 1, 0.8, 0.6, 0.5, 0.3, 0.2])
    data = rng.normal(size=(10_000, 8)) @ mixing.T
    for connectivity in (snn.AllToAll(), snn.FromPairs(np.arange(8), np.zeros(8, int))):
        net = snn.Network(dt=1 * ms, backend="numpy")
        X = net.population(snn.Readout(), 8, "X")
        Y = net.population(snn.Readout(), 1, "Y")
        net.stimulate(X, "I", snn.TimedArray(data, 1 * ms))
        rule = snn.Oja(rate=5e-4)
        q = net.connect(X, Y, "I", connectivity, weight=snn.Uniform(0, 0.2), plasticity=rule)
        net.run(10_000 * ms)
        first = np.linalg.eigh(np.cov(data.T))[1][:, -1]
        w = q["weight"]
        assert abs(w @ first) / np.linalg.norm(w) >= 0.99
        assert abs(np.linalg.norm(w) - 1) < 0.05


def test_rates_drive_neurons_that_spike_and_spikes_drive_rates() -> None:
    net = snn.Network(dt=0.1 * ms)
    source = net.population(snn.Readout(), 1, "source", r=1.0)
    N = net.population(snn.LIF(), 1, "N")
    back = net.population(snn.Rate(tau=50 * ms), 1, "back", {"s": snn.Exponential(10 * ms)})
    net.stimulate(source, "I", 1.0)
    net.connect(source, N, "I", snn.AllToAll(), weight=15.0)
    net.connect(N, back, "s", snn.AllToAll(), weight=1.0)
    spikes, rate = net.record(N, "spikes"), net.record(back, "r")
    net.run(500 * ms)
    period = 20 * np.log(15 / 5)  # of a LIF from -60 to -50 mV with 15 mV of input
    assert abs(np.diff(spikes.times).mean() - period) < 0.1
    assert rate.values.max() > 0.2


def test_the_network_and_its_program_show_rate_projections() -> None:
    net = learning(backend="numpy")
    text, program = str(net), str(net.program)
    assert "sparse, 8 bytes" in text and "FORCE(two_waves, alpha=10, every=2)" in text
    assert "rates    own: " in program and "P 2 x " in program
    assert "rates    G->Y: 120 weights, dense, 4 bytes, FORCE every 1 steps, P 40 x 40" in program
    held = sum(stage.nbytes for stage in net.program.rates)
    assert held > 2 * 4 * 40 * 40
    bare = static(backend="numpy")
    assert bare.program.nbytes > sum(q["weight"].size * 4 for q in bare.projections)
