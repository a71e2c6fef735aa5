"""Drawing synapses in vectorised NumPy: the definition of what every backend draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...program import Array
from ...values import ARRAY, CONSTANT, LOGNORMAL, NORMAL, UNIFORM, Law
from ...wiring.drawing import Output, Recipe, Tally
from ...wiring.laws import TAG_PROBABILITY, TAG_TOTAL, TAG_VALUE, vectorised
from ...wiring.rows import Key, Rows

xp = np
ordered = True
per_call = 1 << 20  # between two reports of progress

_U32 = np.uint32
_CHUNK = 1 << 18  # what stays in cache
_MEMBERSHIP = 1 << 24  # cells of the table that notes which choices are taken


def _call(name: str, *arguments: Any) -> Any:
    with np.errstate(all="ignore"):
        return vectorised()[name](*arguments)


def _philox(key: Key, c0: Any, c1: Any, c2: Any, c3: int) -> Array:
    """The four words of each block, uint32, along a last axis."""
    counters = np.broadcast_arrays(*(np.asarray(c).astype(_U32) for c in (c0, c1, c2, c3)))
    words = _call("philox4x32", *counters, _U32(key[0]), _U32(key[1]))
    return np.stack(words, axis=-1)


def chunk(n: int) -> int:
    return _CHUNK


def pairs(key: Key, first: int, count: int, n_pre: int, n_post: int) -> tuple[Array, Array]:
    k = np.arange(first, first + count, dtype=np.int64)
    words = _philox(key, k & 0xFFFFFFFF, k >> 32, 0, TAG_TOTAL)
    pre: Array = _call("below", words[:, 0], np.uint64(n_pre))
    post: Array = _call("below", words[:, 1], np.uint64(n_post))
    return pre.astype(np.int32), post.astype(np.int32)


def choices(
    key: Key, tag: int, lo: int, hi: int, n: int, k: int, distinct: bool, hole: int
) -> Array:
    rows = np.arange(lo, hi, dtype=np.int64)[:, None]
    left_out = rows + hole
    inside = (left_out >= 0) & (left_out < n)
    m = n - inside.astype(np.int64)
    blocks = np.arange(-(-k // 4), dtype=np.int64)
    words = _philox(key, blocks[None, :], rows, 0, tag).reshape(hi - lo, -1)[:, :k]
    if distinct:
        part = max(1, _MEMBERSHIP // n)
        split = [slice(i, i + part) for i in range(0, hi - lo, part)]
        chosen = np.concatenate([_floyd(words[s], m[s, 0], n) for s in split])
    else:
        chosen = _call("below", words, m.astype(np.uint64))
    return (chosen + (inside & (chosen >= left_out))).astype(np.int32)


def _floyd(words: Array, m: Array, n: int) -> Array:
    """Distinct numbers below m, one list a row (Bentley & Floyd 1987, CACM 30:754)."""
    n_rows, k = words.shape
    taken = np.zeros((n_rows, n), np.bool_)
    chosen = np.empty((n_rows, k), np.int64)
    every = np.arange(n_rows)
    for i in range(k):
        j = m - k + i
        t = _call("below", words[:, i], (j + 1).astype(np.uint64))
        chosen[:, i] = np.where(taken[every, t], j, t)
        taken[every, chosen[:, i]] = True
    return chosen


def tally(index: Array, count: Array) -> None:
    count += np.bincount(index.ravel(), minlength=len(count))


def place(row: Array, value: Array, cursor: Array, out: Array) -> None:
    row = row.ravel()
    order = np.argsort(row, kind="stable")
    out[_places(row[order], cursor)] = value[order]


def sort_rows(start: Array, values: Array, n: int) -> None:
    length = np.diff(start)
    if len(length) and np.all(length == length[0]):
        values.reshape(len(length), int(length[0])).sort(axis=1)
        return
    for lo, hi in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
        values[lo:hi].sort()


def _places(group: Array, cursor: Array) -> Array:
    """Where each member of ascending `group` goes, one after the other from its group's cursor."""
    begin = np.searchsorted(group, group)
    place: Array = cursor[group] + np.arange(len(group)) - begin
    cursor += np.bincount(group, minlength=len(cursor)).astype(cursor.dtype)
    return place


def census(
    recipe: Recipe,
    lo: int,
    hi: int,
    first: int,
    table: Array,
    inverse_unit: float,
    tally: Tally,
) -> None:
    pre, post, weight, steps = _synapses(recipe, lo, hi)
    np.add.at(table, (pre, steps - first + 1), _U32(1))
    np.add.at(tally.load, post, _call("load_units", weight, inverse_unit))
    present = weight[weight != 0]
    tally.histogram += np.bincount(_call("exponent", present), minlength=len(tally.histogram))
    if len(present):
        tally.extremes[0] = min(tally.extremes[0], np.abs(present).min())
        tally.extremes[1] = max(tally.extremes[1], np.abs(present).max())


def fill(recipe: Recipe, lo: int, hi: int, out: Output) -> None:
    pre, post, weight, steps = _synapses(recipe, lo, hi)
    column = out.column[steps - out.first].astype(np.int64)
    order = np.lexsort((column, pre))  # stable: targets stay ascending
    pre, post, weight, column = pre[order], post[order], weight[order], column[order]
    n_columns = out.seg.shape[1] - 1
    cursor = out.seg[lo:hi, 1:].astype(np.int64).ravel()
    place = _places((pre - lo) * n_columns + column, cursor) + out.row_start[pre]
    out.seg[lo:hi, 1:] = cursor.reshape(hi - lo, n_columns)
    target = (post + out.target_lo).astype(_U32)
    if out.packed:
        scaled = np.rint(weight * out.inverse_quantum).astype(np.int64)
        target |= (scaled << out.target_bits).astype(_U32)
    out.synapse[place] = target
    if len(out.weight):
        out.weight[place] = weight


def _synapses(recipe: Recipe, lo: int, hi: int) -> tuple[Array, Array, Array, Array]:
    """(pre, post, weight, delay in steps) of rows lo..hi, by pre, then post."""
    pre, post, position = _pairs_of(recipe.rows, recipe.wiring, lo, hi)
    first, end = recipe.rows.kept
    own = (post >= first) & (post < end)
    pre, post, position = pre[own], post[own], position[own]
    begin = np.flatnonzero(np.diff(pre, prepend=-1) | np.diff(post, prepend=-1))
    duplicate = np.arange(len(pre)) - np.repeat(begin, np.diff(begin, append=len(pre)))
    drawn = {recipe.weight.kind, recipe.delay.kind} & {UNIFORM, NORMAL, LOGNORMAL}
    n_words = len(pre) if drawn else 0
    c0, c1, c2 = (c[:n_words] for c in (post, pre, duplicate))
    words = _philox(recipe.values, c0, c1, c2, TAG_VALUE)
    weight = _values(recipe.weight, words[:, :2], position)
    delay = _values(recipe.delay, words[:, 2:], position)
    return pre, post, weight, _call("in_steps", delay, recipe.dt)


def _values(law: Law, words: Array, position: Array) -> Array:
    if law.kind == CONSTANT:
        return np.full(len(position), law.a)
    if law.kind == ARRAY:
        given: Array = law.array[position]
        return given
    drawn: Array
    if law.kind == UNIFORM:
        drawn = _call("draw_uniform", words[:, 0], law.a, law.b)
    elif law.kind == NORMAL:
        drawn = _call("draw_normal", words[:, 0], words[:, 1], law.a, law.b, law.lo, law.hi)
    else:
        parameters = law.a, law.b, law.factor, law.lo, law.hi
        drawn = _call("draw_lognormal", words[:, 0], words[:, 1], *parameters)
    return drawn


def _pairs_of(rows: Rows, key: Key, lo: int, hi: int) -> tuple[Array, Array, Array]:
    """(pre, post, position) of rows lo..hi; position is the place in an array of values."""
    if rows.p == 0:
        position = np.arange(rows.start[lo], rows.start[hi])
        pre = np.repeat(np.arange(lo, hi), np.diff(rows.start[lo : hi + 1]))
        return pre, rows.post[position].astype(np.int64), position
    if rows.p == 1:
        pre, post = np.divmod(np.arange(lo * rows.n_post, hi * rows.n_post), rows.n_post)
    else:
        pre, post = _bernoulli(rows, key, lo, hi)
    kept = post != pre + rows.hole
    pre, post = pre[kept], post[kept]
    return pre, post, pre * rows.n_post + post


def _bernoulli(rows: Rows, key: Key, lo: int, hi: int) -> tuple[Array, Array]:
    """Each target with probability p: a row runs over geometric gaps to the end of the targets."""
    mean = rows.n_post * rows.p
    n_blocks = int((mean + 4 * np.sqrt(mean)) / 4) + 1
    active = np.arange(lo, hi, dtype=np.int64)
    last = np.full(hi - lo, -1, np.int64)
    found, block = [], 0
    while len(active):
        blocks = np.arange(block, block + n_blocks, dtype=np.int64)
        words = _philox(key, blocks[None, :], active[:, None], 0, TAG_PROBABILITY)
        words = words.reshape(len(active), -1)
        gaps = _call("gap", words, rows.inverse, float(rows.n_post))
        post = last[:, None] + np.cumsum(gaps + 1, axis=1)
        row, k = np.nonzero(post < rows.n_post)
        found.append((active[row], post[row, k]))
        unfinished = post[:, -1] < rows.n_post
        active, last, block = active[unfinished], post[unfinished, -1], block + n_blocks
    pre, targets = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((targets, pre))
    return pre[order], targets[order]
