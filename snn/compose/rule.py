"""A rule's functions rendered for a compute type: the RuleKind that backends compile."""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from ..lang import Function, isfinite, parse
from ..model import arguments
from ..program import RuleKind
from .fused import TINY

if TYPE_CHECKING:
    from ..plasticity.rule import PlasticityRule, Trace

Functions = tuple[tuple[str, Callable[..., Any]], ...]  # role -> function, hashable


def decayed(trace, decay):
    """A trace, never negative, after a step; tiny and non-finite values become 0."""
    after = trace * decay
    return after if isfinite(after) and after >= TINY else 0.0


def kept(value):
    """A value of any sign as it is stored; tiny and non-finite ones become 0."""
    return value if isfinite(value) and abs(value) >= TINY else 0.0


def bounded(w, w_min, w_max):
    """A weight within the bounds of its rule; NaN stays, to be counted where it is met."""
    return w_max if w > w_max else (w_min if w < w_min else w)


def limited(delivered, w):
    """What a synapse delivers, at most the magnitude of its weight: its input has room for that."""
    return max(min(delivered, abs(w)), -abs(w))


@cache
def compose(cls: type[PlasticityRule], functions: Functions, label: str, real: str) -> RuleKind:
    """The kind of a rule whose functions by role are `functions`."""
    return _Composer(cls, dict(functions), label, real).kind()


class _Composer:
    """Writes the functions of a RuleKind as text around a rule's own, and parses them."""

    def __init__(
        self, cls: type[PlasticityRule], functions: dict[str, Any], label: str, real: str
    ) -> None:
        self.cls, self.functions, self.label, self.real = cls, functions, label, real
        self.pre = [k for k, t in cls.traces.items() if t.side == "pre"]
        self.post = [k for k, t in cls.traces.items() if t.side == "post"]
        self.signals, self.local = list(cls.signals), list(cls.synaptic)
        decays = [f"decay_{k}" for k in _decaying(cls)]
        self.known = (*cls.parameters, *cls.constants, "dt")
        own = [t.step for t in cls.traces.values()] + [t.spike for t in cls.traces.values()]
        used = {name for f in (*functions.values(), *filter(None, own)) for name in arguments(f)}
        used |= {"w_min", "w_max"}  # what `_change` clips to
        self.params = (*(name for name in self.known if name in used), *decays)

    def kind(self) -> RuleKind:
        far = ["w", *self.local, *self.pre, *self.post, *self.signals]
        near = ["w", *self.local, *self.post, *self.signals]
        return RuleKind(
            name=self.label,
            real=self.real,
            pre=tuple(self.pre),
            post=(*self.post, *self.signals),
            signals=tuple(self.signals),
            local=tuple(self.local),
            params=self.params,
            decay_pre=self._traces("decay_pre", self.pre, self._step),
            bump_pre=self._traces("bump_pre", self.pre, self._spike),
            decay_post=self._traces("decay_post", [*self.post, *self.signals], self._step),
            bump_post=self._traces("bump_post", [*self.post, *self.signals], self._spike),
            on_pre=self._change("on_pre", far),
            on_post=self._change("on_post", far),
            sweep=self._change("sweep", near),
            efficacy=self._efficacy(),
        )

    def _function(
        self, name: str, args: list[str], lines: Iterable[str], out: list[str]
    ) -> Function:
        if not out:
            return Function(name, tuple((arg, self.real) for arg in (*args, *self.params)), (), ())
        head = f"def {name}({', '.join([*args, *self.params])}):"
        text = "\n    ".join([head, *lines, f"return {', '.join(out)}"])
        names = {**self.functions, "decayed": decayed, "kept": kept, "limited": limited}
        names["bounded"] = bounded
        for k, trace in self.cls.traces.items():
            names |= {f"step_{k}": trace.step, f"spike_{k}": trace.spike}
        return parse(text, real=self.real, names=names, file=self.label)

    def _traces(self, name: str, traces: list[str], call: Callable[[str], str]) -> Function:
        """All traces of a side change together: each from the values before."""
        lines = [f"next_{k} = {call(k)}" for k in traces]
        return self._function(name, traces, lines, [f"next_{k}" for k in traces])

    def _step(self, k: str) -> str:
        if k in self.signals:
            return f"kept({k} * decay_{k})" if k in _decaying(self.cls) else k
        trace = self.cls.traces[k]
        if trace.step is not None:
            return f"kept({self._call(f'step_{k}', trace.step, self._side(trace))})"
        return f"decayed({k}, decay_{k})"

    def _spike(self, k: str) -> str:
        if k in self.signals:
            return k
        trace = self.cls.traces[k]
        if trace.spike is not None:
            return f"kept({self._call(f'spike_{k}', trace.spike, self._side(trace))})"
        return f"bump({k})"

    def _side(self, trace: Trace) -> list[str]:
        return self.pre if trace.side == "pre" else self.post

    def _change(self, role: str, args: list[str]) -> Function | None:
        if role not in self.functions:
            return None
        call = self._call(role, self.functions[role], args)
        lines = [f"{', '.join(['w', *self.local])} = {call}"]
        lines += ["w = bounded(w, w_min, w_max)", *(f"{k} = kept({k})" for k in self.local)]
        return self._function(role, args, lines, ["w", *self.local])

    def _efficacy(self) -> Function | None:
        if "efficacy" not in self.functions:
            return None
        args = ["w", *self.pre]
        call = self._call("efficacy", self.functions["efficacy"], args)
        return self._function("efficacy", args, [], [f"limited({call}, w)"])

    def _call(self, name: str, function: Callable[..., Any], args: list[str]) -> str:
        given = arguments(function)
        for arg in given:
            if arg not in (*args, *self.known):
                names = ", ".join([*args, *self.known])
                raise ModelError(
                    f"{self.cls.__name__}.{name}: argument {arg!r} is not one of: {names}"
                )
        return f"{name}({', '.join(given)})"


def _decaying(cls: type[PlasticityRule]) -> list[str]:
    """Traces and signals that decay exponentially."""
    traces = [k for k, t in cls.traces.items() if t.step is None]
    return traces + [k for k, signal in cls.signals.items() if signal.tau is not None]
