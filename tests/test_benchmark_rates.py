"""The benchmark networks have the rates that Brian2 finds (tests/reference/rates.json)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.common import WORKLOADS
from snn import second

REFERENCE = json.loads((Path(__file__).parent / "reference" / "rates.json").read_text())

# Rates differ between seeds by up to 5 % (the network is drawn again): as many seeds are averaged
# as bring the standard error of the difference under 1.5 %.
SEEDS = {"W1a": 12, "W1b": 4, "W2": 12, "W3": 3, "W4": 6, "W5": 6}


@pytest.mark.slow
@pytest.mark.parametrize("workload", SEEDS)
def test_rate_and_weights(workload: str) -> None:
    rates, weights = [], []
    apart: dict[str, list[float]] = {}
    for seed in range(1, SEEDS[workload] + 1):
        net = WORKLOADS[workload](seed=seed)
        spikes = [net.record(p, "spikes") for p in net.populations]
        net.run(1 * second)
        rates.append(sum(map(len, spikes)) / sum(p.n for p in net.populations))
        for p, recording in zip(net.populations, spikes, strict=True):
            apart.setdefault(p.name, []).append(len(recording) / p.n)
        weights += [q["weight"].mean() for q in net.projections if q.plasticity is not None]
    assert abs(np.mean(rates) / REFERENCE[workload]["rate_hz"] - 1) < 0.03
    for name, values in apart.items():
        if f"rate_hz_{name}" in REFERENCE[workload]:  # 6 seeds: 2.5 % standard error, at most
            assert abs(np.mean(values) / REFERENCE[workload][f"rate_hz_{name}"] - 1) < 0.08, name
    if weights:
        assert abs(np.mean(weights) - 1.6215) < 0.0005
