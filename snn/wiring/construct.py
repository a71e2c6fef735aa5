"""Construction: from projections to `program.Deliver`s.

Synapses are drawn twice, which costs less than room to keep them: a census counts them by row and
delay and sums the load of every neuron; then the receptors' scales and the forms are known, and the
second pass writes each synapse where it stays. All arrays but the load's are of the memory of the
backend that draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..mpi import Ranks
from ..precision import Precision
from ..program import Array, Deliver, host
from ..values import CONSTANT, Law
from . import forms
from .drawing import Draw, Output, Recipe, Tally
from .groups import Group, Plan, grouped, plan, receptor
from .parts import Parts, Progress
from .scaling import BINS, Load, Outside, Scale, Scales, biased_exponent, check_bound, scale_of
from .specification import ProjectionSpec

ALONE = Ranks()


def construct(
    specs: Sequence[ProjectionSpec],
    precision: Precision,
    seed: int,
    dt: float,
    draw: Draw,
    bounds: Mapping[tuple[int, str], Any],
    threads: int = 1,
    progress: Progress | None = None,
    ranks: Ranks = ALONE,
) -> tuple[list[Deliver], Scales]:
    """The Delivers of all projections, and the scale of every receptor.

    Parameters
    ----------
    bounds : (id of arena, receptor) -> an Outside: what Poisson input adds in one step.
    threads : how many draw at a time; the bits do not depend on it.
    progress : called with (rows done, rows in all).
    ranks : that draw together, each the synapses onto its own neurons; scales and forms follow from
        those of all.

    Raises ConnectError for a projection that cannot be made.
    """
    plans = [plan(spec, seed, dt, draw, ranks) for spec in specs]
    total = sum((3 if each.twice else 2) * each.spec.n_pre for each in plans)
    parts = Parts(threads, total, draw.per_call, progress)
    groups = grouped(plans, precision)
    loads = _loads(plans)
    for group in groups:
        _census(group, loads[group.key], draw, parts, ranks)
    for load in loads.values():
        load.sums = ranks.sum(load.sums)
    scales = Scales()
    for key in dict.fromkeys([*loads, *bounds]):
        reached, outside = loads.get(key), bounds.get(key, Outside())
        scales[key] = scale_of(reached, outside, precision.real)
        check_bound(reached, outside, scales[key])
    del plans  # their listed rows, too, go as soon as they are written
    delivers = []
    while groups:
        group = groups.pop(0)
        delivers.append(_fill(group, scales[group.key], precision, draw, parts, ranks))
    return delivers, scales


def _loads(plans: list[Plan]) -> dict[tuple[int, str], Load]:
    """An empty load for every receptor that is reached, in a unit that fits all its weights."""
    greatest: dict[tuple[int, str], float] = {}
    sizes: dict[tuple[int, str], int] = {}
    for each in plans:
        key = receptor(each.spec)
        greatest[key] = max(greatest.get(key, 0.0), each.counted.magnitude())
        sizes[key] = each.spec.target.n
    return {key: Load.empty(sizes[key], greatest[key]) for key in greatest}


def _census(group: Group, load: Load, draw: Draw, parts: Parts, ranks: Ranks) -> None:
    """Count the group's synapses by row and delay, and add them to the receptor's load.

    The load's sums are those of this rank's neurons, all else is counted of all ranks.
    """
    table = group.table = draw.xp.zeros((group.spec.n_pre, group.n_bins + 1), np.uint32)
    for each in group.plans:
        own = slice(each.spec.target_lo, each.spec.target_hi)
        recipe = replace(each.recipe, weight=each.counted)
        histogram = np.zeros(BINS, np.int64)
        for tally in _tallies(each, recipe, group.first, table, load, draw, parts):
            load.sums[own] += host(tally.load)
            histogram += host(tally.histogram)
            least, most = host(tally.extremes).tolist()
            group.extremes = [min(group.extremes[0], least), max(group.extremes[1], most)]
        n = int(histogram.sum())
        drawn = histogram if each.spec.bound is None else _drawn(each, n, load, draw, parts)
        load.count(ranks.sum(drawn), int(ranks.sum(n)), each.spec.bound)
    least, most = group.extremes
    group.extremes = [float(ranks.least(least)), float(ranks.greatest(most))]


def _tallies(
    each: Plan, recipe: Recipe, first: int, table: Array, load: Load, draw: Draw, parts: Parts
) -> list[Tally]:
    """What `draw.census` counts of `recipe`, by thread."""
    tallies = [Tally.empty(each.spec.n_post, draw.xp) for _ in range(parts.threads)]

    def count(lo: int, hi: int, k: int) -> None:
        draw.census(recipe, lo, hi, first, table, 1 / load.unit, tallies[k])

    parts.run(each.spec.n_pre, each.per_row, count)
    return tallies


def _drawn(each: Plan, n: int, load: Load, draw: Draw, parts: Parts) -> Array:
    """The histogram of the `n` weights that a plastic projection starts with and are not 0."""
    law = each.recipe.weight
    histogram = np.zeros(BINS, np.int64)
    if not each.twice:
        if law.a:
            histogram[biased_exponent(abs(law.a))] = n
        return histogram
    recipe = replace(each.recipe, delay=Law(CONSTANT, each.recipe.dt))
    table = draw.xp.zeros((each.spec.n_pre, 2), np.uint32)
    for tally in _tallies(each, recipe, 1, table, load, draw, parts):
        histogram += host(tally.histogram)
    return histogram


def _form(group: Group, scale: float, precision: Precision) -> forms.Form:
    """The form with the fewest bytes that keeps the weights."""
    laws = [plan.recipe.weight for plan in group.plans]
    if group.wide:
        return forms.Form("wide")
    if all(law.kind == CONSTANT and law.a == laws[0].a for law in laws):
        return forms.Form("constant", constant=int(np.rint(laws[0].a * scale)))
    if precision.weight != "packed":
        return forms.Form("wide")
    least, most = group.extremes
    last = max(plan.spec.target_hi for plan in group.plans) - 1
    return forms.packed(least, most, last, scale) or forms.Form("wide")


def _segments(table: Array, xp: Any, ranks: Ranks) -> tuple[Array, Array, Array]:
    """(row_start, bins that occur, seg): seg[r, d + 1] is where the first of delay d goes.

    The bins are on the host; a bin that occurs on one rank is there on all.
    """
    occurs = host(table[:, 1:].any(axis=0)).astype(np.uint8)
    used = np.flatnonzero(ranks.greatest(occurs))
    row_start = xp.zeros(len(table) + 1, np.int64)
    seg = xp.zeros((len(table), len(used) + 1), np.uint32)
    running = xp.zeros(len(table), np.int64)
    for column, each in enumerate(used.tolist()):
        seg[:, column + 1] = running
        running += table[:, each + 1]
    row_start[1:] = xp.cumsum(running)
    return row_start, used, seg


def _fill(
    group: Group, scale: Scale, precision: Precision, draw: Draw, parts: Parts, ranks: Ranks
) -> Deliver:
    """Make room for the group's synapses and write them."""
    xp, form = draw.xp, _form(group, scale[0], precision)
    row_start, used, seg = _segments(group.table, xp, ranks)
    group.table = None
    column = np.full(group.n_bins, -1, np.int32)
    column[used] = np.arange(len(used))
    n, real = int(row_start[-1]), np.float64 if precision.real == "f64" else np.float32
    spare = group.spare
    out = Output(
        first=group.first,
        column=xp.asarray(column),
        row_start=row_start,
        seg=seg,
        synapse=xp.empty(n, np.uint32) if spare is None else spare.view(np.uint32),
        weight=xp.empty(n if form.name == "wide" else 0, real),
        packed=form.name == "packed",
        target_lo=0,
        target_bits=form.target_bits,
        inverse_quantum=form.inverse_quantum(scale[0]),
    )
    for each in group.plans:
        own = replace(out, target_lo=each.spec.target_lo)

        def write(lo: int, hi: int, _: int, recipe: Any = each.recipe, out: Any = own) -> None:
            draw.fill(recipe, lo, hi, out)

        parts.run(each.spec.n_pre, each.per_row, write)
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
        synapse=out.synapse if form.name == "packed" else out.synapse.view(np.int32),
        weight=out.weight,
        scale=scale[0],
        constant=form.constant,
        target_bits=form.target_bits,
        shift=form.shift,
        label=", ".join(plan.spec.name for plan in group.plans),
        members=[plan.spec for plan in group.plans],
    )
