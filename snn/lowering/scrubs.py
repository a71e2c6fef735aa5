"""What had to be replaced while a network ran: values that were not finite, updates left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..program.rates import LeastSquares

if TYPE_CHECKING:
    from .built import Built


@dataclass(frozen=True)
class Scrub:
    """`count` replacements in one variable of a population or projection."""

    name: str
    what: str  # the state, "weight", or the rule whose updates were left out
    count: int
    message: str


def scrubbed(built: Built) -> list[Scrub]:
    """What was replaced since the last call, of each population, projection and variable."""
    built.sync("counters")
    found = [*_of_neurons(built), *_of_rules(built)]
    if found:
        _forget(built)
    return found


def _of_neurons(built: Built) -> Iterator[Scrub]:
    for arena in built.arenas:
        names = arena.kind.states if arena.kind is not None else ()
        for p, s in np.argwhere(arena.bad_count):
            name, text = arena.names[p], f"non-finite values in {names[s]}"
            first = arena.bad_step[p, s] * built.network.dt
            yield _scrub("population", name, names[s], arena.bad_count[p, s], text, first)


def _of_rules(built: Built) -> Iterator[Scrub]:
    dt, program = built.network.dt, built.program
    for stage in program.learn:
        if n := stage.bad_count[0]:
            text, first = "corrupt values in weight", stage.bad_step[0] * dt
            yield _scrub("projection", stage.label, "weight", n, text, first)
    lost = "left out, for P is no longer positive definite"
    for fit in program.regress:
        if n := fit.bad_count[0]:
            text, first = f"updates of RLS {lost}", fit.bad_step[0] * dt
            yield _scrub("projection", fit.label, "RLS", n, text, first)
    for rates in program.rates:
        rule = rates.rule
        if isinstance(rule, LeastSquares) and (n := rule.bad_count[0]):
            text, first = f"updates of {rule.name} {lost}", rule.bad_step[0] * dt
            fix = ": give a greater alpha, or precision='float64'"
            yield _scrub("projection", rates.label, rule.name, n, text, first, fix)


def _scrub(
    owner: str, name: str, what: str, count: Any, text: str, first: float, fix: str = ""
) -> Scrub:
    message = f"{owner} {name!r}: {count:,} {text}, first at t = {first:.6g} ms{fix}"
    return Scrub(name, what, int(count), message)


def _forget(built: Built) -> None:
    built.sync()
    for arena in built.arenas:
        arena.bad_count[:], arena.bad_step[:] = 0, -1
    for stage in built.program.learn:
        stage.bad_count[:], stage.bad_step[:] = 0, -1
    for fit in built.program.regress:
        fit.bad_count[:], fit.bad_step[:] = 0, -1
    for rates in built.program.rates:
        if isinstance(rates.rule, LeastSquares):
            rates.rule.bad_count[:], rates.rule.bad_step[:] = 0, -1
    if built.running:
        built.compiled().push()
