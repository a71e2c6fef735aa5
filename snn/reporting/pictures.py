"""The pictures of a report, drawn by `snn.plot` and kept as data URIs."""

from __future__ import annotations

import warnings
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import analysis, plot
from ..analysis import SpikeTrains
from ..analysis.synapses import Ranges, weight_counts
from ..plot.colours import colours_of
from ..plot.labels import height_for, plain, width_for
from ..plot.traces import round_length
from ..plot.weight_unit import in_unit, weight_unit
from ..plot.weights import draw_counts
from ..projection import Projection
from ..recorders import StateRecording, WeightRecording
from .page import Picture

if TYPE_CHECKING:
    from ..network import Network

SVG_BYTES = 150_000  # a bigger drawing is kept as pixels
HISTOGRAMS = 12  # of weights, at most
MANY = 12  # populations, whose names are illegible on half of the page
RECEPTORS = 4  # of which mean weights are drawn, at most
TRACES = 5  # of a recording of a state


def picture(
    draw: Callable[[Any], object], what: str, size: tuple[float, float], width: str = "half"
) -> Picture:
    """What `draw` draws into axes, of a figure of `size` in inches; called without pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with plot.style():
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        draw(figure.subplots())
        uri, lacking = _uri(figure)
    boxes = " Boxes stand for letters that no font here has." if lacking else ""
    return Picture(uri, what + boxes, width)


def _uri(figure: Any) -> tuple[str, bool]:
    """(as SVG, or as PNG where that is smaller; whether letters are lacking)."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.filterwarnings("always", "Glyph .* missing")
        uri = _encoded(figure)
    lacking = [each for each in caught if str(each.message).startswith("Glyph ")]
    for each in caught:
        if each not in lacking:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    return uri, bool(lacking)


def _encoded(figure: Any) -> str:
    from matplotlib import rc_context

    out = BytesIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "snn"}):
        figure.savefig(out, format="svg", dpi=150, metadata={"Date": None})
    kind = "svg+xml"
    if out.tell() > SVG_BYTES:
        out, kind = BytesIO(), "png"
        figure.savefig(out, format="png", dpi=150)
    return f"data:image/{kind};base64,{b64encode(out.getvalue()).decode()}"


def wiring_pictures(net: Network, ranges: Mapping[Projection, Ranges]) -> list[Picture]:
    """Populations as blocks, twice, and the delays; of a network with synapses."""
    counted = analysis.wiring(net)
    side = float(np.clip(2.6 + 0.3 * len(net.populations), 3.2, 7.0))
    side += width_for([p.name for p in net.populations])
    size, width = (1.25 * side, side), "full" if len(net.populations) > MANY else "half"
    what = "Synapses per pair of neurons."
    found = [picture(lambda ax: plot.wiring(counted, ax=ax), what, size, width)]
    for receptor in _receptors(net, ranges):
        draw = partial(_weights, net, receptor)
        found.append(picture(draw, f"Mean weight onto {receptor}.", size, width))
    if len({each for r in ranges.values() for each in r.delay or ()}) > 1:  # else the table says it
        size = 4.8, legend_height(len(net.populations), 3.0, 3)
        found.append(picture(lambda ax: plot.delays(net, ax=ax), "Axonal delays.", size))
    return found


def _weights(net: Network, receptor: str, ax: Any) -> None:
    plot.wiring(net, show="weight", receptor=receptor, ax=ax)


def _receptors(net: Network, ranges: Mapping[Projection, Ranges]) -> list[str]:
    """The receptors with synapses, the first few: weights onto different ones do not compare."""
    names = (q.receptor for q in net.projections if ranges[q].weight is not None)
    return [*dict.fromkeys(names)][:RECEPTORS]


def weight_pictures(net: Network, ranges: Mapping[Projection, Ranges]) -> list[Picture]:
    """Histograms of the weights of the biggest projections in which weights differ."""
    ends = {q: r.weight for q, r in ranges.items() if r.weight and r.weight[0] < r.weight[1]}
    chosen = sorted(ends, key=len, reverse=True)[:HISTOGRAMS]
    found = weight_counts(net, {q: ends[q] for q in chosen})
    return [
        picture(_histogram(q, *found[q]), f"Weights of {q.name}.", (3.4, 2.2), "small")
        for q in net.projections
        if q in found
    ]


def _histogram(projection: Projection, count: Any, edges: Any) -> Callable[[Any], None]:
    def draw(ax: Any) -> None:
        draw_counts(ax, count, edges, colours_of([projection])[0])
        ax.set_xlabel("weight" + in_unit(weight_unit([projection])))
        ax.locator_params(axis="x", nbins=4)

    return draw


def spike_pictures(
    spikes: Mapping[str, Any],
    found: Mapping[str, SpikeTrains],
    t_range: tuple[float, float] | None,
) -> list[Picture]:
    """Raster and population rates of recordings, which have the colours, and their trains."""
    bin = rate_bin(found.values())
    height = float(np.clip(0.08 * sum(each.n for each in found.values()), 2.2, 4.2))
    raster = picture(
        lambda ax: plot.raster(spikes, t_range=t_range, ax=ax),
        "Spikes.",
        (9.0, height_for(len(spikes), height)),
        width="full",
    )
    what = f"Mean rate of the neurons of each population, in bins of {bin:g} ms."
    rates = picture(
        lambda ax: plot.activity(spikes, bin=bin, t_range=t_range, ax=ax),
        what,
        (9.0, legend_height(len(spikes), 2.4, 8)),
        width="full",
    )
    return [raster, rates]


def legend_height(names: int, least: float, columns: int) -> float:
    """Inches: of a picture with so many names below it, `columns` side by side."""
    return least + 0.19 * -(-names // columns) if names > columns else least


def rate_bin(found: Iterable[SpikeTrains]) -> float:
    """ms: of 1, 2 or 5 × 10^k the longest of which 200 fit into the shortest window."""
    return round_length(min(each.duration for each in found) / 200)


def interval_pictures(
    spikes: Mapping[str, Any], t_range: tuple[float, float] | None
) -> list[Picture]:
    """Interspike intervals, and how irregular each neuron's are."""
    size = 4.8, legend_height(len(spikes), 3.0, 2)
    isi = picture(
        lambda ax: plot.isi(spikes, log=True, t_range=t_range, ax=ax),
        "Interspike intervals of all neurons; in the legend the mean CV of neurons.",
        size,
    )
    what = "CV of the interspike intervals of each neuron."
    return [isi, picture(lambda ax: plot.cv(spikes, t_range=t_range, ax=ax), what, size)]


def spectrum_picture(
    spikes: Mapping[str, Any], t_range: tuple[float, float] | None, bin: float
) -> Picture:
    """Of the population rates."""
    what = "Power spectrum of the population rates."
    size = 4.8, legend_height(len(spikes), 3.0, 3)
    return picture(lambda ax: plot.spectrum(spikes, bin, t_range=t_range, ax=ax), what, size)


def state_picture(recording: StateRecording) -> Picture:
    """The first few neurons of a recording of a state."""
    shown = recording.index[:TRACES]
    labels = [plain(f"{recording.view.label}[{k}]") for k in shown]
    samples = recording.times, recording.values[:, :TRACES]
    colour, unit = colours_of([recording]), _unit(recording)

    def draw(ax: Any) -> None:
        plot.traces(samples, unit=unit, labels=labels, colours=colour, ax=ax)

    return picture(draw, f"{recording.what} of {recording.view.label}.", (9.0, 2.8), width="full")


def _unit(recording: StateRecording) -> str:
    states = getattr(recording.view.population.model, "states", {})
    return str(states[recording.what].unit) if recording.what in states else ""


def weight_picture(recording: WeightRecording) -> Picture:
    """A recording of what a projection keeps for its synapses."""
    what = f"{recording.what} of {recording.source.label}."
    return picture(lambda ax: plot.weights(recording, ax=ax), what, (6.0, 2.8))


def embedding_picture(points: Any, times: Any, what: str) -> Picture:
    """Windows of activity on the plane, coloured by their time."""
    return picture(
        lambda ax: plot.embedding(points, times=times, path=True, ax=ax), what, (4.8, 4.0)
    )


def window_of(spikes: Mapping[str, SpikeTrains]) -> tuple[float, float]:
    """What all of them cover together, ms."""
    found = spikes.values()
    return min(each.start for each in found), max(each.stop for each in found)
