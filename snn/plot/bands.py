"""What the pictures of spike trains share: named bands of neurons, their colours, and axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..program import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito (2008), without the yellow that vanishes on white: told apart with any colour vision.
COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#E69F00",
    "#000000",
    "#999999",
)


class Spikes(Protocol):
    """Anything with spike times in ms and neuron ids; a recording is one."""

    @property
    def times(self) -> Array: ...

    @property
    def ids(self) -> Array: ...


Trains = Spikes | tuple[Any, Any] | tuple[Any, Any, int]


@dataclass(frozen=True)
class Band:
    """The spikes of `n` neurons that are drawn next to one another, in one colour."""

    name: str
    times: Array  # ms
    ids: Array  # 0 .. n - 1
    n: int
    colour: str


def bands(spikes: Trains | Mapping[str, Trains]) -> list[Band]:
    """Spikes as bands: of a mapping one band per item, in its order, which also fixes the colours.

    A value is a recording, `(times, ids)` or `(times, ids, n)`; without n (and without a
    recording's own `n`), the largest id decides. Raises ValueError where times and ids differ in
    length or an id is outside 0 .. n - 1.
    """
    named = spikes if isinstance(spikes, Mapping) else {"": spikes}
    return [
        _band(name, item, COLOURS[k % len(COLOURS)]) for k, (name, item) in enumerate(named.items())
    ]


def _band(name: str, item: Trains, colour: str) -> Band:
    if isinstance(item, tuple):
        times, ids, n = item if len(item) == 3 else (*item, None)
    else:
        times, ids, n = item.times, item.ids, getattr(item, "n", None)
    times, ids = np.asarray(times, np.float64), np.asarray(ids)
    if times.shape != ids.shape or times.ndim != 1:
        raise ValueError(
            f"spikes of {name!r}: times and ids must be 1-D and of one length; "
            f"got {times.shape} and {ids.shape}"
        )
    if n is None:
        n = int(ids.max()) + 1 if len(ids) else 1
    if len(ids) and not 0 <= ids.min() <= ids.max() < n:
        raise ValueError(
            f"spikes of {name!r}: ids must be in 0 .. {n - 1}; got {ids.min()} .. {ids.max()}"
        )
    return Band(name, times, ids, n, colour)


def time_range(groups: list[Band], t_range: tuple[float, float] | None) -> tuple[float, float]:
    """`t_range`, or in its absence from 0 to the last spike (1 ms if there is none)."""
    if t_range is not None:
        return t_range
    return 0.0, max((float(g.times.max()) for g in groups if len(g.times)), default=1.0)


def axes_or_new(ax: Axes | None) -> Axes:
    """`ax`, or the axes of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(8, 4), layout="constrained")[1]


def frame(ax: Axes, t_range: tuple[float, float]) -> None:
    """What every picture over time has: the time axis in ms, and no box around the data."""
    ax.set_xlim(*t_range)
    ax.set_xlabel("time (ms)")
    ax.spines[["top", "right"]].set_visible(False)
