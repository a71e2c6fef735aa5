"""One update of recursive least squares, for NumPy and CuPy arrays (see rate_stages.LeastSquares).

P changes by c k k' = v v' with v = sqrt(c) k: the product of equal factors keeps P symmetric to the
last bit, so that it does not drift.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..rate_stages import RateDeliver


def taken(xp: Any, array: Any) -> Any:
    """A host array in a backend's memory: NumPy uses the very same one."""
    return array if xp is np else xp.asarray(array)


class Squares:
    """P and the weights that it changes, one P for all targets or one for each."""

    def __init__(
        self,
        stage: RateDeliver,
        weight: Any,
        P: Any,
        xp: Any,
        multiply: Callable[[Any, Any, Any], None],
    ) -> None:
        self._xp, self._weight, self._P, self._multiply = xp, weight, P, multiply
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

    def _shared(self, rate: Any, error: Any) -> None:
        """All targets have the same presynaptic neurons: k is theirs together."""
        r = rate if self._pre is None else rate[self._pre]
        k = self._k
        self._multiply(self._P, r, k)
        c = 1.0 / (1.0 + (r * k).sum())
        self._matrix -= (c * error)[:, None] * k[None, :]
        v = k * c**0.5
        self._xp.multiply(v[:, None], v[None, :], out=self._change)
        self._P -= self._change

    def _own(self, rate: Any, error: Any) -> None:
        """Every target has its own: rows of `most` rates, 0 where a target has fewer."""
        r = rate[self._index] * self._used
        k = self._k
        self._multiply(self._P, r, k)
        c = 1.0 / (1.0 + (r * k).sum(axis=1))
        self._weight -= ((c * error)[:, None] * k).reshape(-1)[self._synapse]
        v = k * (c**0.5)[:, None]
        self._xp.multiply(v[:, :, None], v[:, None, :], out=self._change)
        self._P -= self._change
