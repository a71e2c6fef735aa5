"""Points of an embedding, coloured by time or by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import AnalysisError
from .colours import COLOURS
from .labels import plain, shortened
from .style import axes_or_new, styled, time_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled
def embedding(
    points: Any,
    *,
    times: Any = None,
    labels: Any = None,
    names: Mapping[Any, str] | None = None,
    path: bool = False,
    colorbar: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """A scatter of embedded vectors.

    Parameters
    ----------
    points : (m, 2), as `snn.analysis.embed` gives them; of more columns the first two are drawn.
    times : ms, (m,): the colour of each point, with a bar. With `labels` only the order of `path`.
    labels : (m,): points of one label have one colour, named in a legend; at most eight labels.
    names : what to call each label, a mapping; default str.
    path : whether to join the points by a thin line, in the order of `times` (else of the rows).
    colorbar : whether to draw one.

    Raises AnalysisError where the shapes do not fit, or there are more labels than colours, or
    names are no mapping.
    """
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] < 2:
        raise AnalysisError(f"embedding: points must be (m, 2); got {points.shape}")
    for what, values in (("times", times), ("labels", labels)):
        if values is not None and np.shape(values) != points.shape[:1]:
            raise AnalysisError(
                f"embedding: {what} must be one for each of {len(points)} points; "
                f"got shape {np.shape(values)}"
            )
    if not isinstance(names, Mapping | None):
        raise AnalysisError(f"embedding: names must be a mapping from labels; got {names!r}")
    ax = axes_or_new(ax)
    if path:
        order = slice(None) if times is None else np.argsort(times, kind="stable")
        ax.plot(*points[order, :2].T, color="0.8", linewidth=0.6, zorder=0)
    size = float(np.clip(6000 / max(1, len(points)), 1.0, 20.0))
    if labels is not None:
        _draw_labels(ax, points, np.asarray(labels), names or {}, size)
    else:
        colour = {"color": COLOURS[0]} if times is None else {"c": times, "cmap": time_map()}
        drawn = ax.scatter(points[:, 0], points[:, 1], s=size, linewidths=0, **colour)
        if times is not None and colorbar:
            bar = ax.figure.colorbar(drawn, ax=ax, label="time (ms)", pad=0.02)
            bar.outline.set_visible(False)
    # The numbers along the axes of UMAP mean nothing: equal scales, no ticks.
    ax.set(xlabel="UMAP 1", ylabel="UMAP 2", xticks=[], yticks=[], aspect="equal")
    ax.set_adjustable("datalim")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _draw_labels(ax: Axes, points: Any, labels: Any, names: Mapping[Any, str], size: float) -> None:
    known = np.unique(labels)
    if len(known) > len(COLOURS):
        raise AnalysisError(
            f"embedding: {len(known)} labels; at most {len(COLOURS)} colours can be told apart"
        )
    drawn, texts = [], []
    for label, colour in zip(known.tolist(), COLOURS, strict=False):
        of_it = points[labels == label]
        texts.append(plain(shortened(names.get(label, str(label)))))
        drawn.append(ax.scatter(of_it[:, 0], of_it[:, 1], s=size, color=colour, linewidths=0))
    ax.legend(  # beside the points, not on them
        drawn,
        texts,
        frameon=False,
        markerscale=float(np.sqrt(30 / size)),
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        handletextpad=0.2,
    )
