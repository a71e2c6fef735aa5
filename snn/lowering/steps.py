"""Times as whole numbers of steps."""

from __future__ import annotations

import numpy as np

from ..errors import SNNError


def whole_steps(time: float, dt: float, error: type[SNNError], what: str, least: int = 1) -> int:
    """`time` ms as a number of steps of dt ms; `error` unless it is whole and at least `least`."""
    number = isinstance(time, (int, float, np.number)) and np.isfinite(time)
    steps = round(time / dt) if number else -1
    if steps < least or abs(steps * dt - time) > 1e-6 * dt:
        wanted = ", at least one" if least else ", >= 0"
        got = f"{time:g}" if number else repr(time)
        raise error(
            f"{what} must be a whole number of steps of dt = {dt:g} ms{wanted}; got {got} ms"
        )
    return steps
