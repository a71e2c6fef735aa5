"""What a ConductanceNeuron is made of: parts that have the names its class body gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import ModelError
from ..model import State
from ..parameters import Derived, Names, Param, Parametrised


class Component(Parametrised):
    """A part of a composed neuron: a channel, a calcium pool, a release.

    A neuron that calls it "Na" has its parameter g under the name "g_Na", with the part's own value
    as the default. One that has no value must be given to the neuron.
    """

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.require_numbers("neurons")

    def neuron_attributes(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, Any]:
        """Params, constants and States of a neuron that calls it `name`.

        calcium : the neuron's pool with its name, if it has one.
        """
        own: dict[str, Any] = {}
        for key, param in type(self).parameters.items():
            low, high, above = param.range.low, param.range.high, param.range.above
            doc = f"{param.doc or key} of {name}"
            value = self.params[key]
            own[f"{key}_{name}"] = Param(value, param.unit, doc, above=above, low=low, high=high)
        for key, constant in type(self).constants.items():
            function = _renamed(constant.function, type(self), name)
            own[f"{key}_{name}"] = Derived(function, constant.unit, constant.range)
        return own | self.neuron_states(name, calcium)

    def neuron_states(self, name: str, calcium: tuple[str, Any] | None) -> dict[str, State]:
        """The states alone."""
        return {}


def bodies(cls: type) -> list[Mapping[str, Any]]:
    """What the bodies of a class and of its bases say, the class's first.

    A composed neuron keeps its body, for the names that its parts bring come on top of it.
    """
    return [vars(base).get("_body", vars(base)) for base in cls.__mro__]


def named(cls: type, kind: type) -> dict[str, Any]:
    """The attributes of a class that are of `kind`, base classes' first; None takes one away.

    Raises ModelError for a class where its object is meant, and for anything else that hides one.
    """
    found: dict[str, Any] = {}
    for body in reversed(bodies(cls)):
        for name, value in body.items():
            if isinstance(value, type) and issubclass(value, kind):
                raise ModelError(
                    f"{cls.__name__}: {name!r} is the class {value.__name__} itself; write "
                    f"{name} = {value.__name__}(...)"
                )
            if isinstance(value, kind) or (value is None and name in found):
                found[name] = value
            elif found.get(name) is not None:
                raise ModelError(
                    f"{cls.__name__}: {name!r} is a {type(found[name]).__name__} of a base class, "
                    f"which {value!r} would hide; use another name, or take it away: {name} = None"
                )
    return {name: value for name, value in found.items() if value is not None}


def own_values(p: Names, cls: type[Component], name: str) -> Names:
    """The values of a part that a neuron calls `name`, by the part's own names."""
    names = [*cls.parameters, *cls.constants]
    values = {own: p[f"{own}_{name}"] for own in names if f"{own}_{name}" in p}
    return Names(cls.__name__, values | {key: p[key] for key in ("dt",) if key in p})


def _renamed(
    function: Callable[[Names], Any], cls: type[Component], name: str
) -> Callable[[Names], Any]:
    return lambda p: function(own_values(p, cls, name))
