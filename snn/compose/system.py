"""A neuron with its receptors as one system: its states, and calls of its functions as text.

The fused update is written as Python text (see `update`). A `Body` collects its lines together with
the parameters that they use and the functions that they call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from ..errors import ModelError
from ..model import NeuronModel, State, arguments, dynamics
from ..receptors import Receptor, ReceptorKey

Receptors = tuple[tuple[str, ReceptorKey], ...]


# Names that the fused update uses itself, and how those begin that it makes of other names.
_OWN = ("free", "fired", "ref", "ref_steps", "spiked")
_MADE = ("acc_", "bad_", "before_", "d_", "drive_", "in_", "next_", "reset_", "scale_", "word_")
_MEANT = "a name that the fused update makes"


def _is_made(name: str) -> bool:
    return name in _OWN or name.startswith(_MADE)


@dataclass(frozen=True)
class Part:
    """The model (no suffix) or a receptor ("_ge") within the system."""

    cls: type[NeuronModel] | type[Receptor]
    suffix: str = ""
    key: ReceptorKey | None = None

    @property
    def names(self) -> dict[str, str]:
        """Name of a state in the class -> name in the system."""
        if self.key is None:
            return {name: name for name in self.cls.states}
        base = self.suffix[1:]
        return {name: base if name == "g" else f"{base}_{name}" for name in self.cls.states}

    @property
    def states(self) -> list[str]:
        return list(self.names.values())

    @property
    def declared(self) -> list[str]:
        """Every name that it brings into the system."""
        own = [f"{name}{self.suffix}" for name in (*self.cls.parameters, *self.cls.constants)]
        return [*self.states, *own]

    @property
    def linear(self) -> bool:
        """Whether it is a receptor with states that change linearly."""
        return self.key is not None and self.key.cls.linear and bool(self.names)


@dataclass(frozen=True)
class System:
    """A model, an integrator and receptors."""

    cls: type[NeuronModel]
    integrator: str
    receptors: Receptors

    @property
    def model(self) -> Part:
        return Part(self.cls)

    @property
    def parts(self) -> list[Part]:
        """The model, then the receptors in their order."""
        return [self.model, *(Part(key.cls, f"_{name}", key) for name, key in self.receptors)]

    @property
    def states(self) -> dict[str, State]:
        """Every state by its name in the system."""
        return {p.names[own]: state for p in self.parts for own, state in p.cls.states.items()}

    @property
    def refractory(self) -> bool:
        return "t_ref" in self.cls.parameters

    @property
    def label(self) -> str:
        """The system in words: LIF[euler](ge: Exponential, gi: Exponential)."""
        receptors = ", ".join(f"{name}: {key}" for name, key in self.receptors)
        return f"{self.cls.__name__}[{self.integrator}]({receptors})"

    @property
    def dynamics(self) -> str:
        """The name of the model function that the integrator calls."""
        return dynamics(self.integrator)

    @property
    def used(self) -> set[str]:
        """The argument names of the model's functions that an update calls."""
        roles = (self.dynamics, "threshold", "probability", "reset")
        functions = [getattr(self.cls, role) for role in roles if hasattr(self.cls, role)]
        return {name for function in functions for name in arguments(function)}

    @property
    def propagated(self) -> list[str]:
        """The states of linear receptors."""
        return [s for p in self.parts if p.linear for s in p.states]

    def held(self, state: str) -> bool:
        """Whether a state rests during the refractory period."""
        return self.refractory and self.states[state].held

    def check(self) -> None:
        """ModelError if the receptors do not fit the model and the integrator."""
        taken = {*self.model.declared, "I", "dt", "xi", *_OWN}
        for name in self.model.declared:
            if _is_made(name):
                raise ModelError(
                    f"{self.cls.__name__}: {name!r} needs another name: it is {_MEANT}"
                )
        for part, (name, key) in zip(self.parts[1:], self.receptors, strict=True):
            what = f"{self.cls.__name__}: receptor {name!r}"
            clash = taken & {name, *part.declared}
            made = [each for each in (name, *part.declared) if _is_made(each)]
            if clash or made or not name.isidentifier() or iskeyword(name):
                why = "it must be an identifier"
                why = f"{made[0]!r} is {_MEANT}" if made else why
                why = f"{sorted(clash)[0]!r} is taken" if clash else why
                raise ModelError(f"{what} needs another name: {why}")
            taken |= {name, *part.declared}
            self._check_use(what, key)

    def _check_use(self, what: str, key: ReceptorKey) -> None:
        if key.onto is not None:
            if key.onto not in self.cls.states:
                known = ", ".join(self.cls.states) or "none"
                raise ModelError(f"{what}: onto={key.onto!r} is not one of its states: {known}")
            return
        missing = [role for role in ("arrive", "derivatives") if not hasattr(key.cls, role)]
        if key.cls.states and missing:
            raise ModelError(f"{what}: {key.cls.__name__} has states but no {missing[0]}(...)")
        if key.cls.states and "g" not in key.cls.states and not hasattr(key.cls, "current"):
            raise ModelError(f"{what}: {key.cls.__name__} has no state g; define current(...)")
        if "I" not in self.used:
            raise ModelError(f"{what}: {self.cls.__name__} takes no input; give it no receptors")
        uses = set(arguments(key.current())) & set(self.cls.states) if key.cls.states else set()
        if self.integrator == "exact" and (uses or not key.cls.linear):
            other = next((i for i in self.cls.integrators if i != "exact"), "euler")
            raise ModelError(
                f"{what}: integrator 'exact' takes current-based linear receptors; {key} depends "
                f"on {', '.join(sorted(uses)) or 'its states non-linearly'}: "
                f"write {self.cls.__name__}(integrator={other!r}) or reversal=None"
            )


def takes_current(model: object) -> bool:
    """Whether a model has functions that use the input current I; a SpikeSource has none."""
    return isinstance(model, NeuronModel) and (
        "I" in System(type(model), model.integrator, ()).used
    )


@dataclass
class Body:
    """Lines of a function in the making, with what they use."""

    system: System
    lines: list[str] = field(default_factory=list)
    params: dict[str, None] = field(default_factory=dict)
    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    targets: set[str] = field(default_factory=set)

    def param(self, name: str) -> str:
        """Note that a parameter is used; gives its name."""
        self.params[name] = None
        return name

    def let(self, target: str | Iterable[str], expression: str) -> None:
        """Write an assignment."""
        names = [target] if isinstance(target, str) else list(target)
        self.targets.update(names)
        self.lines.append(f"{', '.join(names)} = {expression}")

    def note(self, comment: str) -> None:
        self.lines.append(f"# {comment}")

    def call(
        self, part: Part, role: str, function: Callable[..., Any], scope: Mapping[str, str]
    ) -> str:
        """The text of a call; `scope`: names in the system, and I, xi, input -> expression."""
        given = []
        for name in arguments(function):
            if name in part.names:
                given.append(scope[part.names[name]])
            elif name in part.cls.parameters or name in part.cls.constants:
                given.append(self.param(name + part.suffix))
            elif name == "dt":
                given.append(self.param("dt"))
            elif name in scope:
                given.append(scope[name])
            else:
                known = ", ".join(self.system.cls.states) or "none"
                raise ModelError(
                    f"{self.system.cls.__name__}: {part.cls.__name__}.{role} uses {name!r}, which "
                    f"is neither its own nor one of the model's states: {known}"
                )
        label = role + part.suffix
        self.functions[label] = function
        return f"{label}({', '.join(given)})"

    def define(self, name: str, args: Iterable[str], returns: Iterable[str]) -> str:
        """The whole function as text."""
        head = f"def {name}({', '.join(args)}):"
        last = f"return {', '.join(returns)}"
        return "\n    ".join([head, *self.lines, last]) + "\n"
