"""The microcircuit at a tenth of its size fires as it does in NEST (tests/reference)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from snn.analysis import cv, synchrony
from snn.circuits import potjans_diesmann
from snn.circuits.potjans_diesmann import NAMES, scaled_sizes

REFERENCE = json.loads((Path(__file__).parent / "reference" / "microcircuit.json").read_text())
DROPPED = 500.0  # ms


def theirs(key: str) -> np.ndarray:
    """(seeds, populations)."""
    return np.array([[run[key][name] for name in NAMES] for run in REFERENCE["runs"]])


def test_both_have_the_same_number_of_neurons() -> None:
    assert all(run["n"] == scaled_sizes(0.1).sum() for run in REFERENCE["runs"])


@pytest.mark.slow
def test_rates_irregularity_and_synchrony_are_those_of_nest() -> None:
    """Three seeds of 10 s on each side. Their standard deviation is 3 % at most: 23E and 5E."""
    duration = 1000.0 * REFERENCE["seconds"]
    rates, irregular, synchronous = [], [], []
    for seed in (1, 2, 3):
        net = potjans_diesmann(0.1, seed=seed)
        net.run(DROPPED)
        spikes = [net.record(net[name], "spikes") for name in NAMES]
        net.run(duration)
        rates.append([len(r) / r.n / duration * 1000 for r in spikes])
        irregular.append([np.nanmean(cv(r)) for r in spikes])
        synchronous.append([synchrony(r, neurons=slice(1000)) for r in spikes])
    np.testing.assert_allclose(np.mean(rates, 0), theirs("rate_hz").mean(0), rtol=0.05)
    np.testing.assert_allclose(np.mean(irregular, 0), theirs("cv_isi").mean(0), atol=0.02)
    np.testing.assert_allclose(np.mean(synchronous, 0), theirs("synchrony").mean(0), rtol=0.1)
