"""Statistics of the spikes of populations, a row for each."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..analysis.statistics import CORRELATION_BIN, FANO_BIN, LEAST_BINS, SYNCHRONY_BIN, Statistics
from .page import Table


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
