"""Parameters and constants derived from them: declared in a class body, checked by its objects.

Shared by neuron models, receptors and plasticity rules:

    class Exponential(Receptor):
        tau = Param(5.0, "ms", above=0.0)
        rate = derived(lambda p: 1.0 / p.tau, "1/ms")
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError

Number = float | NDArray[np.float64]


class Names(dict[str, Any]):
    """Values by name, also as attributes: the `p` of `State(lambda p: p.v_rest, ...)`."""

    def __init__(self, owner: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._owner = owner

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise ModelError(f"{self._owner}: p.{name} is not one of: {', '.join(self)}")


class Range:
    """The numbers that a parameter may be."""

    def __init__(
        self, above: float | None = None, low: float | None = None, high: float | None = None
    ) -> None:
        self.above, self.low, self.high = above, low, high

    def __contains__(self, value: Number) -> bool:
        inside = np.isfinite(value)
        if self.above is not None:
            inside &= np.greater(value, self.above)
        if self.low is not None:
            inside &= np.greater_equal(value, self.low)
        if self.high is not None:
            inside &= np.less_equal(value, self.high)
        return bool(np.all(inside))

    def __str__(self) -> str:
        limits = [
            f"{sign} {limit:g}"
            for sign, limit in ((">", self.above), (">=", self.low), ("<=", self.high))
            if limit is not None
        ]
        return " and ".join(limits) or "finite"


class Param:
    """A parameter: a number, or one per neuron.

    default : None makes it required, or with `optional` lets None mean "not given".
    above, low, high : it must be > above, >= low, <= high.
    """

    name = ""

    def __init__(
        self,
        default: float | None,
        unit: str,
        doc: str = "",
        *,
        above: float | None = None,
        low: float | None = None,
        high: float | None = None,
        optional: bool = False,
    ) -> None:
        self.default, self.unit, self.doc = default, unit, doc
        self.range = Range(above, low, high)
        self.optional = optional

    @property
    def required(self) -> bool:
        return self.default is None and not self.optional

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance.params[self.name]

    def check(self, owner: str, value: Any) -> Number | None:
        """The value as float or float64 (n,) array; ModelError if it is not one that is allowed."""
        if value is None and self.optional:
            return None
        expected = f"a number or one per neuron, {self.range}"
        try:
            if isinstance(value, str | bool):
                raise TypeError
            array = np.array(value, np.float64)
        except (TypeError, ValueError):
            array = np.full((0, 0), np.nan)
        if array.ndim > 1 or array not in self.range:
            example = "" if self.default is None else f"; the default is {self.default:g}"
            raise ModelError(
                f"{owner}: parameter {self.name!r} in {self.unit} must be {expected}; "
                f"got {value!r}{example}"
            )
        if array.ndim == 0:
            return float(array)
        array.flags.writeable = False
        return array


class Derived:
    """A constant computed from parameters and p.dt on the host, in float64; see `derived`."""

    def __init__(self, function: Callable[[Names], Any], unit: str, range: Range) -> None:
        self.function, self.unit, self.range = function, unit, range


def derived(
    function: Callable[[Any], Any],
    unit: str,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Any:
    """A constant of a class body: `rate = derived(lambda p: 1 / p.tau, "1/ms")`.

    `p` has the parameters, `p.dt` and the derived constants above this one. ModelError when a
    network is built if a value is not finite or outside low .. high.
    """
    return Derived(function, unit, Range(low=low, high=high))


def members(cls: type, kind: type) -> dict[str, Any]:
    """The attributes of a class that are of `kind`, base classes' first."""
    merged: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        merged |= vars(base)
    return {name: value for name, value in merged.items() if isinstance(value, kind)}


class Parametrised:
    """A class with `Param`s; its objects hold their values in `params`."""

    keyword_only: ClassVar[bool] = False
    parameters: ClassVar[dict[str, Param]] = {}
    constants: ClassVar[dict[str, Derived]] = {}
    # What must hold between parameters: text for the message -> test.
    requirements: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}

    params: dict[str, Any]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.parameters = members(cls, Param)
        cls.constants = members(cls, Derived)
        cls.__signature__ = _signature(cls)  # type: ignore[attr-defined]  # for help()

    def __init__(self, *args: Any, **values: Any) -> None:
        cls = type(self)
        values = _by_name(cls, args, values)
        unknown = [name for name in values if name not in cls.parameters]
        if unknown:
            raise ModelError(_unknown(cls, unknown[0]))
        self.params = {}
        for name, param in cls.parameters.items():
            if name not in values and param.required:
                raise ModelError(
                    f"{cls.__name__}: parameter {name!r} in {param.unit} must be given"
                )
            self.params[name] = param.check(cls.__name__, values.get(name, param.default))
        for text, holds in cls.requirements.items():
            if not np.all(holds(Names(cls.__name__, self.params))):
                used = {k: v for k, v in self.params.items() if k in text.split()}
                came = ", ".join(f"{k} = {v}" for k, v in used.items())
                raise ModelError(f"{cls.__name__}: {text} is required; got {came}")

    def require_numbers(self, of: str = "synapses") -> None:
        """ModelError where a parameter is an array, of what has one value for all `of`."""
        for key, value in self.params.items():
            if isinstance(value, np.ndarray):
                raise ModelError(
                    f"{type(self).__name__}: {key!r} must be one number for all {of}; "
                    f"got an array of shape {value.shape}"
                )

    def options(self) -> dict[str, Any]:
        """The arguments of the constructor that are not parameters."""
        return {}

    def replace(self, **changes: Any) -> Any:
        """The same with other values for some parameters."""
        return type(self)(**{**self.params, **self.options(), **changes})

    def values(self, dt: float) -> Names:
        """Parameters, `dt` (ms) and derived constants, in float64; ModelError if not finite."""
        owner = type(self).__name__
        names = Names(owner, {**self.params, "dt": dt})
        for name, constant in type(self).constants.items():
            with np.errstate(all="ignore"):
                value = constant.function(names)
            if value not in constant.range:
                raise ModelError(
                    f"{owner}: derived constant {name!r} in {constant.unit} must be "
                    f"{constant.range}; got {value} with dt = {dt:g} ms; change parameters or dt"
                )
            names[name] = value
        return names

    def __repr__(self) -> str:
        given = [
            f"{name}={'<array>' if isinstance(value, np.ndarray) else f'{value:g}'}"
            for name, value in self.params.items()
            if isinstance(value, np.ndarray) or value != type(self).parameters[name].default
        ]
        given += [f"{name}={value!r}" for name, value in self.options().items()]
        return f"{type(self).__name__}({', '.join(given)})"


def _by_name(
    cls: type[Parametrised], args: tuple[Any, ...], values: dict[str, Any]
) -> dict[str, Any]:
    order = [] if cls.keyword_only else list(cls.parameters)
    if len(args) > len(order):
        raise ModelError(
            f"{cls.__name__} takes {len(order)} positional arguments; got {len(args)}; "
            f"give them by name: {', '.join(cls.parameters)}"
        )
    named = dict(zip(order, args, strict=False))
    for name in named.keys() & values.keys():
        raise ModelError(f"{cls.__name__}: parameter {name!r} is given twice")
    return {**named, **values}


def _unknown(cls: type[Parametrised], name: str) -> str:
    near = difflib.get_close_matches(name, cls.parameters, 1, 0.4)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    known = ", ".join(cls.parameters) or "none"
    return f"{cls.__name__} has no parameter {name!r}; it has: {known}{hint}"


def _signature(cls: type[Parametrised]) -> inspect.Signature:
    kind = inspect.Parameter
    place = kind.KEYWORD_ONLY if cls.keyword_only else kind.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [
            kind(p.name, place, default=kind.empty if p.required else p.default)
            for p in sorted(cls.parameters.values(), key=lambda p: not p.required)
        ]
    )
