"""Construction: scales, forms, merged groups, and reading back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import snn
from snn.errors import ConnectError
from snn.precision import Precision
from snn.program import host
from snn.wiring import forms
from snn.wiring.scaling import Load, Outside, Scales, scale_of
from snn.wiring.sizes import expected_size
from snn.wiring.synapses import synapses_of
from tests.conftest import BACKENDS
from tests.wiring import (
    DT,
    ODD_DELAY,
    ON_HOST,
    arena,
    build,
    differences,
    fixed_point,
    in_order,
    pairs,
    read,
    spec,
    worst_sum,
)

values = st.one_of(
    st.floats(-1e6, 1e6).map(snn.Constant),
    st.tuples(st.floats(-100, 100), st.floats(0, 50)).map(lambda p: snn.Normal(*p)),
    st.tuples(st.floats(-5, 5), st.floats(0, 2)).map(lambda p: snn.LogNormal(*p, factor=-1)),
    st.tuples(st.floats(-3, 0), st.floats(0, 1e-3)).map(lambda p: snn.Uniform(*p)),
)


@settings(max_examples=60, deadline=None)
@given(
    weights=st.lists(values, min_size=1, max_size=3),
    precision=st.sampled_from(["float32", "float64", Precision("float32", "float32")]),
    draw=st.sampled_from(BACKENDS),
    bound=st.sampled_from([0.0, 1e-3, 1e7]),
)
def test_no_sum_can_overflow(weights: Any, precision: Any, draw: str, bound: float) -> None:
    """The worst sum and the most that Poisson drives add fit, with a bit to spare."""
    a, b = arena(30), arena(25)
    key = id(b), "ge"
    specs = [
        spec(a, b, snn.FixedInDegree(40), weight, ODD_DELAY, stream=k)
        for k, weight in enumerate(weights)
    ]
    delivers, scales = build(*specs, precision=precision, draw=draw, bounds={key: bound})
    scale, dtype = scales[key]
    assert math.log2(scale).is_integer()
    assert all(d.scale == scale for d in delivers)
    limit = np.iinfo(dtype).max
    sums = worst_sum(delivers, b.n)
    assert sums + bound * scale <= 0.52 * limit
    used = sum(
        np.bincount(fixed_point(d)[0], np.abs(host(forms.weights(d))), b.n) for d in delivers
    )
    if used.max() + bound > 1e-15:  # and the scale is not needlessly coarse
        assert (used.max() + bound) * scale > 0.2 * limit


def test_scale_follows_the_worst_target_including_multapses() -> None:
    a = arena(3)
    one = spec(a, a, snn.FromPairs([0, 1, 2, 2, 2], [0, 1, 2, 2, 2]), [1.0, -2.0, 4.0, 4.0, 8.0])
    _, scales = build(one)
    assert scales[id(a), "ge"] == (2.0**26, np.int32)  # 16 · 2^26 = 2^30


def test_accumulator_widens_for_small_weights_beside_large_ones() -> None:
    a = arena(2)
    weights = [1e-4] * 9 + [100.0]
    one = spec(a, a, snn.FromPairs([0] * 10, [0] * 10), weights)
    assert build(one)[1][id(a), "ge"][1] == np.int64
    one = spec(a, a, snn.FromPairs([0] * 10, [0] * 10), [1e-4] + [100.0] * 9)
    assert build(one)[1][id(a), "ge"][1] == np.int32  # the median is large
    assert build(one, precision="float64")[1][id(a), "ge"][1] == np.int64


def test_median_weight_keeps_16_bits_or_gets_64() -> None:
    for exponent in range(-20, 4):
        load = Load.empty(2, 1000.0)
        small = 2.0**exponent
        load.add(np.array([0, 0, 1]), np.array([small, -small, 500.0]))
        scale, dtype = scale_of(load, 0.0, "f32")
        assert (dtype == np.int32) == (small * 2.0**21 >= 2**15)  # int32 would take 2^21
        assert small * scale >= 2**15


def test_least_poisson_weight_keeps_8_bits_or_gets_64() -> None:
    for exponent in range(-20, 4):
        load = Load.empty(2, 1000.0)
        load.add(np.array([0, 1]), np.array([500.0, 500.0]))
        least = 2.0**exponent
        scale, dtype = scale_of(load, Outside(np.full(2, 10.0), least), "f32")
        assert (dtype == np.int32) == (least * 2.0**21 >= 2**8)  # int32 would take 2^21
        assert least * scale >= 2**8


def test_small_poisson_weights_beside_large_synapses_keep_their_value() -> None:
    net = snn.Network(dt=0.1, seed=1)
    pre, post = net.population(snn.Poisson(0.0), 4000), net.population(snn.LIF(), 1)
    net.connect(pre, post, "ge", snn.AllToAll(), weight=20.0)
    net.stimulate(post, "ge", snn.PoissonInput(rate=1.0, n=1, weight=[0.002]))
    net.run(0.1)
    built = net._built
    assert built is not None
    (drive,) = built.program.poisson
    scale, dtype = built.scales[id(drive.arena), "ge"]
    assert dtype == np.int64
    assert drive.weight[0] / scale == pytest.approx(0.002, rel=1e-6)


@pytest.mark.parametrize("weight", [5e-324, 1e-200, 1e-30, 1e30])
def test_weights_of_any_magnitude_can_be_built(weight: float) -> None:
    a = arena(3)
    (deliver,), scales = build(spec(a, a, snn.AllToAll(), weight))
    scale, dtype = scales[id(a), "ge"]
    assert worst_sum([deliver], 3) <= np.iinfo(dtype).max / 2 + 1
    if weight >= 1e-30:
        assert math.isclose(deliver.constant / scale, weight, rel_tol=1e-4)


def test_receptors_that_nothing_reaches_have_scale_one() -> None:
    assert Scales()[1, "ge"] == (1.0, np.int32)
    a = arena(4)
    _, scales = build(spec(a, a, snn.FixedProbability(0)))
    assert scales[id(a), "ge"] == (1.0, np.int32)
    _, scales = build(bounds={(id(a), "gi"): np.array([1.0, 4.0])})
    assert scales[id(a), "gi"] == (2.0**28, np.int32)


def test_plastic_weights_count_with_their_bound() -> None:
    a = arena(8)
    free = spec(a, a, snn.AllToAll(), weight=0.5)
    plastic = spec(a, a, snn.AllToAll(), weight=0.5, plastic=(0.0, 4.0))
    (deliver,), scales = build(plastic)
    assert deliver.form == "wide"
    assert scales[id(a), "ge"][0] == build(free)[1][id(a), "ge"][0] / 8


def test_forms_follow_from_precision_and_weights() -> None:
    a = arena(2000)
    builder = snn.FixedProbability(0.01)
    narrow, broad = snn.Normal(88, 9), snn.Uniform(0, 2)
    cases = [
        (1.62, "float32", "constant", 4),
        (1.62, "float64", "constant", 4),
        (1.62, Precision("float32", "float32"), "wide", 8),
        (narrow, "float32", "packed", 4),
        (narrow, "float16", "packed", 4),
        (narrow, "float64", "wide", 12),
        (narrow, Precision("float32", "float32"), "wide", 8),
        (broad, "float32", "wide", 8),
    ]
    for weight, precision, form, n_bytes in cases:
        (deliver,), _ = build(spec(a, a, builder, weight), precision=precision)
        assert deliver.form == form, (weight, precision)
        n = len(deliver.synapse)
        assert (deliver.synapse.nbytes + deliver.weight.nbytes) / n == n_bytes
        assert deliver.synapse.dtype == (np.uint32 if form == "packed" else np.int32)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 200_000),
    mean=st.floats(1e-20, 1e20),
    relative=st.floats(-0.5, 0.5),
    draw=st.sampled_from(BACKENDS),
)
def test_packing_keeps_every_weight_within_half_a_percent(
    n: int, mean: float, relative: float, draw: str
) -> None:
    a, b = arena(40), arena(n)
    post = (max(0, n - 30), n)
    weight = snn.Normal(math.copysign(mean, relative), abs(relative) * mean)
    one = spec(a, b, snn.AllToAll(), weight, post=post)
    used = read(one, draw=draw)
    exact = read(one, draw=draw, precision="float64")
    error = np.abs(used.weight - exact.weight)
    assert np.all(error <= 0.005 * np.abs(exact.weight))
    assert np.array_equal(used.post, exact.post)


def test_zero_weights_do_not_stop_packing() -> None:
    a = arena(3)
    one = spec(a, a, snn.FromPairs([0, 1, 2], [0, 1, 2]), [0.0, 1.0, -1.5])
    (deliver,), _ = build(one)
    assert deliver.form == "packed"
    assert synapses_of(one, [deliver]).weight.tolist() == [0.0, 1.0, -1.5]


@pytest.mark.parametrize("draw", BACKENDS)
def test_projections_of_one_source_share_rows(draw: str) -> None:
    a, b = arena(40), arena(20, 30, 25)
    ranges = [(50, 75), (0, 20), (20, 50)]
    specs = [
        spec(a, b, snn.FixedProbability(0.4), snn.Normal(w, 0.1), ODD_DELAY, post=r, stream=k)
        for k, (r, w) in enumerate(zip(ranges, (1.0, 1.2, 2.0), strict=True))
    ]
    delivers, _ = build(*specs, draw=draw)
    assert len(delivers) == 1
    assert [m.target_lo for m in delivers[0].members] == [0, 20, 50]
    in_order(delivers[0])
    for one in specs:
        together, alone = synapses_of(one, delivers), read(one, draw=draw, precision="float64")
        for name in ("pre", "post", "delay"):
            assert np.array_equal(getattr(together, name), getattr(alone, name)), name
        assert np.allclose(together.weight, alone.weight, rtol=0.005)


def test_overlapping_plastic_and_different_projections_have_their_own_rows() -> None:
    a, b = arena(40), arena(50)
    builder = snn.FixedProbability(0.2)
    specs = [
        spec(a, b, builder, post=(0, 30)),
        spec(a, b, builder, post=(29, 50)),  # overlaps
        spec(a, b, builder, post=(30, 50)),  # joins the first
        spec(a, b, builder, post=(30, 50), plastic=(0, 2)),
        spec(a, b, builder, pre=(0, 39), post=(30, 50)),  # another source
        spec(a, b, builder, post=(0, 29)),  # joins the second
        spec(a, b, builder, post=(0, 29), receptor="gi"),
    ]
    delivers, _ = build(*specs)
    found = [[specs.index(m) for m in d.members] for d in delivers]
    assert found == [[0, 2], [5, 1], [3], [4], [6]]


@pytest.mark.parametrize("draw", BACKENDS)
@pytest.mark.parametrize("delay", [DT, ODD_DELAY, snn.Uniform(1, 30)], ids=repr)
def test_rows_are_sorted_by_delay_and_target(draw: str, delay: Any) -> None:
    a = arena(30)
    for builder in (snn.FixedProbability(0.5), snn.FixedTotal(900), snn.FixedInDegree(30)):
        (deliver,), _ = build(spec(a, a, builder, snn.Normal(3, 0.2), delay), draw=draw)
        in_order(deliver)


def test_slices_are_counted_from_their_start() -> None:
    a, b = arena(10, 20), arena(15, 5)
    one = spec(a, b, snn.FromPairs([0, 7], [1, 3]), pre=(12, 20), post=(15, 20))
    (deliver,), _ = build(one)
    assert (deliver.source_lo, deliver.source_hi) == (12, 20)
    assert forms.targets(deliver).tolist() == [16, 18]
    assert pairs(synapses_of(one, [deliver])) == {(0, 1), (7, 3)}


def test_delays_are_whole_steps_half_to_even() -> None:
    a = arena(6)
    delays = [0.1, 0.25, 0.75, 0.149, 1.0, 0.09999999999]
    one = spec(a, a, snn.OneToOne(), delay=delays)
    assert read(one).delay.tolist() == [1, 2, 8, 1, 10, 1]
    (deliver,), _ = build(one)
    assert deliver.delays.tolist() == [1, 2, 8, 10]


@pytest.mark.parametrize("draw", ON_HOST)
def test_threads_and_progress_do_not_change_the_bits(draw: str) -> None:
    a = arena(2000)
    one = spec(a, a, snn.FixedProbability(0.1), snn.Normal(3, 0.2), ODD_DELAY)
    calls: list[tuple[int, int]] = []
    alone = build(one, draw=draw)
    again = build(one, draw=draw, threads=3, progress=lambda *done: calls.append(done))
    assert differences(alone, again) == []
    assert len(calls) >= 6
    assert calls == sorted(calls)
    assert calls[-1] == (4000, 4000)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "weight", [1.0, 0.0, snn.Normal(3, 0.3), snn.Uniform(0, 1), snn.Normal(0, 1)], ids=repr
)
def test_size_is_known_beforehand(weight: Any, precision: str) -> None:
    a = arena(400)
    for builder in (snn.FixedProbability(0.5), snn.FixedInDegree(200), snn.AllToAll()):
        one = spec(a, a, builder, weight, ODD_DELAY)
        size = expected_size(
            builder, *one.laws(DT), a.n, a.n, a.n, DT, Precision(precision), plastic=False
        )
        (deliver,), _ = build(one, precision=precision)
        columns = (deliver.row_start, deliver.seg, deliver.synapse, deliver.weight)
        assert math.isclose(size.synapses, len(deliver.synapse), rel_tol=0.01)
        assert math.isclose(size.kept, sum(c.nbytes for c in columns), rel_tol=0.1)


# --- writing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delay": -1.0}, "delay must not be negative; got -1 ms"),
        ({"delay": 0.05}, r"delay must be at least one step, dt = 0.1 ms; got 0.05 ms. Make it lo"),
        ({"delay": [0.1, 0.0, 0.1]}, "delay must be at least one step"),
        (
            {"delay": snn.Normal(1.5, 0.75)},
            r"must not be negative; .* can draw. Give it clip=\(0.1",
        ),
        ({"delay": snn.Uniform(0, 1)}, r"at least one step.* can draw. Give it clip"),
        ({"delay": 1e9}, "delay must be at most 1048576 steps"),
        ({"weight": math.nan}, "weight: expected finite values; got nan"),
        ({"weight": [1, math.inf, 1]}, r"weight: .* got inf \(1 of 3, the first at 1\)"),
        ({"weight": 1e200}, r"weight must not exceed 1e\+30 in magnitude; got 1e\+200"),
        ({"weight": [1, 2]}, r"weight: .* array of shape \(3,\); got an array of shape \(2,\)"),
        ({"weight": None}, "weight is missing"),
        ({"weight": "much"}, "weight: expected a number, an array or a distribution"),
        (
            {"weight": 5.0, "plastic": (0.0, 4.0)},
            "must be within the bounds of its plasticity rule",
        ),
        ({"plastic": (0.0, math.inf)}, "the plasticity rule has no bounds"),
    ],
)
def test_values_that_make_no_sense_are_refused(options: Any, message: str) -> None:
    a = arena(3)
    with pytest.raises(ConnectError, match=f"projection 'E->I'.*{message}"):
        build(spec(a, a, snn.OneToOne(), **options))


def test_values_per_synapse_need_synapses_that_are_known() -> None:
    a = arena(3)
    for builder in (snn.FixedProbability(0.5), snn.FixedInDegree(2), snn.FixedTotal(4)):
        with pytest.raises(ConnectError, match="draws its synapses, so one value per synapse"):
            build(spec(a, a, builder, weight=[1.0, 2.0]))
