"""What a ConductanceNeuron is made of: parts that have the names its class body gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def own_values(p: Names, cls: type[Component], name: str) -> Names:
    """The values of a part that a neuron calls `name`, by the part's own names."""
    names = [*cls.parameters, *cls.constants]
    values = {own: p[f"{own}_{name}"] for own in names if f"{own}_{name}" in p}
    return Names(cls.__name__, values | {key: p[key] for key in ("dt",) if key in p})


def _renamed(
    function: Callable[[Names], Any], cls: type[Component], name: str
) -> Callable[[Names], Any]:
    return lambda p: function(own_values(p, cls, name))
