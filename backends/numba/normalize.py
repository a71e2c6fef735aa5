"""Normalising: each part scales the weights onto its own targets, through its index by target."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...program import Normalize
from .columns import Columns
from .counters import note
from .intrinsics import fields, like, pointer
from .passes import Pass, generic

_REAL = {"f": "float32", "d": "float64"}


def make(stage: Normalize, columns: Columns) -> Pass:
    """The pass of one part; it acts in every so many steps."""
    learn = stage.learn
    weight = learn.deliver.weight
    lo, start, _, place, _, _ = columns
    limits = [learn.limit, learn.safe, stage.low, stage.high, np.finfo(weight.dtype).max]
    values = (stage.every, lo, len(start) - 1, start, place)
    numbers = (np.array([stage.scale]), stage.total, np.array(limits, weight.dtype))
    call = f"normalize(descriptor, step, {_REAL[weight.dtype.char]}(0))"
    counters = (learn.bad_count, learn.bad_step)
    return generic("normalize", call, *values, weight, *numbers, *counters)


@njit(error_model="numpy")
def normalize(descriptor: Any, step: Any, example: Any) -> None:
    """Scale the weights onto the part's targets, where a multiple of `every` steps ends."""
    every, lo, n, start_at, place_at, weight_at = fields(descriptor, 6)
    scale_at, total_at, limits_at, count_at, first_at = fields(descriptor + 8 * 6, 5)
    if (step + 1) % every != 0:
        return
    start, place = pointer(start_at, np.int64), pointer(place_at, np.uint32)
    weight, limits = like(weight_at, example), like(limits_at, example)
    total, scale = like(total_at, example), pointer(scale_at, np.float64)[0]
    bad = 0
    for i in range(n):
        sum = np.int64(0)
        for e in range(start[i], start[i + 1]):
            j = np.int64(place[e])
            if not abs(weight[j]) <= limits[0]:
                weight[j] = limits[1]
                bad += 1
            sum += np.int64(np.rint(np.float64(abs(weight[j])) * scale))
        factor = factor_of(sum, scale, total[lo + i], limits[4])
        for e in range(start[i], start[i + 1]):
            j = np.int64(place[e])
            weight[j] = clipped(weight[j] * factor, limits[2], limits[3])
    note(bad, step, count_at, first_at)


@njit(error_model="numpy")
def factor_of(sum: Any, scale: Any, total: Any, most: Any) -> Any:
    """What weights of this sum are multiplied by; all but the sum in the compute type."""
    real = type(total)
    have = real(np.float64(sum) / scale)
    if not have > real(0):
        return real(1)
    factor = total / have
    return factor if factor < most else most


@njit(error_model="numpy")
def clipped(weight: Any, low: Any, high: Any) -> Any:
    """The weight within its bounds."""
    if weight < low:
        return low
    return high if weight > high else weight
