"""Checkpoints: a network, its state and its recordings in one HDF5 file of data, never code."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import CheckpointError
from ..lowering.built import Built
from ..population import Population, View
from ..precision import Precision
from ..program import Array, Deliver
from ..projection import Projection
from ..recorders import Recording, SpikeRecording, StateRecording
from ..wiring.scaling import Scales
from .tree import TreeReader, TreeWriter

if TYPE_CHECKING:
    from ..network import Network

FORMAT = 1
_DELIVER = ("row_start", "delays", "seg", "synapse", "weight")
_DELIVER_NUMBERS = (
    "source_lo",
    "source_hi",
    "receptor",
    "form",
    "scale",
    "constant",
    "target_bits",
    "shift",
    "label",
)
_LEARN = ("pre", "pre_history", "post")


def save(network: Network, path: Path) -> None:
    """Write `network` to `path`. A kill during it leaves the previous file."""
    import h5py

    built = network._ready()
    built.sync()
    handle, temporary = tempfile.mkstemp(dir=path.parent or Path(), prefix=path.name + ".")
    os.close(handle)
    try:
        with h5py.File(temporary, "w") as file:
            file.attrs["format"] = FORMAT
            writer = TreeWriter(file.create_group("arrays"))
            tree = {"network": _network_tree(network, writer), "program": _program(built, writer)}
            file.create_dataset("tree", data=json.dumps(tree))
        with open(temporary, "rb") as written:
            os.fsync(written.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _network_tree(network: Network, w: TreeWriter) -> Any:
    """Everything a user asked for."""
    number = {population: i for i, population in enumerate(network.populations)}

    def view(v: View) -> list[int]:
        return [number[v.population], v.lo, v.hi]

    return {
        "dt": network.dt,
        "seed": network.seed,
        "on_nonfinite": network.on_nonfinite,
        "precision": [network.precision.state, network.precision.weight],
        "populations": [
            w.encode([p.model, p.n, p.name, p.receptors, p.initial], f"population {p.name!r}")
            for p in network.populations
        ],
        "projections": [
            [view(q.source), view(q.target), q.receptor, q.name]
            + [
                w.encode(part, f"projection {q.name!r}")
                for part in (q.connectivity, q.initial_weight, q.initial_delay, q.plasticity)
            ]
            for q in network.projections
        ],
        "stimuli": [
            [view(v), receptor, w.encode(stimulus, f"stimulus of {v.label!r}")]
            for v, receptor, stimulus in network.stimuli
        ],
        "recordings": [_recording_tree(r, view(r.view), w) for r in network.recordings],
    }


def _recording_tree(recording: Recording, view: list[int], w: TreeWriter) -> Any:
    spikes = isinstance(recording, SpikeRecording)
    return {
        "view": view,
        "what": recording.what,
        "to": None if recording.to is None else str(recording.to),
        "index": None if spikes else w.array(recording.index),  # type: ignore[attr-defined]
        "every": 1 if spikes else recording.every,  # type: ignore[attr-defined]
        "steps": None if recording.to else w.array(recording.steps),
        "seen": None if recording.to else w.array(recording.seen),
    }


def _program(built: Built, w: TreeWriter) -> Any:
    """The arrays that a run changes or that are costly to draw, and what they belong to."""
    program = built.program
    arena_number = {id(arena): i for i, arena in enumerate(program.arenas)}
    spec_number = {id(spec): i for i, spec in enumerate(built.specs)}
    arenas = []
    for arena in program.arenas:
        arrays = {"ref": arena.ref, "bad_count": arena.bad_count, "bad_step": arena.bad_step}
        arrays |= {f"state/{k}": v for k, v in arena.state.items()}
        arrays |= {f"acc/{k}": v for k, v in arena.acc.items()}
        rows = zip(arena.history.ids, arena.history.count, strict=True)
        arrays["history"] = np.concatenate([ids[:n] for ids, n in rows])
        arrays["history_count"] = arena.history.count
        stored = {k: w.array(v) for k, v in arrays.items()}
        arenas.append({"arrays": stored, "hash": _hash(arena.kind and arena.kind.update)})
    return {
        "step": program.step,
        "learning": built.learning,
        "arenas": arenas,
        "scales": [
            [arena_number[arena], receptor, scale, np.dtype(dtype).name]
            for (arena, receptor), (scale, dtype) in built.scales.items()
        ],
        "deliver": [
            {
                "source": arena_number[id(d.source)],
                "target": arena_number[id(d.target)],
                "members": [spec_number[id(member)] for member in d.members],
                **{name: getattr(d, name) for name in _DELIVER_NUMBERS},
                **{name: w.array(getattr(d, name)) for name in _DELIVER},
            }
            for d in program.deliver
        ],
        "learn": [
            {
                "hash": _hash((stage.kind.on_pre, stage.kind.on_post, stage.kind.decay_pre)),
                **{name: w.array(getattr(stage, name)) for name in _LEARN},
            }
            for stage in program.learn
        ],
    }


def _hash(meaning: Any) -> str:
    """A hash of translated equations: comments and layout do not count, a changed sign does."""
    return hashlib.sha256(repr(meaning).encode()).hexdigest()


def load(
    path: Path,
    backend: str = "auto",
    threads: int | None = None,
    models: Sequence[type] = (),
    functions: dict[str, Callable[..., Any]] | None = None,
) -> Network:
    """The network in `path`; `models` and `functions` give the classes and functions outside snn.

    Raises CheckpointError for another format, a missing class or function, or changed equations.
    """
    import h5py

    from ..network import Network

    with h5py.File(path, "r") as file:
        if file.attrs.get("format") != FORMAT:
            raise CheckpointError(
                f"{path}: checkpoint format {file.attrs.get('format')}; this library reads {FORMAT}"
            )
        reader = TreeReader(file["arrays"], models, functions or {})
        tree = json.loads(file["tree"][()])
        spec = tree["network"]
        network = Network(
            spec["dt"],
            backend,
            Precision(*spec["precision"]),
            spec["seed"],
            threads,
            spec["on_nonfinite"],
        )
        _restore_network(network, spec, reader)
        network._built = _restore_program(network, tree["program"], reader, path)
        network._built.record()
    return network


def _restore_network(network: Network, spec: Any, r: TreeReader) -> None:
    def view(numbers: list[int]) -> View:
        population, lo, hi = numbers
        whole = network.populations[population]
        return whole if (lo, hi) == (0, whole.n) else View(whole, lo, hi)

    for stored in spec["populations"]:
        model, n, name, receptors, initial = r.decode(stored)
        network.populations.append(Population(network, model, n, name, receptors, initial))
    for source, target, receptor, name, *parts in spec["projections"]:
        connectivity, weight, delay, rule = (r.decode(part) for part in parts)
        network.projections.append(
            Projection(
                network,
                view(source),
                view(target),
                receptor,
                connectivity,
                weight,
                delay,
                rule,
                name,
            )
        )
    for numbers, receptor, stimulus in spec["stimuli"]:
        network.stimuli.append((view(numbers), receptor, r.decode(stimulus)))
    for stored in spec["recordings"]:
        network.recordings.append(_restore_recording(network, view(stored["view"]), stored, r))


def _restore_recording(network: Network, view: View, stored: Any, r: TreeReader) -> Recording:
    to = None if stored["to"] is None else Path(stored["to"])
    recording: Recording
    if stored["what"] == "spikes":
        recording = SpikeRecording(view, to, fresh=False)
    else:
        real = np.float64 if network.precision.real == "f64" else np.float32
        index = r.array(stored["index"])
        recording = StateRecording(
            view, stored["what"], index, stored["every"], real, to, fresh=False
        )
    if to is None:
        recording.append(r.array(stored["steps"]), r.array(stored["seen"]))
    return recording


def _restore_program(network: Network, stored: Any, r: TreeReader, path: Path) -> Built:
    def deliver(built: Built) -> list[Deliver]:
        delivers = []
        for d in stored["deliver"]:
            own: dict[str, Any] = {name: d[name] for name in _DELIVER_NUMBERS}
            own |= {name: r.array(d[name]) for name in _DELIVER}
            own |= {name: built.arenas[d[name]] for name in ("source", "target")}
            delivers.append(Deliver(members=[built.specs[m] for m in d["members"]], **own))
        return delivers

    def scales(built: Built) -> Scales:
        return Scales(
            {
                (id(built.arenas[a]), receptor): (scale, np.dtype(dtype))
                for a, receptor, scale, dtype in stored["scales"]
            }
        )

    built = Built(network, lambda b: (deliver(b), scales(b)), stored["step"])
    built.learning = stored["learning"]
    for arena, saved in zip(built.arenas, stored["arenas"], strict=True):
        _same(saved["hash"], arena.kind and arena.kind.update, f"populations {arena.name}", path)
        arrays: dict[str, Array] = {k: r.array(v) for k, v in saved["arrays"].items()}
        ids, count = arrays.pop("history"), arrays.pop("history_count")
        arena.history.count[:] = count
        rows = np.split(ids, np.cumsum(count)[:-1])
        for row, spikes in zip(arena.history.ids, rows, strict=True):
            row[: len(spikes)] = spikes
        for name, values in arrays.items():
            where, _, key = name.partition("/")
            owner = getattr(arena, where)
            (owner[key] if key else owner)[...] = values
    for stage, saved in zip(built.program.learn, stored["learn"], strict=True):
        meaning = (stage.kind.on_pre, stage.kind.on_post, stage.kind.decay_pre)
        _same(saved["hash"], meaning, f"projection {stage.label}", path)
        for name in _LEARN:
            getattr(stage, name)[...] = r.array(saved[name])
    return built


def _same(saved: str, meaning: Any, what: str, path: Path) -> None:
    if saved != _hash(meaning):
        raise CheckpointError(
            f"{path}: the equations of {what} have changed since this file was written; "
            "load it with the models it was saved with"
        )
