"""Spike counts as a heat map: neurons against time, every row in its own measure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import analysis
from ..errors import AnalysisError
from ..program import Array
from .bands import Band, Groups, bands, frame, label_bands, stacked, time_range
from .labels import height_for
from .style import DIVERGING, SEQUENTIAL, axes_or_new, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NORMALISE = {
    "max": "share of the row's peak",
    "zscore": "z-score of the row",
    None: "rate (Hz)",
}
ROWS = 400  # about as many as a screen shows
_WIDEST = 3.0  # standard deviations: the ends of the map


@styled
def heatmap(
    spikes: Groups,
    bin: float = 5.0,
    *,
    normalise: str | None = "max",
    sort: bool = False,
    rows: int = ROWS,
    t_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Activity in bins of time, a row per neuron; rows are pooled where there are too many.

    Parameters
    ----------
    spikes : as for `raster`, the first population at the bottom.
    bin : ms. What is left of a recording's window after the last whole bin is not drawn.
    normalise : "max", every row by its greatest bin; "zscore", by its mean and standard deviation;
        None, rates in Hz. White: no spike, or the mean of the row.
    sort : the rows of a population by the time of their greatest bin, the earliest on top.
    rows : at most so many, about; more neurons than that are pooled, equally many in a row.

    Raises AnalysisError for a bin that does not fit, and an unknown `normalise`.
    """
    if normalise not in NORMALISE or rows < 1:
        raise AnalysisError(
            f"heatmap: normalise must be 'max', 'zscore' or None, rows at least 1; got "
            f"{normalise!r} and {rows!r}"
        )
    groups = bands(spikes, t_range)
    ax = axes_or_new(ax, (5.0, height_for(len(groups), 3.2)))
    base = stacked(groups)
    per = -(-int(base[-1]) // rows)
    images = [_rows(group, bin, per, normalise, sort) for group in groups]
    norm = _norm(images, normalise)
    for group, bottom, image in zip(groups, base[:-1], images, strict=True):
        top = bottom + per * len(image)
        start = group.trains.start
        window = start, start + bin * image.shape[1]
        drawn = ax.imshow(
            image if normalise == "zscore" else np.ma.masked_equal(image, 0),
            extent=(*window, bottom - 0.5, top - 0.5),
            origin="lower",
            aspect="auto",
            interpolation="nearest",
            cmap=DIVERGING if normalise == "zscore" else SEQUENTIAL,
            **norm,
        )
        drawn.set_clip_path(_band(ax, window, int(bottom), group.n))
    frame(ax, time_range(groups))
    label_bands(ax, groups, base)
    ends = "both" if normalise == "zscore" else "neither"  # what lies beyond has the end's colour
    bar = ax.figure.colorbar(drawn, ax=ax, fraction=0.05, pad=0.02, extend=ends)
    bar.set_label(NORMALISE[normalise])
    bar.outline.set_visible(False)
    return ax


def _rows(group: Band, bin: float, per: int, normalise: str | None, sort: bool) -> Array:
    """Activity (n_rows, n_bins) of `per` neurons a row, float64; silent rows are 0."""
    n_rows = -(-group.n // per)
    pooled = replace(group.trains, ids=group.ids // per, n=n_rows)
    count = analysis.counts(pooled, bin).astype(float)
    neurons = np.full((n_rows, 1), per)
    neurons[-1] = group.n - per * (n_rows - 1)
    if sort:
        count = count[np.argsort(-count.argmax(axis=1), kind="stable")]
    if normalise == "max":
        return _divided(count, count.max(axis=1, keepdims=True))
    if normalise == "zscore":
        centred = count - count.mean(axis=1, keepdims=True)
        return _divided(centred, count.std(axis=1, keepdims=True))
    rate: Array = count / (neurons * bin / 1000.0)
    return rate


def _divided(values: Array, by: Array) -> Array:
    return np.divide(values, by, out=np.zeros_like(values), where=by > 0)


def _norm(images: list[Array], normalise: str | None) -> dict[str, Any]:
    if normalise == "zscore":
        return {"vmin": -_WIDEST, "vmax": _WIDEST}
    greatest = 1.0 if normalise == "max" else max(float(image.max()) for image in images) or 1.0
    return {"vmin": 0.0, "vmax": greatest}


def _band(ax: Axes, window: tuple[float, float], bottom: int, n: int) -> Any:
    """Where a band may be drawn: its last row may have fewer neurons than others."""
    from matplotlib.patches import Rectangle

    corner = window[0], bottom - 0.5
    return Rectangle(corner, window[1] - window[0], n, transform=ax.transData)
