"""Regress stages on the device: those of the same types share a launch (regress.cu)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cupy
import numpy as np

from ...compose.least_squares import functions
from ...lang import emit
from ...program import Program
from ...program.regress import Regress
from .delivery import THREADS, Histories
from .launch import Launch, headers, module
from .records import Clock

_TYPE = {"f16": "uint16", "f32": "float", "f64": "double"}
_MOST = {"f32": "3.4028235e+38f", "f64": "1.7976931348623157e+308"}
_COUNTERS = ("bad_count", "clipped")  # unsigned on the device

# (arithmetic, P) of all that can be launched
TYPES = (("f32", "f16"), ("f32", "f32"), ("f64", "f16"), ("f64", "f32"), ("f64", "f64"))

_HALF = """\
__device__ __forceinline__ real loaded(kept h)
{
    real out;
    half_to_real(h, out);
    return out;
}

// Rounded by word number `element` of the step.
__device__ __forceinline__ kept stored(
    real value, uint32 seed, uint32 stream, int64 t, int64 element)
{
    uint32 word[4], half;
    philox4x32((uint32)(element >> 2), (uint32)(element >> 34), (uint32)t, (uint32)(t >> 32), seed,
               stream, word[0], word[1], word[2], word[3]);
    real_to_half(value, pick(word, element & 3), half);
    return (kept)half;
}
"""

_PLAIN = """\
__device__ __forceinline__ real loaded(kept value) { return (real)value; }

__device__ __forceinline__ kept stored(real value, uint32, uint32, int64, int64)
{
    return (kept)value;
}
"""


def header(real: str, storage: str) -> str:
    """The types of arithmetic and of P, and what is done to one number: types_of_p.cuh."""
    rules = [emit.define(f, "c", name) for name, f in functions(real).items()]
    return "\n".join(
        [
            f"// Arithmetic in {real}, P in {storage}.\n",
            f"typedef {_TYPE[real]} real;",
            f"typedef {_TYPE[storage]} kept;",
            f"constexpr real MOST = {_MOST[real]};\n",
            *rules,
            _HALF if storage == "f16" else _PLAIN,
        ]
    )


class Fit:
    """A Regress stage on the device."""

    def __init__(self, regress: Regress) -> None:
        self.regress = regress
        self.p, self.trace = cupy.asarray(regress.p), cupy.asarray(regress.trace)
        self.block = cupy.asarray(regress.block)
        self.work = cupy.zeros((2, max(1, len(regress.row))), regress.trace.dtype)
        self.bad_step = cupy.asarray(regress.bad_step)
        self.counters = {
            name: cupy.asarray(getattr(regress, name).astype(np.uint64)) for name in _COUNTERS
        }

    def push(self) -> None:
        """Take P, traces, targets and counters over from the host."""
        regress = self.regress
        self.p.set(regress.p)
        self.trace.set(regress.trace)
        self.bad_step.set(regress.bad_step)
        for name, counter in self.counters.items():
            counter.set(getattr(regress, name).astype(np.uint64))
        self.push_targets()

    def push_targets(self) -> None:
        self.block.set(self.regress.block)

    def pull(self) -> None:
        """Give P, traces and counters to the host."""
        self.regress.p[:] = self.p.get()
        self.regress.trace[:] = self.trace.get()
        self.pull_counters()

    def pull_counters(self) -> None:
        self.regress.bad_step[:] = self.bad_step.get()
        for name, counter in self.counters.items():
            getattr(self.regress, name)[:] = counter.get()

    def row(self, struct: Any, fired: Any, states: Mapping[str, Any], seed: int) -> dict[str, Any]:
        """The struct Regress; `states` are those of the target's arena."""
        regress = self.regress
        others = [states[name] for name in regress.others]
        plain = ("every", "begin", "end", "period", "decay", "rate", "tau", "low", "high", "stream")
        rows = [{"state": each, "half": int(each.dtype == np.uint16)} for each in others]
        return {
            **{name: getattr(regress, name) for name in plain},
            **{k: cupy.asarray(getattr(regress, k)) for k in ("start", "row", "place", "first")},
            **self.counters,
            "delay": cupy.asarray(regress.delay),
            "stride": int(len(regress.delay) > 1),
            "p": self.p,
            "trace": self.trace,
            "work": self.work,
            "weight": regress.deliver.weight,
            "block": self.block,
            "others": struct("Other").table(rows),
            "n_others": len(others),
            "fired": fired,
            "bad_step": self.bad_step,
            "synapses": self.work.shape[1],
            "rows": regress.trace.shape[1],
            "slots": regress.trace.shape[0],
            "source_lo": regress.deliver.source_lo,
            "targets": regress.n_targets,
            "target_lo": regress.target_lo,
            "block_rows": regress.block.shape[0],
            "width": regress.block.shape[1],
            "seed": seed,
        }


class Regressions:
    """All Regress stages of a program."""

    def __init__(
        self,
        program: Program,
        histories: Histories,
        states: Mapping[int, Mapping[str, Any]],
        clock: Clock,
    ) -> None:
        self.fits = [Fit(regress) for regress in program.regress]
        groups: dict[tuple[str, str], list[Fit]] = {}
        for fit in self.fits:
            groups.setdefault((fit.regress.real, fit.regress.storage), []).append(fit)
        self._launches = [
            _launch(types, group, histories, states, program.seed, clock)
            for types, group in groups.items()
        ]

    def launches(self, learn: bool) -> list[Launch]:
        """Traces; with `learn`, the weights as well where a step changes them."""
        return [launch.having(learn=int(learn)) for launch in self._launches]


def _launch(
    types: tuple[str, str],
    fits: list[Fit],
    histories: Histories,
    states: Mapping[int, Mapping[str, Any]],
    seed: int,
    clock: Clock,
) -> Launch:
    """The launch of all stages of the same types."""
    own = module("regress", headers(types_of_p=header(*types)))
    rows = []
    for fit in fits:
        deliver = fit.regress.deliver
        fired = histories[id(deliver.source)].fired
        rows.append(fit.row(own.struct, fired, states[id(deliver.target)], seed))
    kernel = own.kernel("regress")
    warps = max(fit.regress.n_targets for fit in fits)
    blocks = max(warps, max(-(-row["rows"] // 32) for row in rows))
    grid = min(-(-blocks // (THREADS // 32)), kernel.resident(THREADS))
    table = own.struct("Regress").table(rows)
    return kernel.prepare(grid, THREADS, table, len(rows), clock.now, 0, 1)
