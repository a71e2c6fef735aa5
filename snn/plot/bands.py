"""What the pictures of spike trains share: named bands of neurons, and the axis of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.trains import SpikeTrains, Trains, trains
from ..errors import AnalysisError
from ..program import Array, host
from .colours import colours_of, view_of
from .labels import label_axis, longest_beside, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEW = 4  # bands that have room for names of two lines

Groups = Trains | Mapping[str, Trains] | Sequence[Trains]


@dataclass(frozen=True)
class Band:
    """The spikes of neurons that are drawn next to one another, in one colour; on the host."""

    name: str
    trains: SpikeTrains
    colour: str

    @property
    def times(self) -> Array:
        """ms."""
        return self.trains.times

    @property
    def ids(self) -> Array:
        """0 .. n - 1."""
        return self.trains.ids

    @property
    def n(self) -> int:
        return self.trains.n


def bands(spikes: Groups, t_range: tuple[float, float] | None = None) -> list[Band]:
    """Spikes as bands, each with its own window of time: of a mapping one per item, in its order.

    Parameters
    ----------
    spikes : what `snn.analysis.trains` takes; a mapping from names to these; or a list of
        recordings, which are called what they record. A recording has the colour of its population
        (see `colours`), in another tint if that is taken; the colour of arrays is that of their
        place.
    t_range : ms; default: of each recording what it covers, so that a time before one began is
        never taken for silence.

    Raises AnalysisError, which names the band, where `snn.analysis.trains` does.
    """
    items = [*_named(spikes)]
    named = dict(items)
    if len(named) < len(items):
        raise AnalysisError(
            f"spikes: two recordings of a list are both called one of {', '.join(named)}; give a "
            "mapping from names of your own to them"
        )
    found = {name: _trains(name, item, t_range) for name, item in named.items()}
    if not found:
        raise AnalysisError("spikes: expected at least one recording; got none")
    return [
        Band(name, each, tint)
        for (name, each), tint in zip(found.items(), colours_of([*named.values()]), strict=True)
    ]


def _named(spikes: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(spikes, Mapping):
        return spikes.items()
    if not isinstance(spikes, list):
        return [("", spikes)]
    views = [view_of(each) for each in spikes]
    return [
        (str(k) if view is None else view.label, each)
        for k, (view, each) in enumerate(zip(views, spikes, strict=True))
    ]


def _trains(name: str, item: Any, t_range: tuple[float, float] | None) -> SpikeTrains:
    try:
        found = trains(item, t_range)
    except AnalysisError as error:
        if not name:
            raise
        raise AnalysisError(f"{name!r}: {error}") from None
    return replace(found, times=host(found.times), ids=host(found.ids))


def time_range(groups: list[Band]) -> tuple[float, float]:
    """What the bands cover together, ms."""
    return min(g.trains.start for g in groups), max(g.trains.stop for g in groups)


def frame(ax: Axes, t_range: tuple[float, float]) -> None:
    """What every picture over time has: the time axis in ms."""
    ax.set_xlim(*t_range)
    ax.set_xlabel("time (ms)")


def label_bands(ax: Axes, groups: list[Band], base: Array) -> None:
    """The axis of neurons: names and sizes of bands that begin at `base`, lines between them."""
    ax.set_ylim(-0.5, base[-1] - 0.5)
    if not any(g.name for g in groups):
        ax.set_ylabel("neuron")
        return
    for edge in base[1:-1]:
        ax.axhline(edge - 0.5, color="0.6", linewidth=0.6)
    between = " " if len(groups) > FEW else "\n"
    longest = longest_beside(ax)
    names = [f"{shortened(g.name, longest)}{between}({g.n:,})" for g in groups]
    left_out = label_axis(ax, "y", (base[:-1] + base[1:]) / 2, names, [g.colour for g in groups])
    ax.set_ylabel("population (neurons)" + left_out)


def stacked(groups: list[Band]) -> Array:
    """Where each band begins on the axis of neurons, and where the last ends, int64."""
    return np.concatenate([[0], np.cumsum([g.n for g in groups])])
