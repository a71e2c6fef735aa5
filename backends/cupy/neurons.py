"""Arenas on the device: their arrays, their spikes, and the launch that updates them."""

from __future__ import annotations

from typing import Any

import cupy
import numpy as np

from ...program import Arena, Array, Drive, PoissonDrive, Program
from . import render
from .launch import headers, module
from .structs import Record, Struct

THREADS = 128  # of a block, as update.cu is bounded
PAD = 4  # neurons: arrays are read in lanes


def power_of_two(n: int) -> int:
    """The least power of two that is not below n."""
    return 1 << max(0, n - 1).bit_length()


def padded(array: Array) -> Any:
    """A device copy with room to the next multiple of PAD elements."""
    out = cupy.zeros(-(-len(array) // PAD) * PAD, array.dtype)
    out[: len(array)].set(np.ascontiguousarray(array))
    return out


class History:
    """The spikes of an arena's last steps (spikes.cuh); rows are a power of two."""

    def __init__(self, arena: Arena, fired: bool) -> None:
        self.arena = arena
        self.rows = power_of_two(arena.history.slots)
        self.populations = len(arena.names)
        self.starts = cupy.asarray(arena.starts.astype(np.int32))
        self.ids = cupy.zeros((self.rows, arena.n), np.int32)
        self.count = cupy.zeros((self.rows, self.populations), np.int32)
        self.fired = padded(np.zeros(arena.n, np.uint8)) if fired else None

    def spikes(self, struct: Struct, log: Record) -> Record:
        """The struct that kernels take."""
        return struct.fill(
            n=self.arena.n,
            populations=self.populations,
            mask=self.rows - 1,
            starts=self.starts,
            ids=self.ids,
            count=self.count,
            fired=self.fired,
            log=log,
        )

    def push(self, step: int) -> None:
        """Take the last steps before `step` over from the host."""
        host, starts = self.arena.history, self.arena.starts
        count = np.zeros(self.count.shape, np.int32)
        row = np.zeros(self.arena.n, np.int32)
        for k in range(max(0, step - host.slots), step):
            seen = host.ids[k % host.slots, : host.count[k % host.slots]]
            first = np.searchsorted(seen, starts)  # the host's ids are ascending
            count[k % self.rows] = np.diff(first)
            for p in np.flatnonzero(count[k % self.rows]):
                own = seen[first[p] : first[p + 1]]
                row[starts[p] : starts[p] + len(own)] = own
            if len(seen):
                self.ids[k % self.rows].set(row)
        self.count.set(count)

    def pull(self, step: int) -> None:
        """Give the last steps before `step` to the host, ids ascending."""
        host, starts = self.arena.history, self.arena.starts
        count = self.count.get()
        host.count[:] = 0
        for k in range(max(0, step - host.slots), step):
            own = count[k % self.rows]
            row = self.ids[k % self.rows].get() if np.any(own) else np.empty(0, np.int32)
            parts = [np.sort(row[starts[p] : starts[p] + own[p]]) for p in np.flatnonzero(own)]
            seen = np.concatenate([np.empty(0, np.int32), *parts])
            host.ids[k % host.slots, : len(seen)] = seen
            host.count[k % host.slots] = len(seen)


class Neurons:
    """An arena of one compiled model."""

    def __init__(
        self, program: Program, arena: Arena, history: History, log: Record, clock: Any
    ) -> None:
        kind = arena.kind
        assert kind is not None
        self.arena, self._kind, self._history = arena, kind, history
        self._module = module("update", headers(model=render.model(kind)))
        self.state = {name: padded(array) for name, array in arena.state.items()}
        self._ref = padded(arena.ref)
        self.acc = {name: padded(array) for name, array in arena.acc.items()}
        self._params = {name: padded(arena.params[name]) for name in sorted(kind.arrays)}
        self._constants = self._module.struct("Constants").table(self._constant_rows())
        self._bad_count = cupy.asarray(arena.bad_count.astype(np.uint64))
        self._bad_step = cupy.asarray(arena.bad_step)
        self._drives = [d for d in program.drives if d.arena is arena]
        self._blocks = [cupy.asarray(d.block) for d in self._drives]
        self._bases = [cupy.asarray(d.base) for d in self._drives]
        poisson = [self._poisson(p) for p in program.poisson if p.arena is arena]
        kernel = self._module.kernel("update")
        blocks = -(-arena.n // (render.width(kind) * THREADS))
        self.launch = kernel.prepare(
            min(blocks, kernel.resident(THREADS)),
            THREADS,
            self._arena(program.seed, log, poisson),
            self._arrays(),
            clock,
            0,
        )

    def push(self) -> None:
        """Take states, parameters and counters over from the host."""
        arena = self.arena
        for name, array in self.state.items():
            array[: arena.n].set(arena.state[name])
        self._ref[: arena.n].set(arena.ref)
        for name, array in self._params.items():
            array[: arena.n].set(arena.params[name])
        rows = self._module.struct("Constants").rows(self._constant_rows())
        self._constants.array.set(rows)
        self._bad_count.set(arena.bad_count.astype(np.uint64))
        self._bad_step.set(arena.bad_step)
        self.push_drives()

    def push_drives(self) -> None:
        """Take the present block of every function of time over from the host."""
        for drive, block in zip(self._drives, self._blocks, strict=True):
            block.set(drive.block)

    def base(self, drive: Drive) -> Any:
        """The device's copy of a Drive's base."""
        return next(b for d, b in zip(self._drives, self._bases, strict=True) if d is drive)

    def pull(self) -> None:
        """Give states to the host. Accumulators are 0 between steps, parameters the host's own."""
        arena = self.arena
        for name, array in self.state.items():
            arena.state[name][:] = array[: arena.n].get()
        arena.ref[:] = self._ref[: arena.n].get()
        self.pull_counters()

    def pull_counters(self) -> None:
        self.arena.bad_count[:] = self._bad_count.get()
        self.arena.bad_step[:] = self._bad_step.get()

    def _constant_rows(self) -> list[dict[str, Any]]:
        """The constants of every population."""
        names = [name for name in self._kind.params if name not in self._kind.arrays]
        values = self.arena.params
        return [
            {f"m_{name}": values[name][p] for name in names} or {"m_nothing": 0}
            for p in range(len(self.arena.names))
        ]

    def _arrays(self) -> Record:
        arrays = self.state | ({"ref": self._ref} if self._kind.refractory else {})
        arrays |= {f"acc_{name}": array for name, array in self.acc.items()} | self._params
        given = {f"m_{name}": array for name, array in arrays.items()} or {"m_nothing": None}
        return self._module.struct("Arrays").fill(**given)

    def _arena(self, seed: int, log: Record, poisson: list[dict[str, Any]]) -> Record:
        struct = self._module.struct
        own = zip(self._drives, self._blocks, self._bases, strict=True)
        drives = [self._drive(*each) for each in own]
        return struct("Arena").fill(
            spikes=self._history.spikes(struct("Spikes"), log),
            constants=self._constants,
            drives=struct("Drive").table(drives),
            poisson=struct("Poisson").table(poisson),
            n_drives=len(drives),
            n_poisson=len(poisson),
            seed=seed,
            stream=self.arena.stream,
            bad_count=self._bad_count,
            bad_step=self._bad_step,
        )

    def _drive(self, drive: Drive, block: Any, base: Any) -> dict[str, Any]:
        return {
            "lo": drive.lo,
            "hi": drive.hi,
            "first": int(drive.first),
            "width": drive.block.shape[1],
            "stride": int(drive.block.shape[1] > 1),
            "base_stride": int(len(drive.base) > 1),
            "param": self._params[drive.param],
            "block": block,
            "base": base,
        }

    def _poisson(self, poisson: PoissonDrive) -> dict[str, Any]:
        acc = self.acc[poisson.receptor]
        return {
            "lo": poisson.lo,
            "hi": poisson.hi,
            "stream": poisson.stream,
            "wide": int(acc.dtype == np.int64),
            "table_stride": int(len(poisson.which) > 1),
            "weight_stride": int(len(poisson.weight) > 1),
            "acc": acc,
            "thresholds": cupy.asarray(poisson.thresholds),
            "table": cupy.asarray(poisson.table),
            "which": cupy.asarray(poisson.which),
            "weight": cupy.asarray(poisson.weight),
        }
