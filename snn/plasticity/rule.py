"""What a plasticity rule is: parameters, traces per neuron, and what spikes do to a weight.

    class Pair(PlasticityRule):
        tau = Param(20.0, "ms", above=0.0)
        rate = Param(0.01, "weight")
        w_min = Param(0.0, "weight"); w_max = Param(1.0, "weight")
        x = Trace("pre", lambda p: p.tau)       # decays with tau, jumps by 1 at a spike
        y = Trace("post", lambda p: p.tau)

        def on_pre(w, y, rate, w_min): return max(w - rate * y, w_min)
        def on_post(w, x, rate, w_max): return min(w + rate * x, w_max)

In a step all traces decay, then presynaptic arrivals act (on_pre), then postsynaptic spikes
(on_post), then the traces of the neurons that spiked jump: a pair within one step does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar

import numpy as np

from ..compose.fused import TINY
from ..errors import ModelError
from ..lang import Function, isfinite, parse
from ..model import arguments
from ..numerics.mathfun import host
from ..parameters import Names, Parametrised, members
from ..program import RuleKind

Functions = tuple[tuple[str, Callable[..., Any]], ...]  # role -> function, hashable


class Trace:
    """A trace of the pre- or postsynaptic neurons' spikes, which decays exponentially.

    side : "pre" or "post". tau : `lambda p: ...`, the time constant in ms.
    """

    def __init__(self, side: str, tau: Callable[[Names], float]) -> None:
        if side not in ("pre", "post"):
            raise ModelError(f"Trace: side must be 'pre' or 'post'; got {side!r}")
        self.side, self.tau = side, tau


def add_one(trace):
    """Every spike counts."""
    return trace + 1.0


def set_one(trace):
    """Only the latest spike counts."""
    return 1.0 + 0.0 * trace


def _decayed(trace, decay):
    """The trace after a step; tiny and non-finite values, which nothing needs, become 0."""
    after = trace * decay
    return after if isfinite(after) and after >= TINY else 0.0


class PlasticityRule(Parametrised):
    """Base class of plasticity rules; see the module's docstring for what a subclass defines.

    Parameters `w_min` and `w_max` are needed: they bound the input that synapses can give.
    """

    traces: ClassVar[dict[str, Trace]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.traces = members(cls, Trace)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        missing = {"w_min", "w_max"} - self.params.keys()
        if missing:
            raise ModelError(f"{type(self).__name__} must have a parameter {missing.pop()!r}")
        for name, value in self.params.items():
            if isinstance(value, np.ndarray):
                raise ModelError(
                    f"{type(self).__name__}: {name!r} must be one number for all synapses; "
                    f"got an array of shape {value.shape}"
                )

    def functions(self) -> dict[str, Callable[..., Any]]:
        """The rule's functions by role: on_pre, on_post, and bump, what a spike does to a trace."""
        cls: Any = type(self)
        return {"on_pre": cls.on_pre, "on_post": cls.on_post, "bump": add_one}

    def compose(self, real: str) -> RuleKind:
        """The kind of this rule for a compute type, "f32" or "f64"."""
        cls: Any = type(self)  # a class is hashable, whatever its metaclass says to mypy
        return _compose(cls, tuple(self.functions().items()), self.label, real)

    @property
    def label(self) -> str:
        """The rule with its options: STDP(additive, all)."""
        options = ", ".join(str(value) for value in self.options().values())
        return type(self).__name__ + (f"({options})" if options else "")

    def parameter_values(self, dt: float) -> dict[str, float]:
        """Every parameter of the kind, in float64. dt : ms."""
        p = self.values(dt)
        decays = {f"decay_{k}": host.exp(-dt / t.tau(p)) for k, t in type(self).traces.items()}
        table = {**p, **decays}
        return {name: float(table[name]) for name in self.compose("f64").params}

    def bounds(self) -> tuple[float, float]:
        """The least and the greatest weight that the rule can give."""
        return self.params["w_min"], self.params["w_max"]


@cache
def _compose(cls: type[Any], functions: Functions, label: str, real: str) -> RuleKind:
    by_role = dict(functions)
    sides = {side: [k for k, t in cls.traces.items() if t.side == side] for side in ("pre", "post")}
    if not (sides["pre"] and sides["post"]):
        raise ModelError(f"{cls.__name__} must have a Trace('pre', ...) and a Trace('post', ...)")
    known = (*cls.parameters, *cls.constants, "dt", *(f"decay_{k}" for k in cls.traces))
    used = {name for role in ("on_pre", "on_post") for name in arguments(by_role[role])}
    params = tuple(name for name in known if name in used or name.startswith("decay_"))
    both = ["w", *sides["pre"], *sides["post"]]

    def function(name: str, args: list[str], lines: Iterable[str], returns: list[str]) -> Function:
        head = f"def {name}({', '.join([*args, *params])}):"
        text = "\n    ".join([head, *lines, f"return {', '.join(returns)}"])
        return parse(text, real=real, names={**by_role, "decayed": _decayed}, file=label)

    def each(name: str, traces: list[str], call: str) -> Function:
        return function(name, traces, (f"{k} = {call.format(k=k)}" for k in traces), traces)

    def change(role: str) -> Function:
        given = arguments(by_role[role])
        for arg in given:
            if arg not in (*both, *known):
                names = ", ".join([*both, *known])
                raise ModelError(f"{cls.__name__}.{role}: argument {arg!r} is not one of: {names}")
        return function(role, both, [f"w = {role}({', '.join(given)})"], ["w"])

    return RuleKind(
        name=label,
        real=real,
        pre=tuple(sides["pre"]),
        post=tuple(sides["post"]),
        params=params,
        decay_pre=each("decay_pre", sides["pre"], "decayed({k}, decay_{k})"),
        bump_pre=each("bump_pre", sides["pre"], "bump({k})"),
        decay_post=each("decay_post", sides["post"], "decayed({k}, decay_{k})"),
        bump_post=each("bump_post", sides["post"], "bump({k})"),
        on_pre=change("on_pre"),
        on_post=change("on_post"),
    )
