"""Synapses made without a network: bare arenas, and each backend's drawing code."""

from __future__ import annotations

from typing import Any

import numpy as np
from snn.backends import load

import snn
from snn.precision import Precision
from snn.program import Arena, Deliver, SpikeHistory, host
from snn.wiring.scaling import Scales
from snn.wiring.synapses import ProjectionSpec, Synapses, construct, synapses_of
from tests.conftest import BACKENDS, same_bits

DT = 0.1
DRAWS = {name: load(name).draw for name in BACKENDS}
ON_HOST = [name for name, draw in DRAWS.items() if draw.xp is np]
COLUMNS = ("row_start", "delays", "seg", "synapse", "weight")
NUMBERS = ("form", "scale", "constant", "target_bits", "shift")


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
    draw: str = ON_HOST[-1],
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
    synapse, weight = host(deliver.synapse), host(deliver.weight)
    if deliver.form == "packed":
        target = synapse & np.uint32((1 << deliver.target_bits) - 1)
        quanta = synapse.view(np.int32) >> deliver.target_bits
        return target.astype(np.int64), quanta.astype(np.int64) << deliver.shift
    if deliver.form == "constant":
        return synapse, np.full(len(synapse), deliver.constant, np.int64)
    return synapse, np.rint(weight.astype(np.float64) * deliver.scale).astype(int)


def differences(a: tuple[list[Deliver], Scales], b: tuple[list[Deliver], Scales]) -> list[str]:
    """Names of what differs, to the bit, between two constructions of the same projections."""
    found = [] if a[1] == b[1] else ["scales"]
    for one, other in zip(a[0], b[0], strict=True):
        found += [k for k in COLUMNS if not same_bits(getattr(one, k), getattr(other, k))]
        found += [k for k in NUMBERS if getattr(one, k) != getattr(other, k)]
    return found


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
    row_start, seg = host(deliver.row_start), host(deliver.seg)
    n_rows = len(row_start) - 1
    assert row_start[0] == 0
    assert row_start[-1] == len(target)
    assert np.all(np.diff(deliver.delays) > 0)
    assert seg.shape == (n_rows, len(deliver.delays) + 1)
    assert np.array_equal(seg[:, -1], np.diff(row_start))
    for r in range(n_rows):
        for d in range(len(deliver.delays)):
            lo, hi = (int(row_start[r] + seg[r, d + k]) for k in (0, 1))
            assert lo <= hi
            assert np.all(np.diff(target[lo:hi]) >= 0)
