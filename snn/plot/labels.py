"""Labels beside an axis that do not cover one another, and numbers that are short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..program import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE, LETTER = 1.3, 0.62  # height of a line, width of a letter, in units of the letters' size
LONGEST = 22  # letters of a name
_LEFT = 0.75  # of the width of the axes, when names at y and a bar of colours have their places
_INK = "0.15"
_PATCH = 6.0  # points, of the colour beside a name


def plain(name: str) -> str:
    """A name as matplotlib draws it letter by letter: a "$" begins no formula."""
    return name.replace("$", r"\$")


def line(colour: str, name: str, width: float = 1.3) -> dict[str, Any]:
    """What matplotlib takes for a line in a colour under a name."""
    return {"color": colour, "label": plain(name), "linewidth": width}


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name of at most so many letters: its beginning and its end, which tell E from I."""
    if len(name) <= longest:
        return name
    end = (longest - 1) * 2 // 5
    return f"{name[: longest - 1 - end]}…{name[-end:]}"


def height_for(names: int, least: float) -> float:
    """Inches: of a figure with so many names one above the other, at least `least`."""
    return max(least, 0.9 + 0.17 * names)


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


def width_for(names: Sequence[str]) -> float:
    """Inches: that the names beside an axis take, beyond six letters."""
    longest = max((len(shortened(name)) for name in names), default=0)
    return max(0, longest - 6) * LETTER * tick_size("y") / 72


def label_axis(
    ax: Axes, which: str, centres: Array, names: Sequence[str], colours: Sequence[str]
) -> str:
    """Names at the "x" or "y" axis, beside each its colour, moved apart where there is little room.

    Names along x are turned where they do not fit side by side. Where there is no room for all,
    every second one is there, or every third, ...: what is returned says so, for the label of the
    axis; else it is empty. The limits of the axis must be set, and `centres` be ascending.
    """
    axis = ax.xaxis if which == "x" else ax.yaxis
    size = tick_size(which)
    low, high = sorted(ax.get_xlim() if which == "x" else ax.get_ylim())
    point = (high - low) / points(ax)[which == "y"]  # in units of the data
    least = size * LINE * (max(name.count("\n") for name in names) + 1) * point
    every = int(np.ceil(least * len(names) / (high - low)))
    centres, names, colours = np.asarray(centres, float)[::every], names[::every], colours[::every]
    places = spread(centres, least, low, high)
    turned = False
    if which == "x":
        across = size * LETTER * (max(len(name) for name in names) + 1) * point / _LEFT
        flat = spread(centres, across, low, high)
        crowded = across * len(names) > high - low
        turned = crowded or bool(np.abs(flat - centres).max() > across / 2)
        places = places if turned else flat
    axis.set_ticks(places, [plain(name) for name in names], rotation=90 if turned else 0)
    ax.tick_params(axis="x" if which == "x" else "y", length=_PATCH, width=_PATCH)
    for tick, colour in zip(axis.get_major_ticks(len(places)), colours, strict=True):
        tick.tick1line.set_markeredgecolor(colour)  # the tick is a small square of the colour
        tick.label1.set_color(_INK)
    if every == 1:
        return ""
    return (", " if which == "x" else "\n") + f"1 of {every} named"


def whole_ticks(ax: Axes) -> None:
    """Ticks of both axes at whole numbers: they count neurons."""
    from matplotlib.ticker import MaxNLocator

    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(
            MaxNLocator("auto", integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])
        )


def longest_beside(ax: Axes, both: bool = False) -> int:
    """Letters of names for which there is room beside the y axis, or `both`: two fifths of it."""
    width, height = points(ax)
    room = 0.42 * (min(width, height) if both else width) / (tick_size("y") * LETTER)
    return int(np.clip(room, 8, LONGEST))


def tick_size(which: str) -> float:
    """Points, of the numbers at an axis."""
    return size_of("xtick.labelsize" if which == "x" else "ytick.labelsize")


def size_of(key: str) -> float:
    """Points, of what a setting of matplotlib gives in words or points."""
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties

    settings: Any = rcParams
    return FontProperties(size=settings[key]).get_size_in_points()


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
