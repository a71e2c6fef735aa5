"""Bounds of weights that learn: what they do to a receptor's scale, and what is within them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import snn
from snn import Hz, ms
from snn.wiring.scaling import BINS, Bound, biased_exponent
from snn.wiring.synapses import rescale, write_weights
from tests.conftest import BACKENDS, same_bits
from tests.wiring import arena, build, spec

DECAY = np.exp(-0.1 / 5.0)  # of an Exponential(5 ms) in the step that it gets input in


def rule(w_max: float, cls: Any = snn.STDP, **more: Any) -> Any:
    return cls(tau_pre=20 * ms, tau_post=20 * ms, a_plus=0.01, a_minus=0.01, w_max=w_max, **more)


def pair(w_max: float, weight: Any, static: float | None = None, **options: Any) -> snn.Network:
    """A neuron that is reached by one spike at 1 ms, through a synapse that learns or `static`."""
    net = snn.Network(dt=0.1, **options)
    S = net.population(snn.SpikeSource([1.0], [0]), 1, "S")
    E = net.population(snn.LIF(), 1, "E", {"g": snn.Exponential(5 * ms)})
    if static is not None:
        net.connect(S, E, "g", snn.AllToAll(), weight=static)
        S = net.population(snn.Poisson(rate=0.0), 20, "silent")
    net.connect(S, E, "g", snn.AllToAll(), weight=weight, plasticity=rule(w_max), name="learns")
    net.record(E, "g")
    return net


def delivered(net: snn.Network) -> float:
    net.run(3 * ms)
    return float(net.recordings[0].values.max() / DECAY)


@pytest.mark.parametrize("static", [None, 0.1])
@pytest.mark.parametrize("w_max", [0.2, 1e2, 1e4, 1e6, 1e8, 1e9, 1e11])
def test_a_generous_bound_does_not_change_what_is_delivered(
    w_max: float, static: float | None
) -> None:
    assert delivered(pair(w_max, 0.1, static)) == pytest.approx(0.1, rel=2e-5)


@pytest.mark.parametrize("weight", [0.1, snn.Uniform(0, 0.2)])
def test_a_bound_within_100_times_the_weights_keeps_32_bits(weight: Any) -> None:
    for w_max, dtype in ((0.2, np.int32), (10.0, np.int32), (1e5, np.int64)):
        net = pair(w_max, weight)
        net.run(0.1)
        assert net._built is not None
        assert net._built.scales[id(net._built.places[net["E"]].arena), "g"][1] == dtype


def test_a_bound_beyond_64_bits_is_refused() -> None:
    what = r"projection 'learns': w_max = 1e\+17 is more than 8e\+17 times the weights.*lower it"
    with pytest.raises(snn.ConnectError, match=what):
        pair(1e17, 0.1, 0.1).run(1 * ms)


def test_weights_that_start_at_0_count_as_what_a_pair_adds() -> None:
    net = pair(1e9, 0.0)
    net.run(0.1)
    assert net._built is not None
    assert net._built.scales[id(net._built.places[net["E"]].arena), "g"][1] == np.int64
    histogram = np.zeros(BINS, np.int64)
    histogram[biased_exponent(1e-3)] = 3  # of 10 weights; the others are 0
    for change, seen in ((0.5, 0.5), (0.0, 1e9), (1e10, 1e9), (1e7, 1e9)):
        counted = Bound(1e9, change, "").counted(histogram, 10)
        assert counted.sum() == 10
        assert counted[biased_exponent(seen)] == (7 if change == 0.0 else 10)


def test_the_scale_follows_weights_that_are_written() -> None:
    net = pair(1e6, 1e5)
    assert delivered(net) == pytest.approx(1e5, rel=1e-6)
    net.reset()
    projection = net.projections[0]
    projection["weight"] = 0.1
    assert projection["weight"][0] == pytest.approx(0.1)
    a = arena(4)
    one = spec(a, a, snn.AllToAll(), 1e5, plastic=(0.0, 1e6), change=0.01)
    delivers, scales = build(one)
    assert scales[id(a), "ge"][1] == np.int32
    write_weights(one, delivers, np.asarray(0.1), scales, {})
    assert scales[id(a), "ge"][1] == np.int64
    kept = scales[id(a), "ge"]
    rescale(delivers, [a], scales, {})
    assert scales[id(a), "ge"] == kept
    vast = spec(a, a, snn.AllToAll(), 1e29, plastic=(0.0, 1e30))
    delivers, scales = build(vast)
    with pytest.raises(snn.ConnectError, match=r"projection 'E->I': w_max = 1e\+30 is more than"):
        write_weights(vast, delivers, np.asarray(0.1), scales, {})
    assert np.all(delivers[0].weight == np.float32(1e29))


@pytest.mark.parametrize("weight", [0.05, snn.Uniform(0, 0.1), snn.Normal(0.05, 0.01, (0, None))])
def test_backends_agree_on_scales_and_input(weight: Any) -> None:
    seen = {}
    for backend in BACKENDS:
        net = snn.Network(dt=0.1, backend=backend, seed=5)
        P = net.population(snn.Poisson(rate=20 * Hz), 60, "P")
        E = net.population(snn.LIF(), 7, "E", {"g": snn.Exponential(5 * ms)})
        net.stimulate(E, "I", 20.0)
        net.connect(P, E, "g", snn.FixedProbability(0.5), weight=weight, plasticity=rule(1e7))
        g = net.record(E, "g")
        net.run(100 * ms)
        assert net._built is not None
        seen[backend] = g.values, net.projections[0]["weight"], [*net._built.scales.values()]
    first = seen[BACKENDS[0]]
    assert first[2][-1][1] == np.int64
    for other in seen.values():
        assert same_bits(other[0], first[0]) and same_bits(other[1], first[1])
        assert other[2] == first[2]


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(("low", "high"), [(0.0, 0.1), (0.0, 0.3), (-0.7, -0.1), (0.1, 0.7)])
def test_learned_weights_can_be_written_back(low: float, high: float, precision: str) -> None:
    def make(weight: Any) -> Any:
        net = snn.Network(dt=0.1, precision=precision)
        P = net.population(snn.Poisson(rate=0.0), 2, "P")
        E = net.population(snn.LIF(), 2, "E", {"g": snn.Exponential(5 * ms)})
        return net.connect(
            P, E, "g", snn.AllToAll(), weight=weight, plasticity=rule(high, w_min=low)
        )

    for bound in (low, high):
        learned = np.full(4, float(np.float32(bound)))
        projection = make(bound)
        projection["weight"] = learned
        projection["weight"] = projection["weight"]
        again = make(learned.reshape(2, 2))
        assert same_bits(again["weight"], projection["weight"])
        one = make(learned[0])
        assert same_bits(one["weight"], projection["weight"])
        if precision == "float32":
            assert np.all(one["weight"] == learned)
        else:
            assert np.all((one["weight"] >= low) & (one["weight"] <= high))
    with pytest.raises(snn.ConnectError, match="bounds of its plasticity rule"):
        make(high)["weight"] = high + 1e-5
    with pytest.raises(snn.ConnectError, match="bounds of its plasticity rule"):
        make(low - 1e-5)
