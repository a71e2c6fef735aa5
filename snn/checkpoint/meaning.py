"""What equations and definitions mean, as data: a checkpoint continues only with the same ones.

The equations that run are compared by a hash of their translation; what is computed on the host
(derived constants, defaults, offsets, time constants) by the numbers that come out of it, in the
compute type: those are all that a step sees of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..compose.least_squares import functions
from ..errors import CheckpointError
from ..program import Arena, Array, Learn
from ..program.rates import RateChange, RateDeliver
from ..program.regress import Regress

# Fixed-point scales and drives follow from what the file holds, not from definitions.
_NOT_DEFINED = ("scale_", "drive_")


def of_arena(arena: Arena) -> Any:
    """The hash of an arena's equations, and the numbers that its populations' definitions give."""
    values = {name: _values_of(arena, i) for i, name in enumerate(arena.names)}
    return {"hash": _hash(arena.kind and arena.kind.update), "values": values}


def check_arena(saved: Any, arena: Arena, path: Path) -> None:
    """CheckpointError unless the arena means what `of_arena` saved."""
    now = of_arena(arena)
    _same_hash(saved["hash"], now["hash"], f"populations {arena.name}", path)
    for name, values in saved["values"].items():
        _same_values(values, now["values"].get(name, {}), f"population {name!r}", path)


def of_rule(stage: Learn) -> Any:
    """The hash of a plasticity rule's functions, and the numbers that its definitions give."""
    kind = stage.kind
    traces = (kind.decay_pre, kind.decay_post, kind.bump_pre, kind.bump_post)
    functions = (*traces, kind.on_pre, kind.on_post, kind.sweep, kind.efficacy)
    values = {name: float(v) for name, v in zip(kind.params, stage.params, strict=True)}
    values |= {"the greatest weight": stage.limit, "the least weight": stage.safe}
    return {"hash": _hash(functions), "values": values}


def check_rule(saved: Any, stage: Learn, path: Path) -> None:
    """CheckpointError unless the rule means what `of_rule` saved."""
    now = of_rule(stage)
    what = f"projection {stage.label!r}"
    _same_hash(saved["hash"], now["hash"], what, path)
    _same_values(saved["values"], now["values"], what, path)


def of_regression(stage: Regress) -> Any:
    """The hash of what recursive least squares does, and the numbers that its definitions give."""
    names = ("decay", "rate", "tau", "every", "begin", "end", "period", "low", "high")
    values: dict[str, float] = {name: getattr(stage, name) for name in names}
    return {"hash": _hash(functions(stage.real)), "values": values}


def check_regression(saved: Any, stage: Regress, path: Path) -> None:
    """CheckpointError unless the stage means what `of_regression` saved."""
    now = of_regression(stage)
    what = f"projection {stage.label!r}"
    _same_hash(saved["hash"], now["hash"], what, path)
    _same_values(saved["values"], now["values"], what, path)


def of_change(rule: RateChange) -> Any:
    """The hash of a rate rule's update, and the numbers that its parameters give."""
    return {"hash": _hash(rule.update), "values": {"the parameters": rule.params.tolist()}}


def check_change(saved: Any, stage: RateDeliver, path: Path) -> None:
    """CheckpointError unless the rate rule means what `of_change` saved."""
    assert isinstance(stage.rule, RateChange)
    now, what = of_change(stage.rule), f"projection {stage.label!r}"
    _same_hash(saved["hash"], now["hash"], what, path)
    _same_values(saved["values"], now["values"], what, path)


def _values_of(arena: Arena, index: int) -> dict[str, float | str]:
    """Parameter -> its number for the index-th population, or a hash of one number per neuron."""
    if arena.kind is None:
        return {}
    lo, hi = int(arena.starts[index]), int(arena.starts[index + 1])
    table: dict[str, float | str] = {}
    for name in _defined(arena.kind.params):
        values: Array = arena.params[name]
        each = name in arena.kind.arrays
        table[name] = _digest(values[lo:hi].tobytes()) if each else float(values[index])
    return table


def _defined(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(_NOT_DEFINED)]


def _hash(meaning: Any) -> str:
    """A hash of translated equations: comments and layout do not count, a changed sign does."""
    return _digest(repr(meaning).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _same_hash(saved: str, now: str, what: str, path: Path) -> None:
    if saved != now:
        raise CheckpointError(
            f"{path}: the equations of {what} have changed since this file was written; "
            "load it with the models it was saved with"
        )


def _same_values(saved: dict[str, Any], now: dict[str, Any], what: str, path: Path) -> None:
    for name in [*saved, *(now.keys() - saved.keys())]:
        before, after = saved.get(name), now.get(name)
        if before != after:
            given = f": {before} then, {after} now" if isinstance(before, float) else ""
            raise CheckpointError(
                f"{path}: the definitions of {what} have changed since this file was written: they "
                f"give {name} another value{given}; load it with the models it was saved with"
            )
