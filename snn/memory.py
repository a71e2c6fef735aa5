"""Is there room? Said before anything is allocated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .errors import OutOfMemoryError

if TYPE_CHECKING:
    from .network import Network

_PER_NEURON = 64  # states, parameters, accumulators, spike history: a rough upper estimate
_PER_SYNAPSE = 4
_PER_WIDE_SYNAPSE = 8
_PER_PLASTIC_SYNAPSE = 24  # with its place in the index by target
_PEAK = 1.3  # the construction's peak against what stays


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
    total = sum(population.n for population in network.populations) * float(_PER_NEURON)
    synapses = 0.0
    wide = network.precision.weight != "packed"
    for q in network.projections:
        expected = q.connectivity.expected(q.source.n, q.target.n)
        per = _PER_WIDE_SYNAPSE if wide else _PER_SYNAPSE
        total += expected * (_PER_PLASTIC_SYNAPSE if q.plasticity else per)
        synapses += expected
    return synapses, total * _PEAK


def check_memory(network: Network) -> None:
    """Raise OutOfMemoryError if the network is expected to need more than is available."""
    synapses, bytes_needed = needed(network)
    have = available()
    if have is not None and bytes_needed > have:
        raise OutOfMemoryError(
            f"the network has about {synapses:.3g} synapses and needs {bytes_needed / 1e9:.1f} GB; "
            f"{have / 1e9:.1f} GB are available. Make it smaller (fewer neurons or connections), or "
            "use packed static weights (precision='float32')"
        )
