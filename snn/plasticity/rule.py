"""What a plasticity rule is: parameters, traces per neuron, and what spikes do to a weight.

    class Pair(PlasticityRule):
        tau = Param(20.0, "ms", above=0.0)
        rate = Param(0.01, "weight")
        w_min = Param(0.0, "weight"); w_max = Param(1.0, "weight")
        x = Trace("pre", lambda p: p.tau)       # decays with tau, jumps by 1 at a spike
        y = Trace("post", lambda p: p.tau)

        def on_pre(w, y, rate): return w - rate * y
        def on_post(w, x, rate): return w + rate * x

In a step all traces decay, then presynaptic arrivals act (on_pre), then postsynaptic spikes
(on_post), then the traces of the neurons that spiked jump: a pair within one step does not count.
Weights that the functions return are clipped to w_min .. w_max. `learn=False` leaves all of it out.

A rule may have more: values of each synapse besides its weight (`SynapseState`), which the
functions take and return after w; third factors (`Signal`), written by `projection["reward"] = ...`
and read by the functions, one value per target neuron; and `sweep`, which changes all synapses
at the end of every `interval` ms, a parameter:

        c = SynapseState("weight")
        reward = Signal("1/ms")
        interval = Param(1.0, "ms", above=0.0)

        def sweep(w, c, reward, interval): return w + c * reward * interval, 0.99 * c

A rule with `efficacy(w, x, ...)` instead changes no weight: it says what an arrival delivers, from
the presynaptic traces before that spike, at most |w|: greater magnitudes are cut to it, so let w be
the greatest efficacy. It is a part of the synapse, not of learning, and acts with `learn=False` as
well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..compose.rule import compose
from ..errors import ModelError
from ..numerics.mathfun import host
from ..parameters import Names, Parametrised, members
from ..program import RuleKind

_ROLES = ("on_pre", "on_post", "sweep", "efficacy")


class Trace:
    """A value of every pre- or postsynaptic neuron, 0 at first, that spikes change.

    side : "pre" or "post".
    tau : ms or `lambda p: ...`, the time constant of its decay; 0 forgets within a step.
    step : instead of tau, its value after a step, a function of traces of that side and parameters.
    spike : its value after a spike of the neuron, likewise; by default 1 is added.

    All traces of a neuron change together: each from the values that they had before.
    """

    def __init__(
        self,
        side: str,
        tau: float | Callable[[Names], float] | None = None,
        *,
        step: Callable[..., Any] | None = None,
        spike: Callable[..., Any] | None = None,
    ) -> None:
        if side not in ("pre", "post"):
            raise ModelError(f"Trace: side must be 'pre' or 'post'; got {side!r}")
        if (tau is None) == (step is None):
            raise ModelError("Trace: give one of tau= and step=")
        self.side, self.tau, self.step, self.spike = side, tau, step, spike


class Signal:
    """A third factor, such as reward: one value per target neuron, written between runs.

    unit : its unit. default : its first value.
    tau : ms or `lambda p: ...`, the time constant of its decay towards 0 while the network learns;
        None: it stays.
    """

    def __init__(
        self,
        unit: str,
        default: float = 0.0,
        tau: float | Callable[[Names], float | None] | None = None,
    ) -> None:
        self.unit, self.default, self.tau = unit, float(default), tau


class SynapseState:
    """A value of every synapse besides its weight, 0 at first, such as an eligibility trace."""

    def __init__(self, unit: str) -> None:
        self.unit = unit


def add_one(trace):
    """Every spike counts."""
    return trace + 1.0


def set_one(trace):
    """Only the latest spike counts."""
    return 1.0 + 0.0 * trace


# What a spike does to a trace, by how spikes pair.
PAIRINGS: dict[str, Callable[..., Any]] = {"all": add_one, "nearest": set_one}


class PlasticityRule(Parametrised):
    """Base class of plasticity rules; see the module's docstring for what a subclass defines.

    Parameters `w_min` and `w_max` bound the input that synapses can give: needed where weights
    change.
    """

    traces: ClassVar[dict[str, Trace]] = {}
    signals: ClassVar[dict[str, Signal]] = {}
    synaptic: ClassVar[dict[str, SynapseState]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.traces = members(cls, Trace)
        cls.signals = members(cls, Signal)
        cls.synaptic = members(cls, SynapseState)
        taken = ({"weight", "w", "dt"} | cls.parameters.keys()) & {
            *cls.traces, *cls.signals, *cls.synaptic
        }  # fmt: skip
        if taken:
            raise ModelError(f"{cls.__name__}: the name {min(taken)!r} is taken; choose another")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        name, roles = type(self).__name__, self.functions().keys() - {"bump"}
        if not roles:
            raise ModelError(f"{name} must define one of: {', '.join(_ROLES)}")
        if "efficacy" in roles and len(roles) > 1:
            raise ModelError(f"{name}: efficacy cannot stand beside {min(roles - {'efficacy'})}")
        needed = set() if "efficacy" in roles else {"w_min", "w_max"}
        needed |= {"interval"} if "sweep" in roles else set()
        missing = sorted(needed - self.params.keys())
        if missing:
            raise ModelError(f"{name} must have a parameter {missing[0]!r}")
        self.require_numbers()

    def functions(self) -> dict[str, Callable[..., Any]]:
        """The rule's functions by role, and bump, what a spike does to a trace without its own."""
        cls = type(self)
        own = {role: getattr(cls, role) for role in _ROLES if hasattr(cls, role)}
        return {"bump": add_one, **own}

    def compose(self, real: str) -> RuleKind:
        """The kind of this rule for a compute type, "f32" or "f64"."""
        cls: Any = type(self)  # a class is hashable, whatever its metaclass says to mypy
        return compose(cls, tuple(self.functions().items()), self.label, real)

    @property
    def label(self) -> str:
        """The rule with its options: STDP(additive, all)."""
        options = ", ".join(str(value) for value in self.options().values())
        return type(self).__name__ + (f"({options})" if options else "")

    def values(self, dt: float) -> Names:
        """As of every Parametrised; an interval of None is the nearest to 1 ms in whole steps."""
        rule = self
        if self.params.get("interval", 0.0) is None:
            rule = self.replace(interval=max(1, round(1.0 / dt)) * dt)
        return super(PlasticityRule, rule).values(dt)

    def parameter_values(self, dt: float) -> dict[str, float]:
        """Every parameter of the kind, in float64. dt : ms."""
        p = self.values(dt)
        decaying: dict[str, Trace | Signal] = {**self.traces, **self.signals}
        decays = {
            f"decay_{k}": _decay(f"{type(self).__name__}.{k}", dt, p, each.tau)
            for k, each in decaying.items()
            if each.tau is not None
        }
        table = {**p, **decays}
        return {name: float(table[name]) for name in self.compose("f64").params}

    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest weight that the rule can give; None if it changes none."""
        if "efficacy" in self.functions():
            return None
        return self.params["w_min"], self.params["w_max"]


def _decay(what: str, dt: float, p: Names, given: Any) -> float:
    """What is left after a step: nothing for tau = 0, all for None."""
    tau = given(p) if callable(given) else given
    if tau is None:
        return 1.0
    if not tau >= 0.0:
        raise ModelError(f"{what}: tau must be a time in ms, at least 0; got {tau!r}")
    return host.exp(-dt / tau) if tau else 0.0
