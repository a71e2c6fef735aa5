"""States of single neurons over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..errors import AnalysisError
from ..program import Array, host
from .bands import COLOURS, axes_or_new, frame
from .style import styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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

    Raises AnalysisError where the shapes do not agree.
    """
    ax = axes_or_new(ax)
    times, values = sampled("traces", samples)
    low, high = values.min(axis=0), values.max(axis=0)
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
