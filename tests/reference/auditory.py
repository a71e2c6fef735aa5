"""Make auditory.json: rates of the authors' own program of the auditory cortex of Park & Geffen.

    python tests/reference/auditory.py col3_spiking.py > tests/reference/auditory.json

with an interpreter that has brian2, and spiking_models/col3_spiking.py of geffenlab/park_geffen.
Its paradigm "fs2", two tones in column 2, at dt = 0.1 ms: rates (Hz) there before, during the
first and during the second tone, for three seeds, with and without PV and SST cells.
"""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import brian2 as b2
import numpy as np

WINDOWS = [(60.0, 160.0), (160.0, 210.0), (230.0, 280.0)]  # ms
LIGHT: dict[str, dict[str, float]] = {
    "control": {}, "PV": {"pv_opto": 0.1}, "SST": {"som_opto": 1.0}
}  # fmt: skip
MORE = "PV = SpikeMonitor(G_PV2); SST = SpikeMonitor(G_SOM2); defaultclock.dt"


def program(path: str) -> Any:
    """The program's function that runs one simulation, with monitors for all of column 2."""
    for name in ("matplotlib", "matplotlib.gridspec", "matplotlib.pyplot"):
        sys.modules[name] = types.ModuleType(name)  # it draws nothing here
    sys.modules["matplotlib"].gridspec = sys.modules["matplotlib.gridspec"]  # type: ignore
    sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]  # type: ignore
    text = Path(path).read_text().replace("defaultclock.dt = dt", MORE + " = dt")
    text = text.replace("fulldict = {}\n", "fulldict = {'PV': PV, 'SST': SST}\n")
    namespace: dict[str, Any] = {"__name__": "program"}
    exec(compile(text, path, "exec"), namespace)
    return namespace["setup_and_run"]


def rates(run: Any, seed: int, light: dict[str, float]) -> dict[str, list[float]]:
    done = run(paradigm="fs2", seed=seed, dt=0.1, **light)
    found = {}
    for name, monitor in (("E", done["spikemon_PYR2"]), ("PV", done["PV"]), ("SST", done["SST"])):
        t, n = np.array(monitor.t / b2.ms), len(monitor.source)
        counts = [np.sum((t > a) & (t < b)) / n / (b - a) for a, b in WINDOWS]
        found[name] = [round(1000 * float(c), 3) for c in counts]
    return found


if __name__ == "__main__":
    b2.prefs.codegen.target = "numpy"
    setup_and_run = program(sys.argv[1])
    result = {
        name: [rates(setup_and_run, seed, light) for seed in range(3)]
        for name, light in LIGHT.items()
    }
    print(json.dumps({"windows": WINDOWS, "rates": result}))
