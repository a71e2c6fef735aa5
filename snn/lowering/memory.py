"""Is there room? Said before anything is allocated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import OutOfMemoryError
from ..plasticity.least_squares import LeastSquaresRule
from ..recorders import WeightRecording
from ..values import as_law
from ..wiring.sizes import expected_size
from .carriers import carries_spikes
from .regression_checks import p_bytes

if TYPE_CHECKING:
    from ..network import Network
    from ..projection import Projection

_PER_NEURON = 64  # states, parameters, accumulators: a rough upper estimate
_PER_SPIKE = 4  # of every neuron, for every step of the longest delay
_PER_TRACE = 8
_PER_PLASTIC_SYNAPSE = 16  # its place in the index by target, besides target and weight
_PER_RECORDED_SYNAPSE = 24  # its place, and some samples that are not collected yet
_PER_ARRANGED = 56  # of rates or graded synapses, while its synapses are put in order by target
_MARGIN = 1.1
_SMALLER = (
    "Make it smaller (fewer neurons or connections), or use packed static weights "
    "(precision='float32')"
)
_PER_RECORDED, _MOST_RECORDED = 32_000, 2**29  # bytes of a device's buffers of spikes, per neuron


def available() -> int | None:
    """Bytes that can be allocated without swapping; None where the system does not say."""
    limits = []
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                limits.append(int(line.split()[1]) * 1024)
    own = Path("/proc/self/cgroup")
    groups = own.read_text().splitlines() if own.is_file() else []
    for line in groups:
        if line.startswith("0::"):
            limits += _group_limits(Path("/sys/fs/cgroup") / line[3:].lstrip("/"))
    return min(limits) if limits else None


def _group_limits(group: Path) -> list[int]:
    """Bytes left in a control group and in those around it; page cache counts as free."""
    limits = []
    for folder in (group, *group.parents):
        maximum = folder / "memory.max"
        if maximum.is_file() and (limit := maximum.read_text().strip()).isdigit():
            statistics = dict(line.split() for line in (folder / "memory.stat").open())
            used = int((folder / "memory.current").read_text())
            limits.append(int(limit) - used + int(statistics.get("inactive_file", 0)))
    return limits


def needed(network: Network) -> tuple[float, float]:
    """(synapses, bytes) that the network is expected to take, construction included."""
    synapses, total, *_ = _needed(network)
    return synapses, total


def _needed(network: Network) -> tuple[float, float, float, tuple[float, str]]:
    """As `needed`; bytes of it that every MPI rank takes; (bytes, projection) of the largest P of
    recursive least squares.
    """
    largest = 0.0, ""
    neurons = sum(population.n for population in network.populations)
    every = float(neurons * _PER_NEURON)
    synapses, total, passing = 0.0, 0.0, 0.0
    slots = dict.fromkeys(network.populations, 2.0)
    recorded = [r for r in network.recordings if isinstance(r, WeightRecording)]
    whole = {r.projection for r in recorded if r.wanted is None}
    for q in network.projections:
        steps = as_law(q.initial_delay, q.name).bounds()[1] / network.dt + 1
        source = q.source.population
        slots[source] = max(slots[source], steps)
        if q.plasticity is not None:  # presynaptic traces are kept for as long as the delay
            every += steps * q.source.n * _PER_TRACE
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
            plastic=q.plasticity is not None or not carries_spikes(q),
        )
        synapses += size.synapses
        total += size.kept
        arranging = 0.0 if carries_spikes(q) else size.synapses * _PER_ARRANGED
        passing = max(passing, size.passing + arranging)
        squares = _least_squares(q, size.synapses) + p_bytes(network, q, size.synapses)
        total += squares
        largest = max(largest, (squares, q.name))
        total += size.synapses * _PER_PLASTIC_SYNAPSE if q.plasticity else 0.0
        total += size.synapses * _PER_RECORDED_SYNAPSE if q in whole else 0.0
    every += sum(n * population.n * _PER_SPIKE for population, n in slots.items())
    return synapses, (every + total + passing) * _MARGIN, every * _MARGIN, largest


def _least_squares(q: Projection, synapses: float) -> float:
    """Bytes of what recursive least squares keep: P and its change, one or one for each target."""
    if not isinstance(q.plasticity, LeastSquaresRule):
        return 0.0
    real = 8 if q.network.precision.real == "f64" else 4
    shared = synapses >= q.source.n * q.target.n
    inputs = synapses / q.target.n
    most = min(float(q.source.n), inputs + 4.0 * float(np.sqrt(inputs)))
    return 2.0 * real * most**2 * (1 if shared else q.target.n)


def check_memory(network: Network, device: int | None = None) -> None:
    """Raise OutOfMemoryError if the network is expected to need more than is available.

    device : bytes that the backend's own memory can take (`Backend.memory`); None: the host's.
    """
    synapses, bytes_needed, every, (squares, name) = _needed(network)
    ranks = network.ranks
    here = ranks.neighbours()
    bytes_needed = here * (every + (bytes_needed - every) / ranks.size)
    if device is not None and network.recordings:
        bytes_needed += min(sum(p.n for p in network.populations) * _PER_RECORDED, _MOST_RECORDED)
    have, where = (available(), "") if device is None else (device, " of device memory")
    if have is not None and bytes_needed > have:
        raise OutOfMemoryError(
            f"the network has about {synapses:.3g} synapses and needs {bytes_needed / 1e9:.1f} GB"
            + ("" if ranks.alone else f" for the {here} of {ranks.size} ranks on this machine")
            + "; "
            f"{have / 1e9:.1f} GB{where} are available. "
            + (_smaller_p(squares, name) if squares > bytes_needed / 2 else _SMALLER)
        )


def _smaller_p(squares: float, name: str) -> str:
    """What to do where P of recursive least squares takes the memory."""
    return (
        f"P of projection {name!r}, (inputs of a target)^2 numbers, takes {squares / 1e9:.1f} GB "
        "while it changes: give its targets fewer inputs that learn; between rates, presynaptic "
        "units that all targets share (such as AllToAll from a slice) need one P for all of them"
    )
