"""Single stages and passes for the tests of the numba backend."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from snn.backends.numba import passes

from snn.program import Deliver


def once(each: passes.Pass, step: int = 0) -> None:
    """Call a pass as the step loop does."""
    each.function.ctypes(each.descriptor.address, step)


def arena(n: int, **fields: Any) -> Any:
    """What stages need of an arena."""
    return SimpleNamespace(n=n, **fields)


def random_deliver(
    rng: np.random.Generator, source: Any, target: Any, form: str, acc: Any
) -> Deliver:
    """Up to 60 synapses per row with delays of 1, 2 and 5 steps."""
    delays = np.array([1, 2, 5])
    rows = [
        np.sort(rng.integers(0, max(1, 3 * target.n), rng.integers(0, 60))) for _ in range(source.n)
    ]
    seg, post = np.zeros((source.n, 4), np.uint32), []
    for r, key in enumerate(rows):
        key = key[key < 3 * target.n]
        seg[r] = np.searchsorted(key, target.n * np.arange(4))
        post.append(key % max(1, target.n))
    synapse = np.concatenate(post).astype(np.int32)
    row_start = np.concatenate([[0], np.cumsum(seg[:, -1].astype(np.int64))])
    weight = rng.normal(0, 3, len(synapse)).astype(np.float32)
    fixed = {"constant": -7, "target_bits": 12, "shift": 3}
    if form == "packed":
        words = rng.integers(-(2**19), 2**19, len(synapse)) << 12 | synapse
        synapse = words.astype(np.int32).view(np.uint32)
    target.acc = {"g": np.zeros(target.n, acc)}
    return Deliver(
        source, 0, source.n, target, "g", form, row_start, delays, seg, synapse,
        weight if form == "wide" else weight[:0], 2.0**12, **fixed,
    )  # fmt: skip
