"""The cupy backend: a program as launches, captured into graphs of many steps."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import cupy

from ...program import Arena, Array, Program, Record
from ..base import Backend, Compiled
from . import delivery, draw, normalize, tiles
from .graded import DeviceGraded
from .launch import Launch, Queue
from .neurons import History, Neurons
from .rates import device_rates
from .records import Clock, Recorders
from .regress import Regressions
from .rules import rules

LONGEST = 128  # steps of a graph; longer ones would only make the first run slower


@dataclass(frozen=True)
class Options:
    """How a program is launched. The bits do not depend on it.

    graphs : captured into graphs, or launched one by one.
    tiles : static synapses are delivered into shared memory, by tiles of targets.
    """

    graphs: bool = True
    tiles: bool = False

    @classmethod
    def of_environment(cls) -> Options:
        """As SNN_GRAPHS and SNN_TILES, 0 or 1, say."""
        graphs, tiles = (os.environ.get(k, d) for k, d in (("SNN_GRAPHS", "1"), ("SNN_TILES", "0")))
        return cls(graphs != "0", tiles != "0")


class CupyBackend(Backend):
    """CUDA kernels on the current GPU."""

    name = "cupy"
    draw = draw

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options.of_environment()

    def compile(self, program: Program, threads: int | None = None) -> Compiled:
        return CupyCompiled(program, self.options)

    def memory(self) -> int:
        cupy.get_default_memory_pool().free_all_blocks()
        return int(cupy.cuda.runtime.memGetInfo()[0])


class CupyCompiled(Compiled):
    """A program on the device.

    Synapses live there alone: the program's Delivers hold device arrays from now on. Everything
    else is copied in by `push` and out by `pull`.
    """

    def __init__(self, program: Program, options: Options) -> None:
        super().__init__(program)
        self.options = options
        cupy.cuda.get_current_stream().synchronize()  # synapses are drawn in the caller's stream
        cupy.get_default_memory_pool().free_all_blocks()  # blocks that it kept serve no other one
        self.queue = Queue()
        with self.queue.stream:
            self._build(program)
        self._graphs: dict[tuple[int, bool], Any] = {}
        self._turns = 0  # steps that learned
        self._stale = False  # whether the device is ahead of the host
        self._live = False  # whether others may write to states on the device
        self.push()
        cupy.get_default_pinned_memory_pool().free_all_blocks()  # large uploads went through it

    def _build(self, program: Program) -> None:
        for deliver in program.deliver:
            delivery.settle(deliver)
        plastics = [stage.deliver for stage in program.learn]
        plastics += [fit.deliver for fit in program.regress]
        learning = {id(end) for d in plastics for end in (d.source, d.target)}
        self._histories = {id(a): History(a, id(a) in learning) for a in program.arenas}
        self._clock = Clock(program.step)
        self._recorders = Recorders(program, self._clock)
        self._neurons = [
            Neurons(program, a, self._histories[id(a)], self._recorders.log(a), self._clock.now)
            for a in program.arenas
            if a.kind is not None
        ]
        acc = {id(each.arena): each.acc for each in self._neurons}
        plastic = {id(stage.deliver) for stage in program.learn}
        static = [d for d in program.deliver if id(d) not in plastic]
        tiled = [d for d in static if self.options.tiles and len(d.synapse)]
        direct = [d for d in static if not self.options.tiles]
        self._deliver = delivery.launch(
            program, direct, self._histories, acc, self._recorders, self._clock
        )
        self._tiles = [tiles.launch(tiled, self._histories, acc, self._clock)] if tiled else []
        self._plastics, self._rules = rules(program, self._histories, acc, self._clock)
        self._normalize = normalize.launches(program, self._plastics, self._clock)
        self._rates = device_rates(program, self._neurons, self.queue)
        self._graded = DeviceGraded(program, self._neurons)
        self._sums = self._graded.launches()
        states = {id(each.arena): each.state for each in self._neurons}
        self._regressions = Regressions(program, self._histories, states, self._clock)
        local = {id(each.learn): each.local for each in self._plastics}
        self._sample = self._recorders.sample(states, local)

    def launches(self, learn: bool = True) -> list[Launch]:
        """The launches of one step, in their order."""
        return [
            *self._sums,
            self._deliver,
            *self._tiles,
            *(rule.arrive(learn) for rule in self._rules),
            *(each.launch for each in self._neurons),
            *(launch for rule in self._rules for launch in rule.learn(learn)),
            *(self._normalize if learn else []),
            *self._regressions.launches(learn),
            *self._sample,
        ]

    def advance(self, n_steps: int, learn: bool = True) -> int:
        rates = learn and bool(self._rates)
        learn = learn and bool(self._rules or self._regressions.fits)
        block, done = None, 0
        if self._live:
            cupy.cuda.get_current_stream().synchronize()  # in which others write
        self._stale = self._stale or n_steps > 0
        while done < n_steps:
            n = min(n_steps - done, self._recorders.steps)
            if self._rates:
                self._run_rates(n, learn, rates)
            else:
                self._run(n, learn)
            if block is not None:  # the half that comes next is in use until then
                self._recorders.collect(block)
            done += n
            block = self._recorders.turn(self.queue, self.program.step + n)
            self.program.step += n
            self._turns += n if learn else 0
        if block is not None:
            self._recorders.collect(block)
        self.queue.stream.synchronize()
        return done

    def _run_rates(self, n: int, learn: bool, rates: bool) -> None:
        """Enqueue `n` steps, rate projections and their rules (`rates`) between the launches."""
        for k in range(n):
            with self.queue.stream:
                self._rates.deliver()
            self._run(1, learn)
            if rates:
                with self.queue.stream:
                    self._rates.learn(self.program.step + k)

    def _run(self, n: int, learn: bool) -> None:
        """Enqueue `n` steps: graphs of 128, 64, ... steps."""
        longest = 1 if self._rates else LONGEST
        if self.options.graphs and (longest, learn) not in self._graphs:
            for size in range(longest.bit_length()):  # all at once: none in the midst of a run
                self._graph(1 << size, learn)
        while n:
            steps = min(LONGEST, 1 << (n.bit_length() - 1))
            if self.options.graphs:
                self._graph(steps, learn).launch(self.queue.stream)
            else:
                for launch in self._sequence(steps, learn):
                    self.queue(launch)
            n -= steps

    def _sequence(self, steps: int, learn: bool) -> list[Launch]:
        """All launches of so many steps; the clock moves once, at their end."""
        one = self.launches(learn)
        launches = [launch.having(ahead=k) for k in range(steps) for launch in one]
        return [*launches, self._clock.tick(steps, learn)]

    def _graph(self, steps: int, learn: bool) -> Any:
        """So many steps, captured."""
        if (steps, learn) not in self._graphs:
            self._graphs[steps, learn] = self.queue.capture(self._sequence(steps, learn))
        return self._graphs[steps, learn]

    def collect(self, record: Record) -> tuple[Array, Array]:
        return self._recorders.taken(record)

    def push(self, part: str = "all") -> None:
        cupy.cuda.get_current_stream().synchronize()  # synapses may be written in any stream,
        with self.queue.stream:
            if part == "stimuli":
                for each in self._neurons:
                    each.push_drives()
                for fit in self._regressions.fits:
                    fit.push_targets()
                self._rates.push("stimuli")
            else:
                self._push_all()
        self.queue.stream.synchronize()  # and read in any

    def _push_all(self) -> None:
        for each in self._neurons:
            each.push()
        for history in self._histories.values():
            history.push(self.program.step)
        for stage in self._plastics:
            stage.push(self.program.step, self._turns)
        for fit in self._regressions.fits:
            fit.push()
        self._rates.push()
        self._graded.push()

    def pull(self, part: str = "all") -> None:
        if not (self._stale or self._live):
            return
        with self.queue.stream:
            if part == "counters":
                self._pull_counters()
                return
            for each in self._neurons:
                each.pull()
            for history in self._histories.values():
                history.pull(self.program.step)
            for stage in self._plastics:
                stage.pull(self.program.step, self._turns)
            for fit in self._regressions.fits:
                fit.pull()
            self._rates.pull()
        self._stale = False

    def live(self, arena: Arena, name: str) -> Array:
        self._live = True
        neurons = next(each for each in self._neurons if each.arena is arena)
        state: Array = neurons.state[name][: arena.n]
        return state

    def _pull_counters(self) -> None:
        for each in self._neurons:
            each.pull_counters()
        for stage in self._plastics:
            stage.pull_counters()
        for fit in self._regressions.fits:
            fit.pull_counters()
        self._rates.pull_counters()
