"""`snn.report`: a network and its activity on one page of HTML."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import AnalysisError
from ..recorders import Recording, SpikeRecording, StateRecording, WeightRecording

if TYPE_CHECKING:
    from ..network import Network
    from .page import Part, Section

STATES = 8  # recordings of states and weights that are drawn, at most
SPECTRUM = 200.0  # ms, the shortest window that is transformed


def report(
    net: Network,
    path: str | Path,
    recordings: Any = None,
    t_range: tuple[float, float] | None = None,
    title: str | None = None,
    embed: bool = True,
) -> Path:
    """Write one HTML file about a network and its activity: it opens from disk and fetches nothing.

    What the network is, how it ran and how fast, which values had to be replaced; the wiring as
    blocks, weights and delays; of spikes a raster, rates, statistics, intervals and spectrum, and
    windows of activity on the plane by UMAP; recorded states and weights.

    Parameters
    ----------
    net : the network; synapses are drawn if that has not happened yet.
    path : of the file, such as "report.html"; its folder is made.
    recordings : recordings of spikes, states and weights, or a mapping from names to spikes as
        `snn.analysis` takes them. Default: all of the network.
    t_range : (start, stop) in ms, of the spikes; default: what their recordings cover.
    title : default: the populations' names.
    embed : whether to draw the UMAP, where umap-learn is installed and there is enough to draw;
        what is not drawn is named with its reason. The first takes some 20 s: umap-learn compiles.

    Returns
    -------
    The path of the file. Of several ranks all take part, and the first writes.

    Raises AnalysisError where recordings are no recordings, t_range is empty or not covered by one
    of them, or path is a folder.
    """
    from .. import __version__
    from .page import page

    path = Path(path)
    if path.is_dir():
        raise AnalysisError(f"report: path must be that of a file; {str(path)!r} is a folder")
    names = ", ".join(p.name for p in net.populations)
    name = title or (f"Network of {names}" if names else "Network without populations")
    about = f"snn {__version__}, written {datetime.now():%Y-%m-%d %H:%M}"
    text = page(name, about, _sections(net, recordings, t_range, embed))
    if net.ranks.first:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    return path


def _sections(
    net: Network, recordings: Any, t_range: tuple[float, float] | None, embed: bool
) -> list[Section]:
    from ..analysis.synapses import ranges_of
    from .facts import network_section, run_section, scrub_section
    from .page import Section
    from .pictures import weight_pictures, wiring_pictures

    ranges = ranges_of(net)
    wiring: list[Part] = ["The network has no synapses."]
    if any(each.weight is not None for each in ranges.values()):
        histograms = weight_pictures(net, ranges)
        wiring = [*wiring_pictures(net, ranges), *histograms]
        if not histograms:
            wiring.append("All synapses of a projection have one weight, which is in its table.")
    spikes, others = _chosen(net, recordings)
    return [
        run_section(net),
        network_section(net, ranges),
        Section("wiring", "Wiring", wiring),
        *_of_spikes(spikes, t_range, embed),
        *_of_others(others),
        scrub_section(net),
    ]


def _chosen(net: Network, recordings: Any) -> tuple[dict[str, Any], list[Recording]]:
    """Spikes by name, and recordings of other things that hold samples."""
    if isinstance(recordings, Mapping):
        return dict(recordings), []
    given = net.recordings if recordings is None else recordings
    if isinstance(given, Recording):
        given = [given]
    if not isinstance(given, Sequence) or not all(isinstance(r, Recording) for r in given):
        raise AnalysisError(
            "report: recordings must be a recording, a list of them, or a mapping from names to "
            f"spikes; got {recordings!r}"
        )
    spikes = [r for r in given if isinstance(r, SpikeRecording)]
    return _numbered(spikes), [r for r in given if not isinstance(r, SpikeRecording) and len(r)]


def _numbered(recordings: Sequence[SpikeRecording]) -> dict[str, Any]:
    """By what they record; the second of one source is called "E (2)"."""
    found: dict[str, Any] = {}
    for recording in recordings:
        label, k = recording.source.label, 1
        name = label
        while name in found:
            k += 1
            name = f"{label} ({k})"
        found[name] = recording
    return found


def _of_spikes(
    given: Mapping[str, Any], t_range: tuple[float, float] | None, embed: bool
) -> list[Section]:
    """Raster, statistics, intervals, spectrum and embedding; or a sentence."""
    from ..analysis import trains
    from ..analysis.statistics import statistics
    from .embedding import embedding_parts
    from .page import Section
    from .pictures import spectrum_picture, spike_pictures, window_of
    from .statistics import EXPLAINED, statistics_table

    if t_range is None:  # a recording of a network that has not run yet covers no time
        given = {n: r for n, r in given.items() if not _covers_nothing(r)}
    if not given:
        return [Section("spikes", "Spikes", ["No spikes were recorded."])]
    found = {name: trains(each, t_range) for name, each in given.items()}
    window = window_of(found)
    numbers = {name: statistics(each) for name, each in found.items()}
    parts: list[Part] = [
        f"From {window[0]:,g} to {window[1]:,g} ms." + _shorter(found, window),
        statistics_table(numbers),
        EXPLAINED,
    ]
    if not any(each.spikes for each in numbers.values()):
        return [Section("spikes", "Spikes", [*parts, "There are none in this window."])]
    drawn = {name: given[name] for name in found}
    parts += spike_pictures(drawn, found, t_range)
    intervals = _interval_parts(drawn, found, t_range)
    sections = [Section("spikes", "Spikes", parts), Section("intervals", "Intervals", intervals)]
    shortest = min(each.duration for each in found.values())
    spectrum: list[Part] = [f"Not drawn: {shortest:g} ms are shorter than {SPECTRUM:g} ms."]
    if shortest >= SPECTRUM:
        spectrum = [spectrum_picture(drawn, t_range, 1.0)]
    sections.append(Section("spectrum", "Spectrum", spectrum))
    if embed:
        embedded = embedding_parts(found)
        sections.append(Section("embedding", "Windows of activity", embedded))
    return sections


def _shorter(found: Mapping[str, Any], window: tuple[float, float]) -> str:
    """Which recordings cover only a part of the window: each is measured in its own."""
    parts = [
        f"{name} from {each.start:,g} to {each.stop:,g} ms"
        for name, each in found.items()
        if (each.start, each.stop) != window
    ]
    return f" Recorded for a part of it: {', '.join(parts)}." if parts else ""


def _covers_nothing(recording: Any) -> bool:
    start, stop = getattr(recording, "t_range", (0.0, 1.0))
    return not start < stop


def _interval_parts(
    drawn: Mapping[str, Any], found: Mapping[str, Any], t_range: tuple[float, float] | None
) -> list[Part]:
    from ..analysis import isi
    from .pictures import interval_pictures

    if not any((isi(each)[0] > 0).any() for each in found.values()):
        return ["No neuron spiked twice."]
    return [*interval_pictures(drawn, t_range)]


def _of_others(recordings: Sequence[Recording]) -> list[Section]:
    """Recorded states, and what was recorded of synapses."""
    from .page import Section
    from .pictures import state_picture, weight_picture

    parts: list[Part] = []
    if len(recordings) > STATES:
        parts.append(f"The first {STATES} of {len(recordings)} recordings.")
    for each in recordings[:STATES]:
        if isinstance(each, StateRecording) and len(each.index):
            parts.append(state_picture(each))
        elif isinstance(each, WeightRecording) and len(each.index):
            parts.append(weight_picture(each))
    return [Section("recordings", "Recorded states and weights", parts)] if parts else []
