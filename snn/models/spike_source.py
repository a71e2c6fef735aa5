"""Neurons that fire at given times."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ModelError

if TYPE_CHECKING:
    from ..receptors import Receptor


class SpikeSource:
    """Neuron ids[k] fires at times[k].

    times : ms, >= 0, shape (n_spikes,), any order. Rounded to the grid of dt; off-grid ones are
        reported when the network is built.
    ids : whole numbers from 0, shape (n_spikes,).

    Raises ModelError for other shapes and values.
    """

    def __init__(self, times: ArrayLike, ids: ArrayLike) -> None:
        self.times = _vector("times", times, np.float64)
        self.ids = _vector("ids", ids, np.int64)
        if len(self.times) != len(self.ids):
            raise ModelError(
                f"SpikeSource: times and ids must have one length; got {len(self.times)} times and "
                f"{len(self.ids)} ids"
            )
        if not np.all(np.isfinite(self.times) & (self.times >= 0.0)):
            raise ModelError("SpikeSource: times must be finite and >= 0 ms")
        if np.any(self.ids < 0):
            raise ModelError(f"SpikeSource: ids must be >= 0; got {self.ids.min()}")

    def default_receptors(self) -> dict[str, Receptor]:
        """None: it takes no input."""
        return {}

    def check(self, n: int, name: str) -> None:
        """ModelError unless all ids are below the size `n` of population `name`."""
        if len(self.ids) and self.ids.max() >= n:
            raise ModelError(
                f"population {name!r}: SpikeSource's ids must be below its size {n}; "
                f"got {self.ids.max()}"
            )

    def schedule(self, dt: float, n: int, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """The spikes of population `name` of size `n`, sorted: step int64, id int32, (n_spikes,).

        Warns of times off the grid of `dt` ms and of two spikes of a neuron in one step, which
        become one. Raises ModelError for an id outside the population.
        """
        self.check(n, name)
        steps = np.rint(self.times / dt).astype(np.int64)
        off = np.abs(steps * dt - self.times) > 1e-6 * dt
        pairs = np.unique(np.stack([steps, self.ids], axis=1), axis=0)
        twice = len(steps) - len(pairs)
        if np.any(off):
            first = self.times[off][0]
            warnings.warn(
                f"population {name!r}: {off.sum()} of {len(off)} spike times are not whole steps "
                f"of dt = {dt:g} ms and were rounded, the first from {first:g} ms",
                stacklevel=2,
            )
        if twice:
            warnings.warn(
                f"population {name!r}: {twice} spikes fall into the step of another spike of the "
                "same neuron and are left out",
                stacklevel=2,
            )
        return pairs[:, 0].copy(), pairs[:, 1].astype(np.int32)

    def __repr__(self) -> str:
        return f"SpikeSource({len(self.times)} spikes)"


def _vector(name: str, values: ArrayLike, dtype: type[np.float64] | type[np.int64]) -> NDArray[Any]:
    try:
        array = np.array(values)
    except ValueError as error:
        raise ModelError(f"SpikeSource: {name} must be one-dimensional; {error}") from None
    kinds = "iuf" if dtype is np.float64 else "iu"
    if array.ndim != 1 or (array.size and array.dtype.kind not in kinds):
        what = "numbers" if "f" in kinds else "whole numbers"
        raise ModelError(
            f"SpikeSource: {name} must be {what}, one-dimensional; "
            f"got shape {array.shape}, dtype {array.dtype}"
        )
    array = array.astype(dtype)
    array.flags.writeable = False
    return array
