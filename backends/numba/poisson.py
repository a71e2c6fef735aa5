"""Poisson input: counts of events are drawn tile by tile and added, weighted, to accumulators.

The words of a tile stay in the first-level cache between drawing and counting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import Array, PoissonDrive
from . import cache, noise
from .intrinsics import fields, like, pointer
from .options import LOOP
from .passes import Descriptor, Pass

TILE = 512  # neurons, a multiple of 4: of the elements that share a Philox block
WIDTH = 4  # thresholds that a word is compared with at a time
LONGEST_SCAN = 32  # thresholds beyond which a table is searched, not scanned

_ENTRY = """\
from numba import int32, int64

from snn.backends.numba import poisson


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    begin, end, words, seed, stream = fields(descriptor, 5)
    low, high = np.uint32(step), np.uint32(step >> 32)
    seed, stream = np.uint32(seed), np.uint32(stream)
    for tile in range(begin & -4, end, {tile}):
        lo, hi = max(begin, tile), min(end, tile + {tile})
        shifted = pointer(words - 4 * tile, np.uint32)  # the word of neuron i at place i
        fill(tile >> 2, (hi + 3) >> 2, shifted, np.uint32(0), low, high, seed, stream)
        poisson.{call}(descriptor + 8 * 5, words + 4 * (lo - tile), lo, hi, {acc}(0))
"""


def make(stage: PoissonDrive, lo: int, hi: int, seed: int) -> list[Pass]:
    """The pass that adds Poisson input to those of neurons lo..hi it reaches."""
    lo, hi = max(lo, stage.lo), min(hi, stage.hi)
    if lo >= hi:
        return []
    acc = stage.arena.acc[stage.receptor]
    weight = stage.weight.astype(acc.dtype)
    begin, end = lo - stage.lo, hi - stage.lo
    draw = (begin, end, noise.buffer(TILE, "uint32"), seed, stage.stream)
    head = (acc[stage.lo : stage.hi], acc.itemsize, weight, int(len(weight) > 1))
    short = len(stage.thresholds) <= LONGEST_SCAN and (stage.thresholds > 0).all()
    if short and len(stage.which) == 1:
        below = _blocks(stage.thresholds)
        return [_pass("scan", acc, *draw, *head, below, len(below))]
    tables = (stage.thresholds, stage.table, stage.which, int(len(stage.which) > 1))
    return [_pass("search", acc, *draw, *head, *tables)]


def _pass(call: str, acc: Array, *values: Any) -> Pass:
    text = noise.text(None, _ENTRY.format(call=call, acc=acc.dtype, tile=TILE))
    return Pass(cache.entry(text), Descriptor(*values))


def _blocks(thresholds: Array) -> Array:
    """The greatest word below each threshold, in whole blocks; no word is above those that fill."""
    out = np.full(-(-len(thresholds) // WIDTH) * WIDTH, 0xFFFFFFFF, np.uint32)
    out[: len(thresholds)] = thresholds - np.uint32(1)
    return out


@njit(error_model="numpy")
def scan(descriptor: Any, words: Any, lo: Any, hi: Any, like_acc: Any) -> None:
    """One short table for all neurons, compared without a branch, a few thresholds at a time.

    Few words of a tile reach beyond the first thresholds: most tiles are done with these.
    """
    acc_at, size, weight_at, each, below_at, n_below = fields(descriptor, 6)
    below, word = pointer(below_at, np.uint32), pointer(words, np.uint32)
    n, acc = hi - lo, like(acc_at + size * lo, like_acc)
    for j in range(0, n_below, WIDTH):
        if j > 0 and not any_above(n, word, below[j]):
            break
        block = below[j], below[j + 1], below[j + 2], below[j + 3]
        if each:
            add_each(n, acc, word, like(weight_at + size * lo, like_acc), *block)
        else:
            add(n, acc, word, like(weight_at, like_acc)[0], *block)


@njit(error_model="numpy")
def search(descriptor: Any, words: Any, lo: Any, hi: Any, like_acc: Any) -> None:
    """Any tables: the number of thresholds that are not above the word, by bisection."""
    acc_at, _, weight_at, each, threshold_at, table_at, which_at, pick = fields(descriptor, 8)
    acc, weight = like(acc_at, like_acc), like(weight_at, like_acc)
    word, threshold = pointer(words, np.uint32), pointer(threshold_at, np.uint32)
    table, which = pointer(table_at, np.int64), pointer(which_at, np.int32)
    for i in range(lo, hi):
        k = which[i * pick]
        first, last = table[k], table[k + 1]
        while first < last:
            middle = (first + last) >> 1
            if threshold[middle] <= word[i - lo]:
                first = middle + 1
            else:
                last = middle
        acc[i] += (first - table[k]) * weight[i * each]


@njit(**LOOP)
def any_above(n: Any, word: Any, limit: Any) -> Any:
    """Whether one of the words is above a limit."""
    most = np.uint32(0)
    for i in range(n):
        most = max(most, word[i])
    return most > limit


@njit(**LOOP)
def add(n: Any, acc: Any, word: Any, weight: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    """Add the weight as often as a word is above one of four limits."""
    for i in range(n):
        w = word[i]
        acc[i] += weight * (np.int32(w > a) + np.int32(w > b) + np.int32(w > c) + np.int32(w > d))


@njit(**LOOP)
def add_each(n: Any, acc: Any, word: Any, weight: Any, a: Any, b: Any, c: Any, d: Any) -> None:
    """As `add`, with a weight for each neuron."""
    for i in range(n):
        w = word[i]
        times = np.int32(w > a) + np.int32(w > b) + np.int32(w > c) + np.int32(w > d)
        acc[i] += weight[i] * times
