"""The same bits on every backend and number of threads, for each model, builder and precision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import snn
from snn import Hz, circuits, ms, mV, nS, pA, second
from tests.conftest import BACKENDS, PRECISIONS, same_bits
from tests.networks import cuba, everything, plastic, run_recorded

OTHERS = {
    name: [(name, threads) for threads in ((1, 2) if name == "numba" else (None,))]
    for name in BACKENDS
    if name != "numpy"
}
Same = Callable[..., int]
AMPA = snn.Exponential(5 * ms, reversal=0 * mV)
GABA = snn.Exponential(10 * ms, reversal=-80 * mV)


def differences(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Names of what is not the same bit for bit."""
    assert a.keys() == b.keys()
    return [name for name in a if not same_bits(a[name], b[name])]


@pytest.fixture(params=OTHERS.values(), ids=OTHERS.keys())
def assert_same(request: pytest.FixtureRequest) -> Same:
    """Runs a network on numpy and on another backend; gives the number of spikes."""

    def check(make: Callable[..., snn.Network], duration: float, **options: Any) -> int:
        reference = run_recorded(make(backend="numpy", **options), duration)
        for backend, threads in request.param:
            other = run_recorded(make(backend=backend, threads=threads, **options), duration)
            assert differences(reference, other) == [], (backend, threads)
        return sum(len(v) for k, v in reference.items() if k.endswith(".ids"))

    return check


def one_population(model: snn.NeuronModel, receptors: Any, drive: Any, weight: float) -> Any:
    """A network of one driven, recurrently connected population."""

    def make(**options: Any) -> snn.Network:
        net = snn.Network(dt=0.1 * ms, **options)
        E = net.population(model, 30, "E", receptors)
        if drive is not None:
            net.stimulate(E, "I", drive)
        for name in E.receptors:
            net.connect(E, E, name, snn.FixedProbability(0.3), weight=weight, delay=0.7 * ms)
        return net

    return make


CURRENT = {"ge": snn.Exponential(5 * ms), "gi": snn.Alpha(3 * ms)}
KINDS: dict[str, Any] = {
    "LIF-exact": (snn.LIF(), CURRENT, 15 * mV, 0.3),
    "LIF-euler": (snn.LIF(integrator="euler"), CURRENT, 15 * mV, 0.3),
    "LIF-heun": (snn.LIF(integrator="heun"), {"exc": AMPA, "inh": GABA}, 15 * mV, 0.01),
    "LIF-rk4": (snn.LIF(integrator="rk4"), CURRENT, 15 * mV, 0.3),
    "LIF-C": (snn.LIF(C=200.0), CURRENT, 160 * pA, 2.0),
    "LIF-delta": (snn.LIF(), {"pulse": snn.Delta(), "jump": snn.Delta(onto="v")}, 15 * mV, 0.5),
    "LIF-double": (
        snn.LIF(integrator="euler"),
        {"epsp": snn.DoubleExponential(1 * ms, 5 * ms), "nmda": snn.NMDA()},
        15 * mV,
        0.02,
    ),
    "NoisyLIF": (snn.NoisyLIF(), CURRENT, 12 * mV, 0.3),
    "ConductanceLIF": (snn.ConductanceLIF(), {"exc": AMPA, "inh": GABA}, 15 * mV, 0.05),
    "EscapeLIF": (snn.EscapeLIF(), CURRENT, 12 * mV, 0.3),
    "SRM0": (snn.SRM0(), CURRENT, 12 * mV, 0.3),
    "EscapeSRM0": (snn.EscapeSRM0(), CURRENT, 12 * mV, 0.3),
    "GLIF1": (snn.GLIF1(), CURRENT, 400 * pA, 5.0),
    "GLIF2": (snn.GLIF2(integrator="rk4"), CURRENT, 400 * pA, 5.0),
    "GLIF3": (snn.GLIF3(integrator="euler"), CURRENT, 400 * pA, 5.0),
    "GLIF4": (snn.GLIF4(), CURRENT, 400 * pA, 5.0),
    "GLIF5": (snn.GLIF5(), CURRENT, 400 * pA, 5.0),
    "AdEx": (snn.AdEx(), {"exc": AMPA, "inh": GABA}, 900 * pA, 1 * nS),
    "AdEx-heun": (snn.AdEx(integrator="heun"), {"exc": AMPA, "inh": GABA}, 900 * pA, 1 * nS),
    "NoisyAdEx": (snn.NoisyAdEx(), {"exc": AMPA, "inh": GABA}, 900 * pA, 1 * nS),
    "Izhikevich": (snn.Izhikevich(), {"pulse": snn.Delta()}, 10.0, 1.0),
    "HodgkinHuxley": (snn.HodgkinHuxley(), {"exc": AMPA, "inh": GABA}, 300 * pA, 2 * nS),
    "Stomatogastric": (snn.Stomatogastric(preset="PY 3"), {"exc": AMPA}, 2000 * pA, 5 * nS),
    "Poisson": (snn.Poisson(rate=80 * Hz), {}, None, 0.0),
}


# Compiling a kind takes a second or two, one of 700 statements half a minute: every model runs in
# float32 here, but for those of which another has all functions, and in every precision among the
# slow tests.
CONTAINED = ("SRM0", "EscapeLIF", "GLIF1", "GLIF2", "GLIF3", "GLIF4", "NoisyAdEx")
QUICK = [(kind, "float32") for kind in KINDS if kind not in (*CONTAINED, "Stomatogastric")]
QUICK += [(kind, p) for kind in ("LIF-exact", "NoisyLIF", "AdEx") for p in ("float64", "float16")]


@pytest.mark.parametrize(("kind", "precision"), QUICK)
def test_every_model_and_receptor(kind: str, precision: str, assert_same: Same) -> None:
    spikes = assert_same(one_population(*KINDS[kind]), 100 * ms, precision=precision)
    assert spikes > 0


BUILDERS = {
    "AllToAll": snn.AllToAll(),
    "OneToOne": snn.OneToOne(),
    "FixedProbability": snn.FixedProbability(0.2, self_connections=False),
    "FixedTotal": snn.FixedTotal(300),
    "FixedInDegree": snn.FixedInDegree(7, multapses=False),
    "FixedOutDegree": snn.FixedOutDegree(7),
    "FromPairs": snn.FromPairs(np.arange(40)[::-1].copy(), np.arange(40) % 7),
}
LAWS = {
    "number": (0.4 * mV, 0.3 * ms),
    "uniform": (snn.Uniform(0.1, 0.8), snn.Uniform(0.1, 3.0)),
    "normal": (snn.Normal(0.4, 0.04), snn.Normal(1.5, 0.75, clip=(0.1, None))),
    "lognormal": (snn.LogNormal(-1.0, 0.5), snn.Uniform(0.1, 0.3)),
}


def wired(builder: str, law: str) -> Callable[..., snn.Network]:
    """A network with one builder and distribution, and a projection between slices."""

    def make(**options: Any) -> snn.Network:
        net = snn.Network(dt=0.1 * ms, **options)
        P = net.population(snn.Poisson(rate=60 * Hz), 40, "P")
        E = net.population(snn.LIF(), 40, "E", CURRENT)
        weight, delay = LAWS[law]
        net.connect(P, E, "ge", BUILDERS[builder], weight=weight, delay=delay)
        net.connect(E[:20], E[20:], "gi", snn.FixedProbability(0.5), weight=weight, delay=delay)
        return net

    return make


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_and_distribution(builder: str, law: str, assert_same: Same) -> None:
    assert assert_same(wired(builder, law), 50 * ms) > 0


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_for_a_second(builder: str, law: str, assert_same: Same) -> None:
    assert assert_same(wired(builder, law), 1 * second) > 0


@pytest.mark.parametrize("precision", PRECISIONS)
def test_cuba_with_delays_and_poisson_drive(precision: str, assert_same: Same) -> None:
    assert assert_same(cuba, 200 * ms, precision=precision) > 100


CIRCUITS: dict[str, Callable[..., snn.Network]] = {
    "chain": partial(circuits.chain, 5, 7),
    "izhikevich2003": partial(circuits.izhikevich2003, 120, 30),
    "vogels_abbott_coba": partial(circuits.vogels_abbott_coba, 600),
}


@pytest.mark.parametrize("name", CIRCUITS)
def test_circuits(name: str, assert_same: Same) -> None:
    assert assert_same(CIRCUITS[name], 60 * ms) > 20


@pytest.mark.parametrize("weight", ["packed", "float32"])
def test_weight_storage(weight: str, assert_same: Same) -> None:
    assert assert_same(cuba, 50 * ms, precision=snn.Precision("float32", weight)) > 20


def stdp_cases() -> list[Any]:
    """Every kind in float32, and one in every precision; the others are slow."""
    kinds = [(d, p) for d in ("additive", "multiplicative") for p in ("all", "nearest")]
    quick = {(*kind, "float32") for kind in kinds} | {(*kinds[0], each) for each in PRECISIONS}
    every = [(*kind, precision) for kind in kinds for precision in PRECISIONS]
    return [pytest.param(*case, marks=() if case in quick else pytest.mark.slow) for case in every]


@pytest.mark.parametrize(("dependence", "pairing", "precision"), stdp_cases())
def test_stdp(dependence: str, pairing: str, precision: str, assert_same: Same) -> None:
    def make(**options: Any) -> snn.Network:
        net = plastic(**options)
        net.projections[0].plasticity = snn.STDP(
            tau_pre=15 * ms,
            tau_post=20 * ms,
            a_plus=0.05,
            a_minus=0.06,
            w_max=3 * mV,
            dependence=dependence,
            pairing=pairing,
        )
        return net

    before = make(backend="numpy", precision=precision).projections[0]["weight"]
    assert assert_same(make, 200 * ms, precision=precision) > 100
    net = make(backend=BACKENDS[-1], precision=precision)
    net.run(200 * ms)
    assert not same_bits(net.projections[0]["weight"], before)


@pytest.mark.slow
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_model_for_a_second(kind: str, precision: str, assert_same: Same) -> None:
    assert assert_same(one_population(*KINDS[kind]), 1 * second, precision=precision) > 0


@pytest.mark.slow
@pytest.mark.parametrize("precision", PRECISIONS)
def test_stdp_and_cuba_for_a_second(precision: str, assert_same: Same) -> None:
    assert assert_same(plastic, 1 * second, precision=precision) > 0
    assert assert_same(cuba, 1 * second, precision=precision) > 0


@st.composite
def networks(draw: Any, kinds: tuple[str, ...]) -> Callable[..., snn.Network]:
    """A random small network: kinds, sizes, builders, delays, drives, plasticity."""
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3))
    sizes = [draw(st.integers(1, 40)) for _ in chosen]
    seed = draw(st.integers(0, 2**32 - 1))
    links = draw(
        st.lists(
            st.tuples(
                st.integers(0, 5),
                st.integers(0, 5),
                st.floats(0.05, 1.0),
                st.floats(0.0, 1.0),
                st.integers(1, 40),
                st.booleans(),
            ),
            max_size=5,
        )
    )

    def make(**options: Any) -> snn.Network:
        net = snn.Network(dt=0.1 * ms, seed=seed, **options)
        pops = []
        for i, (kind, n) in enumerate(zip(chosen, sizes, strict=True)):
            model, receptors, drive, _ = KINDS[kind]
            pops.append(net.population(model, n, f"p{i}", receptors))
            if drive is not None:
                net.stimulate(pops[-1], "I", drive)
        for a, b, p, w, d, learns in links:
            pre, post = pops[a % len(pops)], pops[b % len(pops)]
            if not post.receptors:
                continue
            receptor = sorted(post.receptors)[a % len(post.receptors)]
            rule = None
            if learns:
                rule = snn.STDP(tau_pre=9 * ms, tau_post=11 * ms, a_plus=0.1, a_minus=0.1, w_max=1)
            delay = snn.Uniform(0.1 * ms, 0.1 * d * ms) if d > 20 else 0.1 * d * ms
            connectivity = snn.FixedProbability(p)
            net.connect(pre, post, receptor, connectivity, weight=w, delay=delay, plasticity=rule)
        return net

    return make


FEW = ("LIF-exact", "AdEx", "Poisson")  # kinds that other tests compile anyway


@pytest.mark.parametrize("precision", PRECISIONS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(make=networks(FEW))
def test_random_networks(
    make: Callable[..., snn.Network], precision: str, assert_same: Same
) -> None:
    assert_same(make, 20 * ms, precision=precision)


@pytest.mark.slow
@pytest.mark.parametrize("precision", PRECISIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(make=networks(tuple(KINDS)))
def test_many_random_networks(
    make: Callable[..., snn.Network], precision: str, assert_same: Same
) -> None:
    assert_same(make, 50 * ms, precision=precision)


@pytest.mark.parametrize("backend", BACKENDS)
def test_learning_frozen_changes_no_weight(backend: str) -> None:
    net = plastic(backend=backend)
    before = net.projections[0]["weight"]
    net.run(50 * ms, learn=False)
    assert same_bits(net.projections[0]["weight"], before)
    net.run(50 * ms)
    assert not same_bits(net.projections[0]["weight"], before)


def test_learning_switched_gives_the_same_bits() -> None:
    results = []
    for backend, threads in sum(OTHERS.values(), [("numpy", None)]):
        net = plastic(backend=backend, threads=threads)
        for learn in (True, False, True):
            net.run(30 * ms, learn=learn)
        results.append(everything(net))
    for other in results[1:]:
        assert differences(results[0], other) == []
