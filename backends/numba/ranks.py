"""One of several MPI ranks: the passes of its own neurons, between exchanges of spikes.

Histories have, besides a chunk for each of its threads, one for every other rank. They stay in
chunks between calls; `pull` makes the program's arrays those of one process.
"""

from __future__ import annotations

import numpy as np

from ...mpi import Ranks
from ...program import Arena, Array, Program, Record, SpikeRecord, StateRecord
from . import learn as learning
from . import partition
from .backend import NumbaCompiled
from .exchange import Call, Exchange, crossing, least_delay
from .history import History
from .passes import Pass


class RankCompiled(NumbaCompiled):
    """This rank's share of a program. threads=None: one."""

    def __init__(self, program: Program, threads: int | None, ranks: Ranks) -> None:
        self.ranks = ranks
        self._first = ranks.rank
        self._counters = Counters(program, ranks)
        super().__init__(program, 1 if threads is None else threads)
        self._stash: dict[int, list[tuple[Array, Array]]] = {id(r): [] for r in program.records}
        histories = list(self._history.values())
        self.exchange = Exchange(histories, self.threads, ranks)
        self.window = self._window()
        others = [*range(ranks.rank), *range(ranks.rank + self.threads, histories[0].chunks)]
        self._traces = [
            (rule, Call(learning.far_traces(rule, source, others, self.exchange.begin)))
            for rule in program.learn
            for source in [self._history[id(rule.deliver.source)]]
        ]
        both = [history.conversions() for history in histories]
        self._spread = [Call(each) for spread, _ in both for each in spread]
        self._pack = [Call(each) for _, pack in both for each in pack]
        self._packed = True  # the histories are as in one process

    def _make_history(self, arena: Arena, threads: int) -> History:
        assert arena.owners is not None
        inner = partition.divide(self.program, arena, threads, self._own(arena))
        before, after = arena.owners[: self._first], arena.owners[self._first + 2 :]
        return History(arena, np.concatenate([before, inner, after]), self._first)

    def _own(self, arena: Arena) -> tuple[int, int]:
        """The arena's neurons of this rank."""
        assert arena.owners is not None
        return int(arena.owners[self._first]), int(arena.owners[self._first + 1])

    def _window(self) -> int:
        """How many steps there may be between exchanges."""
        program = self.program
        delays = [
            int(d.delays[0])
            for d in program.deliver
            if len(d.delays) and crossing(d.row_start, d.source_lo, self._own(d.source))
        ]
        # Traces of other ranks' neurons are made when their spikes come, which must be there still.
        kept = [rule.deliver.source.history.slots for rule in program.learn]
        return least_delay(delays, min([*kept, 1 << 10]), self.ranks)

    def _conversions(self) -> tuple[list[Pass], list[Pass]]:
        return [], []

    def advance(self, n_steps: int, learn: bool = True) -> int:
        if self._packed:
            for spread in self._spread:
                spread(0)
            self._packed = False
        done = 0
        while done < n_steps:
            n = min(self.window, n_steps - done)
            self._alone(n, learn)
            end = self.program.step
            self.exchange(end - n, end)
            for rule, traces in self._traces:
                if learn or rule.kind.short_term:
                    traces(end)
            done += n
        return done

    def _alone(self, n_steps: int, learn: bool) -> None:
        """Steps in which nothing comes from other ranks. What fills a buffer is laid aside."""
        while n_steps:
            done = super().advance(n_steps, learn)
            n_steps -= done
            if n_steps:
                for record in self.program.records:
                    self._stash[id(record)].append(super().collect(record))

    def collect(self, record: Record) -> tuple[Array, Array]:
        taken = [*self._stash[id(record)], super().collect(record)]
        self._stash[id(record)] = []
        step = np.concatenate([steps for steps, _ in taken])
        seen = np.concatenate([seen for _, seen in taken])
        if isinstance(record, SpikeRecord):
            return self._spikes(step, seen)
        if isinstance(record, StateRecord):
            lo, hi = self._own(record.arena)
            columns = np.flatnonzero((record.index >= lo) & (record.index < hi))
            return step, self._side_by_side(columns, seen[:, columns])
        assert record.columns is not None
        return step, self._side_by_side(record.columns, seen)

    def _spikes(self, step: Array, ids: Array) -> tuple[Array, Array]:
        """Those of all ranks, sorted by step: a rank's neurons come before the next one's."""
        step = np.concatenate(self.ranks.gather(step))
        ids = np.concatenate(self.ranks.gather(ids))
        order = np.argsort(step, kind="stable")
        return step[order], ids[order]

    def _side_by_side(self, columns: Array, seen: Array) -> Array:
        """The samples of all ranks, each in its columns."""
        place = np.concatenate(self.ranks.gather(columns))
        out = np.empty((len(seen), len(place)), seen.dtype)
        out[:, place] = np.concatenate(self.ranks.gather(seen.T)).T
        return out

    def push(self, part: str = "all") -> None:
        super().push(part)
        if part == "all":  # after a pull, and only then
            self._counters.rebase()

    def pull(self, part: str = "all") -> None:
        if self._packed:  # since the last pull no step was done
            return
        self._counters.add_up()
        if part == "counters":
            return
        for pack in self._pack:
            pack(0)
        self._packed = True
        for arena in self.program.arenas:
            for values in [*arena.state.values(), arena.ref] if arena.kind else []:
                self._complete(values, arena, 0, arena.n)
        for rule in self.program.learn:
            for values in rule.post:
                self._complete(values, rule.deliver.target, rule.target_lo, rule.target_hi)

    def _complete(self, values: Array, arena: Arena, lo: int, hi: int) -> None:
        """Values of the neurons lo..hi of an arena: bring in what the other ranks own."""
        assert arena.owners is not None
        bounds = np.clip(arena.owners, lo, hi) - lo
        mine = values[bounds[self._first] : bounds[self._first + 1]]
        values[...] = np.concatenate(self.ranks.gather(mine, np.diff(bounds).tolist()))


class Counters:
    """Counts of scrubbed values: each rank adds its own to what all had together before."""

    def __init__(self, program: Program, ranks: Ranks) -> None:
        self._program, self._ranks = program, ranks
        self.rebase()

    def rebase(self) -> None:
        """What stands there now is what all have together."""
        program = self._program
        self._pairs = [(arena.bad_count, arena.bad_step) for arena in program.arenas]
        self._pairs += [(rule.bad_count, rule.bad_step) for rule in program.learn]
        self._before = [count.copy() for count, _ in self._pairs]

    def add_up(self) -> None:
        """Counts become those of all ranks, steps the first of any."""
        never = np.iinfo(np.int64).max
        for (count, step), before in zip(self._pairs, self._before, strict=True):
            count[...] = before + self._ranks.sum(count - before)
            first = self._ranks.least(np.where(step < 0, never, step))
            step[...] = np.where(first == never, -1, first)
        self.rebase()
