"""A neuron composed of channels, a pool of calcium and graded releases."""

from __future__ import annotations

from typing import Any, ClassVar

from ..errors import ModelError
from ..model import NeuronModel, Param, State, derived
from ..parameters import members
from .channel import Conductance
from .component import Component
from .membrane import Membrane, only_pool
from .release import Release


class ConductanceNeuron(NeuronModel):
    """Base of one-compartment neurons whose class body names their channels:

        class Cell(ConductanceNeuron):
            Na = HH_Na(g=20000.0 * nS)
            K = HH_K(g=6000.0 * nS)
            leak = Leak(g=10.0 * nS, E=-60.0 * mV)

    C dv/dt = sum of g m^p h^q (E - v) + I, summed over the channels. Parameters and states carry
    the names of their parts: `Cell(g_Na=...)`, `population["m_Na"]`. With `Ca = CalciumPool()` the
    currents of every CalciumChannel change Ca; with `glut = GradedRelease()` the neuron reaches
    receptors `Graded` called "glut". A subclass adds parts, or replaces those of the same name, or
    takes one away (`Na = None`).

    The default integrator `exponential_euler` lets the gates relax at the present v, then v with
    the new gates (as Dayan & Abbott 2001, ch. 5 and 6): stable at 0.1 ms, and of order 2 where the
    gates are seen as half a step ahead of v. euler, heun and rk4 need much smaller steps. v is
    never reset: a spike is v crossing v_thresh upward.

    Raises ModelError, at the definition of the class, for parts that do not fit each other.
    """

    C = Param(100.0, "pF", "capacitance", above=0.0)
    v_init = Param(-60.0, "mV", "potential at the beginning; gates are in their steady state there")
    v_thresh = Param(0.0, "mV", "potential whose upward crossing is a spike")
    per_C = derived(lambda p: 1.0 / p.C, "1/pF")
    v = State(lambda p: p.v_init, "mV", offset=lambda p: p.v_init)

    integrators = ("exponential_euler", "euler", "heun", "rk4")
    parts: ClassVar[dict[str, Component]] = {}
    _made: ClassVar[frozenset[str]] = frozenset()  # names that the parts have brought

    def __init_subclass__(cls, **options: Any) -> None:
        own = vars(cls)
        kept = {k: part for k, part in cls.parts.items() if own.get(k, part) is not None}
        parts = kept | {k: part for k, part in own.items() if isinstance(part, Component)}
        _assemble(cls, parts)
        super().__init_subclass__(**options)

    def __init__(self, *args: Any, **values: Any) -> None:
        if not any(isinstance(part, Conductance) for part in self.parts.values()):
            raise ModelError(
                f"{type(self).__name__} has no channels; name them in the body of a subclass, "
                "such as leak = Leak(g=10 * nS, E=-60 * mV)"
            )
        super().__init__(*args, **values)

    def threshold(v, before_v, v_thresh):
        return v > v_thresh and before_v <= v_thresh


def _assemble(cls: type[ConductanceNeuron], parts: dict[str, Component]) -> None:
    """Give a class the parameters, states and functions that follow from its parts."""
    pool = only_pool(cls.__name__, parts)
    calcium = None if pool is None else (pool, parts[pool])
    made: dict[str, Any] = {}
    for name, part in parts.items():
        for key, value in part.neuron_attributes(name, calcium).items():
            if key in made or (key in members(ConductanceNeuron, object) and key != name):
                raise ModelError(
                    f"{cls.__name__}: the name {key!r}, which {name!r} brings, is taken; "
                    "give the part another name"
                )
            made[key] = value
    for stale in cls._made - made.keys():
        setattr(cls, stale, None)
    for key, value in made.items():
        setattr(cls, key, value)
        if hasattr(value, "__set_name__"):
            value.__set_name__(cls, key)
    cls.parts, cls._made = parts, frozenset(made)
    cls.releases = {k: f"s_{k}" for k, part in parts.items() if isinstance(part, Release)}
    if any(isinstance(part, Conductance) for part in parts.values()):
        membrane = Membrane(cls.__name__, parts, list(members(cls, State)))
        for function in (membrane.exponential_euler(), membrane.derivatives()):
            setattr(cls, function.file.rpartition(".")[2], function)
