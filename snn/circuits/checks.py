"""What the circuits ask of their arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import SNNError
from ..parameters import Range


def require(
    circuit: str,
    values: Mapping[str, Any],
    *,
    whole: bool = False,
    above: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """SNNError unless each of `values`, by name, is a finite number: > above, >= low, <= high.

    whole : it must be an integer.
    """
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    allowed = Range(above, low, high)
    for name, value in values.items():
        fits = isinstance(value, kinds) and not isinstance(value, bool)
        if not fits or value not in allowed:
            what = "whole number" if whole else "number"
            raise SNNError(f"{circuit}: {name} must be a {what}, {allowed}; got {value!r}")
