"""Make brunel2000.json: what NEST finds for the four states of figure 8 of Brunel (2000).

    python tests/reference/brunel2000.py > tests/reference/brunel2000.json

with an interpreter that has nest (3.10), numpy and scipy. For every regime and each of SEEDS: the
mean rate (Hz) and the coefficient of variation of the interspike intervals, after 300 ms.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["PYNEST_QUIET"] = "1"  # its greeting would stand before the JSON
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import nest
import numpy as np

from snn.analysis import cv

SEEDS = (1, 2)
DROPPED = 300.0  # ms
REGIMES = {  # g, eta, seconds
    "A": (3.0, 2.0, 0.2),
    "B": (6.0, 4.0, 1.0),
    "C": (5.0, 2.0, 1.0),
    "D": (4.5, 0.9, 4.0),
}
NEURON = {
    "C_m": 1.0,
    "tau_m": 20.0,
    "E_L": 0.0,
    "V_m": 0.0,
    "V_th": 20.0,
    "V_reset": 10.0,
    "t_ref": 2.0,
}


def simulate(g: float, eta: float, seconds: float, seed: int) -> dict[str, Any]:
    nest.ResetKernel()
    nest.set(resolution=0.1, rng_seed=seed)
    excitatory = nest.Create("iaf_psc_delta", 10_000, NEURON)
    inhibitory = nest.Create("iaf_psc_delta", 2_500, NEURON)
    both = excitatory + inhibitory
    drive = nest.Create("poisson_generator", params={"rate": eta * 10.0 * 1000})
    nest.Connect(drive, both, syn_spec={"weight": 0.1, "delay": 1.5})
    for source, k, weight in ((excitatory, 1000, 0.1), (inhibitory, 250, -g * 0.1)):
        rule = {"rule": "fixed_indegree", "indegree": k, "allow_multapses": False}
        nest.Connect(source, both, rule, {"weight": weight, "delay": 1.5})
    recorder = nest.Create("spike_recorder", params={"start": DROPPED})
    nest.Connect(both, recorder)
    nest.Simulate(DROPPED + 1000.0 * seconds)
    events = recorder.events
    spikes = events["times"], events["senders"] - both[0].global_id, len(both)
    irregular = float(np.nanmean(cv(spikes)))
    rate = len(events["times"]) / len(both) / seconds
    return {"seed": seed, "rate_hz": round(rate, 4), "cv_isi": round(irregular, 4)}


def main() -> None:
    nest.verbosity = nest.VerbosityLevel.ERROR  # what it reports goes to standard output
    runs = {
        regime: [simulate(*parameters, seed) for seed in SEEDS]
        for regime, parameters in REGIMES.items()
    }
    print(json.dumps({"nest": nest.__version__, **runs}, indent=1))


if __name__ == "__main__":
    main()
