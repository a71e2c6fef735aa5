"""Legends that cover no data: in a row above it, or below the axes in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .labels import LETTER, LINE, plain, points, size_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 20  # entries: there are no more colours
_INSIDE = 0.8  # of the width of new axes, when labels have found their place
_HANDLE = 4.0  # letters as wide as the line of colour and the gaps beside it


def legend(
    ax: Axes, handles: Sequence[Any], names: Sequence[str], *, title: str = "", grow: bool = False
) -> None:
    """Name what is drawn; the limits of y must be set.

    In one row within the axes, which then reach higher, where the names fit into it; else below the
    axes. There a figure of our own (`grow`) becomes as much higher as the names take; axes that are
    given show as many as fit below half of them, and how many there are more.
    """
    texts = [plain(name) for name in names]
    size = size_of("legend.fontsize")
    width, height = points(ax)
    letter, line = size * LETTER, size * LINE * 1.15
    room = _INSIDE * width / letter
    if not title and sum(len(t) + _HANDLE for t in texts) <= room:
        _raise_top(ax, (line + 0.5 * size) / height)
        ax.legend(handles, texts, loc="upper right", ncols=len(texts), borderaxespad=0.0)
        return
    columns = max(1, int(width / letter / (max(map(len, texts)) + _HANDLE)))
    most = MOST if grow else max(2, columns * int(0.5 * height / line))
    handles, texts = list(handles[:most]), _first(texts, most)
    if len(texts) > len(handles):
        from matplotlib.lines import Line2D

        handles.append(Line2D([], [], linestyle=""))
    rows = -(-len(texts) // columns) + bool(title)
    if grow:
        figure: Any = ax.figure
        across, high = figure.get_size_inches()
        figure.set_size_inches(across, high + rows * line / 72)
    _below(ax, handles, texts, columns, title)


def _first(texts: list[str], most: int) -> list[str]:
    return texts if len(texts) <= most else [*texts[:most], f"and {len(texts) - most} more"]


def _below(ax: Axes, handles: list[Any], texts: list[str], columns: int, title: str) -> None:
    """Under the label of the x axis, whose place is known in points only."""
    from matplotlib.transforms import ScaledTranslation

    drop = 10 + LINE * (size_of("xtick.labelsize") + size_of("axes.labelsize"))
    offset = ScaledTranslation(0, -drop / 72, ax.figure.dpi_scale_trans)
    ax.legend(
        handles,
        texts,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        bbox_transform=ax.transAxes + offset,
        ncols=min(columns, len(texts)),
        borderaxespad=0.0,
        title=title or None,
    )


def _raise_top(ax: Axes, share: float) -> None:
    """Let the y axis reach higher, so that `share` of it above what is drawn is free."""
    low, high = ax.get_ylim()
    if ax.get_yscale() == "log":
        ax.set_ylim(low, low * (high / low) ** (1 / (1 - share)))
    else:
        ax.set_ylim(low, low + (high - low) / (1 - share))
