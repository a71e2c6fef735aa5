"""Normalising of weights: sums equal their totals, the same bits everywhere, who is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms, mV
from snn.lowering.normalizing import scale_of
from tests import emulation
from tests.conftest import BACKENDS, PRECISIONS, same_bits
from tests.networks import everything
from tests.small import learning

WAYS = [
    (name, threads)
    for name in BACKENDS
    for threads in ((1, 2, 3) if name == "numba" else (None,))
    if name != "numpy"
]
EVERY = 1.5 * ms
TOTALS = np.linspace(10.0, 60.0, 20)


def run(backend: str, threads: int | None = None, **options: Any) -> dict[str, np.ndarray]:
    """Everything after runs with and without learning, of two projections; weights recorded."""
    net = learning(backend=backend, threads=threads, **options)
    PE = net.projections[0]
    some, rule = snn.FixedTotal(150), PE.plasticity.replace(w_min=-1.0)
    QE = net.connect(net["P"][8:], net["E"][3:], "ge", some, 1 * mV, plasticity=rule, name="QE")
    net.normalize(QE, 9 * mV, every=0.4 * ms)
    net.normalize(PE, TOTALS * mV, every=EVERY)
    weight = net.record(PE, "weight", every=0.3 * ms)
    net.run(5 * ms)
    net.run(2 * ms, learn=False)
    net.run(3 * ms)
    assert not same_bits(*weight.values[[0, -1]])
    return {**everything(net), "recorded": weight.values}


def sums(projection: snn.Projection) -> np.ndarray:
    """The sum of the weights onto every target, in float64."""
    magnitudes = np.abs(projection["weight"])
    return np.bincount(projection.post, magnitudes, projection.target.n)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_same_bits_on_every_backend(precision: str) -> None:
    reference = run("numpy", precision=precision)
    for backend, threads in WAYS:
        found = run(backend, threads, precision=precision)
        wrong = [name for name in reference if not same_bits(reference[name], found[name])]
        assert wrong == [], (backend, threads)


@pytest.mark.skipif("emulated" not in BACKENDS, reason="kernels are emulated where g++ is")
def test_the_order_of_threads_does_not_matter_emulated() -> None:
    reference = run("emulated")
    for order in (1, 3):
        emulation.schedule(order)
        try:
            found = run("emulated")
        finally:
            emulation.schedule(0)
        assert all(same_bits(reference[name], found[name]) for name in reference)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_sums_equal_totals_to_rounding(backend: str, precision: str) -> None:
    net = learning(backend=backend, precision=precision)
    PE = net.projections[0]
    PE.plasticity = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.2, a_minus=0.21, w_max=99 * mV)
    net.normalize(PE, TOTALS, every=EVERY)
    for _ in range(4):
        net.run(EVERY)
        # A product, the factor's division, the sum's and the total's own rounding.
        eps = np.finfo(np.float32 if precision == "float32" else np.float64).eps
        assert np.all(np.abs(sums(PE) / TOTALS - 1) <= 2 * eps)
    net.run(EVERY - 0.1 * ms)
    assert np.abs(sums(PE) / TOTALS - 1).max() > 0.01


@pytest.mark.parametrize("backend", BACKENDS)
def test_it_follows_learning_in_the_step_that_ends_at_a_multiple(backend: str) -> None:
    weights = []
    for normalized in (False, True):
        net = learning(backend=backend)
        PE = net.projections[0]
        if normalized:
            net.normalize(PE, 35 * mV, every=5 * ms)
        recorded = net.record(PE, "weight", every=0.1 * ms)
        net.run(5 * ms)
        weights.append(recorded.values)
        post = PE.post
    learned, scaled = weights
    assert same_bits(learned[:-1], scaled[:-1])
    assert not same_bits(learned[-1], learned[-2])  # something was learned in the last step
    have = np.bincount(post, learned[-1].astype(np.float64)).astype(np.float32)
    expected = learned[-1] * (np.float32(35) / have)[post]
    assert same_bits(scaled[-1], np.clip(expected, np.float32(0), np.float32(3)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_without_learning_nothing_is_scaled(backend: str) -> None:
    net = learning(backend=backend)
    PE = net.projections[0]
    net.normalize(PE, 35 * mV, every=0.1 * ms)
    before = PE["weight"]
    net.run(2 * ms, learn=False)
    assert same_bits(PE["weight"], before)


def silent(weight: Any, backend: str, low: float = 0.0, high: float = 3.0) -> snn.Network:
    """Four inputs onto each of three neurons, none of which ever spikes. weight : (4, 3)."""
    net = snn.Network(dt=0.1 * ms, backend=backend)
    S = net.population(snn.SpikeSource([], []), 4, "S")
    E = net.population(snn.LIF(), 3, "E")
    rule = snn.STDP(tau_pre=9, tau_post=9, a_plus=0.1, a_minus=0.1, w_min=low, w_max=high)
    net.connect(S, E, "ge", snn.AllToAll(), weight=np.asarray(weight), plasticity=rule, name="SE")
    return net


def after(net: snn.Network, total: Any) -> np.ndarray:
    """Weights (4, 3) when they were normalised once."""
    net.normalize(net.projections[0], total, every=0.3 * ms)
    net.run(0.3 * ms)
    return net.projections[0]["weight"].reshape(4, 3)


@pytest.mark.parametrize("backend", BACKENDS)
def test_weights_stop_at_the_bounds_of_their_rule(backend: str) -> None:
    weight = np.array([[1, 0, 0], [2, 0, 0.5], [0, 0, 0.5], [1, 0, 0]])
    few = after(silent(weight, backend), 2.0)
    many = after(silent(1e-9 * weight, backend), 1e30)  # beyond what float32 has for the factor
    assert np.allclose(few[:, 0], [0.5, 1, 0, 0.5], rtol=1e-6)
    assert np.all(few[:, 1] == 0)  # a sum of 0 is no sum to scale
    assert np.array_equal(many, 3.0 * (weight > 0))
    low = after(silent(0.5 + weight / 4, backend, low=0.5), 1.0)
    assert np.all(low == 0.5)


@pytest.mark.parametrize("backend", BACKENDS)
def test_magnitudes_of_inhibitory_weights_add_up(backend: str) -> None:
    weight = -np.array([[1, 2, 0.5], [2, 2, 0.5], [0, 1, 0.5], [1, 1, 0]])
    found = after(silent(weight, backend, low=-9.0, high=0.0), [6.0, 3.0, 1.5])
    assert np.allclose(found, weight * [1.5, 0.5, 1.0], rtol=1e-6)


@pytest.mark.parametrize("backend", BACKENDS)
def test_corrupt_weights_are_replaced_and_counted(backend: str) -> None:
    net = silent(np.ones((4, 3)), backend, low=0.25)
    built = net._ready()
    for k, value in ((0, np.nan), (4, np.inf), (7, -99.0)):
        built.program.deliver[0].weight[k] = value
    net.run(0.2 * ms)
    with pytest.warns(snn.NonFiniteWarning, match=r"'SE': 3 corrupt .* first at t = 0.2 ms"):
        found = after(net, 6.5)
    corrupt = np.zeros(12, bool)
    corrupt[[0, 4, 7]] = True
    weight = np.where(corrupt.reshape(4, 3), 0.25, 1.0)
    assert np.allclose(found, np.clip(weight * 6.5 / weight.sum(axis=0), 0.25, 3), rtol=1e-6)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_projection_without_synapses(backend: str) -> None:
    net = learning(backend=backend)
    rule = net.projections[0].plasticity
    none = net.connect(net["P"], net["E"], "ge", snn.FixedProbability(0.0), 1.0, plasticity=rule)
    net.normalize(none, 1 * mV, every=0.1 * ms)
    weight = net.record(none, "weight", every=0.1 * ms)
    net.run(1 * ms)
    assert len(none) == 0 and weight.values.shape == (10, 0)


@pytest.mark.parametrize("target", BACKENDS)
def test_checkpoints_continue(target: str, tmp_path: Path) -> None:
    net = learning(backend=BACKENDS[-1])
    net.normalize(net.projections[0], TOTALS, every=EVERY)
    net.run(4 * ms)
    net.save(tmp_path / "net.h5")
    net.run(4 * ms)
    again = snn.Network.load(tmp_path / "net.h5", backend=target)
    again.save(tmp_path / "again.h5")
    again = snn.Network.load(tmp_path / "again.h5", backend=target)
    again.run(4 * ms)
    a, b = everything(net), everything(again)
    assert [name for name in a if not same_bits(a[name], b[name])] == []
    assert np.allclose(sums(again.projections[0]), sums(net.projections[0]))


class Fading(snn.PlasticityRule):
    """Weights that shrink in time and see no spike."""

    share = snn.Param(0.9, "1")
    interval = snn.Param(0.3, "ms")
    w_min = snn.Param(0.0, "mV")
    w_max = snn.Param(3.0, "mV")

    def sweep(w, share):
        return w * share


def test_rules_that_need_no_index_of_synapses() -> None:
    found = []
    for backend, threads in [("numpy", None), *WAYS]:
        net = learning(backend=backend, threads=threads)
        net.projections[0].plasticity = Fading()
        net.normalize(net.projections[0], TOTALS / 2, every=1 * ms)
        net.run(2 * ms)
        assert np.allclose(sums(net.projections[0]), TOTALS / 2)
        found.append(net.projections[0]["weight"])
    assert all(same_bits(found[0], other) for other in found)


def test_it_may_begin_and_change_between_runs() -> None:
    net = learning()
    PE = net.projections[0]
    net.run(1 * ms)
    net.normalize(PE, 20 * mV, every=1 * ms)
    net.run(1 * ms)
    assert np.allclose(sums(PE), 20)
    net.normalize(PE, 25 * mV, every=2 * ms)
    net.run(1 * ms)
    assert not np.any(np.abs(sums(PE) - 25) < 1e-3)
    net.run(1 * ms)
    assert np.allclose(sums(PE), 25)
    PE["weight"] = 1 * mV
    net.run(2 * ms)
    assert np.allclose(sums(PE), 25)
    assert "normalize PE: every 20 steps" in str(net.program)
    net.reset()
    net.run(2 * ms)
    assert np.allclose(sums(PE), 25)


@pytest.mark.parametrize(("limit", "degree"), [(1.0, 1), (3.0, 255), (3.0, 256), (1e30, 10**9)])
def test_sums_fit_64_bits(limit: float, degree: int) -> None:
    units = round(limit * scale_of(limit, degree))
    assert 2**59 <= units * degree < 2**63
    assert units >= 2**31  # each is exact to more bits than float32 has


def nets() -> tuple[snn.Network, snn.Projection, snn.Projection]:
    net = learning()
    return net, *net.projections


ERRORS: dict[str, Any] = {
    "static": (lambda n, p, q: n.normalize(q, 1.0), "'E->E' has no rule that changes weights"),
    "short-term": (
        lambda n, p, q: n.normalize(
            n.connect(n["E"], n["E"], "ge", snn.AllToAll(), 1.0, plasticity=snn.STP(), name="EE"),
            1.0,
        ),
        "'EE' has no rule that changes weights",
    ),
    "population": (
        lambda n, p, q: n.normalize(n["E"], 1.0),
        "expected a projection, .* Population",
    ),
    "another network": (lambda n, p, q: n.normalize(nets()[1], 1.0), "'PE' belongs to another"),
    "shape": (lambda n, p, q: n.normalize(p, [1.0, 2.0]), r"'PE': total must be .* 20 .* \(2,\)"),
    "zero": (lambda n, p, q: n.normalize(p, 0.0), "'PE': total must be above 0"),
    "negative": (lambda n, p, q: n.normalize(p, -5.0), "'PE': total must be above 0 .* got -5"),
    "NaN": (lambda n, p, q: n.normalize(p, np.nan), "'PE': total must be above 0 .* got nan"),
    "text": (lambda n, p, q: n.normalize(p, "much"), "'PE': total: expected numbers; got str"),
    "every": (
        lambda n, p, q: n.normalize(p, 1.0, every=0.0),
        "'PE': every must be a whole number of steps.*at least one; got 0",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_is_refused(case: str) -> None:
    act, message = ERRORS[case]
    net, learns, static = nets()
    with pytest.raises(snn.ConnectError, match=message):
        act(net, learns, static)
    assert learns.normalization is static.normalization is None


def test_an_interval_that_is_no_whole_number_of_steps_is_refused() -> None:
    net, learns, _ = nets()
    message = "'PE': every must be a whole number of steps of dt = 0.1 ms, at least one; got {}"
    for every, said in ((0.25, "0.25"), (0.0, "0"), (-1.0, "-1"), (np.inf, "inf"), ("1", "'1'")):
        with pytest.raises(snn.ConnectError, match=message.format(said)):
            net.normalize(learns, 1.0, every=every)
    assert learns.normalization is None


def test_a_bound_far_above_the_total_is_refused() -> None:
    def make(w_max: float) -> snn.Network:
        net = snn.Network(dt=0.1)
        P, E = net.population(snn.Poisson(rate=0.0), 10, "P"), net.population(snn.LIF(), 3, "E")
        rule = snn.STDP(tau_pre=20, tau_post=20, a_plus=0.1, a_minus=0.1, w_max=w_max)
        net.connect(P, E, "ge", snn.AllToAll(), weight=0.1, plasticity=rule, name="PE")
        return net

    net = make(1e10)
    net.normalize(net.projections[0], 2.0, every=1.0)
    net.run(2.0)
    assert net.projections[0]["weight"].sum() == pytest.approx(6.0, rel=2e-6)
    refused = r"'PE': 10 weights of up to 1e\+11, .* cannot be normalised to 2.*lower the bound"
    net = make(1e11)
    net.normalize(net.projections[0], 2.0, every=1.0)
    with pytest.raises(snn.ConnectError, match=refused):
        net.run(2.0)
    net = make(1e11)
    net.run(1.0)
    with pytest.raises(snn.ConnectError, match=refused):
        net.normalize(net.projections[0], 2.0, every=1.0)
    assert net.projections[0].normalization is None
    net.run(2.0)
    assert np.all(net.projections[0]["weight"] == np.float32(0.1))
