"""Statistics of the spikes of a population in one record."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..program import Array, host
from .correlation import mean_correlation
from .counts import fano
from .intervals import cv, cv2, lv
from .rates import firing_rate
from .synchrony import synchrony
from .trains import SpikeTrains

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
    rates = host(firing_rate(spikes))

    def in_bins(bin: float) -> bool:
        return spikes.duration >= LEAST_BINS * bin

    together = in_bins(SYNCHRONY_BIN)
    paired = in_bins(CORRELATION_BIN) and spikes.n > 1
    return Statistics(
        neurons=spikes.n,
        spikes=len(spikes.times),
        silent=int((rates == 0).sum()),
        rate=_mean(rates),
        cv=_mean(cv(spikes)),
        cv2=_mean(cv2(spikes)),
        lv=_mean(lv(spikes)),
        fano=_mean(fano(spikes, FANO_BIN)) if in_bins(FANO_BIN) else math.nan,
        synchrony=synchrony(spikes, SYNCHRONY_BIN) if together else math.nan,
        correlation=mean_correlation(spikes, CORRELATION_BIN) if paired else math.nan,
    )


def _mean(values: Array) -> float:
    """Over those that are numbers."""
    known = host(values)
    known = known[~(known != known)]
    return float(known.mean()) if len(known) else math.nan
