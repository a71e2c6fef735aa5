"""Graded synapses: their values, the same bits on every backend, what cannot be asked of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn import ms, mV, nS
from snn.lowering.memory import needed
from tests.conftest import BACKENDS, same_bits
from tests.graded_networks import RECEPTORS, Leaky, graded, ripple, sine
from tests.networks import everything, run_recorded

ALL = snn.AllToAll()
COMPILED = [name for name in BACKENDS if name != "numpy"]


def differences(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    assert a.keys() == b.keys()
    return [name for name in a if not same_bits(a[name], b[name])]


@pytest.mark.parametrize("name", COMPILED)
@pytest.mark.parametrize(
    "precision",
    ["float32", *(pytest.param(p, marks=pytest.mark.slow) for p in ("float64", "float16"))],
)
def test_the_same_bits_on_every_backend(name: str, precision: str) -> None:
    reference = run_recorded(graded(backend="numpy", precision=precision), 30 * ms)
    assert len(reference["R.ids"]) > 0 and np.ptp(reference["B.glut"]) > 0
    for threads in (1, 2, 3) if name == "numba" else (None,):
        net = graded(backend=name, precision=precision, threads=threads)
        assert differences(reference, run_recorded(net, 30 * ms)) == [], threads


def pair(weight: float = 8 * nS, **options: Any) -> snn.Network:
    """A neuron A that another one, B, is inhibited by."""
    net = snn.Network(dt=0.1 * ms, **options)
    A = net.population(Leaky(), 1, "A", RECEPTORS)
    B = net.population(Leaky(), 1, "B", RECEPTORS)
    net.stimulate(A, "I", 400.0)
    net.connect(A, B, "glut", ALL, weight=weight)
    return net


def test_release_and_conductance_follow_their_equations() -> None:
    net = pair(backend="numpy", precision="float64")
    A, B = net["A"], net["B"]
    record = {name: net.record(A, name) for name in ("v", "s_glut")}
    seen = {name: net.record(B, name) for name in ("glut", "v")}
    net.run(150 * ms)
    v, s = (record[name].values[:, 0] for name in ("v", "s_glut"))
    steady = 1 / (1 + np.exp((-35.0 - v) / 5.0))
    tau = 40.0 * (1 - steady)
    expected = steady[:-1] + (s[:-1] - steady[:-1]) * np.exp(-0.1 / tau[:-1])
    assert np.allclose(s[1:], expected, rtol=1e-12)
    assert s[-1] == pytest.approx(1 / (1 + np.exp(15.0 / -5.0)), abs=1e-4)  # A rests at -20 mV
    g = seen["glut"].values[:, 0]
    assert np.array_equal(g[1:], 8.0 * s[:-1]) and g[0] == 0.0
    # B rests where the leak of 10 nS at -60 mV and g at -70 mV balance.
    assert seen["v"].values[-1, 0] == pytest.approx(
        (10 * -60 + g[-1] * -70) / (10 + g[-1]), abs=0.01
    )


def test_a_sum_is_of_weights_times_releases() -> None:
    net = graded(backend="numpy", precision="float64")
    net.run(7 * ms)
    expected = np.zeros(140)
    expected[10:70] = 2.0
    for q in net.projections:
        if q.target.population.name == "B" and q.receptor == "glut":
            s = net[q.source.population.name]["s"]
            np.add.at(expected, q.target.lo + q.post, q["weight"] * s[q.source.lo + q.pre])
    net.run(0.1 * ms)
    assert np.allclose(net["B"]["glut"], expected, rtol=1e-13)


def test_weights_and_releases_are_written_and_read(backend: str) -> None:
    net = graded(backend=backend)
    A, own = net["A"], net.projections[3]
    assert own["weight"].tolist() == [4.0] * 7 and own.delay.tolist() == [0.1] * 7
    net.run(3 * ms)
    own["weight"] = np.arange(7)
    before = A["r"]
    net.run(0.1 * ms)
    assert own["weight"].tolist() == list(range(7))
    assert same_bits(A["chol"], np.arange(7, dtype=np.float32) * before)
    A["r"] = 0.25
    net.run(0.1 * ms)
    assert A["chol"].tolist() == [0.25 * k for k in range(7)]


def test_a_run_in_pieces_has_the_same_bits(backend: str) -> None:
    whole, pieces = graded(backend=backend), graded(backend=backend)
    whole.run(12 * ms)
    for duration in (0.1, 3.4, 0.5, 8.0):
        pieces.run(duration * ms)
    assert differences(everything(whole), everything(pieces)) == []


@pytest.mark.parametrize("target", BACKENDS)
def test_a_checkpoint_continues(target: str, tmp_path: Path) -> None:
    net = graded(backend=BACKENDS[-1])
    net.run(5 * ms)
    net.projections[0]["weight"] = 1.25 * nS
    net.save(tmp_path / "net.h5")
    functions = {"sine": sine, "ripple": ripple}
    again = snn.Network.load(tmp_path / "net.h5", backend=target, functions=functions)
    net.run(5 * ms)
    again.run(5 * ms)
    assert differences(everything(net), everything(again)) == []


def test_reset_repeats_the_run(backend: str) -> None:
    net = graded(backend=backend)
    net.run(5 * ms)
    first = everything(net)
    net.reset()
    assert np.all(net["B"]["glut"] == 0)
    net.run(5 * ms)
    assert differences(first, everything(net)) == []


def test_print_shows_the_synapses_and_their_memory() -> None:
    net = graded(backend="numpy")
    text, program = str(net), str(net.program)
    assert "AB " in text and "sparse, 8 bytes" in text
    assert f"graded   AB: {len(net.projections[0])} synapses of s, sparse" in program
    graded_bytes = sum(stage.nbytes for stage in net.program.graded)
    assert graded_bytes > 8 * sum(len(q) for q in net.projections[:7])
    assert net.program.nbytes > graded_bytes
    few, many = (needed(sized(p))[1] for p in (0.1, 0.9))
    assert many > few + 8 * 0.75 * 1000 * 1000


def sized(p: float) -> snn.Network:
    net = snn.Network(backend="numpy")
    A = net.population(Leaky(), 1000, "A", RECEPTORS)
    net.connect(A, A, "glut", snn.FixedProbability(p), weight=1.0)
    return net


STDP = snn.STDP(tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.1, a_minus=0.1, w_max=1.0)
WRONG: dict[str, tuple[Callable[..., Any], str]] = {
    "a source of spikes": (
        lambda n, A, B, N: n.connect(N, B, "glut", ALL, weight=1.0),
        "'N->B': 'glut' is a graded receptor.*LIF releases nothing; give the class of the source",
    ),
    "a source of scheduled spikes": (
        lambda n, A, B, N: n.connect(
            n.population(snn.SpikeSource([1.0], [0]), 1, "S"), B, "glut", ALL, weight=1.0
        ),
        "'S->B': 'glut' is a graded receptor.*SpikeSource releases nothing",
    ),
    "a source of rates": (
        lambda n, A, B, N: n.connect(n.population(snn.Rate(), 2, "G"), B, "glut", ALL, weight=1.0),
        "'G->B': 'glut' is a graded receptor.*Rate releases nothing",
    ),
    "another transmitter": (
        lambda n, A, B, N: n.connect(
            A, n.population(Leaky(), 1, "D", {"gaba": snn.Graded()}), "gaba", ALL, weight=1.0
        ),
        "'A->D': 'gaba' is a graded receptor.*Leaky releases glut, chol",
    ),
    "a delay": (
        lambda n, A, B, N: n.connect(A, B, "glut", ALL, weight=1.0, delay=1 * ms),
        "'A->B': what neurons release acts one step later: delay must be dt = 0.1 ms.*got 1",
    ),
    "plasticity": (
        lambda n, A, B, N: n.connect(A, B, "glut", ALL, weight=1.0, plasticity=STDP),
        "'A->B': graded synapses do not learn, and STDP was given",
    ),
    "weights recorded": (
        lambda n, A, B, N: n.record(
            n.connect(A, B, "glut", ALL, weight=1.0), "weight", every=1 * ms
        ),
        "weights of graded synapses are not recorded within a run",
    ),
    "Poisson input": (
        lambda n, A, B, N: n.stimulate(B, "glut", snn.PoissonInput(rate=1.0, weight=1.0)),
        "'B': 'glut' is a graded receptor, which spikes do not reach; give the PoissonInput",
    ),
    "to write the conductance": (
        lambda n, A, B, N: B.__setitem__("glut", 5.0),
        "'B': 'glut' cannot be written, for every step sets it",
    ),
    "a first value of the conductance": (
        lambda n, A, B, N: n.population(Leaky(), 1, "E", RECEPTORS, glut=5.0),
        "'E': 'glut' cannot be written",
    ),
    "an unknown receptor": (
        lambda n, A, B, N: n.connect(A, B, "gx", ALL, weight=1.0),
        "'A->B': receptor 'gx' is not one of Leaky's: glut, chol, ge",
    ),
    "the exact integrator": (
        lambda n, A, B, N: n.population(snn.LIF(), 1, "E", {"glut": snn.Graded(reversal=-70.0)}),
        "integrator 'exact' takes current-based linear receptors.*write LIF",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_asked(case: str) -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    A = net.population(Leaky(), 2, "A", {})
    B = net.population(Leaky(), 3, "B", RECEPTORS)
    N = net.population(snn.LIF(), 2, "N")
    ask, message = WRONG[case]
    with pytest.raises(snn.SNNError, match=message):
        ask(net, A, B, N)


def test_a_released_state_must_be_in_full_precision() -> None:
    with pytest.raises(snn.ModelError, match=r"releases\['glut'\] = 's' must be one of its states"):

        class Coarse(snn.NeuronModel):
            releases = {"glut": "s"}
            s = snn.State(0.0, "1")

            def step(s, I):
                return s + I

            def threshold(s):
                return s > 1.0


def test_an_integrate_and_fire_neuron_is_reached_too() -> None:
    net = snn.Network(dt=0.1 * ms, backend="numpy")
    A = net.population(Leaky(), 1, "A", {})
    E = net.population(snn.AdEx(), 1, "E", {"glut": snn.Graded(reversal=-90 * mV)})
    net.stimulate(A, "I", 400.0)
    net.connect(A, E, "glut", ALL, weight=200 * nS)
    net.run(100 * ms)
    assert E["v"][0] < -80.0
