"""How a state is distributed over neurons, in time: an image, or an animation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array
from .bands import frame
from .colours import colours_of
from .labels import plain, shortened
from .legend import legend
from .style import SEQUENTIAL, axes_or_new, style, styled
from .traces import Samples, sampled

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes


@styled
def density(
    samples: Samples | tuple[Any, Any],
    *,
    bins: int = 80,
    limits: tuple[float, float] | None = None,
    unit: str = "mV",
    name: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The share of neurons in bins of a state, over time: the darker the more.

    Parameters
    ----------
    samples : a recording of a state, or (times, values) of shapes (n_samples,), (n_samples, n);
        times in ms, values in `unit`.
    bins, limits : of the state; limits by default from the least value to the greatest. Values
        beyond them are not drawn, but count as neurons.
    name : of the state, for the label; default: what was recorded.

    Raises AnalysisError where shapes do not agree or there is nothing to draw.
    """
    ax = axes_or_new(ax)
    times, values = _checked("density", samples)
    edges = _edges(values, bins, limits)
    share = shares(values, edges)
    last = times[-1] + (times[1] - times[0] if len(times) > 1 else 1.0)
    image = ax.pcolormesh(
        np.append(times, last), edges, np.ma.masked_equal(share.T, 0), cmap=SEQUENTIAL, vmin=0
    )
    image.set_rasterized(True)
    frame(ax, (float(times[0]), float(last)))
    ax.set_ylim(edges[0], edges[-1])
    ax.set_ylabel(_label(samples, name, unit))
    bar = ax.figure.colorbar(image, ax=ax, fraction=0.05, pad=0.02)
    bar.set_label("share of neurons")
    bar.outline.set_visible(False)
    return ax


def animate_density(
    samples: Samples | tuple[Any, Any] | Mapping[str, Any],
    *,
    bins: int = 80,
    limits: tuple[float, float] | None = None,
    unit: str = "mV",
    name: str | None = None,
    interval: float = 40.0,
    ax: Axes | None = None,
) -> FuncAnimation:
    """The distribution of a state as a histogram that moves: a frame per sample.

    Keep what is returned while it plays; `.save("v.gif", writer="pillow")` writes a file.

    Parameters
    ----------
    samples : as for `density`; or a mapping from names to these, sampled at the same times.
    interval : ms of wall-clock time between frames.

    Raises AnalysisError as `density`, and where the times of several differ.
    """
    from matplotlib.animation import FuncAnimation

    named = samples if isinstance(samples, Mapping) else {"": samples}
    found = {key: _checked("animate_density", each) for key, each in named.items()}
    (times, _), *others = found.values()
    if any(not np.array_equal(times, other) for other, _ in others):
        raise AnalysisError("animate_density: all must be sampled at the same times")
    edges = _edges(np.concatenate([v.ravel() for _, v in found.values()]), bins, limits)
    share = [shares(values, edges) for _, values in found.values()]
    with style():
        grow, ax = ax is None, axes_or_new(ax)
        steps = [
            ax.stairs(
                each[0], edges, color=tint, fill=len(share) == 1, label=plain(key), linewidth=1.3
            )
            for key, each, tint in zip(found, share, colours_of([*named.values()]), strict=True)
        ]
        clock = ax.set_title(f"{times[0]:.1f} ms")
        ax.set_xlim(edges[0], edges[-1])
        ax.set_ylim(0, 1.05 * max(float(each.max()) for each in share) or 1.0)
        ax.set_xlabel(_label(next(iter(named.values())), name, unit))
        ax.set_ylabel("share of neurons")
        if len(share) > 1:
            legend(ax, steps, [shortened(key) for key in found], grow=grow)

    def draw(k: int) -> list[Any]:
        for step, each in zip(steps, share, strict=True):
            step.set_data(each[k])
        clock.set_text(f"{times[k]:.1f} ms")
        return [*steps, clock]

    figure: Any = ax.figure
    return FuncAnimation(figure, draw, frames=len(times), interval=interval)


def shares(values: Array, edges: Array) -> Array:
    """The share of neurons in each bin of equal width, float64 (n_samples, n_bins)."""
    n_samples, n = values.shape
    n_bins = len(edges) - 1
    place = np.floor((values - edges[0]) * (n_bins / (edges[-1] - edges[0])))
    place[values == edges[-1]] = n_bins - 1  # the last bin is closed
    inside = (place >= 0) & (place < n_bins)
    cell = np.arange(n_samples)[:, None] * n_bins + np.where(inside, place, 0).astype(np.int64)
    count = np.bincount(cell[inside], minlength=n_samples * n_bins).reshape(n_samples, n_bins)
    share: Array = count / n
    return share


def _checked(who: str, samples: Any) -> tuple[Array, Array]:
    times, values = sampled(who, samples)
    if not values.size or not np.isfinite(values).any():
        raise AnalysisError(f"{who}: there are no values to draw; got shape {values.shape}")
    return times, values


def _edges(values: Array, bins: int, limits: tuple[float, float] | None) -> Array:
    low, high = limits or (float(np.nanmin(values)), float(np.nanmax(values)))
    if not (low <= high and bins >= 1):
        raise AnalysisError(f"density: limits must ascend and bins be >= 1; got {limits}, {bins}")
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, bins + 1)


def _label(samples: Any, name: str | None, unit: str) -> str:
    return f"{name or getattr(samples, 'what', 'state')} ({unit})"
