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

    Its limits must be set, and `centres` be ascending.
    """
    axis = ax.xaxis if which == "x" else ax.yaxis
    size = _tick_size(which)
    need = size * _LINE * (max(name.count("\n") for name in names) + 1)
    turned = False
    if which == "x":
        widest = max(len(line) for name in names for line in name.split("\n"))
        across = size * _LETTER * (widest + 1)
        turned = across * len(names) > _points(ax, "x")
        need = need if turned else across
    low, high = sorted(ax.get_xlim() if which == "x" else ax.get_ylim())
    least = (high - low) * need / _points(ax, which)
    places = spread(np.asarray(centres, float), least, low, high)
    axis.set_ticks(places, list(names), rotation=90 if turned else 0)
    ax.tick_params(axis="x" if which == "x" else "y", length=0)
    for label, colour in zip(axis.get_ticklabels(), colours, strict=True):
        label.set_color(colour)


def _tick_size(which: str) -> float:
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    return FontProperties(size=rcParams[f"{which}tick.labelsize"]).get_size_in_points()


def _points(ax: Axes, which: str) -> float:
    """The length of an axis in points, about: layout is not known yet."""
    place, (width, height) = ax.get_position(), ax.figure.get_size_inches()
    return 72 * float(place.width * width if which == "x" else place.height * height)


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
