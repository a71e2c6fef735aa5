"""Normalising of weights on the device: one launch for all Normalize stages (normalize.cu)."""

from __future__ import annotations

from typing import Any

import cupy
import numpy as np

from ...program import Normalize, Program
from .delivery import THREADS, WARPS
from .launch import Launch, module
from .records import Clock
from .rules import Plastic


def launches(program: Program, plastics: list[Plastic], clock: Clock) -> list[Launch]:
    """The launch that normalises, if anything is normalised."""
    if not program.normalize:
        return []
    own = module("normalize")
    of = {id(plastic.learn): plastic for plastic in plastics}
    rows = [_row(stage, of[id(stage.learn)]) for stage in program.normalize]
    kernel = own.kernel("normalize")
    most = max(len(stage.total) for stage in program.normalize)
    grid = min(kernel.resident(THREADS), -(-most // WARPS))
    return [kernel.prepare(grid, THREADS, own.struct("Sums").table(rows), len(rows), clock.now, 0)]


def _row(stage: Normalize, plastic: Plastic) -> dict[str, Any]:
    """The struct Sums."""
    learn, columns = stage.learn, plastic.columns
    weight = learn.deliver.weight
    return {
        "weight": weight,
        "start": columns.start,
        "row": columns.row,
        "offset": columns.offset,
        "row_start": learn.deliver.row_start,
        "total": cupy.asarray(stage.total),
        "bad_count": plastic.bad_count,
        "bad_step": plastic.bad_step,
        "every": stage.every,
        "scale": stage.scale,
        "limit": learn.limit,
        "safe": learn.safe,
        "low": stage.low,
        "high": stage.high,
        "targets": len(stage.total),
        "wide": int(weight.dtype == np.float64),
    }
