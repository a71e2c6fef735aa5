"""Checks of the numbers that the analysis takes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array


def number(value: Any, what: str, unit: str = "ms", zero: bool = False) -> float:
    """A finite number above 0, or at least 0 if `zero`; AnalysisError, with `what`, for another."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = np.nan
    if not (np.isfinite(found) and (found > 0 or (zero and found == 0))):
        least = "at least" if zero else "above"
        raise AnalysisError(f"{what} must be a number of {unit} {least} 0; got {value!r}")
    return found


def instants(values: Any, what: str, xp: Any) -> Array:
    """Times in ms as float64 of `xp`; AnalysisError, with `what`, unless 1-D and finite."""
    try:
        found: Array = xp.asarray(values, np.float64)
    except (TypeError, ValueError):
        found = xp.asarray(np.nan)
    if found.ndim != 1 or not bool(xp.isfinite(found).all()):
        raise AnalysisError(f"{what} must be a 1-D array of finite times in ms")
    return found


def whole(value: Any, what: str, least: int = 1) -> int:
    """A whole number that is at least `least`; AnalysisError, with `what`, for another."""
    if not hasattr(value, "__index__") or operator.index(value) < least:
        raise AnalysisError(f"{what} must be a whole number >= {least}; got {value!r}")
    return operator.index(value)
