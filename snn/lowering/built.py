"""Lowering: from populations, projections and stimuli to a program that a backend runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..errors import RecordError
from ..models import SpikeSource
from ..mpi.agreement import check_ranks
from ..mpi.division import divide
from ..numerics.streams import CONNECTIVITY, SYNAPSE, stream
from ..population import Population
from ..program import (
    BLOCK,
    Arena,
    Array,
    Deliver,
    Program,
    Record,
    SpikeHistory,
    SpikeRecord,
    StateRecord,
    WeightRecord,
)
from ..program.graded import GradedDeliver
from ..program.rates import RateDeliver
from ..projection import Projection
from ..recorders import Recording, SpikeRecording, StateRecording, WeightRecording
from ..wiring.scaling import Scales
from ..wiring.synapses import (
    ProjectionSpec,
    construct,
    count_of,
    deliver_of,
    places_here,
    places_of,
    rescale,
)
from . import drives as stimuli
from .arenas import load, make_arenas, set_kind, set_schedule, set_states
from .carriers import carries_spikes
from .graded import draw_graded, graded_inputs, graded_reached
from .learning import lower_learning
from .memory import check_memory
from .normalizing import lower_normalization
from .plastic_weights import plastic_bounds, plastic_change
from .rates import TimedTarget, draw_rates, rate_inputs, reached, timed_targets
from .regression import TargetBlock, lower_regression

if TYPE_CHECKING:
    from ..backends.base import Backend, Compiled
    from ..network import Network

Constructed = tuple[list[Deliver], Scales, list[RateDeliver], list[GradedDeliver]]


def build(network: Network) -> Built:
    """Draw the synapses, allocate and fill all. Raises OutOfMemoryError before allocating."""
    return Built(network, Built.draw)


class Built:
    """A network's program, where everything lies in it, and the backend that runs it."""

    def __init__(
        self, network: Network, synapses: Callable[[Built], Constructed], step: int = 0
    ) -> None:
        from ..backends import load as load_backend

        self.network = network
        self.backend: Backend = load_backend(network.backend)
        ranks = network.ranks
        check_ranks(network, self.backend)
        ranks.together(lambda: check_memory(network, self.backend.memory()))
        self.arenas, self.places = make_arenas(network)
        if not ranks.alone:
            divide(network, self.arenas, self.places, ranks.size)
        self.specs = [self._spec(i) for i in range(len(network.projections))]
        self._numbers = {projection: i for i, projection in enumerate(network.projections)}
        self.learning = True
        self.stride = 1  # steps in one call into the backend; a run adapts it to their cost
        self._compiled: Compiled | None = None
        self._timed: list[stimuli.TimeDrive] = []
        self._targets: list[TimedTarget | TargetBlock] = []
        self._block = -1  # the block of steps that functions of time are evaluated for
        deliver, self.scales, rates, graded = synapses(self)
        name = str(network.precision)
        self.program = Program(
            network.dt, network.seed, name, step, self.arenas, [], [], deliver, [], []
        )
        self._allocate()
        self.program.rates, self.program.graded = rates, graded
        self._targets += timed_targets(network, rates)
        self.program.learn = lower_learning(network, self.specs, deliver)
        self.program.regress, targets = lower_regression(network, self.specs, deliver)
        self._targets += targets
        self.normalize()
        self.stimulate()
        self.record()

    def draw(self) -> Constructed:
        """Draw the synapses and derive the fixed-point scales."""
        network = self.network
        expected = [s.connectivity.expected(s.n_pre, s.n_post) for s in self.specs]
        share = max(expected, default=0.0) / network.ranks.size
        asked = network.threads or (None if network.ranks.alone else 1)
        threads = self.backend.drawing_threads(asked, share)
        deliver, scales = construct(
            [self.spec(q) for q in network.projections if carries_spikes(q)],
            network.precision,
            network.seed,
            network.dt,
            self.backend.draw,
            stimuli.poisson_bounds(network, self.places),
            threads=threads,
            ranks=network.ranks,
        )
        of_states = network, self.specs, self.backend.draw, threads
        return deliver, scales, draw_rates(*of_states), draw_graded(*of_states)

    def _spec(self, number: int) -> ProjectionSpec:
        """What the construction of synapses needs to know of a projection."""
        projection = self.network.projections[number]
        source = self.places[projection.source.population]
        target = self.places[projection.target.population]
        return ProjectionSpec(
            name=projection.name,
            source=source.arena,
            source_lo=source.lo + projection.source.lo,
            source_hi=source.lo + projection.source.hi,
            target=target.arena,
            target_lo=target.lo + projection.target.lo,
            target_hi=target.lo + projection.target.hi,
            receptor=projection.receptor,
            connectivity=projection.connectivity,
            weight=projection.initial_weight,
            delay=projection.initial_delay,
            stream=stream(CONNECTIVITY, number),
            value_stream=stream(SYNAPSE, number),
            own=self._own(target.arena),
            plastic=plastic_bounds(projection),
            change=plastic_change(projection),
            wide=self.network.precision.weight == "float32"
            or projection.plasticity is not None
            or not carries_spikes(projection),
        )

    def _own(self, arena: Arena) -> tuple[int, int] | None:
        """The arena's neurons that this rank owns; None where it is alone."""
        if arena.owners is None:
            return None
        rank = self.network.ranks.rank
        return int(arena.owners[rank]), int(arena.owners[rank + 1])

    def spec(self, projection: Projection) -> ProjectionSpec:
        """What the construction of synapses knew of a projection."""
        return self.specs[self._numbers[projection]]

    def members(self, arena: Arena) -> list[Population]:
        return [p for p in self.network.populations if self.places[p].arena is arena]

    def _allocate(self) -> None:
        """Accumulators, kinds, states and spike histories of every arena."""
        slots = {id(arena): 2 for arena in self.arenas}
        for deliver in self.program.deliver:
            need = int(deliver.delays[-1]) + 1 if len(deliver.delays) else 2
            slots[id(deliver.source)] = max(slots[id(deliver.source)], need)
        for arena in self.arenas:
            n = slots[id(arena)]
            arena.history = SpikeHistory(np.empty((n, arena.n), np.int32), np.zeros(n, np.int64))
            members = self.members(arena)
            if isinstance(members[0].model, SpikeSource):
                set_schedule(members[0], self.places[members[0]], self.network.dt)
                continue
            for receptor in members[0].receptors:
                _, dtype = self.scales[id(arena), receptor]
                arena.acc[receptor] = np.zeros(arena.n, dtype)
            self.refresh_kind(arena, members)
            set_states(self.network, arena, members)

    def refresh_kind(self, arena: Arena, members: list[Population]) -> None:
        constants = stimuli.constant_drives(self.network)
        scales = {r: self.scales[id(arena), r][0] for r in members[0].receptors}
        driven = stimuli.driven_params(self.network, members)
        driven |= {f"drive_{name}" for p, name in self._summed() if p in members}
        set_kind(self.network, arena, members, scales, [constants[p] for p in members], driven)

    def _summed(self) -> list[tuple[Population, str]]:
        """(population, receptor) whose input are sums of states."""
        return [*reached(self.network), *graded_reached(self.network)]

    def stimulate(self) -> None:
        """Lower the stimuli (again, when one was added)."""
        self.sync()
        for arena in self.arenas:
            if arena.kind is not None:
                self.refresh_kind(arena, self.members(arena))
        program = self.program
        block = program.step // BLOCK
        same = block == self._block
        filled = {timed.number: timed.drive.block for timed in self._timed} if same else {}
        program.drives, self._timed = stimuli.time_drives(
            self.network, self.places, program.step, filled, self._summed()
        )
        program.inputs = rate_inputs(self.network, self.places, program.drives)
        program.graded_inputs = graded_inputs(
            self.network, self.places, program.drives, program.graded
        )
        if not same:
            for target in self._targets:
                target.fill(block * BLOCK)
        self._block = block
        scales = {key: scale for key, (scale, _) in self.scales.items()}
        program.poisson = stimuli.poisson_drives(self.network, self.places, scales)
        self._compiled = None

    def rescale(self) -> None:
        """Derive the fixed-point scales again: weights or Poisson input have changed."""
        self.sync()
        bounds = stimuli.poisson_bounds(self.network, self.places)
        rescale(self.program.deliver, self.arenas, self.scales, bounds, self.network.ranks)
        self.stimulate()

    def record(self, *added: Recording) -> None:
        """Lower the recordings (again, when one is added)."""
        self.sync()
        sinks = [*self.network.recordings, *added]
        self.program.records = [self._record(recording) for recording in sinks]
        self._sinks = sinks
        self._compiled = None

    def _record(self, recording: Recording) -> Record:
        if isinstance(recording, WeightRecording):
            return self._weight_record(recording)
        assert isinstance(recording, SpikeRecording | StateRecording)
        view = recording.view
        place = self.places[view.population]
        lo, hi = place.lo + view.lo, place.lo + view.hi
        if isinstance(recording, SpikeRecording):
            return SpikeRecord(place.arena, lo, hi, view.label)
        index = recording.index + lo
        return StateRecord(place.arena, recording.what, index, recording.every, view.label)

    def _weight_record(self, recording: WeightRecording) -> WeightRecord:
        spec, deliver = self.spec(recording.projection), self.program.deliver
        ranks = self.network.ranks
        try:
            fitting = recording.fit(count_of(spec, deliver, ranks))
        except RecordError:  # refused only now, when there are synapses: the next run goes without
            if recording in self.network.recordings:
                self.network.recordings.remove(recording)
            raise
        own = deliver_of(spec, deliver)
        if ranks.alone:
            columns, index = None, places_of(spec, deliver, fitting)
        else:
            columns, index = places_here(spec, deliver, fitting, ranks)
        record = WeightRecord(
            own, index, recording.every, spec.name, recording.what, columns=columns
        )
        if recording.what != "weight":
            record.learn = next(stage for stage in self.program.learn if stage.deliver is own)
        return record

    def normalize(self) -> None:
        """Lower the normalisations (again, when one was asked for)."""
        self.sync()
        self.program.normalize = lower_normalization(self.network, self.program.learn)
        self._compiled = None

    @property
    def running(self) -> bool:
        """Whether the backend holds a compiled program."""
        return self._compiled is not None

    def compiled(self) -> Compiled:
        """The program as the backend runs it, compiled if that has not happened yet."""
        if self._compiled is None:
            network = self.network
            if network.ranks.alone:
                self._compiled = self.backend.compile(self.program, network.threads)
            else:
                self._compiled = self.backend.share(self.program, network.threads, network.ranks)
        return self._compiled

    def prepare(self, n_steps: int) -> int:
        """Evaluate the functions of time for the present block; returns the steps it allows."""
        if not (self._timed or self._targets):
            return n_steps
        block = self.program.step // BLOCK
        if block != self._block:
            for timed in self._timed:
                timed.fill(block * BLOCK, self.network.dt)
            for target in self._targets:
                target.fill(block * BLOCK)
            self._block = block
            self.compiled().push("stimuli")
        return min(n_steps, (block + 1) * BLOCK - self.program.step)

    def advance(self, n_steps: int, learn: bool) -> int:
        """Up to `n_steps` steps; what was recorded goes to the recordings."""
        compiled = self.compiled()
        done = compiled.advance(n_steps, learn)
        records = self.program.records
        taken = [
            compiled.collect(record) for record in records
        ]  # on all ranks, before one may fail
        for record, recording, (step, seen) in zip(records, self._sinks, taken, strict=True):
            recording.append(step, self._decode(record, recording, seen))
        return done

    def _decode(self, record: Record, recording: Recording, raw: Array) -> Array:
        if isinstance(record, StateRecord) and isinstance(recording, StateRecording):
            place = self.places[recording.view.population]
            return load(record.arena, record.variable, place.index, record.index, raw)
        return raw.astype(recording.dtype, copy=False)

    def set_learning(self, learn: bool) -> None:
        """Traces start at 0 when learning starts again after a run without it."""
        if learn and not self.learning and self.program.learn:
            self.sync()
            for stage in self.program.learn:
                if not stage.kind.short_term:
                    stage.forget()
            self.compiled().push()
        self.learning = learn

    def sync(self, part: str = "all") -> None:
        """Bring the program's arrays on the host up to date, or the "counters" alone."""
        if self._compiled is not None:
            self._compiled.pull(part)
