"""What a neuron model is: parameters, states and a few plain functions in a class body.

A function's argument names say what it uses: states, parameters, derived constants, `I` (the input
current), `dt` (ms) and `xi` (a standard normal per neuron and step). Functions that give states
give all of them, in the order of their declaration:

    derivatives(...)  d/dt of every state, for the integrators euler, heun, rk4 and, where they are
                      affine in the states and the input, exact. A term noise * xi stands for white
                      noise if noise is proportional to 1/sqrt(dt).
    step(...)         every state after one step, for a model with a scheme of its own; any name
                      listed in `integrators` that is not a general scheme is such a function
    threshold(...)    whether the neuron spikes, or
    probability(...)  the probability that it spikes in this step
    reset(...)        every state after a spike

threshold may use `before_v`, what v was when the step began (and the like of any state): a model
that is not reset spikes where v crosses a value upward.

A class attribute `output = "r"` names the state that projections onto "I" read: a rate model. It
may do without threshold and probability; then it never spikes. `releases = {"glut": "s"}` names
what graded synapses read: a projection onto a receptor Graded called "glut" carries the state s.

A parameter `t_ref` (ms) gives the model a refractory period, in which states with `held=True` rest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .errors import ModelError
from .lang.source import Written
from .parameters import Names, Parametrised, members
from .parameters import Param as Param
from .parameters import derived as derived

if TYPE_CHECKING:
    from .receptors import Receptor

GENERAL = ("euler", "heun", "rk4")
LANGUAGE = ("I", "dt", "xi")  # names that functions may use besides the model's own
BEFORE = "before_"  # of a state's name: its value when the step began, for threshold(...)
_OWN = frozenset((*LANGUAGE, "ref", "free", "spiked", "fired", "chance_word", "real"))


class State:
    """A state variable of a model or receptor.

    default : its first value, which also replaces a non-finite one: a number, or `lambda p: ...` of
        the parameters.
    half : whether float16 precision stores it in 16 bits.
    offset : number or `lambda p: ...`, subtracted before it is stored in 16 bits: the value that it
        stays near, where 16 bits resolve best.
    held : whether it rests during the refractory period.
    """

    name = ""

    def __init__(
        self,
        default: float | Callable[[Any], Any],
        unit: str,
        doc: str = "",
        *,
        half: bool = True,
        offset: float | Callable[[Any], Any] | None = None,
        held: bool = False,
    ) -> None:
        self.default, self.unit, self.doc = default, unit, doc
        self.half, self.offset, self.held = half, offset, held

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def first(self, p: Names) -> Any:
        """The default for parameters `p`."""
        return self.default(p) if callable(self.default) else self.default

    def origin(self, p: Names) -> Any:
        """The offset for parameters `p`, 0 if there is none."""
        return self.offset(p) if callable(self.offset) else self.offset or 0.0


def arguments(function: Callable[..., Any] | Written) -> tuple[str, ...]:
    """The names of a function's arguments."""
    if isinstance(function, Written):
        return function.arguments
    return tuple(inspect.signature(function).parameters)


class NeuronModel(Parametrised):
    """Base class of neuron models; see the module's docstring for what a subclass defines.

    integrator : one of the class's `integrators`, the first by default.
    preset : the name of a published set of parameters; single ones can be given on top of it.

    Raises ModelError for an unknown name or a value out of range.
    """

    states: ClassVar[dict[str, State]] = {}
    integrators: ClassVar[tuple[str, ...]] = ()
    output: ClassVar[str | None] = None  # the state that rate projections read
    releases: ClassVar[Mapping[str, str]] = {}  # Graded receptor -> the state that reaches it
    presets: ClassVar[Mapping[str, Mapping[str, float]]] = {}
    receptors: ClassVar[Mapping[str, Receptor]] = {}  # a population's, unless it names others

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.states = members(cls, State)
        if "integrators" not in vars(cls):
            cls.integrators = _integrators(cls)
        _check_names(cls)
        _check_used(cls)
        _check_output(cls)

    def __init__(
        self, *args: Any, integrator: str | None = None, preset: str | None = None, **values: Any
    ) -> None:
        cls = type(self)
        if not (cls.spikes() or cls.output):
            raise ModelError(f"{cls.__name__} defines neither threshold(...) nor probability(...)")
        self.integrator = cls.integrators[0] if integrator is None else integrator
        if self.integrator not in cls.integrators:
            known = ", ".join(cls.integrators)
            raise ModelError(f"{cls.__name__}: integrator {integrator!r} is not one of: {known}")
        if cls.states and not hasattr(cls, dynamics(self.integrator)):
            raise ModelError(
                f"{cls.__name__} defines no {dynamics(self.integrator)}(...), which integrator "
                f"{self.integrator!r} calls; define derivatives(...) or step(...) to say how its "
                f"states change: {', '.join(cls.states)}"
            )
        if preset is not None and preset not in cls.presets:
            known = ", ".join(cls.presets) or "none"
            raise ModelError(f"{cls.__name__}: preset {preset!r} is not one of: {known}")
        known_set = {} if preset is None else cls.presets[preset]
        super().__init__(*args, **{**known_set, **values})

    @classmethod
    def spikes(cls) -> bool:
        """Whether neurons of this model can spike."""
        return hasattr(cls, "threshold") or hasattr(cls, "probability")

    def options(self) -> dict[str, Any]:
        default = type(self).integrators[0]
        return {} if self.integrator == default else {"integrator": self.integrator}

    @property
    def key(self) -> tuple[type[NeuronModel], str]:
        """What models that share compiled code have in common."""
        return type(self), self.integrator

    def default_receptors(self) -> dict[str, Receptor]:
        """The receptors of a population of this model that names none."""
        return dict(type(self).receptors)


def dynamics(integrator: str) -> str:
    """The name of the model function that an integrator calls."""
    return "derivatives" if integrator in (*GENERAL, "exact") else integrator


def model_functions(cls: type[NeuronModel]) -> dict[str, Callable[..., Any]]:
    """The functions of a model, by role."""
    own = [dynamics(name) for name in cls.integrators]
    roles = dict.fromkeys(["derivatives", *own, "threshold", "probability", "reset"])
    return {role: getattr(cls, role) for role in roles if hasattr(cls, role)}


def _check_names(cls: type[NeuronModel]) -> None:
    """ModelError at the definition of a class whose functions use names that it does not have."""
    declared = [*cls.states, *cls.parameters, *cls.constants]
    for name in declared:
        if name in _OWN or declared.count(name) > 1:
            raise ModelError(f"{cls.__name__}: the name {name!r} is taken; choose another")
    for role, function in model_functions(cls).items():
        before = [BEFORE + name for name in cls.states] if role == "threshold" else []
        for name in arguments(function):
            if name not in declared and name not in LANGUAGE and name not in before:
                known = ", ".join([*declared, *LANGUAGE])
                raise ModelError(f"{cls.__name__}.{role}: argument {name!r} is not one of: {known}")


def _integrators(cls: type[NeuronModel]) -> tuple[str, ...]:
    """The integrators of a class that lists none: a base's where its functions are there."""
    if any(hasattr(cls, dynamics(name)) for name in cls.integrators):
        return cls.integrators
    if hasattr(cls, "derivatives"):
        return GENERAL
    return ("step",) if hasattr(cls, "step") else cls.integrators or ("step",)


def _check_used(cls: type[NeuronModel]) -> None:
    """ModelError at the definition of a class that defines a function which nothing calls."""
    called = {dynamics(name) for name in cls.integrators}
    for role, listed in (("step", ("step",)), ("derivatives", GENERAL)):
        if role in vars(cls) and role not in called:
            raise ModelError(
                f"{cls.__name__}: none of its integrators ({', '.join(cls.integrators)}) calls "
                f"{role}(...); set integrators = {listed} in the class, or remove the function"
            )
    if "threshold" in vars(cls) and hasattr(cls, "probability"):
        raise ModelError(
            f"{cls.__name__}: threshold(...) is not called in a model that has probability(...); "
            "define one of them"
        )


def _check_output(cls: type[NeuronModel]) -> None:
    """ModelError at the definition of a class whose output is not a state in full precision."""
    named = {"output =": cls.output} if cls.output is not None else {}
    named |= {f"releases[{key!r}] =": name for key, name in cls.releases.items()}
    for what, name in named.items():
        state = cls.states.get(name)
        if state is None or state.half:
            known = ", ".join(name for name, each in cls.states.items() if not each.half) or "none"
            raise ModelError(
                f"{cls.__name__}: {what} {name!r} must be one of its states that are declared "
                f"with half=False, for products read it as it is; such states are: {known}"
            )
