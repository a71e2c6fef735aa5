"""Make train_statistics.json: what elephant finds of spike trains that it holds too.

    python tests/reference/train_statistics.py > tests/reference/train_statistics.json

with an interpreter that has elephant (1.2). The trains: "random", Poisson and gamma processes, one
neuron of one spike and a silent one; "simulated", LIF neurons that excite and inhibit one another,
by the numpy backend. Their times are whole steps of DT. Rates in Hz, times in ms.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for snn

import elephant
import neo
import numpy as np
import quantities as pq
from elephant.conversion import BinnedSpikeTrain
from elephant.spectral import welch_psd
from elephant.spike_train_correlation import correlation_coefficient, cross_correlation_histogram
from elephant.statistics import cv, cv2, fanofactor, isi, lv, lvr, mean_firing_rate, time_histogram

DT, STOP = 0.1, 2000.0  # ms
BIN, LAGS, SEGMENT = 5.0, 20, 64  # ms, bins, bins
EVENTS, BEFORE, AFTER = (100.0, 512.5, 1333.3, 1800.0), 40.0, 80.0  # ms


def random_trains() -> list[Any]:
    """Steps of every neuron."""
    rng = np.random.default_rng(7)
    shapes = (1.0, 1.0, 4.0, 0.5)  # 1: Poisson
    gaps = [rng.gamma(shape, 20.0 / shape, 300) for shape in shapes]
    steps = [np.unique(np.rint(np.cumsum(gap) / DT).astype(int)) for gap in gaps]
    return [each[each < STOP / DT] for each in steps] + [np.array([7777]), np.array([], int)]


def simulated_trains() -> list[Any]:
    """Steps of every neuron of a small network."""
    import snn

    net = snn.Network(dt=DT, backend="numpy", seed=3)
    cells = net.population(snn.LIF(v_rest=-49.0, t_ref=5.0), 8, "E", v=snn.Uniform(-60.0, -50.0))
    few = snn.FixedProbability(0.5)
    net.connect(cells[:6], cells, "ge", few, weight=1.5, delay=1.0)
    net.connect(cells[6:], cells, "gi", few, weight=-6.0, delay=1.0)
    net.stimulate(cells, "ge", snn.PoissonInput(rate=0.5, weight=1.0))
    spikes = net.record(cells, "spikes")
    net.run(STOP)
    return [spikes.steps[spikes.ids == k] for k in range(cells.n)]


def train(times: Any, start: float = 0.0, stop: float = STOP) -> neo.SpikeTrain:
    return neo.SpikeTrain(times, units="ms", t_start=start * pq.ms, t_stop=stop * pq.ms)


def cut(times: Any, start: float, stop: float) -> neo.SpikeTrain:
    """The spikes of start .. stop, from 0. Edges are moved by less than a step, off the grid."""
    shifted = times - start
    inside = (shifted > -DT / 2) & (shifted < stop - start - DT / 2)
    return train(np.maximum(shifted[inside], 0.0), 0.0, stop - start)


def irregularity(times: Any) -> dict[str, Any]:
    """Of one neuron: elephant's, but None where it has fewer than two intervals."""
    gaps = isi(times)
    if len(gaps) < 2:
        return dict.fromkeys(("cv", "cv2", "lv", "lvr"))
    own = {"cv": cv, "cv2": cv2, "lv": lv}
    found = {name: float(measure(gaps)) for name, measure in own.items()}
    return found | {"lvr": float(lvr(gaps * pq.ms, R=5.0 * pq.ms))}


def psth(trains: list[Any]) -> list[float]:
    """Hz per neuron: the histogram of all neurons' trains around all events, as of trials."""
    trials = [cut(t, each - BEFORE, each + AFTER) for each in EVENTS for t in trains]
    mean = time_histogram(trials, BIN * pq.ms, output="mean").magnitude.ravel()
    return (mean / BIN * 1000.0).tolist()


def statistics(steps: list[Any]) -> dict[str, Any]:
    times = [each * DT for each in steps]
    trains = [train(t) for t in times]
    binned = BinnedSpikeTrain(trains, bin_size=BIN * pq.ms)
    together = time_histogram(trains, BIN * pq.ms, output="counts").magnitude.ravel()
    rate = together / len(trains) / BIN * 1000.0
    edges = np.arange(0.0, STOP, BIN)
    fano = [fanofactor([cut(t, edge, edge + BIN) for edge in edges]) for t in times]
    pair = [BinnedSpikeTrain(trains[k], bin_size=BIN * pq.ms) for k in (0, 1)]
    histogram, lags = cross_correlation_histogram(*pair, window=[-LAGS, LAGS])
    frequency, power = welch_psd(rate, fs=1000.0 / BIN, len_segment=SEGMENT, overlap=0.5)
    each = [irregularity(t) for t in times]
    return {
        "steps": [step.tolist() for step in steps],
        "firing_rate": [float(mean_firing_rate(t).rescale("Hz")) for t in trains],
        "isi": np.concatenate([isi(t) for t in times]).tolist(),
        **{name: [neuron[name] for neuron in each] for name in each[0]},
        "fano": [None if np.isnan(f) else float(f) for f in fano],
        "population_rate": rate.tolist(),
        "synchrony": float(together.var() / together.mean()),
        "correlation": [[None if np.isnan(c) else c for c in row]
                        for row in correlation_coefficient(binned).tolist()],
        "cross_correlogram": histogram.magnitude.ravel().astype(int).tolist(),
        "lags": (lags * BIN).tolist(),
        "psth": psth(times),
        "spectrum": np.ravel(power).tolist(),
        "frequency": np.ravel(frequency).tolist(),
    }  # fmt: skip


def main() -> None:
    warnings.simplefilter("ignore")  # of silent neurons
    settings = {"dt": DT, "stop": STOP, "bin": BIN, "segment": SEGMENT * BIN, "max_lag": LAGS * BIN}
    settings |= {"events": EVENTS, "window": (BEFORE, AFTER), "elephant": elephant.__version__}
    found = {"random": statistics(random_trains()), "simulated": statistics(simulated_trains())}
    print(json.dumps({**settings, **found}))


if __name__ == "__main__":
    main()
