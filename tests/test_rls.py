"""Recursive least squares: the same bits everywhere, the ridge solution, training, errors."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from snn.backends.numpy_regress import folded, square

import snn
from snn import Hz, ms, second
from snn.lowering.regression import decay_of
from snn.lowering.regression_checks import p_bytes
from snn.plasticity.targets import _rate
from tests.conftest import BACKENDS, same_bits
from tests.networks import everything

SINE = snn.targets.Sinusoids.random(150, 1.0, 200 * ms)
WAYS = [
    (name, threads)
    for name in BACKENDS
    if name != "numpy"
    for threads in ((1, 2) if name == "numba" else (None,))
]


def recurrent(
    rule: dict[str, Any] | None = None, delay: Any = None, n: int = 150, **options: Any
) -> snn.Network:
    """Driven neurons with static inhibition and 36 to 39 plastic inputs each, of either sign."""
    net = snn.Network(dt=0.1 * ms, **options)
    receptors = {"fixed": snn.Exponential(3 * ms), "plastic": snn.Exponential(50 * ms)}
    cell = snn.LIF(tau_m=10 * ms, v_rest=0.0, v_reset=0.0, v_thresh=1.0, t_ref=0.1 * ms)
    N = net.population(cell, n, "N", receptors, v=snn.Uniform(0.0, 1.0))
    net.stimulate(N, "I", 1.1)
    net.connect(N, N, "fixed", snn.FixedProbability(0.2), weight=snn.Normal(-5e-3, 1e-3))
    rng = np.random.default_rng(1)
    pre = [rng.permutation(n)[: 39 - i % 4] for i in range(n)]
    post = np.repeat(np.arange(n), [len(each) for each in pre])
    pairs = snn.FromPairs(np.concatenate(pre), post)
    weight = np.where(np.concatenate(pre) < n // 2, 0.01, -0.01)
    given = {"targets": SINE, "every": 2 * ms, "penlambda": 1e-3, "others": ["fixed"]}
    plasticity = snn.RLS(**{**given, **(rule or {})})
    delay = snn.Uniform(0.1 * ms, 0.8 * ms) if delay is None else delay
    net.connect(N, N, "plastic", pairs, weight, delay, plasticity, name="rls")
    return net


def trained(P: str | None, **options: Any) -> dict[str, np.ndarray]:
    """What is there after learning, a pause in it, and learning again; into a second block."""
    net = recurrent({"P": P, "w_min": -0.02, "w_max": 0.02}, **options)
    net.run(70 * ms)
    net.run(7 * ms, learn=False)
    net.run(33 * ms)
    out = everything(net)
    (fit,) = net.program.regress
    for name in ("p", "trace", "clipped", "bad_count", "bad_step"):
        out[name] = getattr(fit, name)
    return out


@pytest.mark.parametrize(
    ("precision", "P"),
    [
        ("float32", None),
        ("float32", "float16"),
        ("float16", "float16"),
        pytest.param("float64", None, marks=pytest.mark.slow),
        pytest.param("float64", "float32", marks=pytest.mark.slow),
        pytest.param("float64", "float16", marks=pytest.mark.slow),
    ],
)
def test_every_backend_gives_the_same_bits(precision: str, P: str | None) -> None:
    expected = trained(P, backend="numpy", precision=precision)
    fresh = recurrent({"P": P}, backend="numpy", precision=precision)
    moved = expected["1.rls.weight"] != fresh.projections[1]["weight"]
    assert moved.all() and expected["clipped"][0] > 0
    for backend, threads in WAYS:
        found = trained(P, backend=backend, threads=threads, precision=precision)
        different = [k for k in expected if not same_bits(expected[k], found[k])]
        assert different == [], (backend, threads)


def test_lost_definiteness_is_counted_alike_and_reported(backend: str) -> None:
    net = recurrent(backend=backend)
    net.run(3 * ms)
    built = net._ready()
    built.sync()
    (fit,) = net.program.regress
    before = net.projections[1]["weight"]
    spoilt = slice(int(fit.first[7]), int(fit.first[8]))
    fit.p[spoilt] = np.nan
    built.compiled().push()
    with pytest.warns(snn.NonFiniteWarning, match=r"'rls': 2 updates of RLS left out.*t = 3\.9 ms"):
        net.run(4 * ms)
    post = net.projections[1].post
    assert same_bits(before[post == 7], net.projections[1]["weight"][post == 7])
    assert np.isfinite(net.projections[1]["weight"]).all()


@pytest.mark.parametrize("integrator", ["exact", "euler", "heun", "rk4"])
@pytest.mark.parametrize("delay", [0.1 * ms, 0.7 * ms, snn.Uniform(0.1 * ms, 2 * ms)])
def test_filtered_spikes_are_what_the_receptor_has(integrator: str, delay: Any) -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy", precision="float64")
    S = net.population(snn.Poisson(rate=50 * Hz), 30, "S")
    cell = snn.LIF(integrator=integrator)
    N = net.population(cell, 9, "N", {"slow": snn.Exponential(20 * ms)})
    rule = snn.RLS(targets=lambda t: 0 * t, every=30 * ms)
    some = snn.FixedProbability(0.5)
    net.connect(S, N, "slow", some, snn.Normal(0.0, 1.0), delay, rule)
    net.run(29.9 * ms, learn=False)
    (fit,) = net.program.regress
    t = 298
    then = fit.trace[(t - fit.delay) % len(fit.trace), fit.row] * fit.decay
    weight = fit.deliver.weight[fit.place]
    input = [fit.tau * (weight * then)[a:b].sum() for a, b in pairwise(fit.start)]
    np.testing.assert_allclose(input, N["slow"], rtol=1e-9, atol=1e-12)


def test_decay_of_every_integrator() -> None:
    found = [decay_of(each, 0.1) for each in ("exact", "euler", "heun", "rk4")]
    assert found == pytest.approx([np.exp(-0.1), 0.9, 0.905, 0.9048375])


def open_loop(penmu: float, **options: Any) -> tuple[snn.Network, snn.Projection]:
    """Poisson inputs onto neurons whose spikes go nowhere."""
    net = snn.Network(dt=0.1 * ms, precision="float64", **options)
    S = net.population(snn.Poisson(rate=40 * Hz), 12, "S")
    N = net.population(snn.LIF(), 4, "N", {"slow": snn.Exponential(20 * ms)})
    targets = snn.targets.Sinusoids([0.0, 30.0, 50.0, 70.0], 2.0, 100 * ms, 1.0)
    rule = snn.RLS(
        targets=targets, every=5 * ms, penlambda=0.01, penmu=penmu, w_min=-1e3, w_max=1e3
    )
    signs = np.where(np.arange(12) < 7, 0.1, -0.2)
    weight = np.tile(signs[:, None], (1, 4))
    return net, net.connect(S, N, "slow", snn.AllToAll(), weight, plasticity=rule)


@pytest.mark.parametrize("penmu", [0.0, 0.02])
def test_the_result_is_the_ridge_solution(penmu: float) -> None:
    net, synapses = open_loop(penmu, backend="numpy")
    spikes = net.record(net["S"], "spikes")
    w0 = synapses["weight"].reshape(12, 4)
    net.run(400 * ms)
    at = np.arange(5, 401, 5)  # ms; a spike of step s arrives in step s + 1
    age = at[:, None] / 0.1 - 1 - np.rint(spikes.times / 0.1)
    filtered = np.where(age >= 0, np.exp(-age * 0.1 / 20), 0.0) / 20 * (age >= 1)
    R = np.stack([filtered[:, spikes.ids == k].sum(1) for k in range(12)], axis=1)
    sign = np.sign(w0[:, 0])
    A = 0.01 * np.eye(12) + penmu * (sign[:, None] == sign)
    wanted = synapses.plasticity.targets(at.astype(float))
    solution = np.linalg.solve(A + R.T @ R, A @ (w0 * 20) + R.T @ wanted) / 20
    np.testing.assert_allclose(synapses["weight"].reshape(12, 4), solution, rtol=1e-8)
    (fit,) = net.program.regress
    P = fit.p[: fit.first[1]][square(12)]
    np.testing.assert_allclose(P, np.linalg.inv(A + R.T @ R), rtol=1e-7, atol=1e-9)


def test_packed_index_and_sums() -> None:
    assert square(3).tolist() == [[0, 1, 3], [1, 2, 4], [3, 4, 5]]
    x = np.random.default_rng(1).normal(size=(3, 77)).astype(np.float32)
    parts = [np.add.accumulate(x[1, k::32])[-1] for k in range(32)]
    while len(parts) > 1:
        half = len(parts) // 2
        parts = [a + b for a, b in zip(parts[:half], parts[half:], strict=True)]
    assert same_bits(folded(x)[1], parts[0])
    assert folded(np.zeros((2, 0))).tolist() == [0.0, 0.0]


def test_first_p_is_the_inverse_of_the_penalties() -> None:
    net = recurrent({"penlambda": 0.8, "penmu": 0.01}, backend="numpy")
    (fit,) = net.program.regress
    own = slice(int(fit.start[5]), int(fit.start[6]))
    sign = np.sign(fit.deliver.weight[fit.place[own]])
    A = 0.8 * np.eye(len(sign)) + 0.01 * (sign[:, None] == sign)
    P = fit.p[fit.first[5] : fit.first[6]][square(len(sign))]
    np.testing.assert_allclose(P, np.linalg.inv(A), rtol=1e-5, atol=1e-7)


def test_memory_of_p_is_counted_and_shown() -> None:
    net = snn.Network(backend="numpy")
    N = net.population(snn.LIF(), 60, "N", {"slow": snn.Exponential(50 * ms)})
    rule = snn.RLS(targets=np.zeros((4, 60)), P="float16")
    q = net.connect(N, N, "slow", snn.FixedInDegree(11), weight=0.1, plasticity=rule, name="rls")
    expected = 60 * 11 * 12 // 2 * 2
    assert p_bytes(net, q, 660) == expected == net.program.regress[0].p.nbytes
    assert f"P of rls: {expected / 1e3:.1f} kB = 60 × 11 × 12 / 2 × 2 bytes; 0 weights" in str(net)
    assert "regress  rls" in str(net.program)
    assert net.program.nbytes > expected


@pytest.mark.parametrize("P", ["float32", "float16"])
def test_a_checkpoint_continues_with_the_same_bits(P: str, tmp_path: Path) -> None:
    whole, part = (recurrent({"P": P}, backend="numpy") for _ in range(2))
    whole.run(40 * ms)
    part.run(17 * ms)
    part.save(tmp_path / "half.h5")
    for other in BACKENDS:
        loaded = snn.Network.load(tmp_path / "half.h5", backend=other)
        loaded.run(23 * ms)
        a, b = everything(whole), everything(loaded)
        loaded._ready().sync()
        for name in ("p", "trace"):
            a[name], b[name] = (getattr(n.program.regress[0], name) for n in (whole, loaded))
        assert [k for k in a if not same_bits(a[k], b[k])] == [], other


def test_training_follows_the_target() -> None:
    best = BACKENDS[1] if "numba" in BACKENDS else "numpy"
    net = recurrent(backend=best, delay=0.1 * ms)
    parts = [net.record(net["N"], name, every=1 * ms) for name in ("fixed", "plastic")]
    correlation = []
    for _ in range(8):
        net.run(200 * ms)
        wanted, seen = SINE(parts[0].times[-200:]), sum(part.values[-200:] for part in parts)
        pairs = zip(seen.T, wanted.T, strict=True)
        correlation.append(np.mean([np.corrcoef(a, b)[0, 1] for a, b in pairs]))
    assert correlation[0] < 0.5 < 0.8 < correlation[-1]


def test_weights_stay_without_learning_and_outside_the_window(backend: str) -> None:
    rule = {"start": 10 * ms, "stop": 14 * ms, "period": 20 * ms}
    net = recurrent(rule, backend=backend)
    q = net.projections[1]
    weights = [q["weight"]]
    for duration, learn in ((11.9, True), (0.1, True), (2.0, False), (17.9, True), (0.2, True)):
        net.run(duration * ms, learn=learn)
        weights.append(q["weight"])
    changed = [not same_bits(a, b) for a, b in pairwise(weights)]
    # At 12 ms, and at 14 ms without learning; then not before 32 ms.
    assert changed == [False, True, False, False, True]


def test_targets_as_array_function_and_timed_array_are_the_same() -> None:
    at = np.arange(2.0, 41.0, 2.0)
    values = SINE(at)
    timed = np.repeat(values[:1], 2, axis=0)
    timed = snn.TimedArray(np.concatenate([timed[:1], values]), 2 * ms)
    results = []
    for targets in (SINE, values, timed):
        net = recurrent({"targets": targets}, backend="numpy")
        net.run(40 * ms)
        results.append(net.projections[1]["weight"])
    assert all(same_bits(results[0], each) for each in results[1:])


def test_targets_beyond_a_block_of_steps(backend: str) -> None:
    """One value for all neurons, asked for in the second block as well, by every path."""
    asked = []

    def targets(t: np.ndarray) -> np.ndarray:
        asked.extend(t.tolist())
        return np.sin(t)

    net = recurrent({"targets": targets, "every": 30 * ms}, backend=backend)
    net.run(99.9 * ms)
    net.run(100 * ms)
    assert sorted(set(asked)) == [30.0, 60.0, 90.0, 120.0, 150.0, 180.0]


def connect(receptor: str = "slow", rule: dict[str, Any] | None = None, **more: Any) -> None:
    net = snn.Network(dt=0.1 * ms)
    receptors = {
        "slow": snn.Exponential(50 * ms),
        "each": snn.Exponential(np.linspace(5.0, 9.0, 20)),
        "conductance": snn.Exponential(5 * ms, reversal=0.0),
        "alpha": snn.Alpha(5 * ms),
    }
    N = net.population(snn.LIF(integrator="euler"), 20, "N", receptors)
    given = {"targets": lambda t: np.zeros((len(t), 20)), **(rule or {})}
    q = {"weight": 0.1, "plasticity": snn.RLS(**given), "name": "rls", **more}
    net.connect(N, N, receptor, snn.FixedInDegree(5), **q)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rule": {"targets": lambda t: np.zeros((len(t), 7))}}, "targets must have shape"),
        ({"rule": {"targets": np.zeros((5, 21))}}, "targets must have shape"),
        ({"rule": {"targets": lambda t: np.full(len(t), np.nan)}}, "targets are not finite"),
        ({"rule": {"targets": lambda t: "no"}}, "targets cannot be evaluated"),
        ({"rule": {"every": 0.05}}, "every must be a whole number of steps of dt = 0.1 ms"),
        ({"rule": {"every": 0.25}}, "every must be a whole number of steps"),
        ({"rule": {"period": 25.0}}, "period must be a multiple of every"),
        ({"rule": {"P": "float64"}}, "P='float64' needs a network of precision='float64'"),
        ({"rule": {"others": ["slow"]}}, "others='slow' is not another current-based receptor"),
        ({"rule": {"others": ["conductance"]}}, "there are: each, alpha"),
        ({"receptor": "conductance"}, "RLS needs a current-based receptor Exponential"),
        ({"receptor": "alpha"}, "RLS needs a current-based receptor Exponential"),
        ({"receptor": "each"}, "with one tau for all"),
        ({"weight": 0.0}, "give it w_min and w_max"),
        ({"rule": {"w_min": -1.0, "w_max": 0.05}}, "within the bounds of its plasticity rule"),
    ],
)
def test_projections_that_do_not_fit(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(snn.ConnectError, match=f"'rls'.*{re.escape(message)}"):
        connect(**wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"penlambda": -0.1}, "parameter 'penlambda'"),
        ({"penlambda": 0.0}, "parameter 'penlambda'"),
        ({"penmu": -1.0}, "parameter 'penmu'"),
        ({"every": [1.0, 2.0]}, "'every' must be one number"),
        ({"P": "float8"}, "P='float8' is not one of: float16, float32, float64"),
        ({"others": "slow"}, "others must be names of receptors"),
        ({"targets": [[np.nan]]}, "targets must be a function of time"),
        ({"targets": "sine"}, "targets must be a function of time"),
        ({"targets": np.zeros((5, 2)), "stop": 60.0}, "must end at 60 ms"),
        ({"w_min": -1.0}, "give w_min and w_max both"),
        ({"start": 20.0, "stop": 10.0}, "start < stop is required"),
    ],
)
def test_rules_that_make_no_sense(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(snn.ModelError, match=re.escape(message)):
        snn.RLS(**{"targets": lambda t: 0 * t, **wrong})


def test_the_time_constant_cannot_change_under_the_rule() -> None:
    net = recurrent(backend="numpy")
    net.run(1 * ms)
    with pytest.raises(snn.PopulationError, match="'tau_plastic' is fixed"):
        net["N"]["tau_plastic"] = 40 * ms
    net["N"]["tau_fixed"] = 4 * ms


def test_sinusoids_have_their_phase_and_mean() -> None:
    wave = snn.targets.Sinusoids([0.0, 25.0], 2.0, 100.0, [1.0, 3.0])
    np.testing.assert_allclose(wave(np.array([25.0, 50.0])), [[3.0, 3.0], [1.0, 5.0]], atol=1e-12)
    with pytest.raises(snn.ModelError, match=r"mean must be a number or have shape \(2,\)"):
        snn.targets.Sinusoids([0.0, 1.0], mean=[1.0, 2.0, 3.0])


def test_smoothed_input_is_a_mean_over_windows() -> None:
    times, values = np.arange(4.0, 12.0, 2.0), np.array([[1.0], [3.0], [8.0], [1.0]])
    wanted = snn.targets.smoothed(times, values, 4 * ms)
    np.testing.assert_allclose(wanted(np.array([0.0, *times])).ravel(), [2, 2, 4, 4, 4.5])
    with pytest.raises(snn.ModelError, match="equally spaced"):
        snn.targets.smoothed(np.array([1.0, 2.0, 4.0]), np.zeros((3, 1)), 1.0)


def test_input_from_rates_gives_the_rates_back() -> None:
    rates = np.array([[0.1, 3.0], [20.0, 150.0]]) * Hz
    wanted = snn.targets.from_rates(rates, 10 * ms, sigma=0.4)
    back = _rate(wanted(np.array([0.0, 10.0])), 0.4, 10.0, 1.0, 0.0, 0.0)
    np.testing.assert_allclose(back, rates, rtol=1e-6)
    # Far above threshold the noise does not matter: T = tau log(mu / (mu - 1)).
    strong = snn.targets.from_rates([0.2], 1 * ms, sigma=0.01)(np.array([0.0]))
    assert strong == pytest.approx(1 / (1 - np.exp(-0.5)), rel=1e-3)


def test_a_neuron_with_the_input_of_a_rate_fires_at_it() -> None:
    sigma = 0.5
    mean = float(snn.targets.from_rates([20 * Hz], 1 * ms, sigma)(np.array([0.0]))[0])
    net = snn.Network(dt=0.02 * ms, seed=3)
    cell = snn.NoisyLIF(tau_m=10.0, v_rest=0.0, v_reset=0.0, v_thresh=1.0, sigma=sigma)
    N = net.population(cell, 200, "N")
    net.stimulate(N, "I", mean)
    net.run(100 * ms)
    spikes = net.record(N, "spikes")
    net.run(1 * second)
    assert len(spikes) / N.n == pytest.approx(20.0, rel=0.06)


@pytest.mark.slow
def test_the_benchmark_learns_at_a_quarter_of_its_size() -> None:
    from benchmarks.train_spiking import network, train

    last = {}
    for P in ("float32", "float16"):
        net = network(1024, 1, P, backend="numba", threads=2)
        last[P] = np.mean([each["correlation"] for each in train(net, 60, quiet=True)[-5:]])
    assert last["float32"] > 0.5
    assert abs(last["float32"] - last["float16"]) < 0.05
