"""Labels beside an axis that do not cover one another, and numbers that are short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..program import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE, _LETTER = 1.3, 0.62  # height of a line, width of a letter, in units of the letters' size


def spread(centres: Array, least: float, low: float, high: float) -> Array:
    """Places (n,) as near to ascending `centres` as they can be with `least` between neighbours.

    In the sense of least squares: pool adjacent violators of `centres - k * least`, clipped so that
    all lie from `low` to `high`; where these have no room for `least`, with less between them.
    """
    least = min(least, (high - low) / max(len(centres) - 1, 1))
    blocks: list[list[float]] = []  # [mean, size]
    for k, centre in enumerate(centres):
        blocks.append([float(centre) - k * least, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, size = blocks.pop()
            before, n = blocks[-1]
            blocks[-1] = [(before * n + mean * size) / (n + size), n + size]
    level = np.repeat([mean for mean, _ in blocks], [int(size) for _, size in blocks])
    places: Array = np.clip(level, low, high - least * (len(centres) - 1))
    places += least * np.arange(len(centres))
    return places


def label_axis(
    ax: Axes, which: str, centres: Array, names: Sequence[str], colours: Sequence[str]
) -> None:
    """Coloured names at the "x" or "y" axis, turned and moved apart where there is little room.

    Where there is none for all, every second one is there, or every third, ... The limits of the
    axis must be set, and `centres` be ascending.
    """
    axis = ax.xaxis if which == "x" else ax.yaxis
    size = _tick_size(which)
    low, high = sorted(ax.get_xlim() if which == "x" else ax.get_ylim())
    point = (high - low) / points(ax)[which == "y"]  # in units of the data
    least = size * _LINE * (max(name.count("\n") for name in names) + 1) * point
    every = int(np.ceil(least * len(names) / (high - low)))
    centres, names, colours = np.asarray(centres, float)[::every], names[::every], colours[::every]
    places = spread(centres, least, low, high)
    turned = False
    if which == "x":
        across = size * _LETTER * (max(len(name) for name in names) + 1) * point
        flat = spread(centres, across, low, high)
        crowded = across * len(names) > high - low
        turned = crowded or bool(np.abs(flat - centres).max() > across / 2)
        places = places if turned else flat
    axis.set_ticks(places, list(names), rotation=90 if turned else 0)
    ax.tick_params(axis="x" if which == "x" else "y", length=0)
    for label, colour in zip(axis.get_ticklabels(), colours, strict=True):
        label.set_color(colour)


def _tick_size(which: str) -> float:
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    size = rcParams["xtick.labelsize" if which == "x" else "ytick.labelsize"]
    return FontProperties(size=size).get_size_in_points()


def points(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in points, about: the layout is not known yet."""
    box = ax.get_window_extent()
    return 72 * box.width / ax.figure.dpi, 72 * box.height / ax.figure.dpi


def short(value: float) -> str:
    """A number in about three letters, for a cell of a table: ".12", "-351", "1.2k", "31M"."""
    if not np.isfinite(value):
        return ""
    for factor, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= factor * 0.9995:
            unit = 1e3 if letter == "k" else factor
            return f"{_digits(value / unit)}{letter}"
    return _digits(value)


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    if abs(value) >= 9.95:
        return f"{value:.0f}"
    if abs(value) >= 0.995:
        return f"{value:.1f}"
    if abs(value) >= 0.0095:
        return f"{value:.2f}".replace("0.", ".", 1)
    if abs(value) >= 0.00095:
        return f"{value:.3f}".replace("0.", ".", 1)
    return f"{value:.0e}".replace("e-0", "e-")
