"""How the activity of a network moves: windows of it on the plane, or why there are none."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib.util import find_spec

import numpy as np

from .. import analysis
from ..analysis import SpikeTrains
from ..program import Array, host
from .page import Part
from .pictures import embedding_picture

NEURONS = 400  # evenly from all, at most
WINDOWS, LEAST_WINDOWS = 200, 40
SHORTEST = 20.0  # ms, of a window
DISTANCE = "isi"


def embedding_parts(spikes: Mapping[str, SpikeTrains]) -> list[Part]:
    """The picture of the embedded windows, or a sentence that says what is missing."""
    if find_spec("umap") is None:
        return ["Not drawn: umap-learn is not installed; pip install .[analysis]"]
    found = spikes.values()
    window = max(each.start for each in found), min(each.stop for each in found)
    if not window[0] < window[1]:
        return ["Not drawn: there is no time that all recordings cover."]
    chosen = sample(spikes, window)
    width = max((window[1] - window[0]) / (WINDOWS / 2), SHORTEST)
    n_windows = int((window[1] - window[0]) / (width / 2)) - 1
    if n_windows < LEAST_WINDOWS:
        return [
            f"Not drawn: {LEAST_WINDOWS} windows of {width:g} ms, which overlap by half, take "
            f"{(LEAST_WINDOWS + 1) * width / 2:g} ms; there are {window[1] - window[0]:g} ms."
        ]
    if len(chosen.times) < n_windows:
        return [f"Not drawn: {len(chosen.times):,} spikes are too few for {n_windows} windows."]
    vectors = analysis.windows(chosen, width, width / 2, distance=DISTANCE)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", ImportWarning)  # of TensorFlow, which is not used
        points = host(analysis.embed(vectors))
    times = chosen.start + width / 2 * (1 + np.arange(len(points)))
    what = (
        f"UMAP of {len(points)} windows of {width:g} ms by the {DISTANCE.upper()} distance of "
        f"each of {chosen.n:,} neurons' spikes from evenly spaced ones; a line joins neighbours "
        "in time."
    )
    said = sorted({f"umap-learn says: {each.message}" for each in caught})
    return [*said, embedding_picture(points, times, what)]


def sample(spikes: Mapping[str, SpikeTrains], window: tuple[float, float]) -> SpikeTrains:
    """The spikes in a window of up to `NEURONS` neurons, evenly from all populations, as one."""
    total = sum(each.n for each in spikes.values())
    stride = max(1, -(-total // NEURONS))
    times: list[Array] = []
    ids: list[Array] = []
    n = 0
    for each in (analysis.trains(one, window) for one in spikes.values()):
        at = host(each.ids).astype(np.int64)
        kept = at % stride == 0
        times.append(host(each.times)[kept])
        ids.append(at[kept] // stride + n)
        n += -(-each.n // stride)
    return SpikeTrains(np.concatenate(times), np.concatenate(ids), n, *window)
