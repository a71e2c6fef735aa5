"""Statistics of the spikes of populations, a row for each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .. import analysis
from ..analysis import SpikeTrains
from ..program import Array, host
from .page import Table

FANO_BIN, SYNCHRONY_BIN, CORRELATION_BIN = 100.0, 3.0, 5.0  # ms
LEAST_BINS = 10  # fewer say nothing about a variance


@dataclass(frozen=True)
class Statistics:
    """Of one population: means over the neurons of which each is known, NaN where of none."""

    neurons: int
    spikes: int
    silent: int  # neurons without a spike
    rate: float  # Hz
    cv: float
    cv2: float
    lv: float
    fano: float
    synchrony: float
    correlation: float


def statistics(spikes: SpikeTrains) -> Statistics:
    """All of them, as `snn.analysis` defines them; NaN of those that need a longer window."""
    rates = host(analysis.firing_rate(spikes))

    def in_bins(bin: float) -> bool:
        return spikes.duration >= LEAST_BINS * bin

    fano = _mean(analysis.fano(spikes, FANO_BIN)) if in_bins(FANO_BIN) else math.nan
    together = in_bins(SYNCHRONY_BIN)
    paired = in_bins(CORRELATION_BIN) and spikes.n > 1
    return Statistics(
        neurons=spikes.n,
        spikes=len(spikes.times),
        silent=int((rates == 0).sum()),
        rate=_mean(rates),
        cv=_mean(analysis.cv(spikes)),
        cv2=_mean(analysis.cv2(spikes)),
        lv=_mean(analysis.lv(spikes)),
        fano=fano,
        synchrony=analysis.synchrony(spikes, SYNCHRONY_BIN) if together else math.nan,
        correlation=analysis.mean_correlation(spikes, CORRELATION_BIN) if paired else math.nan,
    )


def _mean(values: Array) -> float:
    """Over those that are numbers."""
    known = host(values)
    known = known[~(known != known)]
    return float(known.mean()) if len(known) else math.nan


def statistics_table(found: Mapping[str, Statistics]) -> Table:
    """A row for each population."""
    head = ["population", "neurons", "spikes", "silent", "rate (Hz)", "CV", "CV2", "LV"]
    head += ["Fano factor", "synchrony", "correlation"]
    rows = []
    for name, s in found.items():
        counts = [f"{each:,}" for each in (s.neurons, s.spikes, s.silent)]
        means = (s.rate, s.cv, s.cv2, s.lv, s.fano, s.synchrony)
        rows.append([name, *counts, *(number(each, 2) for each in means), number(s.correlation, 4)])
    return Table(head, rows, frozenset(range(1, len(head))))


def number(value: float, digits: int) -> str:
    """With so many decimals; a dash for NaN."""
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


EXPLAINED = (
    "Means over neurons: CV, CV2 and LV of interspike intervals (1 for a Poisson process), and the "
    f"Fano factor of counts in {FANO_BIN:g} ms. Synchrony: variance over mean of the counts of all "
    f"neurons together in {SYNCHRONY_BIN:g} ms, which grows with their number. Correlation: the "
    f"mean over pairs of that of counts in {CORRELATION_BIN:g} ms. A dash: too few spikes, or "
    f"fewer than {LEAST_BINS} such bins."
)
