"""Synapses made without a network: bare arenas, and each backend's drawing code."""

from __future__ import annotations

from typing import Any

import numpy as np
from snn.backends import load

import snn
from snn.precision import Precision
from snn.program import Arena, Deliver, SpikeHistory
from snn.wiring.scaling import Scales
from snn.wiring.synapses import ProjectionSpec, Synapses, construct, synapses_of
from tests.conftest import BACKENDS

DT = 0.1
DRAWS = {name: load(name).draw for name in BACKENDS}


def arena(*sizes: int) -> Arena:
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    none = np.zeros((0, 0), np.int64)
    names = [f"p{i}" for i in range(len(sizes))]
    history = SpikeHistory(none, none)
    return Arena("+".join(names), names, starts, None, 0, {}, none, {}, {}, history, none, none)


def spec(
    source: Arena,
    target: Arena,
    connectivity: Any,
    weight: Any = 1.0,
    delay: Any = DT,
    pre: tuple[int, int] | None = None,
    post: tuple[int, int] | None = None,
    name: str = "E->I",
    receptor: str = "ge",
    stream: int = 7,
    **more: Any,
) -> ProjectionSpec:
    """A projection between ranges of neurons (by default all)."""
    pre, post = pre or (0, source.n), post or (0, target.n)
    return ProjectionSpec(
        name, source, *pre, target, *post, receptor, connectivity, weight, delay,
        stream, stream + 100, **more,
    )  # fmt: skip


def build(
    *specs: ProjectionSpec,
    draw: str = BACKENDS[-1],
    precision: str | Precision = "float32",
    seed: int = 3,
    bounds: Any = None,
    **more: Any,
) -> tuple[list[Deliver], Scales]:
    precision = Precision.of(precision)
    return construct(specs, precision, seed, DT, DRAWS[draw], bounds or {}, **more)


def read(one: ProjectionSpec, **options: Any) -> Synapses:
    """The synapses of a projection that is alone."""
    delivers, _ = build(one, **options)
    return synapses_of(one, delivers)


def pairs(synapses: Synapses) -> set[tuple[int, int]]:
    return set(zip(synapses.pre.tolist(), synapses.post.tolist(), strict=True))


ODD_DELAY = snn.Normal(1.5, 0.75, clip=(DT, None))


def fixed_point(deliver: Deliver) -> tuple[np.ndarray, np.ndarray]:
    """(target, fixed-point weight) of every synapse, from `program.Deliver`'s definition alone."""
    if deliver.form == "packed":
        target = deliver.synapse & np.uint32((1 << deliver.target_bits) - 1)
        weight = deliver.synapse.view(np.int32) >> deliver.target_bits
        return target.astype(np.int64), weight.astype(np.int64) << deliver.shift
    if deliver.form == "constant":
        return deliver.synapse, np.full(len(deliver.synapse), deliver.constant, np.int64)
    return deliver.synapse, np.rint(deliver.weight.astype(np.float64) * deliver.scale).astype(int)


def worst_sum(delivers: list[Deliver], n: int) -> int:
    """The greatest |sum| of fixed-point weights that any subset of spikes can make."""
    positive, negative = np.zeros(n, object), np.zeros(n, object)
    for deliver in delivers:
        target, weight = fixed_point(deliver)
        np.add.at(positive, target, np.maximum(weight, 0).astype(object))
        np.add.at(negative, target, np.minimum(weight, 0).astype(object))
    return max(positive.max(), -negative.min())


def in_order(deliver: Deliver) -> None:
    """Rows are sorted by (delay, target), and seg and row_start say where."""
    target, _ = fixed_point(deliver)
    n_rows = len(deliver.row_start) - 1
    assert deliver.row_start[0] == 0
    assert deliver.row_start[-1] == len(target)
    assert np.all(np.diff(deliver.delays) > 0)
    assert deliver.seg.shape == (n_rows, len(deliver.delays) + 1)
    assert np.array_equal(deliver.seg[:, -1], np.diff(deliver.row_start))
    for r in range(n_rows):
        for d in range(len(deliver.delays)):
            lo, hi = (int(deliver.row_start[r] + deliver.seg[r, d + k]) for k in (0, 1))
            assert lo <= hi
            assert np.all(np.diff(target[lo:hi]) >= 0)
