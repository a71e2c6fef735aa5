"""Do all ranks build the same network, with the same library? Asked before they start."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import BackendError, SNNError
from ..lowering.carriers import carries_spikes, is_rate
from ..plasticity import RLS
from ..population import View
from ..recorders import WeightRecording

if TYPE_CHECKING:
    from ..backends.base import Backend
    from ..network import Network


def check_agreement(network: Network) -> None:
    """SNNError on all ranks where one describes another network than rank 0, or has other tools."""
    ranks = network.ranks
    lines = _lines(network)
    digests = ranks.each(hashlib.sha256("\n".join(lines).encode()).hexdigest())
    if len(set(digests)) == 1:
        return
    described = ranks.each(lines)
    other = next(k for k, digest in enumerate(digests) if digest != digests[0])
    mine, theirs = described[0], described[other]
    end = ["nothing more"]
    at = next(k for k, (a, b) in enumerate(zip(mine + end, theirs + end, strict=False)) if a != b)
    raise SNNError(
        f"rank {other} builds another network than rank 0: it has {(theirs + end)[at]}, where "
        f"rank 0 has {(mine + end)[at]}. All ranks must run the same script, with the same data "
        "and versions"
    )


def check_ranks(network: Network, backend: Backend) -> None:
    """Errors for what several ranks cannot run, or do not agree upon, on all of them."""
    if network.ranks.alone:
        return
    if not backend.ranks:
        raise BackendError(
            f"backend {backend.name!r} does not run a network on several MPI ranks; numba does: "
            "give backend='numba', or no comm"
        )
    for projection in network.projections:
        which = None if carries_spikes(projection) else "graded synapses"
        which = "sums of rates" if is_rate(projection) else which
        which = "RLS" if isinstance(projection.plasticity, RLS) else which
        if which is not None:
            raise BackendError(
                f"projection {projection.name!r}: {which} cannot be divided among MPI ranks; "
                "run the network in one process, without comm"
            )
    check_agreement(network)


def _lines(network: Network) -> list[str]:
    """All that decides what a network does, a line for each thing."""
    from .. import __version__

    versions = f"Python {sys.version.split()[0]}, NumPy {np.__version__}, snn {__version__}"
    lines = [versions, f"backend {network.backend}, {network.precision}, threads may differ"]
    lines.append(f"dt = {network.dt!r} ms, seed = {network.seed}")
    for p in network.populations:
        parts = _mark([p.model, p.receptors, p.initial])
        lines.append(f"population {p.name!r} of {p.n} {type(p.model).__name__}: {parts}")
    for q in network.projections:
        parts = _mark([q.connectivity, q.initial_weight, q.initial_delay, q.plasticity])
        ends = f"{q.source.label} -> {q.target.label}.{q.receptor}"
        lines.append(f"projection {q.name!r} from {ends}: {parts}, {_mark(q.normalization)}")
    for view, receptor, stimulus in network.stimuli:
        lines.append(f"stimulus of {view.label}.{receptor}: {_mark(stimulus)}")
    for recording in network.recordings:
        wanted = "wanted" if isinstance(recording, WeightRecording) else "index"
        parts = _mark([getattr(recording, name, None) for name in (wanted, "every")])
        lines.append(f"recording {recording.what!r} of {recording.source.label!r}: {parts}")
    return lines


def _mark(value: Any) -> str:
    """A value as short text, alike on all ranks for equal values."""
    if isinstance(value, np.ndarray):
        hashed = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()[:12]
        return f"{value.dtype}{value.shape} {hashed}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_mark(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_mark, value)) + "]"
    if isinstance(value, View):
        return value.label
    name = getattr(value, "__qualname__", type(value).__qualname__)
    if is_dataclass(value) and not isinstance(value, type):
        return f"{name}{_mark({f.name: getattr(value, f.name) for f in fields(value)})}"
    if hasattr(value, "__dict__") and not callable(value):
        return f"{name}{_mark(vars(value))}"
    return name if callable(value) else repr(value)
