"""The one style of all pictures: colours, fonts, and axes without a box."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from .colours import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

SEQUENTIAL = "magma_r"  # of amounts: perceptually uniform, the darker the more
DIVERGING = "RdBu"  # of signed amounts: red below 0, white, blue above

# Half a page is 3.5 inches wide: there the letters of a figure of this size are 7 points high.
SIZE = (4.8, 3.0)  # inches

STYLE: dict[str, Any] = {
    "figure.figsize": SIZE,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 200,
    "font.size": 10,
    "figure.titlesize": 10,
    "axes.titlesize": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "legend.columnspacing": 1.2,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "lines.linewidth": 1.2,
    "image.cmap": SEQUENTIAL,
    "pdf.fonttype": 42,  # letters, not outlines: figures can be searched and edited
    "svg.fonttype": "none",
}

# Families with letters of other scripts, where a population has such a name.
SCRIPTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    *("PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Malgun Gothic", "Arial Unicode MS"),
    *("Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai"),
)

_P = ParamSpec("_P")
_R = TypeVar("_R")


# A circle of hues in CIE LCh, of lightness 45 (at phase 0) to 71 (at 1/2) and chroma up to 48.
_PHASES = (
    *("#09729C", "#356FBE", "#8F6ABA", "#CA6BA9", "#ED7890", "#F58D73"),
    *("#E1A15B", "#B5AB51", "#79AA58", "#1F9E6D", "#0E8983", "#037A8C"),
)


def time_map() -> Colormap:
    """Of moments: viridis without its end, which is too light for small dots on white."""
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap

    return ListedColormap(mpl.colormaps["viridis"](np.linspace(0.0, 0.9, 256)), "time")


def phase_map() -> Colormap:
    """Of phases: cyclic, nowhere near white; lightness tells halves apart without colour vision."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("phase", [*_PHASES, _PHASES[0]])


def style() -> AbstractContextManager[None]:
    """A context in which matplotlib draws as `snn.plot` does; `use_style` is for a whole script.

    Letters that are legible at half a page, no box around the data, colours that are told apart
    with any colour vision, perceptually uniform maps. The functions of `snn.plot` draw so where
    they make the figure; axes that they are given keep the style in which they were made.
    """
    import matplotlib as mpl

    return mpl.rc_context(_settings())


def use_style() -> None:
    """Let matplotlib draw as `snn.plot` does from here on."""
    import matplotlib as mpl

    mpl.rcParams.update(_settings())


def _settings() -> Any:
    from cycler import cycler

    return {**STYLE, "font.family": _families(), "axes.prop_cycle": cycler(color=list(COLOURS))}


@cache
def _families() -> list[str]:
    """The sans-serif one, then those installed here that have the letters of other scripts."""
    from matplotlib.font_manager import fontManager

    there = set(fontManager.get_font_names())
    return ["sans-serif", *(family for family in SCRIPTS if family in there)]


def styled(draw: Callable[_P, _R]) -> Callable[_P, _R]:
    """A function that draws in the style unless it is given `ax`."""

    @wraps(draw)
    def drawn(*args: _P.args, **keywords: _P.kwargs) -> _R:
        if keywords.get("ax") is not None:
            return draw(*args, **keywords)
        with style():
            return draw(*args, **keywords)

    return drawn


def axes_or_new(ax: Axes | None, size: tuple[float, float] = SIZE) -> Axes:
    """`ax`, or the axes of a new figure in the style, `size` in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    with style():
        return plt.subplots(figsize=size)[1]
