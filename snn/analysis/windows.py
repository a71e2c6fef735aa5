"""Windows of activity as points in space: a coordinate for each neuron, after spike2vec."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import AnalysisError
from ..program import Array, host
from .checks import number
from .distances import distinct, over_processors
from .trains import ROUNDING, Trains, fitting, trains, whole_bins

_SCALES = {"isi": None, "spike": None, "van_rossum": "tau", "victor_purpura": "cost"}


def windows(
    spikes: Trains,
    width: float,
    step: float | None = None,
    *,
    distance: str = "isi",
    tau: float | None = None,
    cost: float | None = None,
    normalize: bool = False,
    t_range: tuple[float, float] | None = None,
    progress: bool = False,
) -> Array:
    """How each neuron's spikes in each window differ from evenly spaced ones at its mean rate.

    The idea of spike2vec (Jarvis, Spike2Vec.jl): a network that does the same again returns to the
    same point. The surrogate of a neuron has max(1, round(rate · width)) spikes in the middle of
    equal parts of the window, the same in all windows. Work is linear in the spikes (each is in
    width / step windows), and in windows × neurons; it runs in compiled loops on the CPU.

    Parameters
    ----------
    spikes : as in `trains`.
    width, step : ms; window k is [start + k · step, start + k · step + width), those that fit into
        the range of time. Default of step: width.
    distance : "isi" (the default: it needs no time scale, lies in [0, 1) and so weighs rare and
        frequent neurons alike, and even spikes are near the surrogate whenever they begin), "spike"
        (as the original; the phase counts), "van_rossum" (with `tau`, ms) or "victor_purpura" (with
        `cost`, 1/ms), which grow with the number of spikes. All as in `snn.analysis`.
    normalize : of each neuron subtract the mean over windows and divide by the standard deviation
        (where that is 0 the coordinate is 0).
    t_range : (start, stop) in ms. progress : show a bar.

    Returns
    -------
    float64 (n_windows, n).

    Raises AnalysisError where no window fits, or tau or cost lacks, is too much or not above 0.
    """
    scale = _scale(distance, {"tau": tau, "cost": cost})
    found = trains(spikes, t_range)
    n_windows, step = _count(found.duration, width, step)
    fitting(found.n * n_windows, f"windows: {found.n:,} neurons × {n_windows:,} windows")
    opens = found.start + np.arange(n_windows) * step
    if distance in ("isi", "spike"):
        found = distinct(found)
    from . import pairs

    times, first = map(host, found.rows())
    out = np.empty((found.n, n_windows))
    kind = getattr(pairs, distance.upper())

    def work(k: int) -> None:
        train = times[first[k] : first[k + 1]]
        even = _even(len(train) / found.duration, width)
        pairs.fill_windows(kind, train, even, opens, float(width), scale, ROUNDING, out[k])

    over_processors(work, found.n, progress, "windows of neurons")
    return np.ascontiguousarray((_normalized(out) if normalize else out).T)


def _even(rate: float, width: float) -> Array:
    """Times of the surrogate's spikes in a window, ms; rate in kHz."""
    n = max(1, round(rate * width))
    return (np.arange(n) + 0.5) * (width / n)


def _normalized(rows: Array) -> Array:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = rows.std(axis=1, keepdims=True)
    constant = np.ptp(rows, axis=1, keepdims=True) == 0
    scaled: Array = np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))
    return scaled


def _count(duration: float, width: float, step: float | None) -> tuple[int, float]:
    """(how many windows fit, their step)."""
    number(width, "windows: width")
    step = number(width if step is None else step, "windows: step")
    if duration + ROUNDING < width:
        raise AnalysisError(f"windows: a width of {width:g} ms does not fit into {duration:g} ms")
    return whole_bins(duration - width + step, step, "windows"), step


def _scale(distance: str, given: dict[str, Any]) -> float:
    """The distance's parameter (0 if it has none), checked."""
    if distance not in _SCALES:
        raise AnalysisError(
            f"windows: distance must be one of {', '.join(_SCALES)}; got {distance!r}"
        )
    needed = _SCALES[distance]
    for name, value in given.items():
        if name != needed and value is not None:
            raise AnalysisError(f"windows: distance {distance!r} takes no {name}; got {value!r}")
    if needed is None:
        return 0.0
    value = given[needed]
    if value is None or not 0 < value < np.inf:
        raise AnalysisError(f"windows: {distance!r} needs {needed}, above 0; got {value!r}")
    return float(value)
