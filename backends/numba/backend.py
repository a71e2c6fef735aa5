"""The numba backend: lays a program out as tables of passes, one per thread, and runs them."""

from __future__ import annotations

from ...mpi import Ranks
from ...program import Arena, Array, Deliver, Learn, Program, Record, SpikeRecord, WeightRecord
from ..base import Backend, Compiled
from ..rates import host_rates
from . import delivery, draw, graded, learn, normalize, partition, poisson, regress, stimuli, update
from .alignment import settle
from .arrivals import route
from .history import History
from .passes import Descriptor, Pass
from .records import Spikes, States
from .team import Tables, Team


class NumbaBackend(Backend):
    """Loops compiled for this processor; what is compiled once is read from disk ever after."""

    name = "numba"
    draw = draw
    ranks = True

    def compile(self, program: Program, threads: int | None = None) -> Compiled:
        return NumbaCompiled(program, threads)

    def share(self, program: Program, threads: int | None, ranks: Ranks) -> Compiled:
        from .ranks import RankCompiled

        return RankCompiled(program, threads, ranks)

    def drawing_threads(self, threads: int | None, synapses: float) -> int:
        most = partition.cores() if threads is None else threads
        return max(1, min(most, int(synapses / partition.DRAWN)))


class NumbaCompiled(Compiled):
    """A program divided among threads. The host arrays are used in place.

    threads=None: as many parts as the work is worth, run on one thread while that is faster.
    """

    _first = 0  # the chunk of every history that belongs to part 0

    def __init__(self, program: Program, threads: int | None) -> None:
        super().__init__(program)
        self.threads = partition.choose_threads(program, threads)
        self._history = {
            id(arena): self._make_history(arena, self.threads) for arena in program.arenas
        }
        self._cut = {id(deliver): self._cut_of(deliver) for deliver in program.deliver}
        self._columns = {
            (id(rule), part): learn.columns(
                rule, self._cut[id(rule.deliver)], part, self.threads, history
            )
            for rule in program.learn
            for history in [self._history[id(rule.deliver.target)]]
            for part in range(self.threads)
        }
        living = [arena for arena in program.arenas if arena.kind is not None]
        for arena in living:
            settle(arena)
        self._scratch = {id(arena): update.Scratch(arena) for arena in living}
        self._records = {id(record): self._recorder(record) for record in program.records}
        self._rates = host_rates(program)
        self._released = graded.Released(program)
        self._team = Team(adapt=threads is None)
        self.push()

    def advance(self, n_steps: int, learn: bool = True) -> int:
        done = 0
        while done < n_steps and not any(record.full for record in self._records.values()):
            n = self._some(n_steps - done, learn)
            self.program.step += n
            done += n
        return done

    def _some(self, n_steps: int, learn: bool) -> int:
        """Up to `n_steps` steps; one where rate projections come between the compiled steps."""
        if not self._rates:
            return self._team.advance(self.program.step, n_steps, learn)
        self._rates.deliver()
        done = self._team.advance(self.program.step, 1, learn)
        if learn and done:
            self._rates.learn(self.program.step)
        return done

    def collect(self, record: Record) -> tuple[Array, Array]:
        return self._records[id(record)].collect()

    def push(self, part: str = "all") -> None:
        """Look up again where the program's arrays are; they may have been replaced."""
        self._team.arrange([self._tables(part) for part in range(self.threads)])

    def _tables(self, part: int) -> Tables:
        """What one part calls, in the order of program.Program."""
        before, after = self._conversions() if part == 0 else ([], [])
        chunk = self._first + part
        learning = [
            self._learn(rule, part) for rule in self.program.learn if not rule.kind.short_term
        ]
        learning += [
            normalize.make(stage, self._columns[id(stage.learn), part])
            for stage in self.program.normalize
        ]
        for fit in self.program.regress:
            target = self._history[id(fit.deliver.target)]
            learning.append(regress.solve(fit, chunk, target, self.program.seed))
        stop = self._team.stop_address
        records = [each for r in self._records.values() for each in r.make(chunk, stop)]
        stages = self._graded(chunk) + self._stimuli(chunk)
        stages += [self._deliver(deliver, part) for deliver in self.program.deliver]
        stages += self._neurons(chunk)
        stages += [self._learn(rule, part) for rule in self.program.learn if rule.kind.short_term]
        for fit in self.program.regress:
            stages.append(regress.trace(fit, chunk, self._history[id(fit.deliver.source)]))
        stages += self._released.publish(lambda arena: self._history[id(arena)].chunk(chunk))
        return Tables(before, stages, learning, records, after)

    def _graded(self, chunk: int) -> list[Pass]:
        passes: list[Pass] = []
        for given in self.program.graded_inputs:
            lo, hi = self._history[id(given.drive.arena)].chunk(chunk)
            passes += graded.make(given, lo, hi, self._released)
        return passes

    def _stimuli(self, chunk: int) -> list[Pass]:
        passes: list[Pass] = []
        for drive in self.program.drives:
            lo, hi = self._history[id(drive.arena)].chunk(chunk)
            passes += stimuli.drive(drive, lo, hi)
        for stage in self.program.poisson:
            lo, hi = self._history[id(stage.arena)].chunk(chunk)
            passes += poisson.make(stage, lo, hi, self.program.seed)
        return passes

    def _neurons(self, chunk: int) -> list[Pass]:
        passes: list[Pass] = []
        for arena in self.program.arenas:
            history = self._history[id(arena)]
            if arena.kind is None:
                passes.append(stimuli.schedule(arena, history, chunk, self.program.step))
            else:
                scratch = self._scratch[id(arena)]
                passes += update.make(arena, history, chunk, scratch, self.program.seed)
        return passes

    def _deliver(self, deliver: Deliver, part: int) -> Pass:
        rule = next((rule for rule in self.program.learn if rule.deliver is deliver), None)
        route = self._route(deliver, part)
        if rule is not None and rule.kind.short_term:
            return learn.deliver(rule, route)
        return delivery.make(deliver, route, rule)

    def _learn(self, rule: Learn, part: int) -> Pass:
        source = self._history[id(rule.deliver.source)]
        target = self._history[id(rule.deliver.target)]
        columns = self._columns[id(rule), part]
        route, chunk = self._route(rule.deliver, part), self._first + part
        return learn.make(rule, route, columns, chunk, source, target)

    def _route(self, deliver: Deliver, part: int) -> Descriptor:
        source = self._history[id(deliver.source)]
        return route(deliver, self._cut[id(deliver)], self.threads, part, source)

    def _cut_of(self, deliver: Deliver) -> Array:
        bounds = self._history[id(deliver.target)].bounds
        return partition.cut(deliver, bounds[self._first : self._first + self.threads + 1])

    def _make_history(self, arena: Arena, threads: int) -> History:
        return History(arena, partition.divide(self.program, arena, threads))

    def _recorder(self, record: Record) -> Spikes | States:
        if isinstance(record, WeightRecord):
            return States(record, self._history[id(record.deliver.target)])
        history = self._history[id(record.arena)]
        if isinstance(record, SpikeRecord):
            return Spikes(record, history)
        return States(record, history)

    def _conversions(self) -> tuple[list[Pass], list[Pass]]:
        pairs = [history.conversions() for history in self._history.values()]
        before = [p for before, _ in pairs for p in before] + self._released.begin()
        return before, [p for _, after in pairs for p in after]
