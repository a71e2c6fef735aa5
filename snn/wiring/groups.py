"""Projections before they are drawn: how each follows, and which of them share rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..mpi import Ranks
from ..precision import Precision
from ..program import Array
from ..values import ARRAY, CONSTANT, Law
from .drawing import Draw, Recipe
from .rows import Share
from .specification import ProjectionSpec


@dataclass
class Plan:
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

    @property
    def counted(self) -> Law:
        """The weight law that the load is counted with: the rule's bound where it can change."""
        bound = self.spec.bound
        return self.recipe.weight if bound is None else Law(CONSTANT, bound.greatest)

    @property
    def twice(self) -> bool:
        """Whether its weights as drawn have to be counted besides the bound."""
        return self.spec.plastic is not None and self.recipe.weight.kind != CONSTANT


@dataclass
class Group:
    """Projections that share one Deliver."""

    plans: list[Plan]
    wide: bool
    table: Any = None  # uint32 (n_pre, n_bins + 1): synapses of a row by delay
    extremes: list[float] = field(default_factory=lambda: [np.inf, 0.0])

    @property
    def spec(self) -> ProjectionSpec:
        return self.plans[0].spec

    @property
    def key(self) -> tuple[int, str]:
        return receptor(self.spec)

    @property
    def first(self) -> int:
        return min(plan.first for plan in self.plans)

    @property
    def n_bins(self) -> int:
        return max(plan.last for plan in self.plans) - self.first + 1

    @property
    def spare(self) -> Array | None:
        """A list of all targets, in the order of the rows, that may be overwritten."""
        rows = self.plans[0].recipe.rows
        return rows.post if len(self.plans) == 1 and rows.spare else None


def receptor(spec: ProjectionSpec) -> tuple[int, str]:
    """The receptor that a projection reaches: (id of arena, name)."""
    return id(spec.target), spec.receptor


def plan(spec: ProjectionSpec, seed: int, dt: float, draw: Draw, ranks: Ranks) -> Plan:
    """How a projection's synapses follow; those that are listed are listed now."""
    weight, delay = spec.laws(dt)
    bounds = delay_range(delay, dt)
    wiring = seed, spec.stream
    asked = spec.n_pre, spec.n_post, spec.shift, wiring, draw
    if ranks.alone:
        rows = spec.connectivity.rows(*asked)
    else:
        rows = spec.connectivity.shared_rows(*asked, Share(*spec.kept, ranks))
    weight, delay = (_moved(law, draw.xp) for law in (weight, delay))
    recipe = Recipe(rows, weight, delay, dt, wiring, (seed, spec.value_stream))
    return Plan(spec, recipe, *bounds)


def _moved(law: Law, xp: Any) -> Law:
    """A law with its array in the memory of the backend that draws."""
    return replace(law, array=xp.asarray(law.array)) if law.kind == ARRAY else law


def delay_range(delay: Law, dt: float) -> tuple[int, int]:
    """The least and the greatest delay that can occur, in steps."""
    least, most = delay.bounds()
    return max(1, round(least / dt)), max(1, round(most / dt))


def grouped(plans: Sequence[Plan], precision: Precision) -> list[Group]:
    """Static projections of a source onto a receptor share a group where targets are disjoint."""
    groups: list[Group] = []
    for each in plans:
        wide = each.spec.wide or precision.weight == "float32" or each.spec.plastic is not None
        home = next((g for g in groups if not wide and _joins(each.spec, g)), None)
        if home is None:
            groups.append(Group([each], wide))
        else:
            home.plans.append(each)
    for group in groups:
        group.plans.sort(key=lambda plan: plan.spec.target_lo)  # rows are ascending by target
    return groups


def _joins(spec: ProjectionSpec, group: Group) -> bool:
    other = group.spec
    same_source = spec.source is other.source and (
        (spec.source_lo, spec.source_hi) == (other.source_lo, other.source_hi)
    )
    disjoint = all(
        spec.target_lo >= plan.spec.target_hi or spec.target_hi <= plan.spec.target_lo
        for plan in group.plans
    )
    return not group.wide and same_source and disjoint and receptor(spec) == group.key
