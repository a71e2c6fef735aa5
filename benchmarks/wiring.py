"""The wiring of the microcircuit counted and drawn: python -m benchmarks.wiring --scale 1

One JSON object: for each picture of the synapses its seconds, and the most memory that it took
beyond what the network takes (Linux). `--out FOLDER` keeps the pictures, `--json FILE` the numbers.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl

import snn
from snn import plot
from snn.circuits import potjans_diesmann
from snn.info import device

PICTURES: dict[str, Callable[..., Any]] = {
    "spy": plot.spy,
    "density": plot.wiring,
    "probability": partial(plot.wiring, show="probability"),
    "weight": partial(plot.wiring, show="weight", unit="pA"),
    "delays": plot.delays,
}


def measure(scale: float, backend: str, out: Path | None) -> dict[str, Any]:
    """Build the network, draw every picture of it."""
    begin = time.perf_counter()
    net = potjans_diesmann(scale, backend=backend)
    synapses = sum(len(d.synapse) for d in net.program.deliver)
    built = time.perf_counter() - begin
    result = {"scale": scale, "synapses": synapses, "backend": net.backend, "build_s": built}
    result["network_gb"] = net.program.nbytes / 1e9
    for name, draw in PICTURES.items():
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        begin = time.perf_counter()
        ax = draw(net)
        result[f"{name}_s"] = time.perf_counter() - begin
        result[f"{name}_extra_gb"] = _memory("VmHWM") - before
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            ax.figure.savefig(out / f"{name}.png", dpi=150)
    return {**result, "version": snn.__version__, "device": device(net.backend)}


def _memory(what: str) -> float:
    """A value of this process's status, GB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(what))
    return int(line.split()[1]) * 1024 / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--backend", default="numba")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    mpl.use("Agg")
    text = json.dumps(measure(args.scale, args.backend, args.out), indent=1)
    print(text)
    if args.json is not None:
        args.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
