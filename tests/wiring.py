"""Synapses made without a network: bare arenas, and each backend's drawing code."""

from __future__ import annotations

from typing import Any

import numpy as np
from conftest import BACKENDS
from snn.backends import load

from snn.precision import Precision
from snn.program import Arena, Deliver, SpikeHistory
from snn.wiring.scaling import Scales
from snn.wiring.synapses import ProjectionSpec, Synapses, construct, synapses_of

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
