"""What a network lowers to: arenas of neurons, and the stages that act on them, in order.

Everything here is plain data on the host. A backend compiles a `Program` and advances it; between
runs these arrays are the truth (a backend with its own memory copies in `push` and out in `pull`).
All indices of neurons are relative to their arena; all times are whole steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from .learning import Learn as Learn
from .learning import Normalize as Normalize
from .learning import RuleKind as RuleKind

if TYPE_CHECKING:
    from ..lang import Function
    from .graded import GradedDeliver, GradedInput
    from .rates import RateDeliver, RateInput
    from .regress import Regress

BLOCK = 1000  # steps per block of a time-varying stimulus, aligned to step 0

Array = NDArray[Any]


def host(array: Any) -> Array:
    """An array itself, or a copy of one that a backend keeps in its own memory."""
    copied: Array = array.get() if hasattr(array, "get") else array
    return copied


@dataclass(frozen=True)
class Kind:
    """The compiled identity of a neuron update: equal kinds share code, parameters are data.

    `update` takes, in this order: every state; `ref` if `refractory`; `acc_<receptor>` for each
    receptor; `xi` if `xi`; `word_u` if `uniform`; `word_r0` ... (`rounding` of them); every param.
    It returns: every state; `ref` if `refractory`; `spiked`; `bad_<state>` for every state.
    """

    name: str
    real: str  # compute type: "f32" or "f64"
    states: tuple[str, ...]
    storage: tuple[str, ...]  # per state: "f16" (kept as uint16), "f32" or "f64"
    receptors: tuple[str, ...]
    accumulator: tuple[str, ...]  # per receptor: "i32" or "i64"
    params: tuple[str, ...]
    arrays: frozenset[str]  # the params that hold one value per neuron
    refractory: bool
    xi: bool  # wants a standard normal per neuron and step
    uniform: bool  # wants a uniform 32-bit word per neuron and step
    rounding: int  # how many 32-bit words per neuron and step stochastic rounding takes
    update: Function
    source: str  # the fused update as readable text


@dataclass
class SpikeHistory:
    """The last `slots` steps: step k is row k % slots, whose first count[row] ids are ascending."""

    ids: Array  # int32 (slots, n)
    count: Array  # int64 (slots,)

    @property
    def slots(self) -> int:
        return len(self.count)


@dataclass
class Arena:
    """The neurons of one kind, population after population."""

    name: str
    names: list[str]  # of the populations
    starts: Array  # int64 (n_populations + 1,)
    kind: Kind | None  # None: spikes come from `schedule`
    stream: int  # Philox streams stream + 0 (xi), + 1 (uniform), + 2 + k (rounding word k)
    state: dict[str, Array]  # storage dtype, (n,)
    ref: Array  # uint16 (n,): steps of the refractory period that are left
    acc: dict[str, Array]  # int32 or int64 (n,): fixed-point input of the present step, by receptor
    params: dict[str, Array]  # compute dtype: (n,) if in kind.arrays else (n_populations,)
    history: SpikeHistory
    bad_count: Array  # int64 (n_populations, n_states): scrubbed values
    bad_step: Array  # int64 (n_populations, n_states): step of the first, -1 if none
    schedule: tuple[Array, Array] | None = None  # (step int64, id int32) sorted, for spike sources
    owners: Array | None = None  # int64 (ranks + 1,): where each MPI rank's neurons begin

    @property
    def n(self) -> int:
        return int(self.starts[-1])


@dataclass
class Drive:
    """A stimulus over time: block[step % BLOCK] is written into (first) or added to a param.

    `param` ("drive_<receptor>") of neurons lo..hi; a driven param is always one of `kind.arrays`.
    Stage order is creation order; `base` is what the param holds before a step's first Drive acts.
    """

    arena: Arena
    lo: int
    hi: int
    param: str
    block: Array  # compute dtype, (BLOCK, 1) or (BLOCK, hi - lo)
    first: bool  # the first Drive of this param and range: starts from `base`
    base: Array  # compute dtype, (1,) or (hi - lo,)
    label: str = ""


@dataclass
class PoissonDrive:
    """acc[receptor][i] += count · weight; count: thresholds of neuron i that are <= its word."""

    arena: Arena
    lo: int
    hi: int
    receptor: str
    stream: int  # Philox element index is i - lo
    thresholds: Array  # uint32, all tables one after the other, each ascending
    table: Array  # int64 (n_tables + 1,): where each table starts
    which: Array  # int32 (1,) or (hi - lo,): the table of a neuron
    weight: Array  # int64 (1,) or (hi - lo,): fixed-point weight
    label: str = ""


@dataclass
class Deliver:
    """Spikes of one source population into one receptor of one target arena.

    Row r holds the synapses of source neuron source_lo + r, sorted by (delay, target); the segment
    of delays[d] is synapses row_start[r] + seg[r, d] .. row_start[r] + seg[r, d + 1]. At step t the
    segments of delay d act for the spikes of step t - d. Forms:
      constant: target[j] int32, every weight is `constant` (fixed point)
      packed:   target[j] uint32, low `target_bits` the target, the rest a signed weight,
                fixed point = (weight << shift)
      wide:     target[j] int32 and weight[j]; fixed point = round-half-even(weight · scale)
    row_start, seg, synapse and weight may lie in a backend's own memory: read them by `host`.
    """

    source: Arena
    source_lo: int
    source_hi: int
    target: Arena
    receptor: str
    form: str
    row_start: Array  # int64 (n_rows + 1,)
    delays: Array  # int64 (n_delays,), ascending, distinct, >= 1
    seg: Array  # uint32 (n_rows, n_delays + 1), relative to row_start
    synapse: Array  # the target column: int32, or uint32 words when packed
    weight: Array  # compute dtype (n_synapses,) when wide, else empty
    scale: float  # fixed-point steps per weight unit, a power of two
    constant: int = 0
    target_bits: int = 0
    shift: int = 0
    label: str = ""
    members: list[Any] = field(default_factory=list)  # the projections in it


@dataclass
class SpikeRecord:
    """Record the spikes of neurons lo..hi; ids are reported relative to lo."""

    arena: Arena
    lo: int
    hi: int
    label: str = ""


@dataclass
class StateRecord:
    """Raw stored values of a state at `index` (of the arena), every so many steps."""

    arena: Arena
    variable: str
    index: Array  # int64
    every: int
    label: str = ""


@dataclass
class WeightRecord:
    """Weights of the synapses `index` (places in the Deliver's columns), every so many steps.

    As stored where the form is wide, else as used, in float64 (see base.sampled). With `learn`, the
    values of its synapses that are called `variable`.
    """

    deliver: Deliver
    index: Array  # int64
    every: int
    label: str = ""
    variable: str = "weight"
    learn: Learn | None = None
    columns: Array | None = None  # which of the recorded ones these are, where ranks have others

    @property
    def place(self) -> int:
        """Which of the values of synapses it records."""
        return -1 if self.learn is None else self.learn.kind.local.index(self.variable)


Record = SpikeRecord | StateRecord | WeightRecord


@dataclass
class Program:
    """The stages of a step, in the order in which they act.

    Rate projections and graded synapses come before the drives, whose `base` they write, the rules
    of the former at the end.
    """

    dt: float
    seed: int
    precision: str
    step: int
    arenas: list[Arena]
    drives: list[Drive]
    poisson: list[PoissonDrive]
    deliver: list[Deliver]
    learn: list[Learn]
    records: list[Record]
    normalize: list[Normalize] = field(default_factory=list)  # after `learn`, before `regress`
    regress: list[Regress] = field(default_factory=list)  # after `normalize`, before `records`
    rates: list[RateDeliver] = field(default_factory=list)
    inputs: list[RateInput] = field(default_factory=list)
    graded: list[GradedDeliver] = field(default_factory=list)
    graded_inputs: list[GradedInput] = field(default_factory=list)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays: states, parameters, synapses, traces, spike histories."""
        total = 0
        for arena in self.arenas:
            arrays = [arena.ref, *arena.state.values(), *arena.acc.values(), *arena.params.values()]
            total += sum(a.nbytes for a in arrays) + arena.history.ids.nbytes
        for d in self.deliver:
            total += sum(a.nbytes for a in (d.row_start, d.seg, d.synapse, d.weight))
        for stage in self.learn:
            arrays = [stage.pre, stage.pre_history, stage.post, stage.local]
            total += sum(a.nbytes for a in arrays)
        for fit in self.regress:
            arrays = [fit.start, fit.row, fit.place, fit.delay, fit.first, fit.p, fit.trace]
            total += sum(a.nbytes for a in arrays)
        total += sum(stage.total.nbytes for stage in self.normalize)
        return total + sum(stage.nbytes for stage in (*self.rates, *self.graded))

    def __str__(self) -> str:
        from ..describe import describe_program

        return describe_program(self)
