"""What a rule of rate projections is: parameters, and what rates do to a weight.

    class Hebb(RateRule):
        rate = Param(1e-3, "1")

        def update(w, pre, post, rate):
            return w + rate * pre * post

`pre` is the rate of the presynaptic neuron at the end of the step before, which the projection
delivers in this step; `post` is the postsynaptic one's at the end of this step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ModelError
from ..lang import Function, parse
from ..model import arguments
from ..parameters import Parametrised

_GIVEN = ("w", "pre", "post")


class RateRule(Parametrised):
    """Base class of rules for rate projections; see the module's docstring.

    every : ms between updates, a whole number of steps; None: one step. The rule acts in steps
        whose number is a multiple of it.
    """

    def __init__(self, *args: Any, every: float | None = None, **values: Any) -> None:
        name = type(self).__name__
        if every is not None and not (isinstance(every, (int, float, np.number)) and every > 0):
            raise ModelError(f"{name}: every must be a time in ms > 0 or None; got {every!r}")
        self.every = None if every is None else float(every)
        super().__init__(*args, **values)
        self.require_numbers()

    def options(self) -> dict[str, Any]:
        return {} if self.every is None else {"every": self.every}

    def bounds(self) -> None:
        """None: weights of rate projections are not bounded."""

    @property
    def label(self) -> str:
        return type(self).__name__

    def compose(self, real: str) -> tuple[Function, tuple[str, ...]]:
        """`update(w, pre, post, params...)` in a compute type, and the names of the params.

        Raises ModelError for an unknown argument, TranslationError for what is not in the language.
        """
        cls = type(self)
        update: Callable[..., Any] | None = getattr(cls, "update", None)
        if update is None:
            raise ModelError(f"{cls.__name__} must define update(w, pre, post, ...)")
        known = (*cls.parameters, *cls.constants, "dt")
        given = arguments(update)
        for name in given:
            if name not in (*_GIVEN, *known):
                names = ", ".join([*_GIVEN, *known])
                raise ModelError(f"{cls.__name__}.update: argument {name!r} is not one of: {names}")
        params = tuple(name for name in known if name in given)
        text = (
            f"def change({', '.join([*_GIVEN, *params])}):\n"
            f"    w = update({', '.join(given)})\n"
            "    return w"
        )
        return parse(text, real=real, names={"update": update}, file=cls.__name__), params
