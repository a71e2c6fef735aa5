"""The network: what a user builds, runs, reads and saves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .describe import describe
from .errors import ConnectError, PopulationError, SNNError
from .lowering.access import check_population
from .lowering.built import Built, build
from .lowering.checks import (
    check_connection,
    check_parts,
    check_stimulus,
    check_view,
)
from .lowering.normalizing import check_normalization
from .lowering.recording import make_recording
from .lowering.steps import whole_steps
from .mpi import Ranks
from .population import Population, View
from .precision import Precision
from .program import Array, Program
from .projection import Projection
from .recorders import Recording
from .running import advance
from .stimuli import PoissonInput, TimeFunction

if TYPE_CHECKING:
    from .model import NeuronModel
    from .models import SpikeSource
    from .plasticity import RLS, PlasticityRule, RateRule
    from .receptors import Receptor
    from .wiring.connectivity import Connectivity


class Network:
    """Populations of neurons, the projections between them, what drives and what records them.

    Building is deferred: synapses are drawn, memory is checked and the backend is chosen at the
    first `run`, read or `print`.

    Parameters
    ----------
    dt : ms, the time step.
    backend : "numpy", "numba", "cupy" or "auto", which takes the environment's SNN_BACKEND, or the
        fastest that runs here.
    precision : "float32", "float16" (storage only), "float64", or a `Precision`.
    seed : 0 ... 2^32 - 1. The same seed gives the same bits on every backend.
    threads : CPU threads; None lets the backend choose. The bits do not depend on it.
    on_nonfinite : "warn" or "raise", when NaN or Inf had to be replaced.
    comm : an mpi4py communicator whose ranks run the network together, such as `snn.mpi.world()`;
        see `snn.mpi`. None: this process alone. The bits do not depend on it.

    Since it was made, loaded or reset it counts
    run_time : s, wall-clock time spent in runs, that of compiling in the first step included.
    run_simulated : ms, time simulated in these runs: not what a checkpoint was loaded with.
    scrubbed : name of a population or projection -> {state, "weight" or rule: values that were not
        finite and had to be replaced, or updates that were left out}.
    """

    def __init__(
        self,
        dt: float = 0.1,
        backend: str = "auto",
        precision: str | Precision = "float32",
        seed: int = 1,
        threads: int | None = None,
        on_nonfinite: str = "warn",
        comm: Any = None,
    ) -> None:
        from .backends import check

        if not (isinstance(dt, (int, float, np.number)) and np.isfinite(dt) and dt > 0):
            raise SNNError(f"Network: dt must be a positive number of ms; got {dt!r}")
        if on_nonfinite not in ("warn", "raise"):
            raise SNNError(f"Network: on_nonfinite must be 'warn' or 'raise'; got {on_nonfinite!r}")
        if threads is not None and not (isinstance(threads, (int, np.integer)) and threads >= 1):
            raise SNNError(f"Network: threads must be at least 1 or None; got {threads!r}")
        self.dt = float(dt)
        check(backend)
        self._backend = backend  # as asked for: "auto" is decided when the network is built
        self.precision = Precision.of(precision)
        self.seed = _checked_seed(seed)
        self.threads = threads
        self.on_nonfinite = on_nonfinite
        self.ranks = Ranks(comm)
        self.populations: list[Population] = []
        self.projections: list[Projection] = []
        self._names: set[str] = set()  # given to projections
        self.stimuli: list[tuple[View, str, Any]] = []
        self.recordings: list[Recording] = []
        self._built: Built | None = None
        self.run_time = self.run_simulated = 0.0
        self.scrubbed: dict[str, dict[str, int]] = {}

    def population(
        self,
        model: NeuronModel | SpikeSource,
        n: int,
        name: str | None = None,
        receptors: Mapping[str, Receptor] | None = None,
        initial: Mapping[str, Any] | None = None,
        **states: Any,
    ) -> Population:
        """Add `n` neurons of `model`.

        Parameters
        ----------
        receptors : name -> receptor; by default the model's own.
        **states : first values of states: a number, (n,) values, or a distribution.
        initial : the same by name, for states called as something here, such as "n".

        Raises PopulationError for a taken name, a bad size, or an unknown state.
        """
        name = name or f"{type(model).__name__}{len(self.populations)}"
        check_parts(model, receptors, f"population {name!r}")
        if self._built is not None:
            raise PopulationError(
                f"population {name!r}: the network is already built (run or read); add every "
                "population and projection before that"
            )
        if any(p.name == name for p in self.populations):
            raise PopulationError(f"population {name!r}: the name is taken; choose another")
        if not (isinstance(n, (int, np.integer)) and 0 < n < 2**31):
            raise PopulationError(f"population {name!r}: n must be a whole number >= 1; got {n!r}")
        own = dict(model.default_receptors() if receptors is None else receptors)
        added = Population(self, model, int(n), name, own, {**(initial or {}), **states})
        check_population(added)
        self.populations.append(added)
        return added

    def connect(
        self,
        pre: View,
        post: View,
        receptor: str,
        connectivity: Connectivity,
        weight: Any = None,
        delay: Any = None,
        plasticity: PlasticityRule | RateRule | RLS | None = None,
        name: str | None = None,
    ) -> Projection:
        """Connect `pre` to a receptor of `post`, or the rates of `pre` to its current "I".

        Parameters
        ----------
        weight : number, one value per synapse, or distribution; in the receptor's unit.
        delay : ms, likewise; rounded to whole steps, at least dt. Default: one step.
        plasticity : a rule such as STDP or RLS, or between rate populations one such as Oja. A
            rule's bounds w_min and w_max hold always: changes that would leave them are clipped;
            weights given or written outside of them are errors.

        A source such as Rate() connects to "I": in every step weights @ r is added to the input
        current of `post`, with the rates r at the end of the step before.

        Raises ConnectError for an unknown receptor, a negative or too short delay, NaN weights, ...
        """
        check_view(self, pre, ConnectError, "Network.connect: pre")
        check_view(self, post, ConnectError, "Network.connect: post")
        default = f"{pre.label}->{post.label}"
        name = name or default
        if self._built is not None:
            raise ConnectError(
                f"projection {name!r}: the network is already built (run or read); connect first"
            )
        delay = self.dt if delay is None else delay
        added = Projection(self, pre, post, receptor, connectivity, weight, delay, plasticity, name)
        check_connection(added)
        if name in self._names and name != default:
            raise ConnectError(f"projection {name!r}: the name is taken; choose another")
        self._names.add(name)
        self.projections.append(added)
        return added

    def stimulate(
        self, population: View, receptor: str, stimulus: float | Array | PoissonInput | TimeFunction
    ) -> None:
        """Drive a receptor (or "I", the neurons' input current) from outside.

        `stimulus`: a number or (n,) values added in every step; a `PoissonInput`; a `TimedArray`;
        or a function of time: times in ms, shape (1000,), to values, (1000,) or (1000, n). It must
        give the same values whenever it is asked for the same times.
        """
        check_stimulus(self, population, receptor, stimulus)
        self.stimuli.append((population, receptor, stimulus))
        if self._built is not None:
            self._built.rescale()

    def record(
        self,
        source: View | Projection,
        what: str,
        index: Any = None,
        every: float | None = None,
        to: str | Path | None = None,
    ) -> Any:
        """Record "spikes", or a state at the neurons `index` (default all) `every` so many ms.

        Of a projection record "weight", or what its rule keeps for each synapse ("c" of
        RewardSTDP), of the synapses `index` in the order of its `pre`: default all, and then
        `every` must be given.

        A spike or sample of step k has the time k·dt. Samples are taken at the end of their step:
        they are what the equations give at (k + 1)·dt.
        `to` streams to an HDF5 file instead of memory. Returns a SpikeRecording, StateRecording or
        WeightRecording. Raises RecordError for an unknown state or an index out of range.
        """
        path = None if to is None else Path(to)
        recording = make_recording(self, source, what, index, every, path)
        if self._built is not None:
            self._built.record(recording)
        self.recordings.append(recording)
        return recording

    def normalize(self, projection: Projection, total: Any, every: float = 1000.0) -> None:
        """Keep the sum of the weights onto each target neuron at `total`, while learning.

        At every multiple of `every` ms, when the step that ends there has learned, the weights onto
        each neuron are multiplied by one factor, so that their magnitudes add up to `total`; then
        they are clipped to the bounds of the projection's rule (where that happens, the sum is
        another). Neurons whose weights are all 0 keep them. Called again, it replaces what was
        asked for.

        total : a number or (n_post,) values, above 0, in the receptor's unit. every : ms.

        Raises ConnectError for a projection without plasticity, a wrong total or interval, and
        weights whose bound is too far above `total` (of a network not built yet, when it is).
        Source: synaptic scaling, Turrigiano et al. (1998), Nature 391:892; by a fixed sum as in
        Diehl & Cook (2015), Front. Comput. Neurosci. 9:99 (BindsNET's `norm`).
        """
        wanted = check_normalization(self, projection, total, every)
        before, projection.normalization = projection.normalization, wanted
        if self._built is None:
            return
        try:
            self._built.normalize()
        except ConnectError:
            projection.normalization = before
            raise

    def run(self, duration: float, progress: bool = False, learn: bool = True) -> None:
        """Advance by `duration` ms, a whole number of steps.

        `progress` shows a bar. `learn=False` freezes plasticity; when learning goes on in a later
        run, its traces start at 0 (those of RLS go on). Ctrl-C stops between steps and leaves a
        network that can be saved or continued.
        """
        todo = whole_steps(duration, self.dt, SNNError, "Network.run: duration", least=0)
        built = self._ready()
        if todo:
            built.set_learning(learn)
        advance(self, built, todo, progress, learn)

    @property
    def backend(self) -> str:
        """The backend that runs the network; "auto" is settled when the network is built."""
        if self._built is not None:
            return self._built.backend.name
        from .backends import asked, choose

        if not self.ranks.alone and asked(self._backend) == "auto":
            return choose("numba")  # the one that several ranks can run
        return choose(self._backend, *self._size())

    def _size(self) -> tuple[int, float]:
        """(neurons, synapses), the latter as expected where they are drawn."""
        synapses = (q.connectivity.expected(q.source.n, q.target.n) for q in self.projections)
        return sum(p.n for p in self.populations), sum(synapses)

    @property
    def time(self) -> float:
        """Simulated time in ms."""
        return 0.0 if self._built is None else self._built.program.step * self.dt

    @property
    def program(self) -> Program:
        """What the network lowers to; print it to see the stages of a step."""
        return self._ready().program

    def __getitem__(self, name: str) -> Population:
        for population in self.populations:
            if population.name == name:
                return population
        known = ", ".join(p.name for p in self.populations) or "none"
        raise PopulationError(f"no population is called {name!r}; there are: {known}")

    def reset(self, seed: int | None = None) -> None:
        """Back to time 0: states, synapses and noise drawn again (from `seed` if given).

        Parameters that were assigned stay; recordings are emptied.
        """
        if seed is not None:
            self.seed = _checked_seed(seed)
        self._built = None
        self.run_time, self.run_simulated, self.scrubbed = 0.0, 0.0, {}
        for recording in self.recordings:
            recording.clear()

    def save(self, path: str | Path) -> None:
        """Write the network, its state and its recordings to an HDF5 file, atomically."""
        from .checkpoint import save

        save(self, Path(path))

    @classmethod
    def load(cls, path: str | Path, **options: Any) -> Network:
        """A network from a file that `save` wrote; it continues bit-identically on any backend;
        one with rate projections does so on the backend it was saved on, elsewhere to rounding.

        Options: backend=, threads=, models=[classes], functions={name: function}, comm=: ranks that
        all read the file.
        Raises CheckpointError where the file does not match this library, or the classes and
        functions given.
        """
        from .checkpoint import load

        return load(Path(path), **options)

    def __str__(self) -> str:
        return describe(self)

    def __repr__(self) -> str:
        return (
            f"<Network: {len(self.populations)} populations, {len(self.projections)} projections, "
            f"t = {self.time:g} ms>"
        )

    def _ready(self) -> Built:
        if self._built is None:
            with self.ranks.guard():
                self._built = build(self)
        return self._built


def _checked_seed(seed: int) -> int:
    if not (isinstance(seed, (int, np.integer)) and 0 <= seed < 2**32):
        raise SNNError(f"Network: seed must be a whole number from 0 to 2^32 - 1; got {seed!r}")
    return int(seed)
