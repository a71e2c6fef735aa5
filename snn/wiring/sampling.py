"""Connectivity with exact counts: a fixed total, a fixed in-degree, a fixed out-degree.

Drawn in chunks and, where rows must be counted first, drawn twice: little memory is needed besides
the synapses.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..program import Array
from .drawing import Draw
from .laws import TAG_IN_DEGREE, TAG_OUT_DEGREE
from .rows import NO_HOLE, Key, Rows

_CHUNK = 1 << 18  # synapses drawn at a time: what stays in cache


def fixed_total(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """The first `n` pairs of the sequence of candidates that are allowed (and differ)."""
    if distinct:
        return _distinct_total(draw, n_pre, n_post, n, hole, key)
    start = np.zeros(n_pre + 1, np.int64)
    for pre, _ in _candidates(draw, n_pre, n_post, n, hole, key):
        draw.tally(pre, start[1:])
    np.cumsum(start, out=start)
    post, cursor = np.empty(n, np.int32), start[:-1].copy()
    for pre, target in _candidates(draw, n_pre, n_post, n, hole, key):
        draw.place(pre, target, cursor, post)
    for lo, hi in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
        post[lo:hi].sort()
    return Rows(n_pre, n_post, start=start, post=post)


def _candidates(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key
) -> Iterator[tuple[Array, Array]]:
    """The first `n` candidates without post == pre + hole, in chunks."""
    first = 0
    while n > 0:
        count = min(n + n // 8 + 16, _CHUNK)
        pre, post = draw.pairs(key, first, count, n_pre, n_post)
        if hole != NO_HOLE:
            allowed = post != pre + hole
            pre, post = pre[allowed], post[allowed]
        yield pre[:n], post[:n]
        first += count
        n -= len(pre)


def _distinct_total(draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key) -> Rows:
    """Where more than half of all pairs are wanted, the others are drawn instead, and left out."""
    shared = np.arange(max(0, -hole), max(0, min(n_pre, n_post - hole)), dtype=np.int64)
    own = shared * n_post + shared + hole  # the pairs of a neuron with itself
    allowed = n_pre * n_post - len(own)
    if n > allowed // 2:
        kept = np.ones(n_pre * n_post, np.bool_)
        kept[own] = False
        kept[_first_distinct(draw, n_pre, n_post, allowed - n, hole, key)] = False
        pairs = np.flatnonzero(kept)
    else:
        pairs = np.sort(_first_distinct(draw, n_pre, n_post, n, hole, key))
    start = np.searchsorted(pairs, np.arange(n_pre + 1, dtype=np.int64) * n_post)
    return Rows(n_pre, n_post, start=start, post=(pairs % n_post).astype(np.int32))


def _first_distinct(draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key) -> Array:
    """The first `n` allowed candidates that differ from all before them: pre · n_post + post."""
    found = np.empty(0, np.int64)
    first = 0
    while len(found) < n:
        count = int(1.1 * (n - len(found))) + 16
        pre, post = draw.pairs(key, first, count, n_pre, n_post)
        first += count
        allowed = post != pre + hole
        found = np.concatenate([found, pre[allowed] * n_post + post[allowed]])
        _, index = np.unique(found, return_index=True)
        found = found[np.sort(index)]
    return found[:n]


def fixed_in_degree(
    draw: Draw, n_pre: int, n_post: int, k: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """`k` sources for every target."""
    chunk = max(1, _CHUNK // max(k, 1))
    bounds = [(lo, min(lo + chunk, n_post)) for lo in range(0, n_post, chunk)]

    def sources(lo: int, hi: int) -> Array:
        return draw.choices(key, TAG_IN_DEGREE, lo, hi, n_pre, k, distinct, hole)

    start = np.zeros(n_pre + 1, np.int64)
    for lo, hi in bounds:
        draw.tally(sources(lo, hi), start[1:])
    np.cumsum(start, out=start)
    post, cursor = np.empty(n_post * k, np.int32), start[:-1].copy()
    for lo, hi in bounds:  # in ascending order, so that the targets of a row are ascending
        targets = np.repeat(np.arange(lo, hi), k)
        draw.place(sources(lo, hi), targets, cursor, post)
    return Rows(n_pre, n_post, start=start, post=post)


def fixed_out_degree(
    draw: Draw, n_pre: int, n_post: int, k: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """`k` targets for every source."""
    chunk = max(1, _CHUNK // max(k, 1))
    post = np.empty((n_pre, k), np.int32)
    for lo in range(0, n_pre, chunk):
        hi = min(lo + chunk, n_pre)
        part = draw.choices(key, TAG_OUT_DEGREE, lo, hi, n_post, k, distinct, hole)
        post[lo:hi] = np.sort(part, axis=1)
    start = np.arange(n_pre + 1, dtype=np.int64) * k
    return Rows(n_pre, n_post, start=start, post=post.ravel())
