"""Connectivity with exact counts: a fixed total, a fixed in-degree, a fixed out-degree.

Drawn in chunks and, where rows must be counted first, drawn twice: little memory is needed besides
the synapses. The same array code runs in the memory of every backend. Of several ranks each draws
all (of a fixed in-degree, for its own targets only) and keeps what is of its share.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..program import Array
from .drawing import Draw
from .laws import TAG_IN_DEGREE, TAG_OUT_DEGREE
from .rows import NO_HOLE, Key, Rows, Share

_PIECE = 1 << 22  # candidates that a rank looks at together


def fixed_total(
    draw: Draw,
    n_pre: int,
    n_post: int,
    n: int,
    hole: int,
    distinct: bool,
    key: Key,
    share: Share | None = None,
) -> Rows:
    """The first `n` pairs of the sequence of candidates that are allowed (and differ)."""
    if distinct:
        return _distinct_total(draw, n_pre, n_post, n, hole, key, share)
    start = draw.xp.zeros(n_pre + 1, np.int64)
    for pre, _ in _candidates(draw, n_pre, n_post, n, hole, key, share):
        draw.tally(pre, start[1:])
    start = draw.xp.cumsum(start)
    post, cursor = draw.xp.empty(int(start[-1]), np.int32), start[:-1].copy()
    for pre, target in _candidates(draw, n_pre, n_post, n, hole, key, share):
        draw.place(pre, target, cursor, post)
    draw.sort_rows(start, post, n_post)
    return Rows(n_pre, n_post, start=start, post=post, spare=True)


def _candidates(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key, share: Share | None
) -> Iterator[tuple[Array, Array]]:
    """The first `n` candidates without post == pre + hole, in chunks; those of a share.

    No more are drawn at a time than are still missing: none is ever left over.
    """
    first, chunk = 0, draw.chunk(n)
    while n > 0:
        count = min(n, chunk)
        pre, post = draw.pairs(key, first, count, n_pre, n_post)
        if hole != NO_HOLE:
            allowed = post != pre + hole
            pre, post = pre[allowed], post[allowed]
        first += count
        n -= len(pre)
        yield _shared(pre, post, share)


def _shared(pre: Array, post: Array, share: Share | None) -> tuple[Array, Array]:
    """The pairs of a share."""
    if share is None:
        return pre, post
    own = (post >= share.lo) & (post < share.hi)
    return pre[own], post[own]


def _distinct_total(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key, share: Share | None
) -> Rows:
    """Where more than half of all pairs are wanted, the others are drawn instead, and left out.

    A pair is held as pre · width + post - lo, where the targets of the share are lo .. lo + width.
    """
    xp = draw.xp
    lo, hi = (0, n_post) if share is None else (share.lo, share.hi)
    width = hi - lo
    shared = xp.arange(max(0, -hole), max(0, min(n_pre, n_post - hole)), dtype=np.int64)
    allowed = n_pre * n_post - len(shared)  # but for the pairs of a neuron with itself
    if n > allowed // 2:
        kept = xp.ones(n_pre * width, np.bool_)
        pre, post = _shared(shared, shared + hole, share)
        kept[pre * width + post - lo] = False
        kept[_first_distinct(draw, n_pre, n_post, allowed - n, hole, key, share)] = False
        pairs = xp.flatnonzero(kept)
    else:
        pairs = _first_distinct(draw, n_pre, n_post, n, hole, key, share)
    start = xp.searchsorted(pairs, xp.arange(n_pre + 1, dtype=np.int64) * width)
    post = (pairs % max(width, 1) + lo).astype(np.int32)
    return Rows(n_pre, n_post, start=start, post=post, spare=True)


def _first_distinct(
    draw: Draw, n_pre: int, n_post: int, n: int, hole: int, key: Key, share: Share | None
) -> Array:
    """The first `n` allowed candidates that differ from all before them, as pairs; of a share.

    Ascending. No more are drawn at a time than are still missing; those that come after the first
    time are few and are kept apart, so that the many are sorted only once. Equal pairs are of one
    share, so shares find them apart, but count together what is still missing.
    """
    xp, drawn = draw.xp, 0
    lo, hi = (0, n_post) if share is None else (share.lo, share.hi)

    def draw_next(count: int) -> Array:
        pieces = []
        for first in range(drawn, drawn + count, count if share is None else _PIECE):
            most = min(_PIECE, drawn + count - first) if share else count
            pre, post = draw.pairs(key, first, most, n_pre, n_post)
            pre, post = _shared(pre.astype(np.int64), post, share)
            pieces.append((pre * (hi - lo) + post - lo)[post != pre + hole])
        return _distinct(pieces[0] if len(pieces) == 1 else xp.concatenate(pieces), xp)

    def missing_of(found: int) -> int:
        return n - (found if share is None else int(share.ranks.sum(found)))

    found = draw_next(n) if n else xp.empty(0, np.int64)
    more = found[:0]
    drawn, missing = n, missing_of(len(found))
    while missing:
        new = draw_next(missing)
        at = xp.searchsorted(found, new), xp.searchsorted(found, new, side="right")
        more = _distinct(xp.concatenate([more, new[at[0] == at[1]]]), xp)
        drawn, missing = drawn + missing, missing_of(len(found) + len(more))
    pairs: Array = xp.sort(xp.concatenate([found, more]))
    return pairs


def _distinct(values: Array, xp: Any) -> Array:
    """The different values, ascending."""
    ascending: Array = xp.sort(values)
    kept: Array = xp.ones(len(ascending), np.bool_)
    kept[1:] = ascending[1:] != ascending[:-1]
    return ascending[kept]


def fixed_in_degree(
    draw: Draw,
    n_pre: int,
    n_post: int,
    k: int,
    hole: int,
    distinct: bool,
    key: Key,
    share: Share | None = None,
) -> Rows:
    """`k` sources for every target."""
    xp, chunk = draw.xp, max(1, draw.chunk(n_post * k) // max(k, 1))
    first, end = (0, n_post) if share is None else (share.lo, share.hi)
    bounds = [(lo, min(lo + chunk, end)) for lo in range(first, end, chunk)]

    def sources(lo: int, hi: int) -> Array:
        return draw.choices(key, TAG_IN_DEGREE, lo, hi, n_pre, k, distinct, hole)

    start = xp.zeros(n_pre + 1, np.int64)
    for lo, hi in bounds:
        draw.tally(sources(lo, hi), start[1:])
    start = xp.cumsum(start)
    post, cursor = xp.empty((end - first) * k, np.int32), start[:-1].copy()
    for lo, hi in bounds:  # in ascending order, so that the targets of a row are ascending
        targets = xp.repeat(xp.arange(lo, hi, dtype=np.int32), k)
        draw.place(sources(lo, hi), targets, cursor, post)
    if not draw.ordered:
        draw.sort_rows(start, post, n_post)
    return Rows(n_pre, n_post, start=start, post=post, spare=True)


def fixed_out_degree(
    draw: Draw,
    n_pre: int,
    n_post: int,
    k: int,
    hole: int,
    distinct: bool,
    key: Key,
    share: Share | None = None,
) -> Rows:
    """`k` targets for every source."""
    xp, chunk = draw.xp, max(1, draw.chunk(n_pre * k) // max(k, 1))
    start = xp.arange(n_pre + 1, dtype=np.int64) * k
    count, parts = xp.zeros(n_pre + 1, np.int64), []
    post = xp.empty(n_pre * k if share is None else 0, np.int32)
    for lo in range(0, n_pre, chunk):
        hi = min(lo + chunk, n_pre)
        part = draw.choices(key, TAG_OUT_DEGREE, lo, hi, n_post, k, distinct, hole).reshape(-1)
        draw.sort_rows(start[: hi - lo + 1], part, n_post)
        if share is None:
            post[lo * k : hi * k] = part
            continue
        row, part = _shared(xp.repeat(xp.arange(lo, hi, dtype=np.int32), k), part, share)
        draw.tally(row, count[1:])
        parts.append(part)
    if share is not None:
        start, post = xp.cumsum(count), xp.concatenate([post, *parts])
    return Rows(n_pre, n_post, start=start, post=post, spare=True)
