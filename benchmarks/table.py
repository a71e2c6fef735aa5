"""The speed of every workload and of construction, as tables: python -m benchmarks.table"""

from __future__ import annotations

from snn.info import processor

from .common import WORKLOADS, json_of, measure_apart, table
from .construction import CASES


def main(backend: str = "auto") -> None:
    print(f"{processor()}; 1 s of biological time, float32\n")
    head = ["workload", "neurons", "synapses", "rate (Hz)", "build (s)", "first step (s)"]
    rows = [[*head, "run (s)", "× real time", "B/synapse", "peak (MB)"]]
    for name in WORKLOADS:
        r = measure_apart(name, backend, None, "float32", 1)
        rows.append(
            [
                name,
                f"{r['n']:,}",
                f"{r['synapses']:,}",
                f"{r['rate_hz']:.2f}",
                f"{r['build_s']:.2f}",
                f"{r['compile_s']:.2f}",
                f"{r['run_s']:.3f}",
                f"{1 / r['run_s']:.1f}",
                f"{r['bytes_per_synapse']:.2f}",
                f"{r['peak_rss_mb']:.0f}",
            ]
        )
    print(table(rows) + "\n", flush=True)
    head = ["FixedProbability", "synapses", "build (s)", "M synapses/s on one core"]
    rows = [[*head, "B/synapse", "peak / final memory"]]
    for case in CASES:
        r = json_of("benchmarks.construction", case, "--backend", backend)
        rows.append(
            [
                case,
                f"{r['synapses']:,}",
                f"{r['build_s']:.2f}",
                f"{r['synapses_per_s'] / 1e6:.1f}",
                f"{r['bytes_per_synapse']:.2f}",
                f"{r['peak_over_final']:.2f}",
            ]
        )
    print(table(rows))


if __name__ == "__main__":
    main()
