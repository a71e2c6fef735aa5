"""The wiring of a network as blocks: populations against populations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.wiring import Wiring, projections_of
from ..analysis.wiring import wiring as counted
from ..errors import AnalysisError
from ..network import Network
from ..program import Array
from ..projection import Projection
from .colours import colour
from .labels import (
    height_for,
    label_axis,
    longest_beside,
    plain,
    points,
    short,
    shortened,
    width_for,
)
from .style import DIVERGING, SEQUENTIAL, axes_or_new, styled
from .weight_unit import in_unit, weight_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

SHOWS = {
    "density": "synapses per pair",
    "probability": "connection probability",
    "weight": "mean weight",
    "synapses": "synapses",
    "indegree": "mean in-degree",
}
_LEFT = 0.75  # of the width of the axes, when the bar of colours has found its place
_SMALLEST = 5.0  # points: smaller numbers are left out


@styled
def wiring(
    of: Network | Projection | Sequence[Projection] | Wiring,
    *,
    show: str = "density",
    receptor: str | None = None,
    unit: str | None = None,
    sizes: str = "equal",
    numbers: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Populations as blocks: sources from left to right, targets from top to bottom.

    Parameters
    ----------
    of : a network, a projection, projections of one network, or what `snn.analysis.wiring` counted.
    show : what the colour says: "density", synapses per pair of neurons; "probability", the share
        of pairs with a synapse; "weight", the mean, in the receptor's unit, from red (< 0) to blue
        where there are negative ones; "synapses", their number; "indegree", the mean number of
        synapses onto a neuron of the target. White: no synapse.
    receptor : count only the synapses onto receptors of this name. Weights onto conductances have
        no sign: inhibition is seen as such by its receptor alone. Without `receptor`, the weights
        of a block that reaches several have no mean: it is grey.
    unit : of the weights, for the label; default: the receptor's, where it is known and one.
    sizes : of blocks: "equal", or "neurons", proportional to these.
    numbers : write the values into blocks that have room.

    Raises AnalysisError for an unknown `show` or `sizes`, and as `snn.analysis.wiring`.
    """
    if show not in SHOWS or sizes not in ("equal", "neurons"):
        raise AnalysisError(
            f"wiring: show must be one of {', '.join(SHOWS)}, sizes 'equal' or 'neurons'; got "
            f"{show!r} and {sizes!r}"
        )
    if isinstance(of, Wiring):
        found = of
        if receptor is not None:
            raise AnalysisError("wiring: what was counted knows no receptor; give a network")
    else:
        found = counted(of, pairs=show == "probability", receptor=receptor)
        projections, _ = projections_of(of, "wiring")
        unit = unit or weight_unit(q for q in projections if receptor in (None, q.receptor))
    side = height_for(len(found.populations), 3.6)
    side += width_for([p.name for p in found.populations])
    ax = axes_or_new(ax, (side + 1.0, side))
    heights = found.sizes if sizes == "neurons" else np.ones(len(found.sizes))
    edges = np.concatenate([[0.0], np.cumsum(heights)])
    values = np.where(found.synapses > 0, getattr(found, show), np.nan)
    mesh = _mesh(ax, edges, values)
    if show == "weight" and found.mixed.any():
        _grey(ax, edges, found.mixed)
    _frame(ax, edges, found)
    bar = ax.figure.colorbar(mesh, ax=ax, fraction=0.05, pad=0.02)
    onto = "" if receptor is None else f", {plain(receptor)}"
    bar.set_label(SHOWS[show] + onto + (in_unit(unit) if show == "weight" else ""))
    bar.outline.set_visible(False)
    if numbers:
        _write(ax, mesh, edges, values)
    return ax


def _mesh(ax: Axes, edges: Array, values: Array) -> QuadMesh:
    greatest = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    signed = bool(np.nanmin(values, initial=0.0) < 0)
    return ax.pcolormesh(
        edges,
        edges,
        np.ma.masked_invalid(values),
        cmap=DIVERGING if signed else SEQUENTIAL,
        vmin=-greatest if signed else 0.0,
        vmax=greatest,
        edgecolors="white",
        linewidth=0.3,
    )


def _grey(ax: Axes, edges: Array, mixed: Array) -> None:
    """Blocks whose weights are in several units or of several meanings."""
    from matplotlib.colors import ListedColormap

    grey = ListedColormap(["0.85"])
    ax.pcolormesh(edges, edges, np.ma.masked_equal(mixed, False), cmap=grey)


def _frame(ax: Axes, edges: Array, found: Wiring) -> None:
    ax.set_xlim(0, edges[-1])
    ax.set_ylim(edges[-1], 0)  # as a matrix: the first population on top
    centres = (edges[1:] + edges[:-1]) / 2
    longest = longest_beside(ax, both=True)
    names = [shortened(p.name, longest) for p in found.populations]
    colours = [colour(p.network.populations.index(p)) for p in found.populations]
    ax.set_xlabel("source" + label_axis(ax, "x", centres, names, colours))
    ax.set_ylabel("target" + label_axis(ax, "y", centres, names, colours))


def _write(ax: Axes, mesh: QuadMesh, edges: Array, values: Array) -> None:
    """The value of each block in its middle, in black or white, where there is room."""
    part = np.diff(edges) / edges[-1]
    width, height = points(ax)[0] * part * _LEFT, points(ax)[1] * part
    centres = (edges[1:] + edges[:-1]) / 2
    for target, source in np.argwhere(np.isfinite(values)):
        text = short(float(values[target, source]))
        size = min(8.0, width[source] / (0.65 * max(len(text), 3)), height[target] / 1.3)
        if size < _SMALLEST:
            continue
        red, green, blue, _ = mesh.to_rgba(values[target, source])
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        ink: Any = "white" if dark else "black"
        at = centres[source], centres[target]
        ax.text(*at, text, ha="center", va="center", fontsize=size, color=ink)
