"""The pictures of a report, drawn by `snn.plot` and kept as data URIs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis import SpikeTrains
from ..projection import Projection
from ..recorders import StateRecording, WeightRecording
from .page import Picture
from .synapses import Ranges, weight_counts

if TYPE_CHECKING:
    from ..network import Network

SVG_BYTES = 150_000  # a bigger drawing is kept as pixels
HISTOGRAMS = 12  # of weights, at most
TRACES = 5  # of a recording of a state


def picture(
    draw: Callable[[Any], object], what: str, size: tuple[float, float], width: str = "half"
) -> Picture:
    """What `draw` draws into axes, of a figure of `size` in inches; called without pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from ..plot import style

    with style():
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        draw(figure.subplots())
        return Picture(_uri(figure), what, width)


def _uri(figure: Any) -> str:
    """As SVG, or as PNG where that is smaller."""
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
    from .. import analysis, plot

    counted = analysis.wiring(net)
    side = float(np.clip(2.6 + 0.3 * len(net.populations), 3.2, 7.0))
    size = (1.25 * side, side)
    dense = picture(lambda ax: plot.wiring(counted, ax=ax), "Synapses per pair of neurons.", size)
    shown = picture(lambda ax: plot.wiring(counted, show="weight", ax=ax), "Mean weight.", size)
    found = [dense, shown]
    if len({each for r in ranges.values() for each in r.delay or ()}) > 1:  # else the table says it
        found.append(picture(lambda ax: plot.delays(net, ax=ax), "Axonal delays.", (4.8, 3.0)))
    return found


def weight_pictures(net: Network, ranges: Mapping[Projection, Ranges]) -> list[Picture]:
    """Histograms of the weights of the biggest projections in which weights differ."""
    ends = {q: r.weight for q, r in ranges.items() if r.weight and r.weight[0] < r.weight[1]}
    chosen = sorted(ends, key=len, reverse=True)[:HISTOGRAMS]
    found = weight_counts(net, {q: ends[q] for q in chosen})
    return [
        picture(_histogram(*found[q]), f"Weights of {q.name}.", (3.4, 2.2), "small")
        for q in net.projections
        if q in found
    ]


def _histogram(count: Any, edges: Any) -> Callable[[Any], None]:
    def draw(ax: Any) -> None:
        ax.stairs(count, edges, fill=True)
        ax.set(xlabel="weight (in the receptor's unit)", ylabel="synapses")

    return draw


def spike_pictures(
    spikes: Mapping[str, Any], found: Mapping[str, SpikeTrains], window: tuple[float, float]
) -> list[Picture]:
    """Raster and population rates of recordings, which have the colours, and their trains."""
    from .. import plot

    bin = rate_bin(window)
    height = float(np.clip(0.08 * sum(each.n for each in found.values()), 1.6, 4.2))
    raster = picture(
        lambda ax: plot.raster(spikes, t_range=window, ax=ax),
        "Spikes.",
        (9.0, height),
        width="full",
    )
    what = f"Mean rate of the neurons of each population, in bins of {bin:g} ms."
    rates = picture(
        lambda ax: plot.activity(spikes, bin=bin, t_range=window, ax=ax),
        what,
        (9.0, 2.4),
        width="full",
    )
    return [raster, rates]


def rate_bin(window: tuple[float, float]) -> float:
    """ms: of 1, 2 or 5 × 10^k the longest of which 200 fit in."""
    from ..plot.traces import round_length

    return round_length((window[1] - window[0]) / 200)


def interval_pictures(spikes: Mapping[str, Any], window: tuple[float, float]) -> list[Picture]:
    """Interspike intervals, and how irregular each neuron's are."""
    from .. import plot

    isi = picture(
        lambda ax: plot.isi(spikes, log=True, t_range=window, ax=ax),
        "Interspike intervals of all neurons; in the legend the mean CV of neurons.",
        (4.8, 3.0),
    )
    what = "CV of the interspike intervals of each neuron."
    return [isi, picture(lambda ax: _cv(ax, spikes, window), what, (4.8, 3.0))]


def _cv(ax: Any, spikes: Mapping[str, Any], window: tuple[float, float]) -> None:
    from .. import analysis
    from ..plot.bands import bands

    groups = bands(dict(spikes), window)
    values = [analysis.cv(group.trains) for group in groups]
    values = [each[~np.isnan(each)] for each in values]
    most = max((float(each.max()) for each in values if len(each)), default=1.0)
    for group, each in zip(groups, values, strict=True):
        count, edges = np.histogram(each, 40, (0.0, max(1.05 * most, 0.1)))
        ax.stairs(count, edges, color=group.colour, label=group.name, linewidth=1.3)
    ax.set(xlabel="CV of interspike intervals", ylabel="neurons")
    ax.set_ylim(bottom=0)
    if len(groups) > 1:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def spectrum_picture(spikes: Mapping[str, Any], window: tuple[float, float], bin: float) -> Picture:
    """Of the population rates."""
    from .. import plot

    what = "Power spectrum of the population rates."
    return picture(lambda ax: plot.spectrum(spikes, bin, t_range=window, ax=ax), what, (4.8, 3.0))


def state_picture(recording: StateRecording) -> Picture:
    """The first few neurons of a recording of a state."""
    from .. import plot
    from ..plot.colours import colours_of

    shown = recording.index[:TRACES]
    labels = [f"{recording.view.label}[{k}]" for k in shown]
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
    from .. import plot

    what = f"{recording.what} of {recording.source.label}."
    return picture(lambda ax: plot.weights(recording, ax=ax), what, (6.0, 2.8))


def embedding_picture(points: Any, times: Any, what: str) -> Picture:
    """Windows of activity on the plane, coloured by their time."""
    from .. import plot

    return picture(
        lambda ax: plot.embedding(points, times=times, path=True, ax=ax), what, (4.8, 4.0)
    )


def window_of(spikes: Mapping[str, SpikeTrains]) -> tuple[float, float]:
    """What all of them cover together, ms."""
    found = spikes.values()
    return min(each.start for each in found), max(each.stop for each in found)
