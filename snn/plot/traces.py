"""States of single neurons over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..errors import AnalysisError
from ..program import Array, host
from .bands import frame
from .colours import COLOURS
from .style import axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LANES = 50  # neurons; lines of more are a solid block


class Samples(Protocol):
    """Sample times (n_samples,) in ms and values (n_samples, n); a recording has these."""

    @property
    def times(self) -> Array: ...

    @property
    def values(self) -> Array: ...


@styled
def traces(
    samples: Samples | tuple[Any, Any],
    *,
    unit: str = "mV",
    labels: list[str] | None = None,
    ticks: list[Array] | None = None,
    colours: Sequence[str] = COLOURS,
    ax: Axes | None = None,
) -> Axes:
    """One line per neuron, each in a lane of its own, with one scale bar for all.

    Parameters
    ----------
    samples : a recording of a state, or (times, values) of shapes (n_samples,), (n_samples, n);
        times in ms, values in `unit`.
    labels : names of the neurons, drawn at their lanes.
    ticks : per neuron, the times in ms of its spikes, drawn as ticks above its line (the v
        of an integrate-and-fire neuron shows none).
    colours : of the lines, repeated where there are more neurons.

    NaN are gaps. Raises AnalysisError where the shapes do not agree, there is nothing to draw, or
    there are more than 50 neurons: those are a picture for `density`.
    """
    times, values = sampled("traces", samples)
    if not np.isfinite(values).any():
        raise AnalysisError(f"traces: there are no values to draw; got shape {values.shape}")
    if values.shape[1] > LANES:
        raise AnalysisError(
            f"traces: {values.shape[1]:,} lines would cover one another; draw at most {LANES} "
            "neurons, or all with snn.plot.density"
        )
    ax = axes_or_new(ax)
    known = np.isfinite(values)
    low = np.min(values, axis=0, initial=np.inf, where=known)
    high = np.max(values, axis=0, initial=-np.inf, where=known)
    low, high = np.where(known.any(axis=0), (low, high), 0.0)  # who has no value keeps a lane
    span = float(np.max(high - low)) or 1.0
    lane = 1.4 * span
    for k, column in enumerate(values.T):
        colour = colours[k % len(colours)]
        ax.plot(times, column - low[k] + k * lane, color=colour, linewidth=0.8)
        if ticks is not None:
            above = k * lane + high[k] - low[k] + 0.05 * span
            ax.vlines(ticks[k], above, above + 0.2 * span, color=colour, linewidth=1.0)
    frame(ax, (float(times[0]), float(times[-1])))
    ax.set_ylim(-0.1 * span, values.shape[1] * lane)
    names = labels or [str(k) for k in range(values.shape[1])]
    ax.set_yticks((np.arange(values.shape[1]) + 0.35) * lane, names)
    ax.tick_params(axis="y", length=0)
    _scale_bar(ax, span, unit)
    return ax


def sampled(who: str, samples: Samples | tuple[Any, Any]) -> tuple[Array, Array]:
    """(times, values) on the host, float64; AnalysisError where the shapes do not agree."""
    times, values = samples if isinstance(samples, tuple) else (samples.times, samples.values)
    times, values = np.asarray(host(times), np.float64), np.asarray(host(values), np.float64)
    if values.ndim != 2 or times.shape != values.shape[:1]:
        raise AnalysisError(
            f"{who}: values must be (n_samples, n) for times (n_samples,); got {values.shape} and "
            f"{times.shape}"
        )
    return times, values


def round_length(span: float) -> float:
    """The longest of 1, 2, 5 × 10^k that is at most `span`."""
    power = 10.0 ** np.floor(np.log10(span))
    return float(max(m * power for m in (1, 2, 5) if m * power <= span * (1 + 1e-9)))


def _scale_bar(ax: Axes, span: float, unit: str) -> None:
    length = round_length(span)
    x = 1.01  # just outside the axes, in their own units
    ax.plot([x, x], [0, length], color="black", linewidth=2, clip_on=False, transform=_beside(ax))
    ax.text(x + 0.008, length / 2, f"{length:g} {unit}", va="center", transform=_beside(ax))


def _beside(ax: Axes) -> Any:
    return ax.get_yaxis_transform()  # x in axes units, y in data units
