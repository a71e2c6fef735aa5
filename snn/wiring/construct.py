"""Construction: from projections to `program.Deliver`s.

Synapses are drawn twice, which costs less than room to keep them: a census counts them by row and
delay and sums the load of every neuron; then the receptors' scales and the forms are known, and the
second pass writes each synapse where it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..precision import Precision
from ..program import Array, Deliver
from ..values import CONSTANT, Law
from . import forms
from .drawing import Draw, Output, Recipe, Tally
from .parts import Parts, Progress
from .scaling import Load, Outside, Scale, Scales, scale_of
from .specification import ProjectionSpec


@dataclass
class _Plan:
    """A projection with its synapses determined but not yet drawn."""

    spec: ProjectionSpec
    recipe: Recipe
    first: int  # least and greatest delay that can occur, in steps
    last: int

    @property
    def per_row(self) -> float:
        """Synapses of a row, on average."""
        n_pre = self.spec.n_pre
        return self.spec.connectivity.expected(n_pre, self.spec.n_post) / n_pre


@dataclass
class _Group:
    """Projections that share one Deliver."""

    plans: list[_Plan]
    wide: bool
    table: Array = field(default_factory=lambda: np.empty((0, 1), np.uint32))
    extremes: Array = field(default_factory=lambda: np.array([np.inf, 0.0]))

    @property
    def spec(self) -> ProjectionSpec:
        return self.plans[0].spec

    @property
    def first(self) -> int:
        return min(plan.first for plan in self.plans)

    @property
    def n_bins(self) -> int:
        return max(plan.last for plan in self.plans) - self.first + 1


def construct(
    specs: Sequence[ProjectionSpec],
    precision: Precision,
    seed: int,
    dt: float,
    draw: Draw,
    bounds: Mapping[tuple[int, str], Any],
    threads: int = 1,
    progress: Progress | None = None,
) -> tuple[list[Deliver], Scales]:
    """The Delivers of all projections, and the scale of every receptor.

    Parameters
    ----------
    bounds : (id of arena, receptor) -> an Outside: what Poisson input adds in one step.
    threads : how many draw at a time; the bits do not depend on it.
    progress : called with (rows done, rows in all).

    Raises ConnectError for a projection that cannot be made.
    """
    plans = [_plan(spec, seed, dt, draw) for spec in specs]
    parts = Parts(threads, 2 * sum(spec.n_pre for spec in specs), progress)
    groups = _grouped(plans, precision)
    loads = _loads(plans)
    for group in groups:
        _census(group, loads[_key(group.spec)], draw, parts)
    scales = Scales()
    for key in dict.fromkeys([*loads, *bounds]):
        scales[key] = scale_of(loads.get(key), bounds.get(key, Outside()), precision.real)
    del plans  # their listed rows, too, go as soon as they are written
    delivers = []
    while groups:
        group = groups.pop(0)
        delivers.append(_fill(group, scales[_key(group.spec)], precision, draw, parts))
    return delivers, scales


def _key(spec: ProjectionSpec) -> tuple[int, str]:
    return id(spec.target), spec.receptor


def _plan(spec: ProjectionSpec, seed: int, dt: float, draw: Draw) -> _Plan:
    weight, delay = spec.laws(dt)
    wiring = seed, spec.stream
    rows = spec.connectivity.rows(spec.n_pre, spec.n_post, spec.shift, wiring, draw)
    recipe = Recipe(rows, weight, delay, dt, wiring, (seed, spec.value_stream))
    return _Plan(spec, recipe, *delay_range(delay, dt))


def delay_range(delay: Law, dt: float) -> tuple[int, int]:
    """The least and the greatest delay that can occur, in steps."""
    least, most = delay.bounds()
    return max(1, round(least / dt)), max(1, round(most / dt))


def _grouped(plans: list[_Plan], precision: Precision) -> list[_Group]:
    """Static projections of a source onto a receptor share a group where targets are disjoint."""
    groups: list[_Group] = []
    for plan in plans:
        wide = plan.spec.wide or precision.weight == "float32" or plan.spec.plastic is not None
        home = next((g for g in groups if not wide and _joins(plan.spec, g)), None)
        if home is None:
            groups.append(_Group([plan], wide))
        else:
            home.plans.append(plan)
    for group in groups:
        group.plans.sort(key=lambda plan: plan.spec.target_lo)  # rows are ascending by target
    return groups


def _joins(spec: ProjectionSpec, group: _Group) -> bool:
    other = group.spec
    same_source = spec.source is other.source and (
        (spec.source_lo, spec.source_hi) == (other.source_lo, other.source_hi)
    )
    disjoint = all(
        spec.target_lo >= plan.spec.target_hi or spec.target_hi <= plan.spec.target_lo
        for plan in group.plans
    )
    return not group.wide and same_source and disjoint and _key(spec) == _key(other)


def _counted(plan: _Plan) -> Law:
    """The weight law that the load is counted with: the rule's bound where it can change."""
    plastic = plan.spec.plastic
    return plan.recipe.weight if plastic is None else Law(CONSTANT, max(map(abs, plastic)))


def _loads(plans: list[_Plan]) -> dict[tuple[int, str], Load]:
    """An empty load for every receptor that is reached, in a unit that fits all its weights."""
    greatest: dict[tuple[int, str], float] = {}
    sizes: dict[tuple[int, str], int] = {}
    for plan in plans:
        key = _key(plan.spec)
        greatest[key] = max(greatest.get(key, 0.0), _counted(plan).magnitude())
        sizes[key] = plan.spec.target.n
    return {key: Load.empty(sizes[key], greatest[key]) for key in greatest}


def _census(group: _Group, load: Load, draw: Draw, parts: Parts) -> None:
    """Count the group's synapses by row and delay, and add them to the receptor's load."""
    group.table = np.zeros((group.spec.n_pre, group.n_bins + 1), np.uint32)
    for plan in group.plans:
        counted = replace(plan.recipe, weight=_counted(plan))
        own = slice(plan.spec.target_lo, plan.spec.target_hi)
        tallies = [Tally.empty(plan.spec.n_post) for _ in range(parts.threads)]

        def count(lo: int, hi: int, k: int, recipe: Any = counted, t: Any = tallies) -> None:
            draw.census(recipe, lo, hi, group.first, group.table, 1 / load.unit, t[k])

        parts.run(plan.spec.n_pre, plan.per_row, count)
        for tally in tallies:
            load.sums[own] += tally.load
            load.histogram += tally.histogram
            group.extremes[0] = min(group.extremes[0], tally.extremes[0])
            group.extremes[1] = max(group.extremes[1], tally.extremes[1])


def _form(group: _Group, scale: float, precision: Precision) -> forms.Form:
    """The form with the fewest bytes that keeps the weights."""
    laws = [plan.recipe.weight for plan in group.plans]
    if group.wide:
        return forms.Form("wide")
    if all(law.kind == CONSTANT and law.a == laws[0].a for law in laws):
        return forms.Form("constant", constant=int(np.rint(laws[0].a * scale)))
    if precision.weight != "packed":
        return forms.Form("wide")
    least, most = group.extremes.tolist()
    last = max(plan.spec.target_hi for plan in group.plans) - 1
    return forms.packed(least, most, last, scale) or forms.Form("wide")


def _segments(table: Array) -> tuple[Array, Array, Array]:
    """(row_start, bins that occur, seg): seg[r, d + 1] is where the first of delay d goes."""
    used = np.flatnonzero(table[:, 1:].any(axis=0))
    row_start = np.zeros(len(table) + 1, np.int64)
    seg = np.zeros((len(table), len(used) + 1), np.uint32)
    running = np.zeros(len(table), np.int64)
    for column, each in enumerate(used):
        seg[:, column + 1] = running
        running += table[:, each + 1]
    np.cumsum(running, out=row_start[1:])
    return row_start, used, seg


def _fill(group: _Group, scale: Scale, precision: Precision, draw: Draw, parts: Parts) -> Deliver:
    """Make room for the group's synapses and write them."""
    form = _form(group, scale[0], precision)
    row_start, used, seg = _segments(group.table)
    column = np.full(group.n_bins, -1, np.int32)
    column[used] = np.arange(len(used))
    group.table = np.empty((0, 1), np.uint32)
    n, real = int(row_start[-1]), np.float64 if precision.real == "f64" else np.float32
    synapse = np.empty(n, np.uint32)
    weight = np.empty(n if form.name == "wide" else 0, real)
    quantum = form.inverse_quantum(scale[0])
    for plan in group.plans:
        out = Output(
            first=group.first,
            column=column,
            row_start=row_start,
            seg=seg,
            synapse=synapse,
            weight=weight,
            packed=form.name == "packed",
            target_lo=plan.spec.target_lo,
            target_bits=form.target_bits,
            inverse_quantum=quantum,
        )

        def write(lo: int, hi: int, _: int, recipe: Any = plan.recipe, out: Any = out) -> None:
            draw.fill(recipe, lo, hi, out)

        parts.run(plan.spec.n_pre, plan.per_row, write)
    spec = group.spec
    return Deliver(
        source=spec.source,
        source_lo=spec.source_lo,
        source_hi=spec.source_hi,
        target=spec.target,
        receptor=spec.receptor,
        form=form.name,
        row_start=row_start,
        delays=used.astype(np.int64) + group.first,
        seg=seg,
        synapse=synapse if form.name == "packed" else synapse.view(np.int32),
        weight=weight,
        scale=scale[0],
        constant=form.constant,
        target_bits=form.target_bits,
        shift=form.shift,
        label=", ".join(plan.spec.name for plan in group.plans),
        members=[plan.spec for plan in group.plans],
    )
