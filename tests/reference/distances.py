"""Make distances.json: spike trains, and their distances by Elephant and PySpike.

    python tests/reference/distances.py > tests/reference/distances.json

with an interpreter that has elephant (1.2.1) and pyspike (0.9.0). "random": times from a uniform
distribution, with a train that is empty, one of one spike and a pair of equal ones. "simulated":
leaky neurons with shared noise, whose times lie on a grid of 0.5 ms, so that many coincide.
"""

from __future__ import annotations

import json

import neo
import numpy as np
import pyspike
import quantities as pq
from elephant.spike_train_dissimilarity import van_rossum_distance, victor_purpura_distance

STOP = 500.0  # ms
COSTS, TAUS = (0.0, 0.02, 0.5), (2.0, 30.0)  # 1/ms, ms


def random_trains() -> list[list[float]]:
    draw = np.random.default_rng(1)
    trains = [np.sort(draw.uniform(0, STOP, n)).round(6).tolist() for n in (0, 1, 2, 9, 25, 60)]
    return [*trains, trains[3]]


def simulated_trains(n: int = 6, dt: float = 0.5) -> list[list[float]]:
    draw = np.random.default_rng(2)
    v, trains = np.zeros(n), [[] for _ in range(n)]
    for step in range(int(STOP / dt)):
        noise = 0.95 * draw.standard_normal() + 0.3 * draw.standard_normal(n)
        v += dt / 10.0 * (1.1 - v) + 0.25 * np.sqrt(dt / 10.0) * noise
        for k in np.flatnonzero(v > 1.0):
            trains[k].append(round(step * dt, 1))
        v[v > 1.0] = 0.0
    return trains


def distances(trains: list[list[float]]) -> dict[str, object]:
    segments = [neo.SpikeTrain(t, units="ms", t_start=0 * pq.ms, t_stop=STOP) for t in trains]
    spikes = [pyspike.SpikeTrain(t, (0.0, STOP)) for t in trains]
    return {
        "trains": trains,
        "victor_purpura": [victor_purpura_distance(segments, q * pq.kHz).tolist() for q in COSTS],
        "van_rossum": [van_rossum_distance(segments, tau * pq.ms).tolist() for tau in TAUS],
        "isi_distance": pyspike.isi_distance_matrix(spikes).tolist(),
        "spike_distance": pyspike.spike_distance_matrix(spikes).tolist(),
    }


found = {"random": distances(random_trains()), "simulated": distances(simulated_trains())}
print(json.dumps({"stop": STOP, "costs": COSTS, "taus": TAUS, **found}))
