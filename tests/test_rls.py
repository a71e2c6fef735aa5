"""Recursive least squares: the same bits everywhere, the ridge solution, training."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from snn.backends.numpy.regress import folded, square

import snn
from snn import Hz, ms
from snn.lowering.regression import decay_of
from snn.lowering.regression_checks import p_bytes
from tests.conftest import BACKENDS, same_bits
from tests.networks import everything
from tests.rls_networks import SINE, recurrent

WAYS = [
    (name, threads)
    for name in BACKENDS
    if name != "numpy"
    for threads in ((1, 2) if name == "numba" else (None,))
]


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
        pytest.param("float16", "float16", marks=pytest.mark.slow),
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


def open_loop(
    penmu: float, P: str | None = None, **options: Any
) -> tuple[snn.Network, snn.Projection]:
    """Poisson inputs onto neurons whose spikes go nowhere."""
    net = snn.Network(dt=0.1 * ms, precision="float64", **options)
    S = net.population(snn.Poisson(rate=40 * Hz), 12, "S")
    N = net.population(snn.LIF(), 4, "N", {"slow": snn.Exponential(20 * ms)})
    targets = snn.targets.Sinusoids([0.0, 30.0, 50.0, 70.0], 2.0, 100 * ms, 1.0)
    rule = snn.RLS(
        targets=targets, every=5 * ms, penlambda=0.01, penmu=penmu, w_min=-1e3, w_max=1e3, P=P
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


def test_p_in_16_bits_comes_close() -> None:
    weights = []
    for P in ("float64", "float16"):
        net, synapses = open_loop(0.02, P, backend="numpy")
        first = synapses["weight"]
        net.run(400 * ms)
        weights.append(synapses["weight"])
    change, error = weights[0] - first, weights[1] - weights[0]
    print(np.linalg.norm(error) / np.linalg.norm(change))
    assert 0 < np.linalg.norm(error) < 0.05 * np.linalg.norm(change)


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


def test_weights_can_be_recorded_while_they_learn(backend: str) -> None:
    net = recurrent(backend=backend)
    seen = net.record(net.projections[1], "weight", index=[0, 17, 900])
    net.run(5 * ms)
    assert seen.values.shape == (50, 3)
    assert seen.values[-1].tolist() == net.projections[1]["weight"][[0, 17, 900]].tolist()
    changed = np.flatnonzero(np.diff(seen.values, axis=0).any(axis=1)) + 1
    assert changed.tolist() == [19, 39]  # samples are taken at the end of their step


@pytest.mark.slow
@pytest.mark.parametrize("P", ["float32", "float16"])
def test_the_benchmark_learns_within_a_hundred_loops(P: str) -> None:
    from benchmarks.train_spiking import network, train

    net = network(4096, 1, P, backend="numba", threads=2)
    assert max(each["correlation"] for each in train(net, 75, quiet=True)[-5:]) > 0.7
