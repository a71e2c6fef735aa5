"""Connectivity with exact counts: a fixed total, a fixed in-degree, a fixed out-degree.

Drawn in chunks and, where rows must be counted first, drawn twice: little memory is needed besides
the synapses. The same array code runs in the memory of every backend.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..program import Array
from .drawing import Draw
from .laws import TAG_IN_DEGREE, TAG_OUT_DEGREE
from .rows import NO_HOLE, Key, Rows


def fixed_total(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """The first `n` pairs of the sequence of candidates that are allowed (and differ)."""
    if distinct:
        return _distinct_total(draw, n_pre, n_post, n, hole, key)
    start = draw.xp.zeros(n_pre + 1, np.int64)
    for pre, _ in _candidates(draw, n_pre, n_post, n, hole, key):
        draw.tally(pre, start[1:])
    start = draw.xp.cumsum(start)
    post, cursor = draw.xp.empty(n, np.int32), start[:-1].copy()
    for pre, target in _candidates(draw, n_pre, n_post, n, hole, key):
        draw.place(pre, target, cursor, post)
    draw.sort_rows(start, post, n_post)
    return Rows(n_pre, n_post, start=start, post=post, spare=True)


def _candidates(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key
) -> Iterator[tuple[Array, Array]]:
    """The first `n` candidates without post == pre + hole, in chunks.

    No more are drawn at a time than are still missing: none is ever left over.
    """
    first, chunk = 0, draw.chunk(n)
    while n > 0:
        count = min(n, chunk)
        pre, post = draw.pairs(key, first, count, n_pre, n_post)
        if hole != NO_HOLE:
            allowed = post != pre + hole
            pre, post = pre[allowed], post[allowed]
        yield pre, post
        first += count
        n -= len(pre)


def _distinct_total(draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key) -> Rows:
    """Where more than half of all pairs are wanted, the others are drawn instead, and left out."""
    xp = draw.xp
    shared = xp.arange(max(0, -hole), max(0, min(n_pre, n_post - hole)), dtype=np.int64)
    own = shared * n_post + shared + hole  # the pairs of a neuron with itself
    allowed = n_pre * n_post - len(own)
    if n > allowed // 2:
        kept = xp.ones(n_pre * n_post, np.bool_)
        kept[own] = False
        kept[_first_distinct(draw, n_pre, n_post, allowed - n, hole, key)] = False
        pairs = xp.flatnonzero(kept)
    else:
        pairs = _first_distinct(draw, n_pre, n_post, n, hole, key)
    start = xp.searchsorted(pairs, xp.arange(n_pre + 1, dtype=np.int64) * n_post)
    return Rows(n_pre, n_post, start=start, post=(pairs % n_post).astype(np.int32), spare=True)


def _first_distinct(draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key) -> Array:
    """The first `n` allowed candidates that differ from all before them: pre · n_post + post.

    Ascending. No more are drawn at a time than are still missing; those that come after the first
    time are few and are kept apart, so that the many are sorted only once.
    """
    xp, drawn = draw.xp, 0

    def draw_next(count: int) -> Array:
        pre, post = draw.pairs(key, drawn, count, n_pre, n_post)
        pre = pre.astype(np.int64)
        return _distinct((pre * n_post + post)[post != pre + hole], xp)

    found = draw_next(n)
    more = found[:0]
    drawn, missing = n, n - len(found)
    while missing:
        new = draw_next(missing)
        at = xp.searchsorted(found, new), xp.searchsorted(found, new, side="right")
        more = _distinct(xp.concatenate([more, new[at[0] == at[1]]]), xp)
        drawn, missing = drawn + missing, n - len(found) - len(more)
    pairs: Array = xp.sort(xp.concatenate([found, more]))
    return pairs


def _distinct(values: Array, xp: Any) -> Array:
    """The different values, ascending."""
    ascending: Array = xp.sort(values)
    kept: Array = xp.ones(len(ascending), np.bool_)
    kept[1:] = ascending[1:] != ascending[:-1]
    return ascending[kept]


def fixed_in_degree(
    draw: Draw, n_pre: int, n_post: int, k: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """`k` sources for every target."""
    xp, chunk = draw.xp, max(1, draw.chunk(n_post * k) // max(k, 1))
    bounds = [(lo, min(lo + chunk, n_post)) for lo in range(0, n_post, chunk)]

    def sources(lo: int, hi: int) -> Array:
        return draw.choices(key, TAG_IN_DEGREE, lo, hi, n_pre, k, distinct, hole)

    start = xp.zeros(n_pre + 1, np.int64)
    for lo, hi in bounds:
        draw.tally(sources(lo, hi), start[1:])
    start = xp.cumsum(start)
    post, cursor = xp.empty(n_post * k, np.int32), start[:-1].copy()
    for lo, hi in bounds:  # in ascending order, so that the targets of a row are ascending
        targets = xp.repeat(xp.arange(lo, hi, dtype=np.int32), k)
        draw.place(sources(lo, hi), targets, cursor, post)
    if not draw.ordered:
        draw.sort_rows(start, post, n_post)
    return Rows(n_pre, n_post, start=start, post=post, spare=True)


def fixed_out_degree(
    draw: Draw, n_pre: int, n_post: int, k: int, hole: int, distinct: bool, key: Key
) -> Rows:
    """`k` targets for every source."""
    xp, chunk = draw.xp, max(1, draw.chunk(n_pre * k) // max(k, 1))
    start = xp.arange(n_pre + 1, dtype=np.int64) * k
    post = xp.empty(n_pre * k, np.int32)
    for lo in range(0, n_pre, chunk):
        hi = min(lo + chunk, n_pre)
        part = draw.choices(key, TAG_OUT_DEGREE, lo, hi, n_post, k, distinct, hole).reshape(-1)
        draw.sort_rows(start[: hi - lo + 1], part, n_post)
        post[lo * k : hi * k] = part
    return Rows(n_pre, n_post, start=start, post=post, spare=True)
