"""Is there room? Said before anything is allocated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import OutOfMemoryError
from ..values import as_law
from ..wiring.sizes import expected_size

if TYPE_CHECKING:
    from ..network import Network

_PER_NEURON = 64  # states, parameters, accumulators, spike history: a rough upper estimate
_PER_PLASTIC_SYNAPSE = 16  # its place in the index by target, besides target and weight
_MARGIN = 1.1


def available() -> int | None:
    """Bytes that can be allocated without swapping; None where the system does not say."""
    limits = []
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                limits.append(int(line.split()[1]) * 1024)
    group = Path("/sys/fs/cgroup/memory.max")
    if group.is_file() and (limit := group.read_text().strip()).isdigit():
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        limits.append(int(limit) - used)
    return min(limits) if limits else None


def needed(network: Network) -> tuple[float, float]:
    """(synapses, bytes) that the network is expected to take, construction included."""
    neurons = sum(population.n for population in network.populations)
    synapses, total, passing = 0.0, float(neurons * _PER_NEURON), 0.0
    for q in network.projections:
        weight = q.initial_weight
        weight = q.connectivity.default_weight() if weight is None else weight
        size = expected_size(
            q.connectivity,
            as_law(weight, q.name),
            as_law(q.initial_delay, q.name),
            q.source.n,
            q.target.n,
            neurons,
            network.dt,
            network.precision,
            plastic=q.plasticity is not None,
        )
        synapses += size.synapses
        total += size.kept
        passing = max(passing, size.passing)
        total += size.synapses * _PER_PLASTIC_SYNAPSE if q.plasticity else 0.0
    return synapses, (total + passing) * _MARGIN


def check_memory(network: Network) -> None:
    """Raise OutOfMemoryError if the network is expected to need more than is available."""
    synapses, bytes_needed = needed(network)
    have = available()
    if have is not None and bytes_needed > have:
        raise OutOfMemoryError(
            f"the network has about {synapses:.3g} synapses and needs {bytes_needed / 1e9:.1f} GB; "
            f"{have / 1e9:.1f} GB are available. Make it smaller (fewer neurons or connections), "
            "or use packed static weights (precision='float32')"
        )
