"""Recording on the device, in two halves: one is filled while the host collects the other.

A block of steps is so short that what it records fits a half whatever happens, so nothing is
checked within it. After a block the halves change places; its spikes are sorted on the device and
come to the host in a stream of their own, while the next block runs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cupy
import numpy as np

from ...program import Arena, Array, Program, Record, SpikeRecord, StateRecord, WeightRecord
from ..base import sampled
from .launch import Launch, Module, Queue, module
from .structs import Record as Filled

ROOM = 1 << 25  # spikes in half a log, at most (256 MB), unless one step needs more
VALUES = 1 << 25  # values in half a buffer of samples, at most
STEPS = 2000  # of a block, at most
UNLIMITED = 1 << 30
_LOW = 0xFFFFFFFF

Seen = tuple[Array, Array]


class Clock:
    """The device's own time, so that launches which were captured once serve every step."""

    def __init__(self, step: int) -> None:
        self._module = module("record")
        self.now = cupy.asarray(np.array([step], np.int64))
        self.turns = cupy.zeros(1, np.int64)  # steps that learned

    def tick(self, steps: int, learn: bool) -> Launch:
        """The launch that moves time on."""
        return self._module.kernel("tick").prepare(
            1, 1, self.now, self.turns, steps, steps if learn else 0
        )


class SpikeLog:
    """The spikes of an arena that some recorder wants."""

    def __init__(self, arena: Arena, records: list[SpikeRecord]) -> None:
        self.records = [record for record in records if record.arena is arena]
        self.lo = min((record.lo for record in self.records), default=0)
        self.hi = max((record.hi for record in self.records), default=0)
        n = self.hi - self.lo
        self.room = max(n, min(n * STEPS, ROOM)) if self.records else 0
        self.steps = self.room // n if self.records else UNLIMITED
        self.spikes = cupy.empty(2 * self.room, np.uint64) if self.records else None

    def struct(self, module: Module, used: Any, turn: Any) -> Filled:
        return module.struct("Log").fill(
            spikes=self.spikes, used=used, turn=turn, room=self.room, lo=self.lo, hi=self.hi
        )

    def take(self, half: int, used: int, origin: int) -> list[Seen]:
        """(step, id) of a half for each record, sorted by step, then id."""
        begin = half * self.room
        assert self.spikes is not None
        words: Array = cupy.sort(self.spikes[begin : begin + used]).get()
        step = origin + ((words >> np.uint64(32)).astype(np.int64) - origin & _LOW)
        id = (words & np.uint64(_LOW)).astype(np.int32)
        order = np.argsort(step, kind="stable") if np.any(np.diff(step) < 0) else slice(None)
        step, id = step[order], id[order]
        seen = []
        for record in self.records:
            mine = (id >= record.lo) & (id < record.hi)
            seen.append((step[mine], id[mine] - np.int32(record.lo)))
        return seen


class Samples:
    """The values of a state, or the weights, that a recorder wants."""

    def __init__(self, record: StateRecord | WeightRecord, state: Any, index: Array) -> None:
        n = max(1, len(index))
        self.record = record
        self._state, self._index = state, cupy.asarray(index)
        self._rows = max(1, min(VALUES // n, STEPS // record.every + 1))
        self.steps = self._rows * record.every
        self.out = cupy.empty((2 * self._rows, len(index)), state.dtype)

    def row(self, turn: Any) -> dict[str, Any]:
        """The struct Sample."""
        return {
            "state": self._state,
            "index": self._index,
            "out": self.out,
            "turn": turn,
            "every": self.record.every,
            "rows": self._rows,
            "n": len(self.record.index),
            "bytes": self.out.itemsize,
        }

    def take(self, half: int, origin: int, end: int) -> Seen:
        """(step, values) of a half that was filled in steps origin .. end - 1."""
        every = self.record.every
        step: Array = np.arange(-(-origin // every) * every, end, every).astype(np.int64)
        return step, self.out[half * self._rows : half * self._rows + len(step)].get()


class Block(NamedTuple):
    """Steps origin .. end - 1, recorded in one half."""

    half: int
    origin: int
    end: int
    done: Any  # the event after the last step


class Recorders:
    """All that a program records."""

    def __init__(self, program: Program, clock: Clock) -> None:
        self._program, self._clock = program, clock
        self._module = module("record")
        spikes = [r for r in program.records if isinstance(r, SpikeRecord)]
        self._logs = {id(arena): SpikeLog(arena, spikes) for arena in program.arenas}
        self._used = cupy.zeros((len(program.arenas), 2), np.uint64)
        self._turn = self._module.struct("Turn").table([{"origin": program.step, "half": 0}])
        self._swap = self._module.kernel("turn").prepare(
            1, 1, self._turn, clock.now, self._used, len(self._logs)
        )
        self._copy = cupy.cuda.Stream(non_blocking=True)
        self._half, self._origin = 0, program.step
        self._samples: list[Samples] = []
        self._seen: dict[int, list[Seen]] = {id(record): [] for record in program.records}

    def log(self, arena: Arena) -> Filled:
        """The log of an arena as kernels take it."""
        place = list(self._logs).index(id(arena))
        return self._logs[id(arena)].struct(self._module, self._used[place], self._turn)

    def sample(self, states: dict[int, dict[str, Any]], local: dict[int, Any]) -> list[Launch]:
        """The launch that samples states and synapses, if any.

        states : id of arena -> arrays. local : id of Learn -> the values of its synapses.
        """

        def samples(r: StateRecord | WeightRecord) -> Samples:
            if isinstance(r, StateRecord):
                return Samples(r, states[id(r.arena)][r.variable], r.index)
            if r.learn is not None:
                return Samples(r, local[id(r.learn)][r.place], r.index)
            return Samples(r, *sampled(r))

        records = [r for r in self._program.records if not isinstance(r, SpikeRecord)]
        self._samples = [samples(record) for record in records]
        if not records:
            return []
        kernel = self._module.kernel("record")
        table = self._module.struct("Sample").table([s.row(self._turn) for s in self._samples])
        blocks = -(-max(len(r.index) for r in records) // 256)
        grid = min(blocks, kernel.resident(256))
        return [kernel.prepare(grid, 256, table, len(records), self._clock.now, 0)]

    @property
    def steps(self) -> int:
        """How many steps a block may have."""
        logs = [log.steps for log in self._logs.values()]
        return min([UNLIMITED, *logs, *(each.steps for each in self._samples)])

    def turn(self, queue: Queue, end: int) -> Block | None:
        """Let the halves change places after a block that ends before step `end`."""
        if not self._program.records:
            return None
        queue(self._swap)
        block = Block(self._half, self._origin, end, queue.stream.record())
        self._half, self._origin = 1 - self._half, end
        return block

    def collect(self, block: Block) -> None:
        """Bring what a block recorded to the host; waits until the block is done."""
        self._copy.wait_event(block.done)
        with self._copy:
            used = self._used.get()
            for k, log in enumerate(self._logs.values()):
                if log.records:
                    parts = log.take(block.half, int(used[k, block.half]), block.origin)
                    for record, seen in zip(log.records, parts, strict=True):
                        self._seen[id(record)].append(seen)
            for samples in self._samples:
                seen = samples.take(block.half, block.origin, block.end)
                self._seen[id(samples.record)].append(seen)

    def taken(self, record: Record) -> Seen:
        """What was collected of a record since the last call."""
        parts, self._seen[id(record)] = self._seen[id(record)], []
        if not parts:
            return self._nothing(record)
        return np.concatenate([s for s, _ in parts]), np.concatenate([v for _, v in parts])

    def _nothing(self, record: Record) -> Seen:
        """No row of a record."""
        out = next((s.out for s in self._samples if s.record is record), None)
        none = np.empty(0, np.int32) if out is None else np.empty((0, out.shape[1]), out.dtype)
        return np.empty(0, np.int64), none
