"""Oja's rule."""

from __future__ import annotations

from ..parameters import Param
from .rate_rule import RateRule


class Oja(RateRule):
    """w += rate * post * (pre - post * w): Hebb's rule that keeps the norm of w near 1.

    With linear units w tends to the first principal component of the presynaptic rates; rate times
    their variance must be well below 1. Oja 1982, J. Math. Biol. 15:267.
    """

    rate = Param(None, "1", "rate of learning, per update", low=0.0)

    def update(w, pre, post, rate):
        return w + rate * post * (pre - post * w)
