"""Checkpoints: a network, its state and its recordings in one HDF5 file of data, never code."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import CheckpointError, RecordError
from ..lowering.built import Built
from ..population import Population, View
from ..precision import Precision
from ..program import Array, Deliver, Program
from ..program.graded import GradedDeliver
from ..program.rates import RateDeliver
from ..projection import Normalization, Projection
from ..wiring.scaling import Scales
from ..wiring.whole import own_deliver
from . import meaning
from .graded import graded_tree, restored_graded
from .rates import rates_tree, restored_rates
from .recordings import recording_tree, restore_recording
from .tree import DAMAGE, TreeReader, TreeWriter
from .whole import whole_program

if TYPE_CHECKING:
    import h5py

    from ..network import Network

FORMAT = 5
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
_LEARN = ("pre", "pre_history", "post", "local")
_REGRESS = ("p", "trace", "clipped")


def save(network: Network, path: Path) -> None:
    """Write `network` to `path`. A kill during it leaves the previous file.

    Of a recording streamed to a file of its own only the path and the number of rows are kept.
    Of several ranks the first writes, the file that one process would.
    Raises CheckpointError for what cannot be stored as data, and for such a file that is missing.
    """
    built = network._ready()
    built.sync()
    ranks = network.ranks
    program = built.program if ranks.alone else whole_program(built.program, ranks)
    error: BaseException | None = None
    if ranks.first:
        try:
            _write(network, program, path)
        except BaseException as raised:
            error = raised
    (reason, *_) = ranks.each(repr(error))
    if error is not None:
        raise error
    if reason != "None":
        raise CheckpointError(f"{path}: rank 0 could not write it: {reason}")


def _write(network: Network, program: Program, path: Path) -> None:
    """Write the file, beside the one that it replaces."""
    import h5py

    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    # Unlike tempfile's, a file that those may read whom the umask lets.
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        with h5py.File(temporary, "w") as file:
            file.attrs["format"] = FORMAT
            writer = TreeWriter(file.create_group("arrays"))
            built = network._ready()
            parts = _network_tree(network, writer), _program(built, program, writer)
            tree = dict(zip(("network", "program"), parts, strict=True))
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
        "normalizations": [
            [i, w.array(q.normalization.total), q.normalization.every]
            for i, q in enumerate(network.projections)
            if q.normalization is not None
        ],
        "recordings": [recording_tree(r, view, w) for r in network.recordings],
    }


def _program(built: Built, program: Program, w: TreeWriter) -> Any:
    """The arrays that a run changes or that are costly to draw, and what they belong to."""
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
        arenas.append({"arrays": stored, "meaning": meaning.of_arena(arena)})
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
                "meaning": meaning.of_rule(stage),
                **{name: w.array(getattr(stage, name)) for name in _LEARN},
            }
            for stage in program.learn
        ],
        "regress": [
            {
                "meaning": meaning.of_regression(stage),
                **{name: w.array(getattr(stage, name)) for name in _REGRESS},
            }
            for stage in program.regress
        ],
        "rates": rates_tree(built, w),
        "graded": graded_tree(built, w),
    }


def load(
    path: Path,
    backend: str = "auto",
    threads: int | None = None,
    models: Sequence[type] = (),
    functions: dict[str, Callable[..., Any]] | None = None,
    comm: Any = None,
) -> Network:
    """The network in `path`; `models` and `functions` give the classes and functions outside snn.

    A recording streamed to a file continues there: rows that came after the checkpoint are cut off.
    Raises CheckpointError for a missing or damaged file, another format, a missing class or
    function, changed equations or definitions, and a streamed file that lacks rows.
    """
    from ..network import Network

    with _opened(path) as file:
        tree, arrays = _parts(file, path)
        reader = TreeReader(arrays, models, functions or {})
        spec = tree["network"]
        network = Network(
            spec["dt"],
            backend,
            Precision(*spec["precision"]),
            spec["seed"],
            threads,
            spec["on_nonfinite"],
            comm,
        )
        _restore_network(network, spec, reader)
        network._built = _restore_program(network, tree["program"], reader, path)
        network._built.record()
    # Last, so that a load that fails has cut nothing.
    _rewind(network, [stored["rows"] for stored in spec["recordings"]], path)
    return network


def _opened(path: Path) -> h5py.File:
    """The file, open for reading."""
    import h5py

    if not path.exists():
        raise CheckpointError(f"{path}: there is no such file; give the path of a saved network")
    try:
        return h5py.File(path, "r")
    except OSError as error:
        raise CheckpointError(
            f"{path}: expected an HDF5 file that Network.save wrote; it is something else, "
            f"damaged or not readable ({error})"
        ) from None


def _parts(file: h5py.File, path: Path) -> tuple[Any, h5py.Group]:
    """The tree and the arrays that it refers to, in a checkpoint of this format."""
    try:
        found, names = file.attrs.get("format"), set(file)
        if found == FORMAT and {"tree", "arrays"} <= names:
            return json.loads(file["tree"][()]), file["arrays"]
    except DAMAGE as error:
        raise CheckpointError(f"{path}: the file is damaged ({error})") from None
    if found is None or found == FORMAT:
        raise CheckpointError(f"{path}: expected a file that Network.save wrote; it lacks its data")
    raise CheckpointError(
        f"{path}: checkpoint format {found}; this library reads {FORMAT}: load it with the version "
        "of snn that wrote it"
    )


def _rewind(network: Network, rows: list[int], path: Path) -> None:
    """Cut streamed recordings to what they had; none is touched unless all can be."""
    streamed = [(r, n) for r, n in zip(network.recordings, rows, strict=True) if r.to is not None]
    try:
        for recording, n in streamed:
            if len(recording) < n:
                raise RecordError(
                    f"recording {recording.what!r} of {recording.source.label!r}: expected at "
                    f"least the {n} rows that {recording.to} had when the network was saved; it "
                    f"has {len(recording)}"
                )
        network.ranks.each(None)  # all have read before one writes, and the other way round
        for recording, n in streamed:
            recording.rewind(n)
        network.ranks.each(None)
    except RecordError as error:
        raise CheckpointError(
            f"{path}: {error}; put the recorded file back as it was when the network was saved"
        ) from None


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
    for number, total, every in spec["normalizations"]:
        network.projections[number].normalization = Normalization(r.array(total), every)
    for stored in spec["recordings"]:
        network.recordings.append(restore_recording(network, view, stored, r))


def _restore_program(network: Network, stored: Any, r: TreeReader, path: Path) -> Built:
    kept: dict[int, Array] = {}  # which synapses of a Deliver this rank has, where there are others

    def deliver(built: Built) -> list[Deliver]:
        delivers: list[Deliver] = []
        for d in stored["deliver"]:
            own: dict[str, Any] = {name: d[name] for name in _DELIVER_NUMBERS}
            own |= {name: r.array(d[name]) for name in _DELIVER}
            own |= {name: built.arenas[d[name]] for name in ("source", "target")}
            made = Deliver(members=[built.specs[m] for m in d["members"]], **own)
            part = made.members[0].own
            if part is not None:
                made, here = own_deliver(made, part)
                kept[id(made)] = here
            delivers.append(made)
        return delivers

    def scales(built: Built) -> Scales:
        return Scales(
            {
                (id(built.arenas[a]), receptor): (scale, np.dtype(dtype))
                for a, receptor, scale, dtype in stored["scales"]
            }
        )

    def rates(built: Built) -> list[RateDeliver]:
        return restored_rates(built, stored.get("rates", []), r, path)

    def graded(built: Built) -> list[GradedDeliver]:
        return restored_graded(built, stored.get("graded", []), r)

    built = Built(network, lambda b: (deliver(b), scales(b), rates(b), graded(b)), stored["step"])
    built.learning = stored["learning"]
    for arena, saved in zip(built.arenas, stored["arenas"], strict=True):
        meaning.check_arena(saved["meaning"], arena, path)
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
        meaning.check_rule(saved["meaning"], stage, path)
        here = kept.get(id(stage.deliver), slice(None))
        for name in _LEARN:
            values = r.array(saved[name])
            getattr(stage, name)[...] = values[:, here] if name == "local" else values
    for fit, saved in zip(built.program.regress, stored.get("regress", []), strict=True):
        meaning.check_regression(saved["meaning"], fit, path)
        for name in _REGRESS:
            getattr(fit, name)[...] = r.array(saved[name])
    return built
