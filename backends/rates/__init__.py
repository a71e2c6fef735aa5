"""Rate projections: products of weights and rates, and the rules that change the weights.

Written once, for NumPy and CuPy arrays. A backend calls `deliver` before the stages of a step and
`learn` after them. Nothing here waits for a device. The order of summation is the array library's:
these are the only results that differ between backends, in the last bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ...lang import Function, emit
from ...program import BLOCK, Arena, Drive, Program
from ...program.rates import LeastSquares, RateChange, RateDeliver, RateInput
from .squares import Bad, Squares, taken


class SparseProduct(Protocol):
    """Makes the function that writes the CSR matrix (start, pre, weight) times `rate` to `out`."""

    def __call__(
        self, start: Any, pre: Any, weight: Any, rate: Any, out: Any
    ) -> Callable[[], None]: ...


@dataclass(frozen=True)
class Memory:
    """Where a backend keeps what rate stages read and write, and what it multiplies with."""

    xp: Any  # numpy or cupy
    state: Callable[[Arena, str], Any]  # (n,) or longer
    base: Callable[[Drive], Any]  # (hi - lo,)
    multiply: Callable[[Any, Any, Any], None]  # matrix (..., m, k), vector (..., k), out (..., m)
    product: SparseProduct
    compile: Callable[[Function], Callable[..., Any]]


class Rates:
    """All rate projections of a program, in the memory of a backend."""

    def __init__(self, program: Program, memory: Memory) -> None:
        self._projections = [Projection(stage, memory) for stage in program.rates]
        self._inputs = [Input(each, self._projections, memory) for each in program.inputs]
        rules = (_rule(p, self._inputs, memory) for p in self._projections)
        self._rules = [rule for rule in rules if rule is not None]

    def __bool__(self) -> bool:
        return bool(self._projections)

    def deliver(self) -> None:
        """Every projection's sums, from the rates of now, into the Drives of this step."""
        for projection in self._projections:
            projection.deliver()
        for each in self._inputs:
            each.gather()

    def learn(self, step: int) -> None:
        """The rules act, after the populations have updated in `step`."""
        for rule in self._rules:
            if step % rule.every == 0:
                rule.act(step)

    def push(self, part: str = "all") -> None:
        """Take weights and targets over from the host, or with "stimuli" the targets alone."""
        for rule in self._rules:
            rule.push(part)
        if part == "all":
            for projection in self._projections:
                projection.push()
            for each in self._inputs:
                each.push()

    def pull(self) -> None:
        """Give the host what learning has changed."""
        for rule in self._rules:
            rule.pull()

    def pull_counters(self) -> None:
        """Give the host the counts of updates that were left out."""
        for rule in self._rules:
            rule.pull_counters()


def push(into: Any, array: Any) -> None:
    """Copy from the host. Nothing to do where the array is the host's own."""
    if into is not array:
        into.set(np.ascontiguousarray(array))


def pull(array: Any, source: Any) -> None:
    """Copy to the host. Nothing to do where the array is the host's own."""
    if source is not array:
        array[...] = source.get()


class Projection:
    """One rate projection: its matrix, the rates that it read and the sums that it gave."""

    def __init__(self, stage: RateDeliver, memory: Memory) -> None:
        xp, real = memory.xp, stage.weight.dtype
        self.stage, self._multiply = stage, memory.multiply
        self._state = memory.state(stage.source, stage.output)[stage.source_lo : stage.source_hi]
        self.weight = taken(xp, stage.weight)
        self.rate = xp.zeros(stage.n_pre, real)
        self.sum = xp.zeros(stage.n_post, real)
        if not stage.dense:
            start, pre = taken(xp, stage.start), taken(xp, stage.pre)
            self._product = memory.product(start, pre, self.weight, self.rate, self.sum)

    def deliver(self) -> None:
        self.rate[...] = self._state
        if self.stage.dense:
            self._multiply(self.weight, self.rate, self.sum)
        else:
            self._product()

    def push(self) -> None:
        push(self.weight, self.stage.weight)

    def pull(self) -> None:
        pull(self.stage.weight, self.weight)


class Input:
    """The sums of all projections onto one population, and its Drive."""

    def __init__(self, given: RateInput, projections: list[Projection], memory: Memory) -> None:
        drive = given.drive
        self.given, self._xp = given, memory.xp
        self._base = memory.base(drive)
        self._constant = taken(memory.xp, given.constant)
        self.total = memory.xp.zeros(drive.hi - drive.lo, given.constant.dtype)
        self._parts = [(self.part(p), p.sum) for p in projections if self.holds(p)]

    def holds(self, projection: Projection) -> bool:
        """Whether the projection reaches this population."""
        stage, drive = projection.stage, self.given.drive
        return stage.target is drive.arena and drive.lo <= stage.target_lo < drive.hi

    def part(self, projection: Projection) -> Any:
        """The view of the total that a projection adds to."""
        lo = self.given.drive.lo
        return self.total[projection.stage.target_lo - lo : projection.stage.target_hi - lo]

    def gather(self) -> None:
        self.total.fill(0)
        for part, given in self._parts:
            part += given
        self._xp.add(self._constant, self.total, out=self._base)

    def push(self) -> None:
        push(self._constant, self.given.constant)


def _rule(p: Projection, inputs: list[Input], memory: Memory) -> Change | Towards | None:
    rule = p.stage.rule
    if isinstance(rule, RateChange):
        return Change(p, rule, memory)
    if isinstance(rule, LeastSquares):
        whole = next(each for each in inputs if each.holds(p)).part(p)
        return Towards(p, rule, whole if rule.whole else p.sum, memory)
    return None


class Change:
    """A rule for each weight alone."""

    def __init__(self, projection: Projection, rule: RateChange, memory: Memory) -> None:
        stage, xp = projection.stage, memory.xp
        self.every, self._projection = rule.every, projection
        self._update = memory.compile(rule.update)
        self._params = list(rule.params)
        self._post = memory.state(stage.target, rule.post)[stage.target_lo : stage.target_hi]
        self._dense = stage.dense
        if not stage.dense:
            rows = np.repeat(np.arange(stage.n_post), np.diff(stage.start))
            self._row, self._pre = taken(xp, rows), taken(xp, stage.pre)

    def act(self, step: int) -> None:
        weight, rate = self._projection.weight, self._projection.rate
        if self._dense:
            pre, post = rate[None, :], self._post[:, None]
        else:
            pre, post = rate[self._pre], self._post[self._row]
        with np.errstate(all="ignore"):
            weight[...] = self._update(weight, pre, post, *self._params)

    def push(self, part: str) -> None:
        """Parameters are numbers, and weights the projection's."""

    def pull(self) -> None:
        self._projection.pull()

    def pull_counters(self) -> None:
        """It leaves nothing out."""


class Towards:
    """Least squares towards a target over time; z: what shall follow it, (n_post,)."""

    def __init__(self, projection: Projection, rule: LeastSquares, z: Any, memory: Memory) -> None:
        xp, multiply = memory.xp, memory.multiply
        self.rule, self.every, self._projection, self._z = rule, rule.every, projection, z
        self._block = taken(xp, rule.block)
        self._P = taken(xp, rule.P)
        self._count, self._step = taken(xp, rule.bad_count), taken(xp, rule.bad_step)
        bad = Bad(xp, rule.P.dtype, self._count, self._step)
        self._squares = Squares(projection.stage, projection.weight, self._P, bad, multiply)

    def act(self, step: int) -> None:
        with np.errstate(all="ignore"):
            error = self._z - self._block[step % BLOCK]
            self._squares.update(self._projection.rate, error, step)

    def push(self, part: str) -> None:
        push(self._block, self.rule.block)
        if part == "all":
            push(self._P, self.rule.P)
            push(self._count, self.rule.bad_count)
            push(self._step, self.rule.bad_step)

    def pull(self) -> None:
        self._projection.pull()
        pull(self.rule.P, self._P)
        self.pull_counters()

    def pull_counters(self) -> None:
        pull(self.rule.bad_count, self._count)
        pull(self.rule.bad_step, self._step)


def host_rates(program: Program) -> Rates:
    """The rate projections of a program that runs on its host arrays."""
    return Rates(
        program,
        Memory(
            xp=np,
            state=lambda arena, name: arena.state[name],
            base=lambda drive: drive.base,
            multiply=host_product,
            product=scipy_product,
            compile=emit.compile_numpy,
        ),
    )


def host_product(matrix: Any, vector: Any, out: Any) -> None:
    """The dense product, row by row on one thread.

    A threaded matrix product gains little, memory sets the pace; and it loses much on a busy
    machine, where its threads wait for each other in every step.
    """
    np.vecdot(matrix, vector[..., None, :], out=out)


def scipy_product(start: Any, pre: Any, weight: Any, rate: Any, out: Any) -> Callable[[], None]:
    """The sparse product by SciPy."""
    from scipy.sparse import csr_array

    matrix = csr_array((weight, pre, start), shape=(len(out), len(rate)))
    matrix.data = weight  # the array that learning changes, whatever SciPy made of it

    def product() -> None:
        out[...] = matrix @ rate

    return product
