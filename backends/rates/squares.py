"""One update of recursive least squares, for NumPy and CuPy arrays (program.rates.LeastSquares).

P changes by c k k' = v v' with v = sqrt(c) k: the product of equal factors keeps P symmetric to the
last bit, so that it does not drift. Rounding can still make P indefinite. Then r.k is negative or
not finite, and the update is left out: its terms are replaced by 0, so that nothing waits for a
device to say whether it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...program.rates import RateDeliver


def taken(xp: Any, array: Any) -> Any:
    """A host array in a backend's memory: NumPy uses the very same one."""
    return array if xp is np else xp.asarray(array)


class Bad:
    """Leaves updates out where P is indefinite. count, and step of the first: int64 (1,) each."""

    def __init__(self, xp: Any, real: Any, count: Any, step: Any) -> None:
        self.xp, self._count, self._step = xp, count, step
        self._most = float(np.finfo(real).max)

    def without(self, a: Any, k: Any, error: Any, step: int) -> tuple[Any, Any, Any]:
        """r.k, k and z - f, with 0 where r.k = a is negative or not finite: these are counted."""
        where = self.xp.where
        good = (a >= 0) & (a <= self._most)
        if self.xp is np and good.all():  # the host need not wait to know
            return a, k, error
        bad = (~good).sum()
        self._count += bad
        first = (self._step < 0) & (bad > 0)
        self._step[...] = where(first, step, self._step)
        return where(good, a, 0), where(good[..., None], k, 0), where(good, error, 0)


class Squares:
    """P and the weights that it changes, one P for all targets or one for each."""

    def __init__(
        self,
        stage: RateDeliver,
        weight: Any,
        P: Any,
        bad: Bad,
        multiply: Callable[[Any, Any, Any], None],
    ) -> None:
        xp = self._xp = bad.xp
        self._weight, self._P, self._bad, self._multiply = weight, P, bad, multiply
        self._k = xp.empty(P.shape[:-1], P.dtype)
        self._change = xp.empty(P.shape, P.dtype)
        self.update = self._shared if P.ndim == 2 else self._own
        if P.ndim == 2:
            self._matrix = weight.reshape(stage.n_post, len(P))
            self._pre = None if stage.dense else taken(xp, stage.pre[: len(P)])
            return
        count, most = np.diff(stage.start), P.shape[1]
        used = np.arange(most) < count[:, None]
        index = np.zeros(used.shape, np.int32)
        index[used] = stage.pre
        self._index = taken(xp, index)
        self._used = taken(xp, used.astype(stage.weight.dtype))
        self._synapse = taken(xp, np.flatnonzero(used))

    def _shared(self, rate: Any, error: Any, step: int) -> None:
        """All targets have the same presynaptic neurons: k is theirs together."""
        r = rate if self._pre is None else rate[self._pre]
        self._multiply(self._P, r, self._k)
        a, k, error = self._bad.without((r * self._k).sum(), self._k, error, step)
        c = 1.0 / (1.0 + a)
        self._matrix -= (c * error)[:, None] * k[None, :]
        v = k * c**0.5
        self._xp.multiply(v[:, None], v[None, :], out=self._change)
        self._P -= self._change

    def _own(self, rate: Any, error: Any, step: int) -> None:
        """Every target has its own: rows of `most` rates, 0 where a target has fewer."""
        r = rate[self._index] * self._used
        self._multiply(self._P, r, self._k)
        a, k, error = self._bad.without((r * self._k).sum(axis=1), self._k, error, step)
        c = 1.0 / (1.0 + a)
        self._weight -= ((c * error)[:, None] * k).reshape(-1)[self._synapse]
        v = k * (c**0.5)[:, None]
        self._xp.multiply(v[:, :, None], v[:, None, :], out=self._change)
        self._P -= self._change
