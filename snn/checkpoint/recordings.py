"""Recordings in a checkpoint: what was asked for, and what was seen or where it was streamed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import CheckpointError, RecordError
from ..population import View
from ..recorders import Recording, SpikeRecording, StateRecording, WeightRecording
from .tree import TreeReader, TreeWriter

if TYPE_CHECKING:
    from ..network import Network


def recording_tree(recording: Recording, view: Callable[[View], Any], w: TreeWriter) -> Any:
    """A recording as JSON; `view` gives a slice of a population as such."""
    try:
        rows = len(recording)
    except RecordError as error:
        raise CheckpointError(f"{error}; without it the network cannot be saved") from None
    tree = {
        "what": recording.what,
        "to": None if recording.to is None else str(recording.to),
        "rows": rows,
        "start": recording.start,
        "steps": None if recording.to else w.array(recording.steps),
        "seen": None if recording.to else w.array(recording.seen),
    }
    if isinstance(recording, WeightRecording):
        number = recording.projection.network.projections.index(recording.projection)
        index = recording.wanted
        tree |= {"projection": number, "width": len(recording.index), "every": recording.every}
        return tree | {"index": None if index is None else w.array(index)}
    assert isinstance(recording, SpikeRecording | StateRecording)
    tree["view"] = view(recording.view)
    if isinstance(recording, StateRecording):
        tree |= {"index": w.array(recording.index), "every": recording.every}
    return tree


def restore_recording(
    network: Network, view: Callable[[Any], View], stored: Any, r: TreeReader
) -> Recording:
    """The recording that `recording_tree` described; `view` is the inverse of its argument."""
    to = None if stored["to"] is None else Path(stored["to"])
    recording = _restored(network, view, stored, r, to)
    recording.start = stored["start"]
    if to is None:
        recording.append(r.array(stored["steps"]), r.array(stored["seen"]))
    return recording


def _restored(
    network: Network, view: Callable[[Any], View], stored: Any, r: TreeReader, to: Path | None
) -> Recording:
    real = network.precision.dtype
    if "projection" in stored:
        projection = network.projections[stored["projection"]]
        return WeightRecording(
            projection,
            stored["what"],
            None if stored["index"] is None else r.array(stored["index"]),
            stored["every"],
            real if projection.plasticity else np.float64,
            to,
            fresh=False,
            width=stored["width"],
        )
    source = view(stored["view"])
    if stored["what"] == "spikes":
        return SpikeRecording(source, to, fresh=False)
    index = r.array(stored["index"])
    return StateRecording(source, stored["what"], index, stored["every"], real, to, fresh=False)
