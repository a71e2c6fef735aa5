"""The fused neuron pass: one compiled module per kind, written from the kind's update function.

Per population it calls a loop over neurons in which everything but memory access is a local
variable, so that LLVM vectorises it; spikes become flag bytes there, ids in a second, short pass.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...lang import emit
from ...program import Arena, Kind
from ..own_names import OWN, owned
from . import cache, noise
from .alignment import PAGE, zeros
from .history import History
from .passes import Descriptor, Pass

_TEXT = """\
import numpy as np
from numba import cfunc, njit

from snn.backends.numba.counters import note
from snn.backends.numba.history import append
from snn.backends.numba.intrinsics import fields, pointer
from snn.backends.numba.options import LOOP


@njit(**LOOP)
def neurons(lo, hi, {memory}, {scalars}):
{zero}
    for i in range(lo, hi):
{load}
{body}
{store}
    return {bad}


@cfunc("void(int64, int64)", cache=True, error_model="numpy")
def entry(descriptor, step):
    n_segments, segments, bad_count, bad_first, spikes = fields(descriptor, 5)
    {addresses} = fields(descriptor + 8 * 5, {n_addresses})
    segment = pointer(segments, np.int64)
    for k in range(n_segments):
        p, lo, hi = segment[3 * k], segment[3 * k + 1], segment[3 * k + 2]
        bad = neurons(lo, hi, {pointers}, {values})
        cell = 8 * p * {n_states}
{note}
    append(spikes, step)
"""

_TYPE = {
    "f16": "uint16", "f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64",
    "u32": "uint32", "u64": "uint64", "bool": "bool_",
}  # fmt: skip
_INDENT = " " * 8
_NOTE = (
    _INDENT + "note(np.int64(bad[{s}]), step, bad_count + cell + {byte}, bad_first + cell + {byte})"
)


class Scratch:
    """What an arena needs besides its data: spike flags and random numbers of the present step."""

    def __init__(self, arena: Arena) -> None:
        kind = arena.kind
        assert kind is not None
        self.flags = zeros(-(-arena.n // 64) * 64, "uint8", place=PAGE // 2)
        self.normals = [noise.buffer(arena.n, _TYPE[kind.real])] if kind.xi else []
        self.streams = [1] * kind.uniform + [2 + k for k in range(kind.rounding)]
        self.words = [noise.buffer(arena.n, "uint32") for _ in self.streams]

    def draw(self, lo: int, hi: int, seed: int, stream: int) -> list[Pass]:
        """The passes that draw the random numbers of neurons lo..hi."""
        normals = [noise.normals(out, lo, hi, seed, stream) for out in self.normals]
        pairs = zip(self.words, self.streams, strict=True)
        return normals + [noise.words(out, lo, hi, seed, stream + k) for out, k in pairs]


def make(arena: Arena, history: History, chunk: int, scratch: Scratch, seed: int) -> list[Pass]:
    """The passes that update one chunk of an arena's neurons and append its spikes."""
    kind = arena.kind
    assert kind is not None
    lo, hi = history.chunk(chunk)
    segments = [
        (p, max(lo, int(arena.starts[p])), min(hi, int(arena.starts[p + 1])))
        for p in range(len(arena.names))
    ]
    segments = [segment for segment in segments if segment[1] < segment[2]]
    spikes = Descriptor(*history.fields(), chunk, scratch.flags)
    head = (len(segments), np.array(segments, np.int64), arena.bad_count, arena.bad_step, spikes)
    arrays = [scratch.flags, *(arena.state[name] for name in kind.states)]
    arrays += [arena.ref] if kind.refractory else []
    arrays += [arena.acc[name] for name in kind.receptors]
    arrays += scratch.normals + scratch.words
    arrays += [arena.params[name] for name in _array_params(kind) + _scalar_params(kind)]
    update = Pass(cache.entry(text(kind)), Descriptor(*head, *arrays))
    return [*scratch.draw(lo, hi, seed, arena.stream), update]


@lru_cache(maxsize=256)
def text(kind: Kind) -> str:
    """The source of the module that updates neurons of a kind.

    A kind's names stand behind memory_, at_, own_, out_ and bad_ only: any name may be given.
    """
    memory = _memory(kind)
    scalars = _scalar_params(kind)
    types = dict(kind.update.args)
    statements, returns = emit.body(owned(kind.update), "numba", _INDENT)
    stored = [*kind.states, *(["ref"] if kind.refractory else [])]
    outputs = [*stored, "spiked"]
    load = [
        f"{OWN}{name} = np.{_TYPE[types[name]]}(memory_{name}[i])"
        for name in memory
        if name in types
    ]
    store = [f"memory_{name}[i] = np.{memory[name]}(out_{name})" for name in outputs]
    store += [f"memory_acc_{name}[i] = 0" for name in kind.receptors]
    results = [f"out_{name} = {value}" for name, value in zip(outputs, returns, strict=False)]
    bad = returns[len(outputs) :]
    count = [
        f"bad_{name} = np.int32(bad_{name} + np.int32({value}))"
        for name, value in zip(kind.states, bad, strict=True)
    ]
    addresses = list(memory) + scalars
    return _TEXT.format(
        memory=", ".join(f"memory_{name}" for name in memory),
        scalars=", ".join(OWN + name for name in scalars),
        zero="\n".join(f"    bad_{name} = np.int32(0)" for name in kind.states),
        load="\n".join(_INDENT + line for line in load),
        body="\n".join(statements),
        store="\n".join(_INDENT + line for line in [*results, *store, *count]),
        bad="(" + "".join(f"bad_{name}, " for name in kind.states) + ")",
        addresses=", ".join(f"at_{name}" for name in addresses),
        n_addresses=len(addresses),
        pointers=", ".join(f"pointer(at_{name}, np.{dtype})" for name, dtype in memory.items()),
        values=", ".join(f"pointer(at_{name}, np.{_TYPE[kind.real]})[p]" for name in scalars),
        n_states=len(kind.states),
        note="\n".join(_NOTE.format(s=s, byte=8 * s) for s in range(len(kind.states))),
    )


def _array_params(kind: Kind) -> list[str]:
    return [name for name in kind.params if name in kind.arrays]


def _scalar_params(kind: Kind) -> list[str]:
    return [name for name in kind.params if name not in kind.arrays]


def _memory(kind: Kind) -> dict[str, str]:
    """The arrays with one value per neuron and their types, in the descriptor's order."""
    memory = {"spiked": "uint8"}
    memory |= {name: _TYPE[kept] for name, kept in zip(kind.states, kind.storage, strict=True)}
    memory |= {"ref": "uint16"} if kind.refractory else {}
    memory |= {
        f"acc_{name}": _TYPE[kept]
        for name, kept in zip(kind.receptors, kind.accumulator, strict=True)
    }
    memory |= {"xi": _TYPE[kind.real]} if kind.xi else {}
    memory |= {"word_u": "uint32"} if kind.uniform else {}
    memory |= {f"word_r{k}": "uint32" for k in range(kind.rounding)}
    return memory | dict.fromkeys(_array_params(kind), _TYPE[kind.real])
