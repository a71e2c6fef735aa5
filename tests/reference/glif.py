"""Make glif.json: spike times and potentials of NEST's glif_psc, for all five levels.

    python tests/reference/glif.py > tests/reference/glif.json

with an interpreter that has nest (3.10). Parameters are its defaults, those of a cell of the Allen
Cell Types Database; every level gets the same steps of current. NEST feels a current a step after
it is sent, and stamps a step by its end, ours by its beginning: what lies here is in our steps.
From v, NEST resets by the value before the step that crosses the threshold, we by that after it.
"""

from __future__ import annotations

import json

import nest

DT, DURATION, EVERY = 0.05, 400.0, 5.0  # ms
LATE = 2  # steps
STEPS = [(20.0, 330.0), (150.0, 420.0), (250.0, 0.0), (300.0, 380.0)]  # ms, pA
LEVELS = {
    "GLIF1": {},
    "GLIF2": {"spike_dependent_threshold": True},
    "GLIF3": {"after_spike_currents": True},
    "GLIF4": {"spike_dependent_threshold": True, "after_spike_currents": True},
    "GLIF5": {
        "spike_dependent_threshold": True,
        "after_spike_currents": True,
        "adapting_threshold": True,
    },
}


def simulate(level: str) -> dict[str, list[float]]:
    nest.ResetKernel()
    nest.set_verbosity("M_ERROR")
    nest.resolution = DT
    cell = nest.Create("glif_psc", params=LEVELS[level])
    times, amplitudes = zip(*STEPS, strict=True)
    params = {"amplitude_times": times, "amplitude_values": amplitudes}
    current = nest.Create("step_current_generator", params=params)
    nest.Connect(current, cell, syn_spec={"delay": DT})
    spikes = nest.Create("spike_recorder")
    nest.Connect(cell, spikes)
    meter = nest.Create("multimeter", params={"record_from": ["V_m"], "interval": EVERY})
    nest.Connect(meter, cell)
    nest.Simulate(DURATION)
    return {
        "spikes": [round(t / DT) - LATE for t in spikes.get("events", "times")],
        "steps": [round(t / DT) - LATE for t in meter.get("events", "times")],
        "v": [float(v) for v in meter.get("events", "V_m")],
    }


if __name__ == "__main__":
    found = {level: simulate(level) for level in LEVELS}
    print(json.dumps({"dt": DT, "duration": DURATION, "current": STEPS, "levels": found}))
