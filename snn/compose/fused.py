"""The fused update of a neuron with its receptors, composed as Python text that a person can read.

Within a step: input arrives, states advance, the threshold is tested, spiking neurons are reset and
become refractory, and what is stored is cleaned of tiny and non-finite values.
"""

# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..errors import ModelError
from ..lang import i32, real
from ..model import BEFORE, arguments
from ..numerics.half import half_to_real, real_to_half
from .integrators import write_step
from .system import Body, System

TINY = 1e-30  # smaller magnitudes are stored as 0: denormal numbers are slow on CPUs


@dataclass(frozen=True)
class Composition:
    """The update as text, with what it takes, gives and calls."""

    source: str
    types: dict[str, str]  # argument -> type, for those that are not real or an accumulator
    params: tuple[str, ...]
    half: tuple[bool, ...]  # per state: stored in 16 bits
    xi: bool
    uniform: bool
    functions: dict[str, Callable[..., Any]]


@cache
def composition(system: System, half: bool) -> Composition:
    """Compose the update; `half` stores the states that allow it in 16 bits.

    Raises ModelError where receptors, model and integrator do not fit each other.
    """
    system.check()
    body = Body(system)
    states = list(system.states)
    packed = [half and state.half for state in system.states.values()]
    halves = [name for name, is_half in zip(states, packed, strict=True) if is_half]
    _write_decode(body, halves)
    before = _write_before(body)
    scope = _write_arrivals(body) | before
    scope = write_step(body, scope)
    _write_spikes(body, scope)
    _write_scrub(body, halves)
    clash = body.targets & set(body.params)
    if clash:
        raise ModelError(f"{system.label}: the name {clash.pop()!r} is taken; rename the parameter")
    special = {"ref": "i32"} if system.refractory else {}
    special |= {"word_u": "u32"} if hasattr(system.cls, "probability") else {}
    special |= {f"word_r{k}": "u32" for k in range(len(halves))}
    ref = ["ref"] if system.refractory else []
    xi = ["xi"] if "xi" in system.used else []
    words = [name for name in special if name.startswith("word_")]
    acc = [f"acc_{name}" for name, _ in system.receptors]
    bad = [f"bad_{name}" for name in states]
    args = [*states, *ref, *acc, *xi, *words, *body.params]
    return Composition(
        source=body.define("update", args, [*states, *ref, "spiked", *bad]),
        types=special | dict.fromkeys(halves, "u32"),
        params=tuple(body.params),
        half=tuple(packed),
        xi=bool(xi),
        uniform="word_u" in special,
        functions=body.functions,
    )


def _write_decode(body: Body, halves: list[str]) -> None:
    """16-bit words to reals; the offset is what they are stored relative to."""
    if halves:
        body.functions |= {"half_to_real": half_to_real, "real_to_half": real_to_half}
        body.note("storage")
    for name in halves:
        offset = _offset(body, name)
        body.let(name, f"half_to_real({name})" + (f" + {offset}" if offset else ""))


def _write_before(body: Body) -> dict[str, str]:
    """The states at the beginning of the step that the threshold asks for."""
    threshold = getattr(body.system.cls, "threshold", None)
    asked = arguments(threshold) if threshold is not None else ()
    names = [name for name in asked if name.startswith(BEFORE)]
    for name in names:
        body.let(name, name.removeprefix(BEFORE))
    return {name: name for name in names}


def _offset(body: Body, state: str) -> str:
    given = body.system.states[state].offset is not None
    return body.param(f"{state}_offset") if given else ""


def _write_arrivals(body: Body) -> dict[str, str]:
    """Fixed-point sums to reals, and into the receptors' states."""
    system = body.system
    scope = {state: state for state in system.states} | {"xi": "xi"}
    if system.refractory:
        body.let("free", "ref == 0")
    if system.receptors:
        body.note("input")
    for part, (name, key) in zip(system.parts[1:], system.receptors, strict=True):
        arrived = f"in_{name}"
        scale, drive = body.param(f"scale_{name}"), body.param(f"drive_{name}")
        body.let(arrived, f"real(acc_{name}) * {scale} + {drive}")
        scope[arrived] = arrived
        if key.onto is not None:
            moved = f"{key.onto} + {arrived}"
            rests = system.held(key.onto)
            body.let(key.onto, f"{moved} if free else {key.onto}" if rests else moved)
        elif part.states:
            arrive = getattr(part.cls, "arrive")  # noqa: B009  (mypy: only subclasses have it)
            body.let(part.states, body.call(part, "arrive", arrive, {**scope, "input": arrived}))
    body.note(f"one step: {system.integrator}")
    return scope


def _chance(word):
    """A random word as a real in [0, 1): of full relative precision near 0, where rates are."""
    return min(real(i32(word >> 1)) * 2.0**-31, 1.0 - 2.0**-24)


def _write_spikes(body: Body, scope: dict[str, str]) -> None:
    """Threshold or probability, reset, refractory period. A non-finite state never spikes."""
    system = body.system
    cls, states = system.cls, system.model.states
    body.note("spikes")
    if hasattr(cls, "probability"):
        body.functions["chance_of"] = _chance
        chance = body.call(system.model, "probability", cls.probability, scope)
        conditions = [f"chance_of(word_u) < {chance}"]
    elif not cls.spikes():
        conditions = ["False"]
    else:
        threshold = getattr(cls, "threshold")  # noqa: B009  (mypy: only subclasses have it)
        conditions = [body.call(system.model, "threshold", threshold, scope)]
    conditions += ["free"] if system.refractory else []
    conditions += [f"isfinite({name})" for name in system.states]
    body.let("spiked", " and ".join(conditions))
    if hasattr(cls, "reset"):
        after = [f"reset_{name}" for name in states]
        body.let(after, body.call(system.model, "reset", cls.reset, scope))
        for name, value in zip(states, after, strict=True):
            body.let(name, f"{value} if spiked else {name}")
    if system.refractory:
        steps = body.param("ref_steps")
        body.let("ref", f"i32({steps}) if spiked else (0 if free else ref - 1)")


def _write_scrub(body: Body, halves: list[str]) -> None:
    """Non-finite values become the safe value and are flagged, tiny ones 0; pack 16-bit words."""
    if body.system.states:
        body.note("scrub and store")
    for name in body.system.states:
        body.let(f"bad_{name}", f"not isfinite({name})")
        safe = body.param(f"{name}_safe")
        body.let(name, f"{safe} if bad_{name} else (0.0 if abs({name}) < {TINY!r} else {name})")
    for k, name in enumerate(halves):
        offset = _offset(body, name)
        body.let(name, f"real_to_half({name}{f' - {offset}' if offset else ''}, word_r{k})")
