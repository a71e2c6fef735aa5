"""Writing the weights of a built network: forms chosen anew, scales derived anew."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import snn
from snn.errors import ConnectError
from snn.program import Deliver
from snn.wiring.scaling import Scales
from snn.wiring.synapses import ProjectionSpec, rescale, synapses_of, write_weights
from tests.conftest import same_bits
from tests.wiring import (
    ODD_DELAY,
    arena,
    build,
    in_order,
    spec,
    worst_sum,
)


def write(one: ProjectionSpec, delivers: list[Deliver], scales: Scales, values: Any) -> None:
    write_weights(one, delivers, np.asarray(values, np.float64), scales, {})


@pytest.mark.parametrize("factor", [1e-6, 0.3, 1.0, 1e6])
def test_written_weights_are_read_back(factor: float) -> None:
    a, b = arena(30), arena(20, 20)
    specs = [
        spec(a, b, snn.FixedProbability(0.5), snn.Normal(2, 0.2), ODD_DELAY, post=r, stream=r[0])
        for r in ((0, 20), (20, 40))
    ]
    delivers, scales = build(*specs)
    before = synapses_of(specs[0], delivers)
    other = synapses_of(specs[1], delivers)
    new = before.weight * factor * np.linspace(0.9, 1.1, len(before.weight))
    write(specs[0], delivers, scales, new)
    after = synapses_of(specs[0], delivers)
    assert np.array_equal(after.pre, before.pre)
    assert np.array_equal(after.post, before.post)
    assert np.allclose(after.weight, new, rtol=0.005)
    assert np.allclose(synapses_of(specs[1], delivers).weight, other.weight, rtol=0.005)
    in_order(delivers[0])
    scale, dtype = scales[id(b), "ge"]
    assert delivers[0].scale == scale
    assert worst_sum(delivers, b.n) <= 0.52 * np.iinfo(dtype).max


def test_writing_chooses_the_form_anew() -> None:
    a = arena(10)
    one = spec(a, a, snn.AllToAll(), 2.0)
    delivers, scales = build(one)
    write(one, delivers, scales, np.linspace(1, 2, 100))
    assert delivers[0].form == "packed"
    write(one, delivers, scales, np.geomspace(1e-8, 2, 100))
    assert delivers[0].form == "wide"
    write(one, delivers, scales, 3.0)
    assert delivers[0].form == "constant"
    assert delivers[0].weight.size == 0
    assert np.all(synapses_of(one, delivers).weight == 3.0)
    one = spec(a, a, snn.AllToAll(), 2.0, wide=True)
    for alone, precision in ((one, "float32"), (spec(a, a, snn.AllToAll(), 2.0), "float64")):
        delivers, scales = build(alone, precision=precision)
        write(alone, delivers, scales, np.linspace(1, 2, 100))
        assert delivers[0].form == "wide"
        assert np.allclose(synapses_of(alone, delivers).weight, np.linspace(1, 2, 100), rtol=1e-7)


def test_writing_one_projection_rescales_the_others_of_its_receptor() -> None:
    a = arena(10)
    for first in (1.0, snn.Normal(1, 0.1), snn.Uniform(0, 1)):  # constant, packed, wide
        specs = [spec(a, a, snn.AllToAll(), first), spec(a, a, snn.AllToAll(), 1.0, plastic=(0, 1))]
        delivers, scales = build(*specs)
        before = synapses_of(specs[0], delivers).weight
        third = spec(a, a, snn.AllToAll(), 1.0)
        delivers, scales = build(*specs, third)
        write(third, delivers, scales, 1000.0)
        assert {d.scale for d in delivers} == {scales[id(a), "ge"][0]}
        assert np.allclose(synapses_of(specs[0], delivers).weight, before, rtol=1e-4, atol=1e-4)
        assert worst_sum(delivers, 10) < 2**30 * 1.01


def test_rescaling_is_settled_after_once_and_fits_the_accumulators() -> None:
    a = arena(10)
    a.acc["ge"] = np.zeros(10, np.int32)
    one = spec(a, a, snn.AllToAll(), snn.Normal(1, 0.1))
    delivers, scales = build(one)
    bounds = {(id(a), "ge"): 1e6}
    rescale(delivers, [a], scales, bounds)
    assert scales[id(a), "ge"][1] == np.int64  # a weight of 1 beside 10^6 needs it
    assert a.acc["ge"].dtype == np.int64
    kept = scales[id(a), "ge"], delivers[0].synapse.copy(), delivers[0].shift
    rescale(delivers, [a], scales, bounds)
    assert (scales[id(a), "ge"], delivers[0].shift) == (kept[0], kept[2])
    assert same_bits(delivers[0].synapse, kept[1])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, 2.0], r"weight: expected a number or 9 values; got shape \(2,\)"),
        (math.nan, "weight: expected finite values"),
        (5.0, "weight: expected values from 0 to 4, the bounds of its plasticity rule; got 5 to 5"),
    ],
)
def test_writes_that_do_not_fit_are_refused(values: Any, message: str) -> None:
    a = arena(3)
    one = spec(a, a, snn.AllToAll(), 1.0, plastic=(0, 4))
    delivers, scales = build(one)
    with pytest.raises(ConnectError, match=f"projection 'E->I': {message}"):
        write(one, delivers, scales, values)


# --- what is refused ---------------------------------------------------------------------------
