"""A neuron composed of channels, a pool of calcium and graded releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ..errors import ModelError
from ..model import NeuronModel, Param, State, derived
from ..parameters import members
from .channel import Conductance
from .component import Component, bodies, named
from .membrane import Membrane, only_pool
from .release import Release

_WRITTEN = ("exponential_euler", "derivatives", "releases", "parts")  # what follows from the parts


class ConductanceNeuron(NeuronModel):
    """Base of one-compartment neurons whose class body names their channels:

        class Cell(ConductanceNeuron):
            Na = HH_Na(g=20000.0 * nS)
            K = HH_K(g=6000.0 * nS)
            leak = Leak(g=10.0 * nS, E=-60.0 * mV)

    C dv/dt = sum of g m^p h^q (E - v) + I, summed over the channels. Parameters and states carry
    the names of their parts: `Cell(g_Na=...)`, `population["m_Na"]`. With `Ca = CalciumPool()` the
    currents of every CalciumChannel change Ca; with `glut = GradedRelease()` the neuron reaches
    receptors `Graded` called "glut".

    A subclass, or a class that several others share, adds parts, or replaces those of the same
    name, or takes one away (`Na = None`, from the presets as well). A Param or State in the body
    stands for the one of that name that a part brings: `s_glut = State(0.1, "1", half=False)`.

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
    _body: ClassVar[Mapping[str, Any]]  # what the class body says
    _brought: ClassVar[Mapping[str, str]] = {}  # a name that a part has brought -> the part's name

    def __init_subclass__(cls, **options: Any) -> None:
        cls._body = dict(vars(cls))
        _check_body(cls)
        cls.parts = named(cls, Component)
        _assemble(cls)
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


def _check_body(cls: type[ConductanceNeuron]) -> None:
    """ModelError for what the parts would overwrite."""
    for base, body in zip(cls.__mro__, bodies(cls), strict=True):
        taken = [] if base in ConductanceNeuron.__mro__ else [n for n in _WRITTEN if n in body]
        if taken:
            raise ModelError(
                f"{cls.__name__}: {taken[0]!r} follows from the parts of a ConductanceNeuron; "
                "express it by parts (Channel, Release), or derive the class from NeuronModel"
            )


def _assemble(cls: type[ConductanceNeuron]) -> None:
    """Give a class the parameters, states and functions that follow from its parts."""
    made = _made(cls)
    before = {key: n for base in cls.__mro__ for key, n in vars(base).get("_brought", {}).items()}
    kept = made.keys() | cls.parts.keys()
    stale = {key: _said(cls, key, n, None) for key, n in before.items() if key not in kept}
    for key, value in (stale | {key: value for key, (_, value) in made.items()}).items():
        setattr(cls, key, value)
        if hasattr(value, "__set_name__"):
            value.__set_name__(cls, key)
    gone = [key for key, value in stale.items() if value is None]
    if gone and "presets" not in cls._body:
        cls.presets = {
            name: {key: value for key, value in preset.items() if key not in gone}
            for name, preset in cls.presets.items()
        }
    cls._brought = {key: name for key, (name, _) in made.items()}
    cls.releases = {k: f"s_{k}" for k, part in cls.parts.items() if isinstance(part, Release)}
    _check_states(cls)
    if any(isinstance(part, Conductance) for part in cls.parts.values()):
        membrane = Membrane(cls.__name__, cls.parts, list(members(cls, State)))
        for function in (membrane.exponential_euler(), membrane.derivatives()):
            setattr(cls, function.file.rpartition(".")[2], function)


def _made(cls: type[ConductanceNeuron]) -> dict[str, tuple[str, Any]]:
    """Name -> (the part that brings it, what it is: the part's, or what a class body says)."""
    pool = only_pool(cls.__name__, cls.parts)
    calcium = None if pool is None else (pool, cls.parts[pool])
    own = members(ConductanceNeuron, object)
    made: dict[str, tuple[str, Any]] = {}
    for name, part in cls.parts.items():
        for key, value in {name: None, **part.neuron_attributes(name, calcium)}.items():
            if key in made or key in own or not key.isascii():
                why = "is taken" if key.isascii() else "is not ASCII"
                raise ModelError(
                    f"{cls.__name__}: the name {key!r}, which {name!r} brings, {why}; "
                    "give the part another name"
                )
            if value is None:
                continue
            said = _said(cls, key, name, value)
            if not isinstance(said, type(value)):
                raise ModelError(
                    f"{cls.__name__}: {key!r} is a {type(value).__name__} that the part {name!r} "
                    f"brings, and only another {type(value).__name__} can replace it; got {said!r}"
                )
            made[key] = name, said
    return made


def _said(cls: type[ConductanceNeuron], key: str, part: str, default: Any) -> Any:
    """What a class body says of a name that a part brings, if no nearer one says what the part is;
    else `default`.
    """
    for body in bodies(cls):
        if key in body and key != part:
            return body[key]
        if part in body:
            return default
    return default


def _check_states(cls: type[ConductanceNeuron]) -> None:
    """ModelError for a state whose equation nothing gives."""
    extra = [key for key in members(cls, State) if key != "v" and key not in cls._brought]
    if extra:
        raise ModelError(
            f"{cls.__name__}: nothing says how the state {extra[0]!r} changes, for the equations "
            "of a ConductanceNeuron follow from its parts; make it the gate of a Channel, or "
            "derive the class from NeuronModel"
        )
