"""Counters of scrubbed values, which several threads may add to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from .intrinsics import atomic_add, atomic_load, atomic_store


@njit(error_model="numpy")
def note(n: Any, step: Any, count_at: Any, first_at: Any) -> None:
    """Add `n` to a count, and note the step of the first.

    Threads may both find that there was none before, but then they are in the same step.
    """
    if n > 0:
        atomic_add(count_at, np.int64(n))
        if atomic_load(first_at) < 0:
            atomic_store(first_at, step)
